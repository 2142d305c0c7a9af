//! The decision on a pension (养老待遇核定), pure: from the facts of a record and the law to an award or a refusal.
//!
//! The facts are kept in the decision, so that it can be computed again from its receipt alone ([`again`]). Not here: how
//! the facts are loaded (`record`), what an award does (`claim`).

use kernel::{FeeMonth, Fen, Fund, PartyId, Problem, Result};
use rules::pension::{Award, AwardFacts, YearPaid, award};
use rules::retirement::{
    RetirementGroup, RetirementMode, flexible_range, minimum_months, reference_year, retirement,
};
use rules::{Derivation, Law, LawBook, NoTrace, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{Record, codes};
use crate::accounts::AccountFacts;
use crate::benefits::{Benefit, NewAward};
use crate::desk::DecisionRecord;
use crate::replay::codes::INCOMPLETE;
use crate::replay::{Again, Formula};

/// The formula of a claim as it is today. A change of what it computes is a new version; this one stays for its receipts.
pub(crate) static AWARD: Formula = Formula { name: "pension-award", version: 1, again };

/// Everything a pension is computed from, as a decision keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// The record up to the month of retirement.
    pub(super) record: RecordFacts,
    /// The pension account; none where there is none.
    pub(super) pension_account: Option<AccountFacts>,
}

/// A [`Record`] in plain values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordFacts {
    group: String,
    birth: FeeMonth,
    month: FeeMonth,
    paid_months: i64,
    deemed_months: i64,
    gap_months: i64,
    /// Year, sum of the monthly bases, months.
    paid: Vec<(i32, Fen, i64)>,
}

/// All that a pension is computed from.
pub(super) struct Computed {
    pub(super) award: Award,
    pub(super) facts: AwardFacts,
}

/// What comes of a claim.
pub(super) struct Decided {
    pub(super) mode: RetirementMode,
    /// The award, or why there is none.
    pub(super) outcome: Result<Computed>,
}

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Effects {
    pub(super) award: NewAward,
    pub(super) month: FeeMonth,
    pub(super) months: i64,
}

impl Facts {
    /// Month of retirement.
    pub(super) fn month(&self) -> FeeMonth {
        self.record.month
    }

    /// The record.
    ///
    /// # Errors
    /// `RPL-0105` where the group is none that is known.
    pub(super) fn known(&self) -> Result<Record> {
        self.record.record().ok_or_else(|| INCOMPLETE.with("what", "record.group"))
    }
}

impl RecordFacts {
    pub(super) fn of(record: &Record, month: FeeMonth) -> RecordFacts {
        RecordFacts {
            group: record.group.key().to_owned(),
            birth: record.birth,
            month,
            paid_months: record.paid_months,
            deemed_months: record.deemed_months,
            gap_months: record.gap_months,
            paid: record.paid.iter().map(|year| (year.year, year.bases, year.months)).collect(),
        }
    }

    /// The record; `None` where the group is none that is known.
    fn record(&self) -> Option<Record> {
        let years = self.paid.iter().map(|&(year, bases, months)| YearPaid { year, bases, months });
        Some(Record {
            group: RetirementGroup::from_key(&self.group)?,
            birth: self.birth,
            paid: years.collect(),
            paid_months: self.paid_months,
            deemed_months: self.deemed_months,
            gap_months: self.gap_months,
        })
    }
}

/// Decides a claim. `group_today`: the group on the day of the claim, by which the statutory month is found.
///
/// # Errors
/// `PEN-0101`, `PEN-0102` for a month outside the law's range; `LAW-0101` where the law lacks a figure.
pub(super) fn decide<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    group_today: RetirementGroup,
    known: &Record,
    facts: &Facts,
) -> Result<Decided> {
    let month = facts.record.month;
    let statutory = retirement(trace, law, group_today, known.birth)?;
    let mode = mode_of(trace, law, month, known)?;
    let needed = minimum_months(trace, law, reference_year(statutory.month.year(), mode, month.year()))?;
    if known.months() < needed {
        let refused = codes::TOO_FEW.with("months", known.months()).with("needed", needed);
        return Ok(Decided { mode, outcome: Err(refused) });
    }
    Ok(Decided { mode, outcome: Ok(compute(trace, law, known, facts)?) })
}

/// The award from the record: index, account with interest of the running year, formula.
///
/// # Errors
/// `LAW-0101` where the law lacks a figure.
pub(super) fn compute<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    known: &Record,
    facts: &Facts,
) -> Result<Computed> {
    let month = facts.record.month;
    let (index, index_open) = known.index(trace, law, month)?;
    let account = match &facts.pension_account {
        Some(account) => account.value(trace, law)?.total,
        None => Fen::ZERO,
    };
    let facts = AwardFacts {
        month,
        age_months: known.birth.months_until(month),
        paid_months: known.paid_months,
        deemed_months: known.deemed_months,
        index,
        account: account.max(Fen::ZERO),
    };
    let award = award(trace, law, &facts)?;
    Ok(Computed { award: Award { provisional: award.provisional || index_open, ..award }, facts })
}

/// How the month was chosen, if the law lets it be. Who had too few months at the latest month may go on until it is enough.
fn mode_of<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    month: FeeMonth,
    known: &Record,
) -> Result<RetirementMode> {
    let statutory = retirement(&mut NoTrace, law, known.group, known.birth)?.month;
    if month == statutory {
        return Ok(RetirementMode::Statutory);
    }
    let range = optional(flexible_range(trace, law, month, known.group, known.birth))?;
    let (earliest, latest) = range.map_or((statutory, statutory), |range| (range.earliest, range.latest));
    if month < earliest {
        return Err(codes::TOO_EARLY.with("month", month).with("earliest", earliest));
    }
    if month < statutory {
        return Ok(RetirementMode::Early);
    }
    if month > latest {
        let after = i64::from(latest.months_until(month));
        let needed = minimum_months(&mut NoTrace, law, statutory.year())?;
        if known.months() - after >= needed {
            return Err(codes::TOO_LATE.with("month", month).with("latest", latest));
        }
    }
    Ok(RetirementMode::Delayed)
}

/// What a decision changes, or why it changes nothing.
pub(super) fn effects(person: PartyId, month: FeeMonth, known: &Record, decided: &Decided) -> Json {
    match &decided.outcome {
        Err(refused) => refusal(refused),
        Ok(Computed { award, .. }) => json!(Effects {
            award: NewAward {
                account_part: award.account.min(award.total),
                provisional: award.provisional,
                ..NewAward::monthly(person, Benefit::Pension, Fund::Pension, month.next(), award.total)
            },
            month,
            months: known.months(),
        }),
    }
}

fn refusal(refused: &Problem) -> Json {
    json!({ "refused": refused.code().id, "zh": refused.zh() })
}

/// Computes a claim again from what its receipt says.
fn again(book: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let inputs = &decision.inputs;
    let facts: Facts = Again::read(inputs, "")?;
    let person: PartyId = Again::read(inputs, "person")?;
    let region: String = Again::read(inputs, "region")?;
    let group_today: String = Again::read(inputs, "group_today")?;
    let group_today =
        RetirementGroup::from_key(&group_today).ok_or_else(|| INCOMPLETE.with("what", "group_today"))?;
    let known = facts.known()?;
    let law = book.in_force(&region, Some(decision.at.date()))?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &law, group_today, &known, &facts)?;
    Ok(Again {
        granted: decided.outcome.is_ok(),
        effects: effects(person, facts.record.month, &known, &decided),
        derivation: json!(trace.into_steps()),
    })
}
