//! The base (缴费基数) of what the monthly assessment levied: the wage or the tier as it was believed when the run assessed it,
//! held between the month's floor and ceiling. Only the figures are the law's; the arithmetic is our own.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Insurance, Moment, Rate, Result, Rounding};
use rules::{Law, LawBook, optional};
use store::{Tx, params};

use super::rows::{Chunk, Contribution, Declared, Kind};
use crate::finder::{Lines, Scope, Wrong};
use crate::report::Check;

/// Codes of categories, with the word in the law's parameters.
const CATEGORIES: [(i64, &str); 2] = [(1, "employee"), (2, "flexible")];
const FLEXIBLE: i64 = 2;

/// What a base is made of.
#[derive(Clone, Copy)]
enum Rule {
    Between(Fen, Fen),
    Fixed(Fen),
}

/// A run with the figures of its month.
struct Run {
    started: i64,
    finished: i64,
    rules: BTreeMap<(i64, i64), Rule>,
    /// Average wage, months it is for, rounding of what a tier comes to.
    average: Option<(Fen, i64, Rounding)>,
}

pub(super) struct Bases {
    runs: BTreeMap<i64, Run>,
    /// How many bills and declarations of the chunk are behind.
    bills: usize,
    declared: usize,
    /// Run and category of the bill at hand, if participations are assessed by it.
    at: Option<(i64, i64)>,
    person: i64,
    /// What may have been declared by the person at hand.
    amounts: Vec<Fen>,
}

impl Bases {
    pub(super) fn new(tx: &mut Tx<'_>, scope: &Scope, law: &LawBook) -> Result<Bases> {
        let archived = archived(tx, law)?;
        let (from, to) = scope.months();
        let mut runs = BTreeMap::new();
        tx.each(
            "select id, month, started_at, coalesce(finished_at, 0), law, region from levy_run where month between $1 and $2",
            params![from, to],
            |row| {
                let [id, _, started, finished] = row.numbers()?;
                let (month, hash, region): (FeeMonth, String, String) = (row.get(1)?, row.get(4)?, row.get(5)?);
                let book = archived.get(&hash).unwrap_or(law);
                let known = book.in_force(&region, Some(Moment::from_micros(started).date()));
                if let Ok(law) = known {
                    let finished = if finished == 0 { i64::MAX } else { finished };
                    let (rules, average) = (rules(&law, month)?, average(&law, month)?);
                    runs.insert(id, Run { started, finished, rules, average });
                }
                Ok(())
            },
        )?;
        let (bills, declared, person) = (0, 0, 0);
        Ok(Bases { runs, bills, declared, at: None, person, amounts: Vec::new() })
    }

    pub(super) fn begin(&mut self) {
        (self.bills, self.declared) = (0, 0);
    }

    pub(super) fn next(&mut self, chunk: &Chunk, bill: i64) {
        while chunk.bills.get(self.bills).is_some_and(|known| known.id < bill) {
            self.bills += 1;
        }
        let known =
            chunk.bills.get(self.bills).filter(|known| known.id == bill && known.kind == Kind::Regular);
        self.at = known.map(|known| (known.run, known.category));
        self.person = 0;
    }

    pub(super) fn take(&mut self, lines: &mut Lines, chunk: &Chunk, line: &Contribution) {
        let Some((run, category)) = self.at else { return };
        let Some(run) = self.runs.get(&run) else { return };
        if line.person != self.person {
            self.person = line.person;
            declared(&mut self.amounts, &mut self.declared, chunk, (line.bill, line.person), run, category);
        }
        let rule = match CATEGORIES.iter().any(|(code, _)| *code == category) {
            true => run.rules.get(&(category, line.insurance)).copied(),
            // A resident pays a yearly sum.
            false => Some(Rule::Fixed(Fen::ZERO)),
        };
        let Some(rule) = rule else { return };
        let base = |amount: &Fen| match rule {
            Rule::Fixed(base) => base.get(),
            Rule::Between(floor, ceiling) => (*amount).max(floor).min(ceiling).get(),
        };
        if !self.amounts.iter().any(|amount| base(amount) == line.base)
            && let Some(finds) = lines.of(Check::Bills)
        {
            let Contribution { bill, person, insurance, month, .. } = line;
            finds.money(
                Wrong(
                    "缴费基数与申报工资或档次不符",
                    "a base is not what the declared wage or tier comes to",
                ),
                || format!("contribution:{bill}/{person}/{insurance}/{month}"),
                self.amounts.first().map_or(0, base),
                line.base,
            );
        }
    }
}

