//! Many folders at once (卷架): loaded in few queries, decided in memory, saved set-wise. One joiner is a shelf of one.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, FeeMonth, Insurance, PartyId, Period, Result};
use rules::{Category, optional};
use store::{Row, Tx, params};

use super::codes;
use super::decide::{self, DeclareWage, Done, Enrol, Leave, Rules};
use super::folder::Folder;
use super::insured::category_from_code;
use super::model::{Employment, Participation, Status, Unemployment, Unit, Wage, WageKind};
use super::people::{PERSON_COLUMNS, person_row};
use super::record::{ids, ids_sql, save};
use super::units::unit_history;
use crate::Office;
use crate::desk::Matter;

/// Folders of several people with the payers they have to do with.
pub struct Shelf {
    rules: Rules,
    folders: BTreeMap<PartyId, Folder>,
    payers: BTreeMap<PartyId, Vec<Unit>>,
}

impl Rules {
    /// The rules in force for a decision made on a day.
    pub fn load(tx: &mut Tx<'_>, office: &Office, on: Date) -> Result<Rules> {
        let law = office.law.in_force(office.region.as_str(), Some(on))?;
        let age = law.whole("employment.working_age", on)?.value;
        let start = optional(law.whole("contribution.year_start_month", on))?;
        Ok(Rules {
            region: office.region,
            last_begun: crate::levy::facts::last_begun(tx)?,
            working_age_months: i32::try_from(age).unwrap_or(i32::MAX),
            year_start: start.and_then(|start| i32::try_from(start.value).ok()),
            today: FeeMonth::of(on),
        })
    }
}

impl Shelf {
    /// Fetches the folders of these people, and the units named in them or in `units`. Unknown numbers are left out.
    pub fn load(tx: &mut Tx<'_>, rules: Rules, people: &[PartyId], units: &[PartyId]) -> Result<Shelf> {
        let wanted = ids(people.iter().map(|person| person.get()));
        let list = ids_sql(tx.engine(), 1);
        let mut shelf = Shelf { rules, folders: BTreeMap::new(), payers: BTreeMap::new() };
        tx.each(
            &format!("SELECT {PERSON_COLUMNS} FROM person_identity WHERE retracted_at = 0 AND person IN {list} ORDER BY person, valid_from"),
            params![wanted],
            |row| {
                let person = person_row(row)?;
                shelf.folders.insert(person.id, Folder::new(person));
                Ok(())
            },
        )?;
        shelf.load_statuses(tx, &list, &wanted)?;
        shelf.load_participations(tx, &list, &wanted)?;
        shelf.load_wages(tx, &list, &wanted)?;
        shelf.load_work(tx, &list, &wanted)?;
        let payers: BTreeSet<PartyId> = shelf
            .folders
            .values()
            .flat_map(Folder::participations)
            .filter(|p| p.payer != p.person)
            .map(|p| p.payer)
            .chain(units.iter().copied())
            .collect();
        shelf.payers = unit_history(tx, &payers)?;
        Ok(shelf)
    }

    fn load_statuses(&mut self, tx: &mut Tx<'_>, list: &str, wanted: &String) -> Result<()> {
        let sql = format!(
            "SELECT person, from_date, status FROM person_status WHERE retracted_at = 0 AND person IN {list}
             ORDER BY person, from_date"
        );
        tx.each(&sql, params![wanted], |row| {
            let status = Status::from_key(&row.get::<String>(2)?).unwrap_or(Status::Registered);
            if let Some(folder) = self.folders.get_mut(&row.get(0)?) {
                folder.statuses.push((row.get(1)?, status));
            }
            Ok(())
        })
    }

    fn load_participations(&mut self, tx: &mut Tx<'_>, list: &str, wanted: &String) -> Result<()> {
        let sql = format!(
            "SELECT {PARTICIPATION_COLUMNS}, matter FROM participation WHERE retracted_at = 0 AND person IN {list}
             ORDER BY person, from_month, insurance"
        );
        tx.each(&sql, params![wanted], |row| {
            let fact = participation_row(row)?;
            if let Some(folder) = self.folders.get_mut(&fact.person) {
                folder.participations.load(fact, row.get(10)?);
            }
            Ok(())
        })
    }

    /// Wages are kept by payer, so they are sought where the person is or was insured.
    fn load_wages(&mut self, tx: &mut Tx<'_>, list: &str, wanted: &String) -> Result<()> {
        let sql = format!(
            "SELECT w.payer, w.person, w.from_month, w.to_month, w.wage, w.kind, w.matter
             FROM (SELECT DISTINCT payer, person FROM participation WHERE retracted_at = 0 AND person IN {list}) p
             JOIN wage w ON w.payer = p.payer AND w.person = p.person AND w.retracted_at = 0
             ORDER BY w.person, w.from_month"
        );
        tx.each(&sql, params![wanted], |row| {
            let fact = Wage {
                payer: row.get(0)?,
                person: row.get(1)?,
                period: period(row, 2)?,
                wage: row.get(4)?,
                kind: WageKind::from_key(&row.get::<String>(5)?).unwrap_or(WageKind::Declared),
            };
            if let Some(folder) = self.folders.get_mut(&fact.person) {
                folder.wages.load(fact, row.get(6)?);
            }
            Ok(())
        })
    }

