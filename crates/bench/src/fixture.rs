//! The town as records: written straight into the tables, which nothing but a fixture may do.
//!
//! Keys that must be checked row by row make loading slow; they are taken off before and put on again after.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use business::Office;
use business::desk::{self, Actor, Decision, NewOfficer, Role, services};
use kernel::{Date, FeeMonth, Insurance, Moment, RegionCode, WorkCalendar};
use serde_json::json;
use store::{Act, Engine, Sequence, Store, Table, Tx, Value, Vault, params};

use crate::past::{MONTHS, Past};
use crate::town::Town;

/// The first month that is levied.
pub const FIRST: (i32, i32) = (2023, 8);
/// People in one write.
const CHUNK: u64 = 20_000;
/// Everybody is in these five.
pub const INSURANCES: [Insurance; 5] = [
    Insurance::Pension,
    Insurance::Unemployment,
    Insurance::Medical,
    Insurance::LargeMedical,
    Insurance::Injury,
];
const OPEN: i64 = 999_912;

/// The town in an office.
pub struct Fixture {
    /// The office.
    pub office: Office,
    /// An officer with all roles.
    pub clerk: Actor,
    /// Who has a past; nobody where none was asked for.
    pub past: Past,
    /// Number of the first unit and of the first person.
    units: i64,
    persons: i64,
    matter: i64,
    town: Town,
    /// Seconds to write the rows.
    pub rows_seconds: f64,
    /// Seconds to build the keys taken off before.
    pub keys_seconds: f64,
}

const PARTY: Table = Table { name: "party", columns: &["id", "kind", "region", "since"] };
const IDENTITY: Table = Table {
    name: "person_identity",
    columns: &[
        "person",
        "matter",
        "valid_from",
        "document",
        "number_sealed",
        "number_digest",
        "number_masked",
        "name",
        "sex",
        "birth",
        "recorded_at",
    ],
};
const NUMBER: Table = Table { name: "person_number", columns: &["number_digest", "person", "recorded_at"] };
const UNIT: Table = Table {
    name: "unit_fact",
    columns: &[
        "unit",
        "matter",
        "from_month",
        "credit_code",
        "name",
        "kind",
        "industry_class",
        "floating_tier",
        "region",
        "state",
        "recorded_at",
    ],
};
const PARTICIPATION: Table = Table {
    name: "participation",
    columns: &[
        "payer",
        "person",
        "insurance",
        "from_month",
        "matter",
        "to_month",
        "category",
        "region",
        "reason_in",
        "slot",
        "slot_payer",
        "recorded_at",
    ],
};
const WAGE: Table = Table {
    name: "wage",
    columns: &["payer", "person", "from_month", "matter", "to_month", "wage", "kind", "recorded_at"],
};

impl Fixture {
    /// Loads a town of so many people, some of them with a past.
    pub fn load(store: &Store, people: u64, with_past: usize) -> Result<Fixture> {
        let town = Town::of(people);
        let past = Past::of(&town, with_past);
        let office = office(store)?;
        add_officers(&office)?;
        let clerk = clerk(&office)?;
        let (matter, units, persons) = numbers(&office, &clerk, &town)?;
        let mut fixture = Fixture {
            office,
            clerk,
            past,
            units,
            persons,
            matter,
            town,
            rows_seconds: 0.0,
            keys_seconds: 0.0,
        };
        let keys = fixture.take_off_keys()?;
        let start = Instant::now();
        fixture.units()?;
        fixture.persons()?;
        fixture.participations()?;
        fixture.rows_seconds = start.elapsed().as_secs_f64();
        let start = Instant::now();
        fixture.put_on_keys(&keys)?;
        fixture.keys_seconds = start.elapsed().as_secs_f64();
        Ok(fixture)
    }

    /// Party number of a person of the town.
    pub fn person(&self, person: u64) -> i64 {
        self.persons + i64::try_from(person).unwrap_or(i64::MAX)
    }

    /// Party number of a unit of the town.
    pub fn unit(&self, unit: usize) -> i64 {
        self.units + i64::try_from(unit).unwrap_or(i64::MAX)
    }

    /// Number of the matter by which everything was recorded.
    pub fn matter(&self) -> i64 {
        self.matter
    }

    /// The act of loading.
    pub fn act(&self) -> Act {
        self.clerk.act("bench.load")
    }

