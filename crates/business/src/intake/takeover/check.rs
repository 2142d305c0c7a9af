//! The first pass: every row, every reference between the files, every total.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::{AccountKind, FeeMonth, Fen, Insurance, PartyId, Period, Problem, RegionCode, Result};
use sheets::Record;

use super::super::codes;
use super::rows::{self, OldRun};
use super::{Bad, Control, Files, Source, Totals, compare};
use crate::accounts;

/// What the files come to.
pub(super) struct Found {
    pub(super) totals: Totals,
    /// The last month anybody has a record of: who has one then goes on.
    pub(super) last_month: Option<FeeMonth>,
    /// The year at whose end the balances were struck; without balances no accounts are taken over.
    pub(super) settled: Option<i32>,
    /// What stands on the accounts at the switch, by kind.
    personal: BTreeMap<AccountKind, Fen>,
}

struct Check<'b, 'c> {
    bad: Bad<'b>,
    wrong: &'c mut u64,
    units: HashSet<String>,
    people: HashMap<String, String>,
    /// What stands on the accounts, by old number.
    held: HashMap<(String, AccountKind), Fen>,
    found: Found,
}

/// Reads everything; refuses unless all of it is right and agrees with the totals.
pub(super) fn check(files: &Files<'_>, region: RegionCode, stated: &Control, bad: Bad<'_>) -> Result<Found> {
    let mut wrong = 0;
    let mut check = Check {
        bad,
        wrong: &mut wrong,
        units: HashSet::new(),
        people: HashMap::new(),
        held: HashMap::new(),
        found: Found {
            totals: Totals::default(),
            last_month: None,
            settled: None,
            personal: BTreeMap::new(),
        },
    };
    check.units(files.units, region)?;
    check.people(files.people)?;
    check.balances(files.balances)?;
    check.runs(files.records, rows::record)?;
    check.runs(files.runs, rows::run)?;
    check.pensioners(files.pensioners)?;
    for ((_, kind), held) in check.held {
        *check.found.personal.entry(kind).or_default() += held;
    }
    let found = check.found;
    if wrong > 0 {
        return Err(codes::BAD_ROWS.with("bad", wrong));
    }
    compare(&found.totals, &found.personal, stated)?;
    Ok(found)
}

impl Check<'_, '_> {
    fn each(
        &mut self,
        source: Option<Source<'_>>,
        mut look: impl FnMut(&mut Self, &Record) -> Result<()>,
    ) -> Result<()> {
        let Some(open) = source else { return Ok(()) };
        for record in open()? {
            let record = record?;
            let mut problems: Vec<Problem> = record.check();
            if problems.is_empty() {
                problems.extend(look(self, &record).err());
            }
            if !problems.is_empty() {
                *self.wrong += 1;
                (self.bad)(&record, &problems)?;
            }
        }
        Ok(())
    }

    fn units(&mut self, source: Option<Source<'_>>, region: RegionCode) -> Result<()> {
        let mut seen = HashSet::new();
        self.each(source, |check, record| {
            let unit = rows::unit(record, region)?;
            if let Some(code) = unit.new.credit_code.filter(|code| !seen.insert(*code)) {
                return Err(record.problem("credit_code", codes::TWICE.with("what", code)));
            }
            if !check.units.insert(unit.old.clone()) {
                return Err(record.problem("unit_number", codes::TWICE.with("what", unit.old)));
            }
            check.found.totals.units += 1;
            Ok(())
        })
    }

    fn people(&mut self, source: Option<Source<'_>>) -> Result<()> {
        let mut seen = HashSet::new();
        self.each(source, |check, record| {
            let person = rows::person(record)?;
            let key = person.person.document.key();
            if !seen.insert(key.clone()) {
                return Err(
                    record.problem("id_number", codes::TWICE.with("what", person.person.document.masked()))
                );
            }
            if check.people.insert(person.old.clone(), key).is_some() {
                return Err(record.problem("person_number", codes::TWICE.with("what", person.old)));
            }
            if let Some(unit) = record.text("unit_number")?.filter(|unit| !check.units.contains(*unit)) {
                return Err(record.problem("unit_number", codes::NO_SUCH.with("what", unit)));
            }
            check.found.totals.people += 1;
            Ok(())
        })
    }

    fn known(&self, record: &Record, old: &str) -> Result<()> {
        if self.people.contains_key(old) {
            return Ok(());
        }
        Err(record.problem("person_number", codes::NO_SUCH.with("what", old)))
    }

