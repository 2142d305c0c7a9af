//! Maternity (生育保险): leave days, allowance, the employer's top-up, fixed sums, birth costs.
//!
//! Source: 社会保险法 chapter 6, 女职工劳动保护特别规定 and local rules, which are parameters.

use kernel::{Fen, Rate, Result, Rounding};

use crate::codes;
use crate::law::{Figure, Law, On, optional};
use crate::trace::{Step, Trace};

const ROUND: Rounding = Rounding::FenHalfUp;
const DAYS_OF_MONTH: i64 = 30;

/// How a pregnancy ended (生育情形).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// Normal birth of so many children.
    Normal(i64),
    /// Difficult birth (难产) of so many children.
    Difficult(i64),
    /// Miscarriage (流产) after so many months.
    Miscarriage(Rate),
}

/// Days of leave (产假): the national days, more for a difficult birth and each further child, and the region's extension.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn days<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, birth: Birth) -> Result<i64> {
    let (days, step) = match birth {
        Birth::Miscarriage(months) => {
            let table = law.table("maternity.miscarriage_days", on)?;
            let row =
                table.value.rows().find(|row| row.rate("below_months").is_none_or(|below| months < below));
            let days = row.and_then(|row| row.whole("days")).unwrap_or(0);
            let step = Step::new("流产假天数", "days after a miscarriage", days);
            (days, step.by("table(months)").input("months", months).cite(&table.parameter))
        }
        Birth::Normal(children) | Birth::Difficult(children) => {
            let base = law.whole("maternity.birth_days", on)?;
            let difficult = law.whole("maternity.difficult_days", on)?;
            let further = law.whole("maternity.further_child_days", on)?;
            let extension = optional(law.whole("maternity.extension_days", on))?;
            let hard = matches!(birth, Birth::Difficult(_));
            let days = base.value
                + if hard { difficult.value } else { 0 }
                + further.value * (children - 1).max(0)
                + extension.as_ref().map_or(0, |extension| extension.value);
            let mut step = Step::new("产假天数", "days of leave", days)
                .by("birth_days + difficult_days + further_child_days × (children − 1) + extension_days")
                .input("children", children)
                .figure("birth_days", &base)
                .figure("further_child_days", &further);
            if hard {
                step = step.figure("difficult_days", &difficult);
            }
            if let Some(extension) = &extension {
                step = step.figure("extension_days", extension);
            }
            (days, step)
        }
    };
    trace.note(|| step);
    Ok(days)
}

/// Maternity allowance (生育津贴): the unit's mean wage ÷ 30 × days; with fewer than the months required, in proportion.
///
/// # Errors
/// `LAW-0206` where no month is required.
pub fn allowance<T: Trace>(
    trace: &mut T,
    unit_wage: Fen,
    days: i64,
    paid_of_required: Option<(i64, i64)>,
) -> Result<Fen> {
    let (paid, required) = paid_of_required.unwrap_or((1, 1));
    if required <= 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "required"));
    }
    let exact = i128::from(unit_wage.get()) * i128::from(days) * i128::from(paid.min(required));
    let amount = ROUND.divide(exact, i128::from(DAYS_OF_MONTH) * i128::from(required));
    trace.note(|| {
        Step::new("生育津贴", "maternity allowance", amount)
            .by("unit_wage ÷ 30 × days × min(paid, required) ÷ required")
            .input("unit_wage", unit_wage)
            .input("days", days)
            .input("paid", paid)
            .input("required", required)
            .rounded(ROUND)
    });
    Ok(amount)
}

/// What the employer adds where the allowance lies below the own wage of those days.
pub fn top_up<T: Trace>(trace: &mut T, allowance: Fen, own_wage: Fen, days: i64) -> Fen {
    let exact = i128::from(own_wage.get()) * i128::from(days)
        - i128::from(allowance.get()) * i128::from(DAYS_OF_MONTH);
    let top_up = ROUND.divide(exact.max(0), i128::from(DAYS_OF_MONTH));
    trace.note(|| {
        Step::new("单位补足", "employer's top-up", top_up)
            .by("max(own_wage ÷ 30 × days − allowance, 0)")
            .input("own_wage", own_wage)
            .input("days", days)
            .input("allowance", allowance)
            .rounded(ROUND)
    });
    top_up
}

/// What a birth brings beside days and allowance (生育医疗费待遇).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BirthTreatment {
    /// The treatment that applies: the residents' fixed sums, or that of employees.
    pub treatment: String,
    /// Fixed sum, where the law names one.
    pub fixed: Option<Fen>,
    /// Prenatal subsidy (产前检查补贴), where the law names one.
    pub prenatal: Option<Fen>,
}

/// Which treatment a payer's birth has in a region on a day, and its fixed sums.
///
/// # Errors
/// `LAW-0101` where the region says nothing; `LAW-0208` during a waiting period.
pub fn birth_treatment<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    category: &str,
    birth: Birth,
    waiting: bool,
) -> Result<BirthTreatment> {
    let word = law.word(&format!("maternity.{category}.birth_treatment"), on)?;
    if waiting {
        return Err(codes::WAITING.with("region", law.region()));
    }
    let table = optional(law.table(&format!("maternity.{}.fixed_sums", word.value), on))?;
    let fixed = table.as_ref().and_then(|table| {
        table
            .value
            .rows()
            .filter(|row| row.word("case") == Some(case_word(birth)))
            .find(|row| match birth {
                Birth::Miscarriage(months) => row.rate("up_to_months").is_none_or(|most| months <= most),
                _ => true,
            })
            .and_then(|row| row.money("amount"))
    });
    let prenatal = optional(law.money(&format!("maternity.{}.prenatal", word.value), on))?;
    trace.note(|| {
        let mut step = Step::new("生育医疗待遇", "birth treatment", word.value).figure("treatment", &word);
        if let (Some(table), Some(fixed)) = (&table, fixed) {
            step = step.input("fixed", fixed).cite(&table.parameter);
        }
        match &prenatal {
            Some(prenatal) => step.figure("prenatal", prenatal),
            None => step,
        }
    });
    let prenatal = prenatal.filter(|_| !matches!(birth, Birth::Miscarriage(_))).map(|figure| figure.value);
    Ok(BirthTreatment { treatment: word.value.to_owned(), fixed, prenatal })
}

fn case_word(birth: Birth) -> &'static str {
    match birth {
        Birth::Normal(1) => "normal",
        Birth::Normal(_) => "multiple",
        Birth::Difficult(_) => "difficult",
        Birth::Miscarriage(_) => "miscarriage",
    }
}

/// Nutrition grant (营养补助): a share of the average wage of the year before.
///
/// # Errors
/// `LAW-0101` where the region has none.
pub fn nutrition<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, annual_wage: &Figure<Fen>) -> Result<Fen> {
    let share = law.rate("maternity.nutrition_share", on)?;
    let amount = share.value.of(annual_wage.value, ROUND);
    trace.note(|| {
        Step::new("营养补助", "nutrition grant", amount)
            .by("annual_wage × share")
            .figure("annual_wage", annual_wage)
            .figure("share", &share)
            .rounded(ROUND)
    });
    Ok(amount)
}
