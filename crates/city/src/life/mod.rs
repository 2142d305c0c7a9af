//! What happens in the city, month by month: the script that the agency then lives through.
//!
//! Pure: [`plan`] simulates who works where, and writes down what becomes known to the agency in each month. The plan of
//! fewer months is the beginning of the plan of more. People know the law they retire by; it is asked of `rules`.
//! Not here: what payers do about their bills ([`crate::purse`]), how it is entered (`crate::live`).

mod age;
mod mend;
mod needs;
mod state;
mod work;

use kernel::{BankCard, Date, FeeMonth, Fen, IdNumber, Rate, Result};
use rules::Law;

use crate::Town;
use crate::people::PersonNo;
use crate::units::UnitNo;
use state::State;

/// Why someone leaves a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Resigned (本人辞职).
    Resigned,
    /// Dismissed (单位解除), not by their own will.
    Dismissed,
    /// The contract ended (合同期满), not by their own will.
    Expired,
    /// The unit closed, not by their own will.
    UnitClosed,
    /// Moved away (调出).
    MovedAway,
}

impl Leaving {
    /// Was it not the person's own will? Then unemployment benefit may follow.
    pub fn involuntary(self) -> bool {
        matches!(self, Leaving::Dismissed | Leaving::Expired | Leaving::UnitClosed)
    }
}

/// When someone retires, against the statutory age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Earlier, as the reform allows (弹性提前).
    Early,
    /// At the statutory age.
    InTime,
    /// Later, by agreement with the unit (弹性延迟).
    Late,
}

/// An injury at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hurt {
    /// Who.
    pub person: PersonNo,
    /// The day.
    pub on: Date,
    /// Which case of the regulation.
    pub basis: &'static str,
}

/// Something that becomes known to the agency in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A unit registers.
    UnitOpens {
        /// Which.
        unit: UnitNo,
    },
    /// A unit registers its end; its staff has left.
    UnitCloses {
        /// Which.
        unit: UnitNo,
    },
    /// Someone is reported as new staff, in time or months late (a forgotten joiner).
    Joins {
        /// Where.
        unit: UnitNo,
        /// Who.
        person: PersonNo,
        /// Monthly wage.
        wage: Fen,
        /// First month; before this month if reported late.
        from: FeeMonth,
    },
    /// Someone is reported as gone.
    Leaves {
        /// Where from.
        unit: UnitNo,
        /// Who.
        person: PersonNo,
        /// Last month insured there.
        last: FeeMonth,
        /// Why.
        why: Leaving,
    },
    /// A unit declares the year's wages of its staff (缴费基数申报), in July or late.
    DeclaresWages {
        /// Which.
        unit: UnitNo,
        /// First month they hold for: July.
        from: FeeMonth,
        /// Everyone's wage.
        wages: Vec<(PersonNo, Fen)>,
    },
    /// One wage is changed, from this month or, as a correction, from an earlier one.
    WageChanges {
        /// Where.
        unit: UnitNo,
        /// Who.
        person: PersonNo,
        /// New monthly wage.
        wage: Fen,
        /// First month it holds for.
        from: FeeMonth,
    },
    /// Someone begins to pay alone.
    GoesFlexible {
        /// Who.
        person: PersonNo,
        /// Share of the average wage.
        tier: Rate,
        /// First month.
        from: FeeMonth,
    },
    /// Another share of the average wage.
    ChangesTier {
        /// Who.
        person: PersonNo,
        /// New share.
        tier: Rate,
        /// First month.
        from: FeeMonth,
    },
    /// Someone stops to pay alone.
    StopsFlexible {
        /// Who.
        person: PersonNo,
        /// Last month.
        last: FeeMonth,
    },
    /// Someone pays for a gap in their record (补缴).
    PaysBack {
        /// Who.
        person: PersonNo,
        /// First month of the gap.
        from: FeeMonth,
        /// Last month of the gap.
        to: FeeMonth,
        /// Share of the average wage.
        tier: Rate,
    },
    /// A resident is enrolled: a newborn.
    BecomesResident {
        /// Who.
        person: PersonNo,
    },
    /// Someone claims the pension; this is the last month they pay.
    Retires {
        /// Who.
        person: PersonNo,
        /// The unit they leave, if any.
        unit: Option<UnitNo>,
        /// When, against the statutory age.
        choice: Choice,
    },
    /// A resident of sixty claims the pension.
    ClaimsResidentPension {
        /// Who.
        person: PersonNo,
    },
    /// Somebody who lost work registers and claims the benefit.
    ClaimsUnemployment {
        /// Who.
        person: PersonNo,
    },
    /// A mother claims the benefits for a birth.
    GivesBirth {
        /// Who.
        person: PersonNo,
        /// The child's birthday.
        on: Date,
        /// Was the birth difficult?
        difficult: bool,
    },
    /// Somebody was hurt at work.
    Hurt(Hurt),
    /// The committee has graded an injury.
    Graded {
        /// Who.
        person: PersonNo,
        /// Day of the accident.
        on: Date,
        /// Day of the conclusion.
        assessed: Date,
        /// 1 to 10; 0: none.
        grade: i64,
        /// Need of care.
        nursing: &'static str,
    },
    /// Somebody with a grade has left the unit.
    ClaimsLeavingGrant {
        /// Who.
        person: PersonNo,
        /// Was it their will?
        by_person: bool,
    },
    /// The family of somebody who died at work comes.
    ClaimsWorkDeath {
        /// Who died.
        person: PersonNo,
        /// Who receives the grants.
        spouse: PersonNo,
        /// A child to be kept.
        child: Option<PersonNo>,
    },
    /// A death is reported, in the month itself or late.
    Dies {
        /// Who.
        person: PersonNo,
        /// The day.
        on: Date,
        /// The unit, if they worked.
        unit: Option<UnitNo>,
    },
    /// The bank account of a pensioner goes bad; the bank knows, the agency does not.
    AccountGoesBad {
        /// Whose.
        person: PersonNo,
        /// What the bank will say: AC04 if closed, AC01 if the number is wrong.
        closed: bool,
    },
    /// The person brings the right account.
    AccountCorrected {
        /// Whose.
        person: PersonNo,
        /// The account to pay to.
        account: BankCard,
    },
    /// A number was recorded wrong, or changed.
    NumberChanges {
        /// Whose.
        person: PersonNo,
        /// The right one.
        number: IdNumber,
    },
    /// Two records are found to be the same person.
    FoundTwice {
        /// The true record.
        person: PersonNo,
        /// The one entered by mistake.
        duplicate: PersonNo,
    },
}

/// A month of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthPlan {
    /// Which.
    pub month: FeeMonth,
    /// What becomes known, in the order the agency hears of it.
    pub happenings: Vec<Happening>,
}

/// The script of so many months from [`crate::START`], under the law as finally known.
///
/// # Errors
/// Where the law says nothing about retirement.
pub fn plan(town: &Town, law: &Law<'_>, months: usize) -> Result<Vec<MonthPlan>> {
    let mut state = State::at_start(town, law)?;
    let month = |n| crate::START.plus(i32::try_from(n).unwrap_or(0));
    (0..months).map(month).map(|month| Ok(MonthPlan { month, happenings: state.live(month)? })).collect()
}