    fn load_work(&mut self, tx: &mut Tx<'_>, list: &str, wanted: &String) -> Result<()> {
        let sql = format!(
            "SELECT person, unit, from_date, to_date, form, end_reason, involuntary, matter FROM employment
             WHERE retracted_at = 0 AND person IN {list} ORDER BY person, from_date, unit"
        );
        tx.each(&sql, params![wanted], |row| {
            let fact = employment_row(row)?;
            if let Some(folder) = self.folders.get_mut(&fact.person) {
                folder.employments.load(fact, row.get(7)?);
            }
            Ok(())
        })?;
        let sql = format!(
            "SELECT person, registered_on, ended_on, end_reason, matter FROM unemployment
             WHERE retracted_at = 0 AND person IN {list} ORDER BY person, registered_on"
        );
        tx.each(&sql, params![wanted], |row| {
            let fact = Unemployment {
                person: row.get(0)?,
                registered_on: row.get(1)?,
                ended_on: row.get(2)?,
                end_reason: row.get(3)?,
            };
            if let Some(folder) = self.folders.get_mut(&fact.person) {
                folder.unemployments.load(fact, row.get(4)?);
            }
            Ok(())
        })
    }

    /// Puts in the folder of a person who was registered a moment ago.
    pub fn add(&mut self, person: super::Person) {
        self.folders.entry(person.id).or_insert_with(|| Folder::new(person));
    }

    /// Takes a folder out, to be put back changed.
    pub(super) fn take(&mut self, person: PartyId) -> Result<Folder> {
        self.folders.remove(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))
    }

    /// Puts a folder back.
    pub(super) fn put(&mut self, folder: Folder) {
        self.folders.insert(folder.person.id, folder);
    }

    /// The folder of a person.
    pub fn folder(&self, person: PartyId) -> Result<&Folder> {
        self.folders.get(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))
    }

    /// The unit as it is in a month.
    pub fn unit(&self, unit: PartyId, month: FeeMonth) -> Result<&Unit> {
        let known = self.payers.get(&unit).ok_or_else(|| codes::NO_UNIT.with("unit", unit))?;
        let then = known.iter().rev().find(|facts| facts.from <= month).or(known.first());
        then.ok_or_else(|| codes::NO_UNIT.with("unit", unit))
    }

    /// Decides on a joiner. A refusal changes nothing.
    pub fn enrol(&mut self, matter: &Matter, ask: &Enrol) -> Result<Done> {
        if ask.category == Category::Employee {
            decide::payer_may(self.unit(ask.payer, ask.period.from())?, ask.period.from())?;
        }
        let folder =
            self.folders.get_mut(&ask.person).ok_or_else(|| codes::NO_PERSON.with("person", ask.person))?;
        let payers = &self.payers;
        let name_of = |payer: PartyId| name_of(payers, payer);
        decide::enrol(folder, &self.rules, matter.id, ask, &name_of)
    }

    /// Enters relations that another system had recorded. Only what overlaps is refused.
    pub(crate) fn bring_in(
        &mut self,
        matter: &Matter,
        person: PartyId,
        participations: Vec<Participation>,
        mut wages: Vec<Wage>,
    ) -> Result<()> {
        wages.iter_mut().for_each(|wage| wage.period = self.rules.declared_for(wage.period));
        let payers = &self.payers;
        let name_of = |payer: PartyId| name_of(payers, payer);
        let folder = self.folders.get_mut(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))?;
        decide::bring_in(folder, matter.id, participations, wages, &name_of)
    }

    /// Decides on a leaver. A refusal changes nothing.
    pub fn leave(&mut self, matter: &Matter, ask: &Leave) -> Result<Done> {
        let folder =
            self.folders.get_mut(&ask.person).ok_or_else(|| codes::NO_PERSON.with("person", ask.person))?;
        decide::leave(folder, &self.rules, matter.id, ask)
    }

    /// Decides on a declared wage. A refusal changes nothing.
    pub fn declare_wage(&mut self, matter: &Matter, ask: &DeclareWage) -> Result<Done> {
        let folder =
            self.folders.get_mut(&ask.person).ok_or_else(|| codes::NO_PERSON.with("person", ask.person))?;
        decide::declare_wage(folder, &self.rules, matter.id, ask)
    }

    /// Writes what was decided: one statement for each kind of change.
    pub fn save(self, tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
        let folders = || self.folders.values();
        save(tx, matter.id, matter.at, folders().map(|folder| &folder.participations))?;
        save(tx, matter.id, matter.at, folders().map(|folder| &folder.wages))?;
        save(tx, matter.id, matter.at, folders().map(|folder| &folder.employments))?;
        save(tx, matter.id, matter.at, folders().map(|folder| &folder.unemployments))
    }
}