    /// A person's rows stand together, so that one person at a time is compared with themselves.
    fn runs(&mut self, source: Option<Source<'_>>, read: fn(&Record) -> Result<OldRun>) -> Result<()> {
        let mut before: HashSet<String> = HashSet::new();
        let mut present = String::new();
        let mut held: Vec<(i64, String, Insurance, Period)> = Vec::new();
        self.each(source, |check, record| {
            let run = read(record)?;
            check.known(record, &run.old)?;
            if run.old != present {
                before.insert(std::mem::replace(&mut present, run.old.clone()));
                held.clear();
                if before.contains(&run.old) {
                    return Err(record.problem("person_number", codes::SCATTERED.with("what", &run.old)));
                }
            }
            if let Some(unit) = run.unit.as_ref().filter(|unit| !check.units.contains(*unit)) {
                return Err(record.problem("unit_number", codes::NO_SUCH.with("what", unit)));
            }
            let slot = slot(&run);
            let twice = held.iter().find(|(code, at, _, period)| {
                (*code, at) == (slot.0, &slot.1) && period.intersect(run.period).is_some()
            });
            if let Some((_, _, insurance, period)) = twice {
                let problem = codes::MONTH_TWICE.with("insurance", insurance.zh());
                return Err(record.problem("insurance", problem.with("from", period.from())));
            }
            held.push((slot.0, slot.1, run.line.insurance, run.period));
            let months = i64::from(run.period.months());
            let totals = &mut check.found.totals;
            totals.months += months;
            let once = (run.line.unit + run.line.person).get();
            totals.contributions += kernel::Fen::new(once.saturating_mul(months));
            check.found.last_month = check.found.last_month.max(Some(run.period.to()));
            if let (Some(settled), Some(kind)) = (check.found.settled, accounts::kind_of(run.line.insurance))
            {
                let credited = run.period.iter().filter(|month| month.year() > settled).count();
                let credited = run.line.account.get() * i64::try_from(credited).unwrap_or(0);
                *check.held.entry((run.old, kind)).or_default() += Fen::new(credited);
            }
            Ok(())
        })
    }

    fn balances(&mut self, source: Option<Source<'_>>) -> Result<()> {
        let mut seen = HashSet::new();
        self.each(source, |check, record| {
            let balance = rows::balance(record)?;
            check.known(record, &balance.old)?;
            if !seen.insert((balance.old.clone(), balance.kind)) {
                return Err(record.problem("person_number", codes::TWICE.with("what", balance.old)));
            }
            let year = i32::from(balance.as_of.year());
            if *check.found.settled.get_or_insert(year) != year {
                return Err(record.problem("as_of", codes::AS_OF.problem()));
            }
            check.held.insert((balance.old, balance.kind), balance.balance);
            check.found.totals.accounts += 1;
            check.found.totals.balances += balance.balance;
            Ok(())
        })
    }

    fn pensioners(&mut self, source: Option<Source<'_>>) -> Result<()> {
        let mut seen = HashSet::new();
        self.each(source, |check, record| {
            let pension = rows::pension(record)?;
            check.known(record, &pension.old)?;
            if check.people.get(&pension.old) != Some(&pension.document.key()) {
                return Err(record.problem("id_number", codes::NUMBER_DIFFERS.with("given", pension.old)));
            }
            if !seen.insert(pension.old.clone()) {
                return Err(record.problem("person_number", codes::TWICE.with("what", pension.old)));
            }
            if let (Some(settled), Some(held)) =
                (check.found.settled, check.held.get_mut(&(pension.old.clone(), pension.kind)))
            {
                *held -= rows::drawn(&pension, settled, *held).iter().map(|(_, part)| *part).sum::<Fen>();
            }
            check.found.totals.pensioners += 1;
            check.found.totals.pensions += pension.monthly;
            Ok(())
        })
    }
}

/// As the registry will see it; the unit stands for its number to come.
fn slot(run: &OldRun) -> (i64, String) {
    let nobody = PartyId::new(0);
    let participation = super::load::participation(run, nobody, nobody, RegionCode::NATION, run.period);
    let (slot, _) = participation.slot();
    let injury = slot == Insurance::Injury.code();
    (slot, if injury { run.unit.clone().unwrap_or_default() } else { String::new() })
}
