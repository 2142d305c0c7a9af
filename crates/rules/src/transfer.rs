//! Moving the pension relation (养老保险关系转移接续): which account a person gets, which place pays the pension, and the
//! sums of the transfer form.
//!
//! Source: 国办发〔2009〕66号. Not here: letters, time limits and the booking of what arrives (`business`).

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::account::{InterestMethod, account_credit, year_interest};
use crate::codes;
use crate::contribution::Category;
use crate::law::{Figure, Law, On};
use crate::trace::{Step, Trace};

/// Who asks for an account in a place.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer {
    /// A man?
    pub male: bool,
    /// Age in whole years.
    pub age: i64,
    /// The place is the household province (户籍地).
    pub household: bool,
    /// Moved by order of an organisation or personnel department.
    pub approved_transfer: bool,
    /// Was already insured here before reaching the limit.
    pub insured_before_limit: bool,
}

/// Does the person get a temporary account (临时基本养老保险缴费账户)? Household place, ordered move and earlier insurance
/// come before the age.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn is_temporary<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, person: Newcomer) -> Result<bool> {
    let limit =
        law.whole(if person.male { "transfer.age_limit_male" } else { "transfer.age_limit_female" }, on)?;
    let general = person.household || person.approved_transfer || person.insured_before_limit;
    let temporary = !general && person.age >= limit.value;
    trace.note(|| {
        Step::new("临时缴费账户", "temporary account", temporary)
            .by("not household place, not ordered, not insured here before, and age ≥ limit")
            .input("household", person.household)
            .input("approved_transfer", person.approved_transfer)
            .input("insured_before_limit", person.insured_before_limit)
            .input("age", person.age)
            .figure("limit", &limit)
    });
    Ok(temporary)
}

/// The place that pays the pension (待遇领取地). `places` are those with a general account in the order of time, with their
/// months. Names are only compared.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn benefit_place<'p, T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    household: &'p str,
    current: &'p str,
    places: &[(&'p str, i64)],
) -> Result<&'p str> {
    let enough = law.whole("transfer.benefit_place_months", on)?;
    let long = |place: &&(&'p str, i64)| place.1 >= enough.value;
    let here = places.iter().filter(|(name, _)| *name == current).any(|place| long(&place));
    let (place, why) = if current == household {
        (household, "relation in the household province")
    } else if here {
        (current, "ten years at the current place")
    } else if let Some((name, _)) = places.iter().rev().find(long) {
        (*name, "the latest place with ten years")
    } else {
        (household, "nowhere ten years: the household province")
    };
    trace.note(|| {
        Step::new("待遇领取地", "place that pays", place)
            .by(why)
            .input("household", household)
            .input("current", current)
            .figure("months", &enough)
    });
    Ok(place)
}

/// The account columns of the transfer form (信息表).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountBoxes {
    /// (1) Personal part from before 1998, with its interest to the end of the year before the transfer.
    pub before_1998: Fen,
    /// (2) Account since 1998 to the end of the year before the transfer.
    pub since_1998: Fen,
    /// (3) Principal credited in the year of the transfer; it bears no interest yet.
    pub this_year: Fen,
}

impl AccountBoxes {
    /// (4) Account moved.
    pub fn total(&self) -> Fen {
        self.before_1998 + self.since_1998 + self.this_year
    }
}

/// Accounts began nationwide in January 1998.
fn first_account_month(law: &Law<'_>, on: FeeMonth) -> Result<FeeMonth> {
    law.month("transfer.pooled_from", on).map(|figure| figure.value)
}

/// The account columns. `paid` holds months and bases in the order of time, `personal` the person's rate of a month before
/// 1998, `rate` the bookkeeping rate of a year. The columns (1) and (2) are balances of their own, each with its interest
/// rounded once a year.
///
/// # Errors
/// `LAW-0101` for a year without rate; `LAW-0207` for a month after the transfer.
pub fn account_boxes<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    transfer: FeeMonth,
    paid: &[(FeeMonth, Fen)],
    personal: impl Fn(FeeMonth) -> Result<Rate>,
    rate: impl Fn(i32) -> Result<Figure<Rate>>,
) -> Result<AccountBoxes> {
    let start = first_account_month(law, transfer)?;
    let Some(first) = paid.iter().map(|(month, _)| month.year()).min() else {
        return Ok(AccountBoxes::default());
    };
    if let Some((late, _)) = paid.iter().find(|(month, _)| *month > transfer) {
        return Err(codes::BACKWARDS.with("from", late).with("to", transfer));
    }
    let mut boxes = AccountBoxes::default();
    for year in first..=transfer.year() {
        let (mut old, mut new) = ([Fen::ZERO; 12], [Fen::ZERO; 12]);
        for (month, base) in paid.iter().filter(|(month, _)| month.year() == year) {
            let place = usize::try_from(month.month() - 1).unwrap_or(0).min(11);
            if *month < start {
                old[place] += personal(*month)?.of(*base, Rounding::FenHalfUp);
            } else {
                new[place] += account_credit(&mut crate::NoTrace, law, Category::Employee, *month, *base)?;
            }
        }
        if year == transfer.year() {
            boxes.this_year = old.iter().chain(&new).copied().sum();
            break;
        }
        let rate = rate(year)?;
        let mut close = |opening, credits: &[Fen; 12]| {
            year_interest(trace, opening, credits, &rate, &InterestMethod::MonthlyAccumulation, 12).closing
        };
        if year < start.year() || !boxes.before_1998.is_zero() {
            boxes.before_1998 = close(boxes.before_1998, &old);
        }
        if year >= start.year() {
            boxes.since_1998 = close(boxes.since_1998, &new);
        }
    }
    Ok(boxes)
}

/// (5) Pooled fund moved: 12 % of the contribution wages of every month since 1998, whatever the local rate was.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn pooled_box<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    transfer: FeeMonth,
    paid: &[(FeeMonth, Fen)],
) -> Result<Fen> {
    let ratio = law.rate("transfer.pooled_ratio", transfer)?;
    let start = first_account_month(law, transfer)?;
    let counted = paid.iter().filter(|(month, _)| *month >= start && *month <= transfer);
    let wages: Fen = counted.map(|(_, base)| *base).sum();
    let pooled = ratio.value.of(wages, Rounding::FenHalfUp);
    trace.note(|| {
        Step::new("转移统筹基金", "pooled fund moved", pooled)
            .by("Σ bases since 1998 × ratio")
            .input("wages", wages)
            .figure("ratio", &ratio)
            .rounded(Rounding::FenHalfUp)
    });
    Ok(pooled)
}

/// What moves out of a temporary account: every contribution of unit and person.
pub fn temporary_principal<T: Trace>(trace: &mut T, wages: Fen, unit: Rate, person: Rate) -> Fen {
    let both = Rate::from_nano(unit.nano() + person.nano());
    let principal = both.of(wages, Rounding::FenHalfUp);
    trace.note(|| {
        Step::new("临时账户转移本金", "principal of a temporary account", principal)
            .by("Σ bases × (unit + person)")
            .input("wages", wages)
            .input("unit", unit)
            .input("person", person)
            .rounded(Rounding::FenHalfUp)
    });
    principal
}
