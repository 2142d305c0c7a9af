//! Claims of benefits other than employees' pensions, as people and units make them at the counter, and the monthly check.

use business::benefits;
use business::desk::{Actor, Ask, Given, Service, ask as ask_desk, services};
use business::registry::{self, Relative};
use kernel::{FeeMonth, PartyId, Problem, Result};
use serde_json::json;

use super::{Life, at, day, in_matter, officers};
use crate::codes;
use crate::life::{Happening, Hurt};
use crate::people::PersonNo;

type Answers<'a> = &'a [(&'a str, String)];

/// What the month brings is asked for.
pub(super) fn claim(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let li = officers::at_work(&life.officers.li, at(day(month, 10), 30))?;
    let wang = life.wang(at(day(month, 10), 20))?;
    for happening in life.script_of(month).happenings.clone() {
        match happening {
            Happening::ClaimsResidentPension { person } => {
                life.claims(&li, &services::RESIDENT_CLAIM, person, &[])?;
            }
            Happening::ClaimsUnemployment { person } => {
                life.claims(&wang, &services::REGISTER_UNEMPLOYED, person, &[])?;
                life.claims(&li, &services::UNEMPLOYMENT_CLAIM, person, &[])?;
            }
            Happening::GivesBirth { person, on, difficult } => {
                let kind = if difficult { "difficult" } else { "normal" };
                let answers = [("day", on.to_string()), ("kind", kind.to_owned())];
                life.claims(&li, &services::MATERNITY_CLAIM, person, &answers)?;
            }
            Happening::Hurt(Hurt { person, on, basis }) => {
                let account = "事故经单位报告".to_owned();
                let answers =
                    [("happened", on.to_string()), ("basis", basis.to_owned()), ("account", account)];
                life.claims(&li, &services::INJURY_RECOGNISE, person, &answers)?;
            }
            Happening::Graded { person, on, assessed, grade, nursing } => {
                let answers = [
                    ("happened", on.to_string()),
                    ("assessed", assessed.to_string()),
                    ("grade", grade.to_string()),
                    ("nursing", nursing.to_owned()),
                ];
                life.claims(&li, &services::INJURY_GRADE, person, &answers)?;
                life.claims(&li, &services::INJURY_CLAIM, person, &[("happened", on.to_string())])?;
            }
            Happening::ClaimsLeavingGrant { person, by_person } => {
                let word = if by_person { "yes" } else { "no" };
                life.claims(&li, &services::INJURY_LEAVING, person, &[("by_person", word.to_owned())])?;
            }
            Happening::ClaimsWorkDeath { person, spouse, child } => {
                life.family(
                    &wang,
                    month,
                    person,
                    [(Some(spouse), Relative::Spouse), (child, Relative::Child)],
                )?;
                let heir = life.town.person(spouse).id.expose().to_owned();
                life.claims(&li, &services::WORK_DEATH, person, &[("heir", heir)])?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The month's check of who may go on drawing.
pub(super) fn review(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let li = officers::at_work(&life.officers.li, at(day(month, 14), 0))?;
    life.ask("review", |office| benefits::review(office, &li, month))
}

impl Life<'_> {
    /// Asks for a service about a person the agency knows.
    fn claims(
        &mut self,
        actor: &Actor,
        service: &'static Service,
        no: PersonNo,
        answers: Answers<'_>,
    ) -> Result<()> {
        let Some(person) = self.office.store.read(|tx| self.known(tx, no))? else { return Ok(()) };
        let given: Given = answers.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let ask = Ask { service, subject: Some(person), given: &given, key: None };
        let name = format!("{} {person}", service.code);
        self.ask(&name, |office| ask_desk(office, actor, &ask).map_err(|problems| first(problems, service)))
    }

    /// The dead one's family is put on record.
    fn family(
        &mut self,
        actor: &Actor,
        month: FeeMonth,
        no: PersonNo,
        relatives: [(Option<PersonNo>, Relative); 2],
    ) -> Result<()> {
        let office = self.office;
        let Some(person) = office.store.read(|tx| self.known(tx, no))? else { return Ok(()) };
        let mut known: Vec<(PartyId, Relative)> = Vec::new();
        for (relative, kind) in relatives {
            let Some(relative) = relative else { continue };
            let id = office.store.read(|tx| self.known(tx, relative))?;
            known.extend(id.filter(|id| *id != person).map(|id| (id, kind)));
        }
        self.part(&format!("family {person}"), actor, services::CHANGE_PERSON.code, |_, tx| {
            let command = json!({ "relatives": known.len() });
            in_matter(tx, office, actor, &services::CHANGE_PERSON, Some(person), command, |tx, matter| {
                for (relative, kind) in &known {
                    registry::add_relative(tx, matter, (person, *relative), *kind, false, month.plus(-12))?;
                }
                Ok(json!({ "relatives": known.len() }))
            })
            .map(drop)
        })
    }
}

/// A form of the city has no second mistake.
fn first(problems: Vec<Problem>, service: &Service) -> Problem {
    problems.into_iter().next().unwrap_or_else(|| codes::STRANGER.with("who", service.zh))
}