    fn at(&self) -> Value<'static> {
        Value::Int(self.clerk.at.micros())
    }

    fn take_off_keys(&self) -> Result<Vec<String>> {
        let keys = self.office.store.write(&self.act(), |tx| {
            let keys = tx.rows(tx.text(SQLITE_KEYS, POSTGRES_KEYS), params![], |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?))
            })?;
            for (off, _) in &keys {
                tx.run(off, params![])?;
            }
            Ok(keys)
        })?;
        Ok(keys.into_iter().map(|(_, on)| on).collect())
    }

    fn put_on_keys(&self, keys: &[String]) -> Result<()> {
        self.office.store.write(&self.act(), |tx| {
            if tx.engine() == Engine::Postgres {
                tx.run("set local maintenance_work_mem = '1GB'", params![])?;
            }
            for on in keys {
                tx.run(on, params![])?;
            }
            if tx.engine() == Engine::Postgres {
                // The server would do so itself within a minute.
                tx.run("analyze", params![])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn units(&self) -> Result<()> {
        self.office.store.write(&self.act(), |tx| {
            tx.bulk(&PARTY, |sink| {
                for unit in 0..self.town.units() {
                    sink.row(&[
                        Value::Int(self.unit(unit)),
                        Value::Int(2),
                        Value::Text("990101"),
                        self.at(),
                    ])?;
                }
                Ok(())
            })?;
            tx.bulk(&UNIT, |sink| {
                for unit in 0..self.town.units() {
                    let number = self.unit(unit);
                    sink.row(&[
                        Value::Int(number),
                        Value::Int(self.matter),
                        Value::Int(198_001),
                        Value::Text(&format!("91990101BENCH{number:05}")),
                        Value::Text(&format!("金保市{number}号公司")),
                        Value::Text("company"),
                        Value::Int(number % 8 + 1),
                        Value::Int(100),
                        Value::Text("990101"),
                        Value::Text("active"),
                        self.at(),
                    ])?;
                }
                Ok(())
            })
        })?;
        Ok(())
    }

    fn persons(&self) -> Result<()> {
        let mut first = 0;
        while first < self.town.people {
            let end = self.town.people.min(first + CHUNK);
            self.office.store.write(&self.act(), |tx| self.some_persons(tx, first, end))?;
            first = end;
        }
        Ok(())
    }

    fn some_persons(&self, tx: &mut Tx<'_>, first: u64, end: u64) -> kernel::Result<()> {
        tx.bulk(&PARTY, |sink| {
            for person in first..end {
                sink.row(&[
                    Value::Int(self.person(person)),
                    Value::Int(1),
                    Value::Text("990101"),
                    self.at(),
                ])?;
            }
            Ok(())
        })?;
        tx.bulk(&IDENTITY, |sink| {
            for person in first..end {
                let (number, birth) = number(person);
                sink.row(&[
                    Value::Int(self.person(person)),
                    Value::Int(self.matter),
                    Value::Date(birth),
                    Value::Int(1),
                    Value::Blob(&self.office.vault.seal(&number)?),
                    Value::Blob(&self.office.vault.digest(&number)),
                    Value::Text("9901**********0000"),
                    Value::Text(&format!("虚拟{person}")),
                    Value::Text(if person % 2 == 0 { "F" } else { "M" }),
                    Value::Date(birth),
                    self.at(),
                ])?;
            }
            Ok(())
        })?;
        tx.bulk(&NUMBER, |sink| {
            for person in first..end {
                let digest = self.office.vault.digest(&number(person).0);
                sink.row(&[Value::Blob(&digest), Value::Int(self.person(person)), self.at()])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn participations(&self) -> Result<()> {
        let (mut first, mut people) = (0, 0);
        for unit in 0..self.town.units() {
            people += self.town.size(unit);
            if people >= CHUNK || unit + 1 == self.town.units() {
                self.office.store.write(&self.act(), |tx| self.staff_of(tx, first..unit + 1))?;
                (first, people) = (unit + 1, 0);
            }
        }
        Ok(())
    }

    fn staff_of(&self, tx: &mut Tx<'_>, units: std::ops::Range<usize>) -> kernel::Result<()> {
        tx.bulk(&PARTICIPATION, |sink| {
            for unit in units.clone() {
                let payer = self.unit(unit);
                for (person, from, to) in self.stays(unit) {
                    for insurance in INSURANCES {
                        let slot_payer = if insurance == Insurance::Injury { payer } else { 0 };
                        sink.row(&[
                            Value::Int(payer),
                            Value::Int(self.person(person)),
                            Value::Int(insurance.code()),
                            Value::Int(from),
                            Value::Int(self.matter),
                            Value::Int(to),
                            Value::Int(1),
                            Value::Text("990100"),
                            Value::Text("first"),
                            Value::Int(insurance.code()),
                            Value::Int(slot_payer),
                            self.at(),
                        ])?;
                    }
                }
            }
            Ok(())
        })?;
        tx.bulk(&WAGE, |sink| {
            for unit in units {
                for (person, from, to) in self.stays(unit).into_iter().filter(|(.., to)| *to == OPEN) {
                    sink.row(&[
                        Value::Int(self.unit(unit)),
                        Value::Int(self.person(person)),
                        Value::Int(from),
                        Value::Int(self.matter),
                        Value::Int(to),
                        Value::Int(Town::wage(person)),
                        Value::Text("declared"),
                        self.at(),
                    ])?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Who is or was with a unit, from and to which month, by person.
    fn stays(&self, unit: usize) -> Vec<(u64, i64, i64)> {
        let mut stays: Vec<(u64, i64, i64)> = Vec::new();
        for stay in self.past.stays(unit) {
            let month = |months: i32| career_begins().plus(months);
            let to = stay.until.map_or(OPEN, |until| month(until).previous().yyyymm());
            stays.push((stay.person, month(stay.from).yyyymm(), to));
        }
        for person in self.town.people_of(unit) {
            if !stays.iter().any(|(known, _, to)| *known == person && *to == OPEN) {
                stays.push((person, first_month().yyyymm(), OPEN));
            }
        }
        stays.sort_unstable();
        stays
    }
}

/// The first month that is levied.
pub fn first_month() -> FeeMonth {
    FeeMonth::new(FIRST.0, FIRST.1).unwrap_or(FeeMonth::OPEN)
}

/// The first month of a past.
pub fn career_begins() -> FeeMonth {
    first_month().plus(-MONTHS)
}

/// A made-up number that nobody else has, and the day of birth in it.
fn number(person: u64) -> (String, Date) {
    let days = jiff::Span::new().days(i64::try_from(person % 14_600).unwrap_or(0));
    let birth = jiff::civil::date(1964, 1, 1).saturating_add(days);
    (format!("990100{}{:04}", birth.strftime("%Y%m%d"), person / 14_600), birth)
}

/// The office on a store.
pub fn office(store: &Store) -> Result<Office> {
    Ok(Office {
        store: store.clone(),
        law: Arc::new(rules::LawBook::builtin().ok().context("the law does not load")?),
        key: Arc::new(envelope::Key::generate(&[7; 32])),
        vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region: RegionCode::parse("990100")?,
    })
}

/// The officer, once the town is loaded.
pub fn clerk(office: &Office) -> Result<Actor> {
    let now = Moment::china(first_month().first_day(), 9, 0);
    Ok(office.store.read(|tx| desk::officer_by_login(tx, "clerk")?.actor(now, "cli"))?)
}

/// What the benchmarks have done; who audits does not work.
const WORK: &[Role] = &[Role::Registry, Role::Levy, Role::Benefits, Role::Finance];

fn add_officers(office: &Office) -> Result<()> {
    let now = Moment::china(first_month().first_day(), 9, 0);
    let region = office.region;
    office.store.write(&store::testing::act("bench.office"), |tx| {
        desk::seed_node(tx, region, now)?;
        let new = NewOfficer { login: "clerk", name: "clerk", region, roles: WORK, password_hash: None };
        desk::add_officer(tx, &new, now)
    })?;
    Ok(())
}

/// The matter of it all, and the numbers of the first unit and the first person.
fn numbers(office: &Office, clerk: &Actor, town: &Town) -> Result<(i64, i64, i64)> {
    let people = usize::try_from(town.people)?;
    let numbers = office.store.write(&clerk.act("bench.load"), |tx| {
        let command = json!({ "people": people });
        let matter = desk::open(tx, office, clerk, &services::REGISTER_PERSON, None, &command)?;
        desk::decide(tx, office, clerk, &matter, &Decision::granted(command.clone(), command))?;
        let units = tx.allot(Sequence::Party, town.units())?;
        let persons = tx.allot(Sequence::Party, people)?;
        Ok((matter.id.get(), units.first().copied().unwrap_or(1), persons.first().copied().unwrap_or(1)))
    })?;
    Ok(numbers)
}

const SQLITE_KEYS: &str = "
    select 'drop ' || type || ' ' || name, sql from sqlite_master
    where type in ('index', 'trigger') and sql is not null
      and tbl_name in ('participation', 'person_identity', 'person_number', 'wage')
    order by type, name";
const POSTGRES_KEYS: &str = "
    select 'alter table participation drop constraint ' || conname,
           'alter table participation add constraint ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where contype = 'x' and conrelid = cast('participation' as regclass)
    union all
    select 'drop index ' || cast(cast(indexrelid as regclass) as text), pg_get_indexdef(indexrelid)
    from pg_index
    where indrelid in (cast('participation' as regclass), cast('person_identity' as regclass),
                       cast('person_number' as regclass), cast('wage' as regclass))
      and indexrelid not in (select conindid from pg_constraint)";