fn name_of(payers: &BTreeMap<PartyId, Vec<Unit>>, payer: PartyId) -> String {
    match payers.get(&payer).and_then(|facts| facts.last()) {
        Some(unit) => format!("{}（{payer}）", unit.name),
        None => "本人（个人缴费）".to_owned(),
    }
}

pub(super) const PARTICIPATION_COLUMNS: &str =
    "payer, person, insurance, from_month, to_month, category, tier, region, reason_in, reason_out";

pub(super) fn participation_row(row: &Row<'_>) -> Result<Participation> {
    Ok(Participation {
        payer: row.get(0)?,
        person: row.get(1)?,
        insurance: row.get::<Insurance>(2)?,
        period: period(row, 3)?,
        category: category_from_code(row.get(5)?),
        tier: row.get(6)?,
        region: row.get(7)?,
        reason_in: row.get(8)?,
        reason_out: row.get(9)?,
    })
}

pub(super) fn employment_row(row: &Row<'_>) -> Result<Employment> {
    Ok(Employment {
        person: row.get(0)?,
        unit: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        form: row.get(4)?,
        end_reason: row.get(5)?,
        involuntary: row.get(6)?,
    })
}

fn period(row: &Row<'_>, column: usize) -> Result<Period> {
    let (from, to) = (row.get(column)?, row.get(column + 1)?);
    Ok(Period::new(from, to).unwrap_or(Period::since(from)))
}

fn one<T>(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    unit: Option<PartyId>,
    work: impl FnOnce(&mut Shelf) -> Result<T>,
) -> Result<T> {
    let rules = Rules::load(tx, office, matter.at.date())?;
    let mut shelf = Shelf::load(tx, rules, &[person], unit.as_slice())?;
    let done = work(&mut shelf)?;
    shelf.save(tx, matter)?;
    Ok(done)
}

/// Records a joiner, if the person may join.
pub fn enrol(tx: &mut Tx<'_>, office: &Office, matter: &Matter, ask: &Enrol) -> Result<Done> {
    one(tx, office, matter, ask.person, Some(ask.payer), |shelf| shelf.enrol(matter, ask))
}

/// Records a leaver.
pub fn leave(tx: &mut Tx<'_>, office: &Office, matter: &Matter, ask: &Leave) -> Result<Done> {
    one(tx, office, matter, ask.person, None, |shelf| shelf.leave(matter, ask))
}

/// Records a declared wage.
pub fn declare_wage(tx: &mut Tx<'_>, office: &Office, matter: &Matter, ask: &DeclareWage) -> Result<Done> {
    one(tx, office, matter, ask.person, None, |shelf| shelf.declare_wage(matter, ask))
}

/// Records work at a unit that brings no insurance with it.
pub fn start_employment(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    unit: PartyId,
    from: Date,
    form: &str,
) -> Result<()> {
    one(tx, office, matter, person, Some(unit), |shelf| {
        let folder = shelf.folders.get_mut(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))?;
        decide::start_employment(folder, matter.id, unit, from, form);
        Ok(())
    })
}

/// Records the end of work at a unit.
pub fn end_employment(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    unit: PartyId,
    to: Date,
    (reason, involuntary): (&str, bool),
) -> Result<()> {
    one(tx, office, matter, person, Some(unit), |shelf| {
        let folder = shelf.folders.get_mut(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))?;
        decide::end_employment(folder, matter.id, unit, to, reason, involuntary);
        Ok(())
    })
}

/// Registers a person as out of work (失业登记), if no employment runs.
pub fn register_unemployed(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    on: Date,
) -> Result<()> {
    one(tx, office, matter, person, None, |shelf| {
        let folder = shelf.folders.get_mut(&person).ok_or_else(|| codes::NO_PERSON.with("person", person))?;
        let running = folder.employments.iter().find(|e| e.from <= on && e.to.is_none_or(|to| to >= on));
        if let Some(employment) = running {
            return Err(codes::EMPLOYED.with("since", employment.from));
        }
        if folder.unemployments.iter().all(|u| u.ended_on.is_some()) {
            let (ended_on, end_reason) = (None, String::new());
            folder
                .unemployments
                .add(matter.id, Unemployment { person, registered_on: on, ended_on, end_reason });
        }
        Ok(())
    })
}
