//! The second pass: checked rows become units, people, records, accounts and pensioners.

use std::collections::{BTreeMap, HashMap};

use kernel::{AccountKind, FeeMonth, Fen, PartyId, Period, RegionCode, Result};
use rules::Category;
use serde_json::json;
use sheets::{Layout, Record, layouts::takeover as layouts};
use store::{Row, Sequence, Tx, params};

use super::super::codes;
use super::check::Found;
use super::rows::{self, OldPerson, OldRun};
use super::{Files, Source, Totals};
use crate::accounts::{self, NewAccount, open_with};
use crate::desk::{self, Actor, Matter, services};
use crate::levy::{TakenOver, take_over_bill};
use crate::registry::{
    self, CardState, NewCard, NewFact, Participation, Person, Rules, Shelf, Status, Wage, WageKind, facts,
};
use crate::{Office, pension};

/// Rows that commit together.
const CHUNK: usize = 1000;

struct Load<'l> {
    office: &'l Office,
    actor: &'l Actor,
    matter: Matter,
    digest: &'l str,
    found: &'l Found,
    units: HashMap<String, PartyId>,
    people: HashMap<String, PartyId>,
    rows: u64,
    progress: &'l mut dyn FnMut(u64),
}

pub(super) fn load(
    office: &Office,
    actor: &Actor,
    files: &Files<'_>,
    found: &Found,
    digest: &str,
    progress: &mut dyn FnMut(u64),
) -> Result<(Matter, Totals, BTreeMap<AccountKind, Fen>)> {
    let matter =
        office.store.write(&actor.act(services::TAKE_OVER.code), |tx| begin(tx, office, actor, digest))?;
    let (units, people) = (HashMap::new(), HashMap::new());
    let mut load = Load { office, actor, matter, digest, found, units, people, rows: 0, progress };
    load.each(&layouts::UNITS, files.units, Load::take_units)?;
    load.each(&layouts::PEOPLE, files.people, Load::take_people)?;
    load.each(&layouts::BALANCES, files.balances, Load::take_balances)?;
    load.each(&layouts::RECORDS, files.records, |load, tx, rows| load.take_runs(tx, rows, rows::record))?;
    load.each(&layouts::RUNS, files.runs, |load, tx, rows| load.take_runs(tx, rows, rows::run))?;
    load.each(&layouts::PENSIONERS, files.pensioners, Load::take_pensioners)?;
    let (loaded, personal) = office.store.read(|tx| load.loaded(tx))?;
    Ok((load.matter, loaded, personal))
}

/// The matter of an interrupted load of the same files, or a new one.
fn begin(tx: &mut Tx<'_>, office: &Office, actor: &Actor, digest: &str) -> Result<Matter> {
    let interrupted = tx.row(
        "SELECT m.id, m.number, m.opened_at, m.opened_by FROM intake i JOIN matter m ON m.id = i.matter
         WHERE i.digest = $1 AND m.service = $2 AND m.state = 'submitted' ORDER BY i.id LIMIT 1",
        params![digest, services::TAKE_OVER.code],
        |row| {
            let (service, region) = (&services::TAKE_OVER, office.region);
            Ok(Matter {
                id: row.get(0)?,
                number: row.get(1)?,
                service,
                region,
                subject: None,
                at: row.get(2)?,
                by: row.get(3)?,
            })
        },
    )?;
    match interrupted {
        Some(matter) => Ok(matter),
        None if tx.setting(desk::TAKE_OVER)?.as_deref() == Some(desk::LOADING) => {
            Err(codes::LEFT_OVER.problem())
        }
        None => {
            tx.set(desk::TAKE_OVER, desk::LOADING)?;
            desk::open(tx, office, actor, &services::TAKE_OVER, None, &json!({ "digest": digest }))
        }
    }
}