/// What the person declared as the run could know it; the floor where nobody declared anything.
fn declared(
    amounts: &mut Vec<Fen>,
    behind: &mut usize,
    chunk: &Chunk,
    key: (i64, i64),
    run: &Run,
    category: i64,
) {
    amounts.clear();
    let at = |declared: &Declared| (declared.bill, declared.person);
    while chunk.declared.get(*behind).is_some_and(|declared| at(declared) < key) {
        *behind += 1;
    }
    let theirs = chunk.declared.iter().skip(*behind).take_while(|declared| at(declared) == key);
    let believed = theirs.filter(|declared| {
        declared.recorded <= run.finished && (declared.retracted == 0 || declared.retracted > run.started)
    });
    amounts.extend(believed.filter_map(|declared| match (category, run.average) {
        (FLEXIBLE, Some((wage, months, rounding))) => {
            Some(Rate::from_nano(declared.amount).of_parts(wage, 1, months, rounding))
        }
        (FLEXIBLE, None) => None,
        _ => Some(Fen::new(declared.amount)),
    }));
    if amounts.is_empty() {
        amounts.push(Fen::ZERO);
    }
}

/// Rule sets of the archive that are not the one in the program.
fn archived(tx: &mut Tx<'_>, law: &LawBook) -> Result<BTreeMap<String, LawBook>> {
    let mut books = BTreeMap::new();
    tx.each("select hash, content from law_archive where hash <> $1", params![law.hash()], |row| {
        // One that cannot be read is a break of the archive, and named there.
        let content = String::from_utf8(row.get::<Vec<u8>>(1)?).unwrap_or_default();
        if let Ok(book) = LawBook::from_archive(&content) {
            books.insert(row.get(0)?, book);
        }
        Ok(())
    })?;
    Ok(books)
}

/// What the bases of a month are made of, by category and insurance, as far as the law says.
fn rules(law: &Law<'_>, month: FeeMonth) -> Result<BTreeMap<(i64, i64), Rule>> {
    let mut rules = BTreeMap::new();
    for (category, word) in CATEGORIES {
        for &insurance in Insurance::ALL {
            let id = |what: &str| format!("contribution.{}.{word}.{what}", insurance.key());
            let rate = |what: &str| Ok::<_, kernel::Problem>(optional(law.rate(&id(what), month))?.is_some());
            let charged = rate("unit_rate")? || rate("person_rate")? || insurance == Insurance::Injury;
            let fixed = optional(law.money(&id("base"), month))?.map(|figure| figure.value);
            let bound = |which: &str| -> Result<Option<Fen>> {
                let own = optional(law.money(&format!("contribution.{}.{which}", insurance.key()), month))?;
                let common = || optional(law.money(&format!("contribution.{which}"), month));
                Ok(own.map_or_else(common, |own| Ok(Some(own)))?.map(|figure| figure.value))
            };
            let rule = match (fixed, charged) {
                (Some(base), _) => Some(Rule::Fixed(base)),
                (None, false) => Some(Rule::Fixed(Fen::ZERO)),
                (None, true) => bound("floor")?
                    .zip(bound("ceiling")?)
                    .map(|(floor, ceiling)| Rule::Between(floor, ceiling)),
            };
            rules.extend(rule.map(|rule| ((category, insurance.code()), rule)));
        }
    }
    Ok(rules)
}

/// The average wage that tiers are shares of.
fn average(law: &Law<'_>, month: FeeMonth) -> Result<Option<(Fen, i64, Rounding)>> {
    let rounding = match optional(law.word("contribution.base_rounding", month))?.map(|word| word.value) {
        Some("jiao-up") => Rounding::JiaoUp,
        Some("yuan-half-up") => Rounding::YuanHalfUp,
        Some("yuan-down") => Rounding::YuanDown,
        _ => Rounding::FenHalfUp,
    };
    for (id, months) in [("contribution.average_wage", 1), ("contribution.average_wage_annual", 12)] {
        if let Some(wage) = optional(law.money(id, month))? {
            return Ok(Some((wage.value, months, rounding)));
        }
    }
    Ok(None)
}
