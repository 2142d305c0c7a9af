//! The first days: the city's units and people come onto the agency's books.

use business::benefits::UNEMPLOYMENT_MONTHS_FACT;
use business::desk::{self, Actor, Matter, services};
use business::registry::{
    CardState, Document, Enrol, NewCard, NewPerson, NewUnit, Rules, Shelf, Status, issue_card,
    register_person, register_unit, set_fact, set_phone, set_status,
};
use business::{levy, pension};
use kernel::{FeeMonth, Fen, Insurance, PartyId, Period, Rate, RegionCode, Result, Rounding};
use rules::{Category, InsuranceSet, Line};
use serde_json::json;
use store::Tx;

use super::{Life, at, in_matter};
use crate::past;
use crate::people::{Citizen, PersonNo, Role};
use crate::units::{Unit, UnitKind, UnitNo};

/// People who are entered in one transaction.
const PART: usize = 400;

/// What the former system took of a base, in percent, from unit and person, and what of it went to the account.
const EMPLOYED: (i64, i64) = (16, 8);
const ALONE: (i64, i64) = (0, 20);
const TO_ACCOUNT: i64 = 8;

/// The bank of the city's cards.
pub(super) const BANK: &str = "990100000017";

pub(super) fn take_over(life: &mut Life<'_>, _: FeeMonth) -> Result<()> {
    let actor = life.wang(at(crate::START.first_day(), 0))?;
    let alone: Vec<PersonNo> = life.town.people[..life.town.people_at_start]
        .iter()
        .filter(|citizen| !matches!(citizen.role, Role::Employee { .. }))
        .map(|citizen| citizen.no)
        .collect();
    let mut parts: Vec<(Vec<UnitNo>, &[PersonNo])> = Vec::new();
    let mut waiting = Vec::new();
    let mut people = 0;
    for unit in &life.town.units[..life.town.units_at_start] {
        waiting.push(unit.no);
        people += unit.size;
        if people >= PART {
            parts.push((std::mem::take(&mut waiting), &[]));
            people = 0;
        }
    }
    parts.push((waiting, &[]));
    parts.extend(alone.chunks(PART).map(|people| (Vec::new(), people)));
    for (n, (units, people)) in parts.into_iter().enumerate() {
        life.part(&format!("part {n}"), &actor, "registry.take-over", |life, tx| {
            units.iter().try_for_each(|&unit| life.take_over_unit(tx, &actor, unit))?;
            life.take_over_people(tx, &actor, people)
        })?;
        // Pensions are among what is taken over: a second person agrees.
        let chen = life.chen(at(crate::START.first_day(), 60))?;
        life.part(&format!("part {n} agreed"), &chen, "desk.approve", |_, tx| {
            for waiting in desk::waiting(tx)? {
                let matter = desk::check_waiting(tx, &chen, waiting.id)?;
                desk::approve(tx, &chen, &matter)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

impl Life<'_> {
    fn take_over_unit(&mut self, tx: &mut Tx<'_>, actor: &Actor, no: UnitNo) -> Result<()> {
        let unit = self.register_unit(tx, actor, no)?;
        let staff: Vec<PersonNo> = self.staff[no.0].clone();
        let office = self.office;
        in_matter(
            tx,
            office,
            actor,
            &services::JOIN,
            Some(unit),
            json!({ "people": staff.len() }),
            |tx, matter| {
                let mut asks = Vec::with_capacity(staff.len());
                for no in staff {
                    let person = self.register(tx, matter, no)?;
                    if let Role::Employee { wage, .. } = self.town.person(no).role {
                        asks.push(Enrol {
                            wage: Some(wage),
                            ..employee(unit, person, crate::START, "take-over")
                        });
                    }
                }
                let rows: Vec<_> = asks
                    .iter()
                    .zip(&self.staff[no.0])
                    .flat_map(|(ask, &who)| self.records(who, ask.person, EMPLOYED))
                    .collect();
                levy::take_over_bill(tx, office, matter, unit, Category::Employee, &rows)?;
                enrol_all(tx, self, matter, &[unit], &asks)
            },
        )
        .map(drop)
    }

    fn take_over_people(&mut self, tx: &mut Tx<'_>, actor: &Actor, people: &[PersonNo]) -> Result<()> {
        if people.is_empty() {
            return Ok(());
        }
        let office = self.office;
        in_matter(
            tx,
            office,
            actor,
            &services::TAKE_OVER,
            None,
            json!({ "people": people.len() }),
            |tx, matter| {
                let mut asks = Vec::new();
                for &no in people {
                    let person = self.register(tx, matter, no)?;
                    let citizen = self.town.person(no);
                    match &citizen.role {
                        Role::Flexible { tier } => {
                            let rows: Vec<_> = self.records(no, person, ALONE).collect();
                            levy::take_over_bill(tx, office, matter, person, Category::Flexible, &rows)?;
                            asks.push(flexible(
                                person,
                                &tier.to_string(),
                                Period::since(crate::START),
                                "take-over",
                            ));
                        }
                        Role::Resident => {
                            asks.push(resident(citizen, person, crate::START));
                            asks.extend(residents_pension(tx, matter, citizen, person)?);
                        }
                        Role::Pensioner(award) => {
                            set_status(tx, matter, person, Status::Retired, award.from.first_day())?;
                            let taken = pension::TakenOver {
                                person,
                                resident: false,
                                from: crate::START,
                                amount: award.monthly,
                                account_part: award.account_part,
                                months: citizen
                                    .past
                                    .as_ref()
                                    .map_or(0, |past| i64::from(past.months + past.deemed)),
                            };
                            pension::take_over_award(tx, matter, &taken)?;
                        }
                        Role::Employee { .. } | Role::Outside | Role::Unborn | Role::Twin { .. } => {}
                    }
                }
                enrol_all(tx, self, matter, &[], &asks)
            },
        )
        .map(drop)
    }

    /// The pension record of a person as the former system had it, at what the unit and the person paid in percent.
    fn records(
        &self,
        no: PersonNo,
        person: PartyId,
        (of_unit, of_person): (i64, i64),
    ) -> impl Iterator<Item = levy::TakenOver> + use<'_> {
        let share =
            |base: Fen, percent: i64| Rate::from_nano(percent * 10_000_000).of(base, Rounding::FenHalfUp);
        let past = self.town.person(no).past.iter();
        past.flat_map(past::records).map(move |(month, base)| {
            let (unit, own, account) =
                (share(base, of_unit), share(base, of_person), share(base, TO_ACCOUNT));
            let (insurance, subsidy) = (Insurance::Pension, Fen::ZERO);
            let line = Line { insurance, base, unit, person: own, account, subsidy };
            levy::TakenOver { person, month, line }
        })
    }

    /// Registers a unit in a matter of its own.
    pub(super) fn register_unit(&mut self, tx: &mut Tx<'_>, actor: &Actor, no: UnitNo) -> Result<PartyId> {
        let new = new_unit(self.town.unit(no), self.office.region);
        let command =
            json!({ "code": new.credit_code.map(|code| code.as_str().to_owned()), "name": new.name });
        let mut id = None;
        in_matter(tx, self.office, actor, &services::REGISTER_UNIT, None, command, |tx, matter| {
            id = Some(register_unit(tx, self.office, matter, &new)?);
            Ok(json!({ "unit": id }))
        })?;
        let id = id.ok_or_else(|| crate::codes::STRANGER.with("who", &new.name))?;
        self.units[no.0] = Some(id);
        Ok(id)
    }

    /// Registers a person with card, telephone and the facts that benefits ask for. Finds who is there already.
    pub(super) fn register(&mut self, tx: &mut Tx<'_>, matter: &Matter, no: PersonNo) -> Result<PartyId> {
        if let Some(id) = self.known(tx, no)? {
            return Ok(id);
        }
        let citizen = self.town.person(no);
        let document = Document::parse(kernel::DocumentKind::ResidentId, &citizen.number_as_filed())?;
        let new = NewPerson { document, name: citizen.name.clone(), sex: None, birth: None };
        let id = register_person(tx, self.office, matter, &new)?;
        let since = matter.at.date();
        issue_card(tx, self.office, matter, &card(citizen, id, &citizen.account, since))?;
        set_phone(tx, self.office, matter, id, &citizen.phone, since)?;
        let birth = citizen.id.birth();
        set_fact(tx, matter, id, "retirement.group", citizen.group.key(), birth)?;
        if let (Some(past), Role::Employee { .. }) = (&citizen.past, &citizen.role) {
            let months = past.months.to_string();
            set_fact(tx, matter, id, UNEMPLOYMENT_MONTHS_FACT, &months, birth)?;
        }
        if let Some(past) = &citizen.past {
            for (fact, value) in [
                ("first-work", past.first_work.to_string()),
                ("deemed-months", past.deemed.to_string()),
                ("paid-months", past.months.to_string()),
                ("average-index", past.index.to_string()),
            ] {
                set_fact(tx, matter, id, fact, &value, birth)?;
            }
        }
        self.people[no.0] = Some(id);
        Ok(id)
    }
}

/// The pension insurance of a resident, or the pension that the former system paid.
fn residents_pension(
    tx: &mut Tx<'_>,
    matter: &Matter,
    citizen: &Citizen,
    person: PartyId,
) -> Result<Option<Enrol>> {
    let Some(past) = past::of_resident(citizen) else { return Ok(None) };
    if let Some(award) = past.in_payment {
        set_status(tx, matter, person, Status::Retired, award.from.first_day())?;
        let (from, amount, account_part) = (crate::START, award.monthly, award.account_part);
        let months = past.years * 12;
        let taken = pension::TakenOver { person, resident: true, from, amount, account_part, months };
        pension::take_over_award(tx, matter, &taken)?;
        return Ok(None);
    }
    let birth = citizen.id.birth();
    set_fact(tx, matter, person, pension::YEARS_FACT, &past.years.to_string(), birth)?;
    let insurances = InsuranceSet::of(&[Insurance::ResidentPension]);
    Ok(Some(Enrol { insurances, tier: past.tier.to_string(), ..resident(citizen, person, crate::START) }))
}

/// The person's card with that account.
pub(super) fn card(
    citizen: &Citizen,
    person: PartyId,
    account: &kernel::BankCard,
    since: kernel::Date,
) -> NewCard {
    NewCard {
        person,
        number: citizen.card.clone(),
        bank: BANK.to_owned(),
        account: account.clone(),
        issued_on: since,
        financial: CardState::Active,
        social: CardState::Active,
    }
}

fn new_unit(unit: &Unit, region: RegionCode) -> NewUnit {
    use business::registry::PayerKind;
    let kind = match unit.kind {
        UnitKind::Company => PayerKind::Company,
        UnitKind::PublicBody => PayerKind::PublicBody,
        UnitKind::InstitutionFull => PayerKind::InstitutionFull,
        UnitKind::InstitutionPart => PayerKind::InstitutionPart,
        UnitKind::InstitutionSelf => PayerKind::InstitutionSelf,
        UnitKind::SocialGroup => PayerKind::SocialGroup,
        UnitKind::SmallBusiness => PayerKind::SmallBusiness,
    };
    NewUnit {
        credit_code: Some(unit.code),
        name: unit.name.clone(),
        kind,
        industry_class: unit.class,
        floating_tier: unit.floating,
        region,
        from: unit.since,
    }
}

/// Loads the people's folders once, decides on all, writes what was decided.
pub(super) fn enrol_all(
    tx: &mut Tx<'_>,
    life: &Life<'_>,
    matter: &Matter,
    units: &[PartyId],
    asks: &[Enrol],
) -> Result<serde_json::Value> {
    let people: Vec<PartyId> = asks.iter().map(|ask| ask.person).collect();
    let rules = Rules::load(tx, life.office, matter.at.date())?;
    let mut shelf = Shelf::load(tx, rules, &people, units)?;
    for ask in asks {
        shelf.enrol(matter, ask)?;
    }
    shelf.save(tx, matter)?;
    Ok(json!({ "enrolled": asks.len() }))
}

/// Employment with all insurances from a month on; the wage is still to be filled in.
pub(super) fn employee(unit: PartyId, person: PartyId, from: FeeMonth, reason: &str) -> Enrol {
    use Insurance::{Injury, LargeMedical, Medical, Pension, Unemployment};
    Enrol {
        payer: unit,
        person,
        category: Category::Employee,
        insurances: InsuranceSet::of(&[Pension, Unemployment, Medical, LargeMedical, Injury]),
        period: Period::since(from),
        wage: None,
        tier: String::new(),
        reason: reason.to_owned(),
        employment_form: "contract".to_owned(),
        work_from: None,
        correction: false,
    }
}

/// Someone who pays alone.
pub(super) fn flexible(person: PartyId, tier: &str, period: Period, reason: &str) -> Enrol {
    use Insurance::{LargeMedical, Medical, Pension};
    Enrol {
        category: Category::Flexible,
        insurances: InsuranceSet::of(&[Pension, Medical, LargeMedical]),
        period,
        tier: tier.to_owned(),
        employment_form: String::new(),
        ..employee(person, person, period.from(), reason)
    }
}

/// A resident, medical insurance by age group.
pub(super) fn resident(citizen: &Citizen, person: PartyId, from: FeeMonth) -> Enrol {
    let group = match citizen.age_on(from.first_day()) {
        ..18 => "child",
        18..60 => "working-age",
        _ => "old",
    };
    Enrol {
        category: Category::Resident,
        insurances: InsuranceSet::of(&[Insurance::ResidentMedical]),
        tier: group.to_owned(),
        employment_form: String::new(),
        ..employee(person, person, from, "resident")
    }
}
