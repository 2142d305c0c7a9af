//! The figures of one month as the law gives them, for those who do not read the law.

use anyhow::{Context, Result};
use kernel::{FeeMonth, Fen, Rate};
use rules::{Category, ContributionRules, Derivation, LawBook, NoTrace, Step};
use serde::Serialize;

/// The demo city, whose law has all five insurances.
pub(super) const REGION: &str = "990100";
/// Industry class of the unit.
pub(super) const CLASS: i64 = 2;

/// Everything that the month's formulas need.
pub(super) struct Figures {
    pub(super) book: LawBook,
    pub(super) month: FeeMonth,
    pub(super) rules: ContributionRules,
    pub(super) injury: Rate,
    pub(super) lines: Vec<LineFigures>,
}

/// One insurance: fen and billionths.
#[derive(Clone, Serialize)]
pub(super) struct LineFigures {
    pub(super) key: String,
    pub(super) floor: i64,
    pub(super) ceiling: i64,
    pub(super) unit_rate: i64,
    pub(super) person_rate: i64,
    pub(super) unit_fixed: i64,
    pub(super) person_fixed: i64,
}

impl Figures {
    /// Reads them off the derivation of one employee.
    pub(super) fn of_the_law() -> Result<Figures> {
        let book = LawBook::builtin()?;
        let month = FeeMonth::from_yyyymm(202_409).context("the month")?;
        let rules = ContributionRules::compile(&book.in_force(REGION, None)?, month)?;
        let injury = rules.injury_rate(&mut NoTrace, CLASS, Rate::ONE)?;
        let mut trace = Derivation::default();
        let offered = rules.offered(Category::Employee);
        let lines = rules.assess_employee(&mut trace, Fen::from_yuan(10_000), offered, injury);
        let steps = trace.into_steps();
        let parts = &steps.first().context("a derivation")?.steps;
        let lines = lines
            .iter()
            .zip(parts)
            .map(|(line, step)| LineFigures::read(line.insurance.key(), step))
            .collect::<Result<Vec<_>>>()?;
        Ok(Figures { book, month, rules, injury, lines })
    }
}

impl LineFigures {
    fn read(key: &str, step: &Step) -> Result<LineFigures> {
        let text = |name: &str| {
            let found = step.inputs.iter().find(|input| input.name == name);
            found.map(|input| input.value.as_str()).with_context(|| format!("{name} of {key}"))
        };
        let fen = |name: &str| -> Result<i64> {
            Ok(Fen::parse_yuan(text(name)?).with_context(|| format!("{name} of {key}"))?.get())
        };
        let rate = |name: &str| -> Result<i64> {
            Ok(Rate::parse(text(name)?).with_context(|| format!("{name} of {key}"))?.nano())
        };
        // A base that is the same for all is a floor that is the ceiling.
        let (floor, ceiling) = match (fen("floor"), fen("ceiling")) {
            (Ok(floor), Ok(ceiling)) => (floor, ceiling),
            _ => (fen("base")?, fen("base")?),
        };
        Ok(LineFigures {
            key: key.replace('-', "_"),
            floor,
            ceiling,
            unit_rate: rate("unit_rate")?,
            person_rate: rate("person_rate")?,
            unit_fixed: fen("unit_fixed")?,
            person_fixed: fen("person_fixed")?,
        })
    }
}