impl Load<'_> {
    /// Reads a file in chunks that do not part a person's rows. Chunks that were committed before an interruption are
    /// only walked through again for units and people, whose numbers the later files need.
    fn each(
        &mut self,
        layout: &'static Layout,
        source: Option<Source<'_>>,
        mut take: impl FnMut(&mut Self, &mut Tx<'_>, &[Record]) -> Result<()>,
    ) -> Result<()> {
        let Some(open) = source else { return Ok(()) };
        let finds_again = layout.key == layouts::UNITS.key || layout.key == layouts::PEOPLE.key;
        let mut records = open()?.peekable();
        loop {
            let mut chunk: Vec<Record> = Vec::new();
            while let Some(next) = records.peek() {
                let parts = next.as_ref().is_ok_and(|next| begins_another(chunk.last(), next));
                if chunk.len() >= CHUNK && (parts || finds_again) {
                    break;
                }
                chunk.extend(records.next().transpose()?);
            }
            let Some(last) = chunk.last().map(Record::row) else { return Ok(()) };
            self.rows += u64::try_from(chunk.len()).unwrap_or(0);
            let (actor, office) = (self.actor, self.office);
            office.store.write(&actor.act(services::TAKE_OVER.code), |tx| {
                let done = self.place(tx, layout)?;
                if last > done || finds_again {
                    take(self, tx, &chunk)?;
                }
                self.advance(tx, layout, last.max(done))
            })?;
            (self.progress)(self.rows);
        }
    }

    /// What stands in the tables now.
    fn loaded(&self, tx: &mut Tx<'_>) -> Result<(Totals, BTreeMap<AccountKind, Fen>)> {
        let mut totals =
            Totals { units: count(self.units.len()), people: count(self.people.len()), ..Totals::default() };
        let pair = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<Option<Fen>>(1)?.unwrap_or(Fen::ZERO)));
        let lines = tx.row(
            "SELECT count(*), cast(sum(c.unit + c.personal) as bigint) FROM bill b JOIN contribution c ON c.bill = b.id
             WHERE b.matter = $1",
            params![self.matter.id],
            pair,
        )?;
        (totals.months, totals.contributions) = lines.unwrap_or_default();
        let awards = tx.row(
            "SELECT count(*), cast(sum(m.amount) as bigint) FROM award a JOIN award_amount m ON m.award = a.id
             WHERE a.matter = $1",
            params![self.matter.id],
            pair,
        )?;
        (totals.pensioners, totals.pensions) = awards.unwrap_or_default();
        let mut people: Vec<i64> = self.people.values().map(|person| person.get()).collect();
        people.sort_unstable();
        let list = registry::ids_sql(tx.engine(), 1);
        let sql = format!(
            "SELECT count(*), cast(sum(opening) as bigint) FROM account WHERE opening_year > 0 AND person IN {list}"
        );
        let mut personal: BTreeMap<AccountKind, Fen> = BTreeMap::new();
        for part in people.chunks(CHUNK) {
            let ids = registry::ids(part.iter().copied());
            let (accounts, balances) = tx.row(&sql, params![ids], pair)?.unwrap_or_default();
            totals.accounts += accounts;
            totals.balances += balances;
            let people: Vec<PartyId> = part.iter().map(|id| PartyId::new(*id)).collect();
            for &kind in AccountKind::ALL {
                *personal.entry(kind).or_default() +=
                    accounts::balances(tx, kind, &people)?.into_values().sum::<Fen>();
            }
        }
        Ok((totals, personal))
    }

    fn place(&self, tx: &mut Tx<'_>, layout: &Layout) -> Result<u64> {
        let row = tx.row(
            "SELECT last_row FROM intake WHERE matter = $1 AND layout = $2",
            params![self.matter.id, layout.key],
            |row| row.get::<i64>(0),
        )?;
        Ok(row.and_then(|row| u64::try_from(row).ok()).unwrap_or(0))
    }

    fn advance(&self, tx: &mut Tx<'_>, layout: &Layout, last: u64) -> Result<()> {
        let last = i64::try_from(last).unwrap_or(i64::MAX);
        let changed = tx.run(
            "UPDATE intake SET last_row = $3, rows_read = $3, rows_good = $3 WHERE matter = $1 AND layout = $2",
            params![self.matter.id, layout.key, last],
        )?;
        if changed == 0 {
            let id = tx.allot_one(Sequence::Run)?;
            tx.run(
                "INSERT INTO intake (id, layout, digest, name, payer, rows_read, rows_good, rows_bad, last_row, state,
                   at, matter)
                 VALUES ($1, $2, $3, $4, NULL, $5, $5, 0, $5, 'running', $6, $7)",
                params![
                    id, layout.key, self.digest, layout.zh, last, self.matter.at,
                    self.matter.id
                ],
            )?;
        }
        Ok(())
    }

    fn take_units(&mut self, tx: &mut Tx<'_>, chunk: &[Record]) -> Result<()> {
        for record in chunk {
            let unit = rows::unit(record, self.office.region)?;
            let mut without_code = || {
                tx.row(
                    "SELECT unit FROM unit_fact WHERE matter = $1 AND name = $2 AND credit_code = ''",
                    params![self.matter.id, unit.new.name],
                    |row| row.get::<PartyId>(0),
                )
            };
            let known = if unit.new.credit_code.is_none() { without_code()? } else { None };
            let id = match known {
                Some(id) => id,
                None => registry::register_unit(tx, self.office, &self.matter, &unit.new)?,
            };
            self.units.insert(unit.old, id);
        }
        Ok(())
    }

    fn take_people(&mut self, tx: &mut Tx<'_>, chunk: &[Record]) -> Result<()> {
        let old: Vec<OldPerson> = chunk.iter().map(rows::person).collect::<Result<_>>()?;
        let digest = |old: &OldPerson| self.office.vault.digest(&old.person.document.key());
        let digests: Vec<Vec<u8>> = old.iter().map(digest).collect();
        let known: BTreeMap<Vec<u8>, Person> = facts::people_by_digest(tx, &digests)?.into_iter().collect();
        let mut new: Vec<&OldPerson> = Vec::new();
        for (old, digest) in old.iter().zip(&digests) {
            match known.get(digest) {
                Some(person) => {
                    registry::same_name(person, &old.person.name)?;
                    self.people.insert(old.old.clone(), person.id);
                }
                None => new.push(old),
            }
        }
        let numbers = tx.allot(Sequence::Party, new.len())?;
        let people: Vec<Person> = numbers
            .iter()
            .zip(&new)
            .map(|(number, old)| old.person.complete(PartyId::new(*number)))
            .collect::<Result<_>>()?;
        let documents: Vec<_> = people.iter().zip(&new).map(|(p, old)| (p, &old.person.document)).collect();
        registry::register_people(tx, self.office, &self.matter, &documents)?;
        let from = self.matter.at.date();
        let mut first: Vec<NewFact<'_>> = Vec::new();
        for (person, old) in people.iter().zip(&new) {
            self.people.insert(old.old.clone(), person.id);
            let person = person.id;
            first.extend(old.facts.iter().map(|(fact, value)| NewFact { person, fact, value, from }));
            if old.status != Status::Registered {
                registry::set_status(tx, &self.matter, person, old.status, from)?;
            }
        }
        registry::first_facts(tx, self.office, &self.matter, &first)
    }

    fn take_runs(
        &mut self,
        tx: &mut Tx<'_>,
        chunk: &[Record],
        read: fn(&Record) -> Result<OldRun>,
    ) -> Result<()> {
        let runs: Vec<OldRun> = chunk.iter().map(read).collect::<Result<_>>()?;
        let mut of_person: BTreeMap<PartyId, Vec<(PartyId, OldRun)>> = BTreeMap::new();
        for run in runs {
            let person = number_of(&self.people, &run.old)?;
            let payer = run.unit.as_ref().map_or(Ok(person), |unit| number_of(&self.units, unit))?;
            of_person.entry(person).or_default().push((payer, run));
        }
        let ids: Vec<PartyId> = of_person.keys().copied().collect();
        let units: Vec<PartyId> = of_person.values().flatten().map(|(payer, _)| *payer).collect();
        let rules = Rules::load(tx, self.office, self.matter.at.date())?;
        let mut shelf = Shelf::load(tx, rules, &ids, &units)?;
        let mut bills: BTreeMap<(PartyId, i64), Vec<TakenOver>> = BTreeMap::new();
        for (person, mut runs) in of_person {
            runs.sort_by_key(|(payer, run)| (*payer, run.line.insurance, run.period.from()));
            let (participations, wages) = self.relations(person, &runs);
            shelf.bring_in(&self.matter, person, participations, wages)?;
            for (payer, run) in runs {
                let lines = bills.entry((payer, registry::category_code(run.category()))).or_default();
                let line = run.line;
                lines.extend(run.period.iter().map(|month| TakenOver { person, month, line }));
            }
        }
        self.credit(tx, bills.values().flatten())?;
        shelf.save(tx, &self.matter)?;
        for ((payer, category), mut lines) in bills {
            lines.sort_by_key(|row| (row.person, row.line.insurance, row.month));
            let category = registry::category_from_code(category);
            take_over_bill(tx, self.office, &self.matter, payer, category, &lines)?;
        }
        Ok(())
    }

    /// What the former system credited after the balances were struck goes to the accounts by the month it belongs to.
    fn credit<'t>(&self, tx: &mut Tx<'_>, lines: impl Iterator<Item = &'t TakenOver>) -> Result<()> {
        let Some(settled) = self.found.settled else { return Ok(()) };
        let mut parts: BTreeMap<AccountKind, BTreeMap<(PartyId, FeeMonth), Fen>> = BTreeMap::new();
        for taken in lines.filter(|taken| taken.month.year() > settled && !taken.line.account.is_zero()) {
            if let Some(kind) = accounts::kind_of(taken.line.insurance) {
                *parts.entry(kind).or_default().entry((taken.person, taken.month)).or_default() +=
                    taken.line.account;
            }
        }
        parts.iter().try_for_each(|(kind, parts)| accounts::bring_in(tx, *kind, self.matter.id, parts))
    }

    /// Runs that follow one another make one participation; an employee with a record of the last month goes on. Whoever
    /// paid alone chooses a tier anew.
    fn relations(&self, person: PartyId, runs: &[(PartyId, OldRun)]) -> (Vec<Participation>, Vec<Wage>) {
        let mut participations: Vec<Participation> = Vec::new();
        let mut wages: Vec<Wage> = Vec::new();
        for (payer, run) in runs {
            let goes_on =
                run.category() == Category::Employee && Some(run.period.to()) == self.found.last_month;
            let period = if goes_on { Period::since(run.period.from()) } else { run.period };
            let next = participation(run, *payer, person, self.office.region, period);
            match participations.last_mut().filter(|last| follows(last, &next)) {
                Some(last) => last.period = joined(last.period, period),
                None => participations.push(next),
            }
            // The wage is told by the first insurance at the payer; the others repeat it.
            let first = runs.iter().find(|(other, _)| other == payer).map(|(_, run)| run.line.insurance);
            if *payer == person || first != Some(run.line.insurance) {
                continue;
            }
            let (wage, kind) = (run.line.base, WageKind::Declared);
            match wages
                .last_mut()
                .filter(|last| last.wage == wage && last.payer == *payer && touches(last.period, period))
            {
                Some(last) => last.period = joined(last.period, period),
                None => wages.push(Wage { payer: *payer, person, period, wage, kind }),
            }
        }
        (participations, wages)
    }

    fn take_balances(&mut self, tx: &mut Tx<'_>, chunk: &[Record]) -> Result<()> {
        let mut accounts = Vec::with_capacity(chunk.len());
        for record in chunk {
            let old = rows::balance(record)?;
            accounts.push(NewAccount {
                kind: old.kind,
                person: number_of(&self.people, &old.old)?,
                opened: FeeMonth::of(old.as_of),
                opening: old.balance,
                opening_year: i32::from(old.as_of.year()),
            });
        }
        open_with(tx, &accounts).map(drop)
    }

    fn take_pensioners(&mut self, tx: &mut Tx<'_>, chunk: &[Record]) -> Result<()> {
        for record in chunk {
            let old = rows::pension(record)?;
            let person = number_of(&self.people, &old.old)?;
            registry::set_status(tx, &self.matter, person, Status::Retired, old.retired)?;
            if let Some(settled) = self.found.settled {
                let held = accounts::balance(tx, old.kind, person, FeeMonth::of(self.matter.at.date()))?;
                let drawn = rows::drawn(&old, settled, held).into_iter();
                let parts = drawn.map(|(month, part)| ((person, month), -part)).collect();
                accounts::bring_in(tx, old.kind, self.matter.id, &parts)?;
            }
            let card = NewCard {
                person,
                number: String::new(),
                bank: old.bank,
                account: old.account,
                issued_on: self.matter.at.date(),
                financial: CardState::Active,
                social: CardState::Inactive,
            };
            registry::issue_card(tx, self.office, &self.matter, &card)?;
            let taken = pension::TakenOver {
                person,
                resident: old.kind == AccountKind::ResidentPension,
                from: old.paid_to.next(),
                amount: old.monthly,
                account_part: old.account_part,
                months: old.months,
            };
            pension::take_over_award(tx, &self.matter, &taken)?;
        }
        Ok(())
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn number_of(known: &HashMap<String, PartyId>, old: &str) -> Result<PartyId> {
    known.get(old).copied().ok_or_else(|| codes::NO_SUCH.with("what", old))
}

fn begins_another(last: Option<&Record>, next: &Record) -> bool {
    let number = |record: &Record| record.text("person_number").ok().flatten().map(str::to_owned);
    last.is_none_or(|last| number(last) != number(next))
}

/// A run as the registry keeps it.
pub(super) fn participation(
    run: &OldRun,
    payer: PartyId,
    person: PartyId,
    region: RegionCode,
    period: Period,
) -> Participation {
    Participation {
        payer,
        person,
        insurance: run.line.insurance,
        period,
        category: run.category(),
        tier: String::new(),
        region,
        reason_in: "take-over".to_owned(),
        reason_out: String::new(),
    }
}

fn follows(last: &Participation, next: &Participation) -> bool {
    let same = |p: &Participation| (p.payer, p.insurance, p.category);
    same(last) == same(next) && touches(last.period, next.period)
}

fn touches(last: Period, next: Period) -> bool {
    !last.is_open() && last.to().next() == next.from()
}

fn joined(last: Period, next: Period) -> Period {
    Period::new(last.from(), next.to()).unwrap_or(last)
}
