//! What the API answers: plain shapes with their schemas.

use business::desk::{self, Text};
use business::enquiry;
use kernel::Fen;
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub(crate) struct Both {
    zh: String,
    en: String,
}

impl From<Text> for Both {
    fn from(text: Text) -> Both {
        Both { zh: text.zh.to_owned(), en: text.en.to_owned() }
    }
}

/// A service of the catalogue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Service {
    code: String,
    name: Both,
    brief: Both,
    group: Both,
    /// Working days; 0: at once, or counted in calendar days.
    working_days: u16,
    /// Calendar days, where the law counts those.
    calendar_days: u16,
    review: Both,
    basis: String,
    materials: Vec<Both>,
    /// Roles that may ask.
    who: Vec<String>,
    channels: Vec<Both>,
    fields: Vec<Field>,
}

/// A question of a service's form.
#[derive(Serialize, ToSchema)]
pub(crate) struct Field {
    key: String,
    label: Both,
    hint: Both,
    required: bool,
}

impl From<&'static desk::Service> for Service {
    fn from(service: &'static desk::Service) -> Service {
        let mut who: Vec<String> = service.who.iter().map(|grant| grant.0.key().to_owned()).collect();
        who.dedup();
        Service {
            code: service.code.to_owned(),
            name: Both { zh: service.zh.to_owned(), en: service.en.to_owned() },
            brief: service.brief.into(),
            group: service.group.name().into(),
            working_days: service.working_days,
            calendar_days: service.calendar_days,
            review: service.review.name().into(),
            basis: service.basis.to_owned(),
            materials: service.materials.iter().map(|material| material.name.into()).collect(),
            who,
            channels: service.channels.iter().map(|channel| channel.name().into()).collect(),
            fields: service.form.iter().map(Field::from).collect(),
        }
    }
}

impl From<&desk::form::Field> for Field {
    fn from(field: &desk::form::Field) -> Field {
        let (label, hint) = (field.label.into(), field.hint.into());
        Field { key: field.key.to_owned(), label, hint, required: field.required }
    }
}

/// The catalogue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Services {
    pub(crate) items: Vec<Service>,
}

/// What came of asking.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Number of the matter.
    pub(crate) number: String,
    /// How it stands.
    pub(crate) state: String,
}

/// What would come of asking.
#[derive(Serialize, ToSchema)]
pub(crate) struct Preview {
    pub(crate) granted: bool,
    #[schema(value_type = serde_json::Value)]
    pub(crate) effects: Json,
}

/// A matter in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Matter {
    number: String,
    service: String,
    subject: Option<i64>,
    state: String,
    asked_at: String,
    /// Last day of the statutory time limit.
    due: Option<String>,
    closed_at: Option<String>,
    /// What was asked, personal numbers masked.
    #[schema(value_type = serde_json::Value)]
    asked: Json,
}

impl From<&desk::Entry> for Matter {
    fn from(entry: &desk::Entry) -> Matter {
        Matter {
            number: entry.number.clone(),
            service: entry.service.code.to_owned(),
            subject: entry.subject.map(kernel::PartyId::get),
            state: entry.state.key().to_owned(),
            asked_at: entry.at.to_string(),
            due: entry.due.map(|day| day.to_string()),
            closed_at: entry.closed_at.map(|at| at.to_string()),
            asked: entry.command.clone(),
        }
    }
}

/// Matters, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Matters {
    pub(crate) items: Vec<Matter>,
    /// Cursor of the next page; none at the end.
    pub(crate) next: Option<i64>,
}

/// A line of a matter's history.
#[derive(Serialize, ToSchema)]
pub(crate) struct Event {
    at: String,
    by: String,
    what: String,
    #[schema(value_type = serde_json::Value)]
    detail: Json,
}

/// A signed decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decision {
    id: i64,
    granted: bool,
    at: String,
    by: String,
    /// Hash of the rule set.
    law: String,
    #[schema(value_type = serde_json::Value)]
    inputs: Json,
    /// Steps of the computation; null where nothing was computed.
    #[schema(value_type = Option<Vec<Object>>)]
    derivation: Json,
    #[schema(value_type = serde_json::Value)]
    effects: Json,
    /// Detached signature of the node.
    signature: String,
}

/// Everything about a matter.
#[derive(Serialize, ToSchema)]
pub(crate) struct Dossier {
    matter: Matter,
    subject_name: String,
    history: Vec<Event>,
    decision: Option<Decision>,
    /// The matters that it is made of (一件事).
    parts: Vec<Matter>,
    /// Number of the matter that it is a part of.
    whole: Option<String>,
}

impl From<desk::Dossier> for Dossier {
    fn from(dossier: desk::Dossier) -> Dossier {
        let event = |event: &desk::Event| Event {
            at: event.at.to_string(),
            by: event.by.clone(),
            what: event.what.clone(),
            detail: event.detail.clone(),
        };
        let decision = |decided: desk::Decided| Decision {
            id: decided.id,
            granted: decided.granted,
            at: decided.at.to_string(),
            by: decided.by,
            law: decided.law,
            inputs: decided.inputs,
            derivation: decided.derivation,
            effects: decided.effects,
            signature: decided.signature,
        };
        Dossier {
            matter: Matter::from(&dossier.entry),
            subject_name: dossier.subject_name,
            history: dossier.events.iter().map(event).collect(),
            decision: dossier.decision.map(decision),
            parts: dossier.parts.iter().map(Matter::from).collect(),
            whole: dossier.whole,
        }
    }
}

/// Somebody found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit {
    party: i64,
    name: String,
    /// Masked, or a unit's credit code.
    number: String,
    unit: bool,
}

/// People and units found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hits {
    pub(crate) items: Vec<Hit>,
}

impl From<enquiry::Hit> for Hit {
    fn from(hit: enquiry::Hit) -> Hit {
        Hit { party: hit.party.get(), name: hit.name, number: hit.number, unit: hit.unit }
    }
}

/// An insurance of a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Participation {
    insurance: String,
    payer: i64,
    payer_name: String,
    from: String,
    /// None while it runs.
    to: Option<String>,
    tier: String,
}

/// A person's data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile {
    party: i64,
    name: String,
    /// Masked.
    document: String,
    birth: String,
    status: String,
    phone: Option<String>,
    address: Option<String>,
    /// Masked.
    pay_account: Option<String>,
    participations: Vec<Participation>,
}

impl From<enquiry::Profile> for Profile {
    fn from(profile: enquiry::Profile) -> Profile {
        let participation = |(p, name): (business::registry::Participation, String)| Participation {
            insurance: p.insurance.key().to_owned(),
            payer: p.payer.get(),
            payer_name: name,
            from: p.period.from().to_string(),
            to: (!p.period.is_open()).then(|| p.period.to().to_string()),
            tier: p.tier,
        };
        Profile {
            party: profile.person.id.get(),
            name: profile.person.name,
            document: profile.person.masked,
            birth: profile.person.birth.to_string(),
            status: profile.status.key().to_owned(),
            phone: profile.phone,
            address: profile.address,
            pay_account: profile.card.map(|(masked, _)| masked),
            participations: profile.participations.into_iter().map(participation).collect(),
        }
    }
}

/// One insurance of one month at one payer, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contribution {
    month: String,
    insurance: String,
    payer: i64,
    payer_name: String,
    base: i64,
    unit: i64,
    personal: i64,
    account: i64,
    received: bool,
}

/// A person's contributions, latest month first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contributions {
    items: Vec<Contribution>,
}

impl From<enquiry::Contributions> for Contributions {
    fn from(found: enquiry::Contributions) -> Contributions {
        let line = |line: enquiry::Line| Contribution {
            month: line.month.to_string(),
            insurance: line.insurance.key().to_owned(),
            payer: line.payer.get(),
            payer_name: line.payer_name,
            base: line.base.get(),
            unit: line.unit.get(),
            personal: line.personal.get(),
            account: line.account.get(),
            received: line.received,
        };
        Contributions { items: found.lines.into_iter().map(line).collect() }
    }
}

/// A personal account over a year, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    kind: String,
    year: i32,
    opening: i64,
    credited: i64,
    interest: i64,
    paid: i64,
    closing: i64,
}

/// A person's accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accounts {
    items: Vec<Account>,
}

impl From<Vec<business::accounts::Statement>> for Accounts {
    fn from(found: Vec<business::accounts::Statement>) -> Accounts {
        let account = |statement: business::accounts::Statement| Account {
            kind: statement.kind.key().to_owned(),
            year: statement.year.year,
            opening: statement.year.opening.get(),
            credited: statement.year.credits.iter().map(|credit| credit.amount).sum::<Fen>().get(),
            interest: statement.year.interest.get(),
            paid: statement.year.paid.get(),
            closing: statement.year.closing.get(),
        };
        Accounts { items: found.into_iter().map(account).collect() }
    }
}

/// One look at a person's data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Look {
    at: String,
    by: String,
    roles: Vec<String>,
    channel: String,
    what: String,
}

/// Who looked, the latest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Looks {
    pub(crate) items: Vec<Look>,
}

impl From<enquiry::Look> for Look {
    fn from(look: enquiry::Look) -> Look {
        Look {
            at: look.at.to_string(),
            by: look.by,
            roles: look.roles,
            channel: look.channel,
            what: look.what,
        }
    }
}

/// A bill, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bill {
    id: i64,
    month: String,
    kind: String,
    people: i64,
    unit: i64,
    person: i64,
    total: i64,
    received: i64,
    due: String,
}

/// An open line of a bill, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Owed {
    bill: i64,
    month: String,
    insurance: String,
    due: String,
    open: i64,
    late_fee: i64,
}

/// What a payer was billed and owes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Dues {
    payer: i64,
    name: String,
    bills: Vec<Bill>,
    owed: Vec<Owed>,
}

impl From<enquiry::Dues> for Dues {
    fn from(dues: enquiry::Dues) -> Dues {
        let bills = dues.bills.into_iter().map(|(bill, received)| Bill {
            id: bill.id.get(),
            month: bill.month.to_string(),
            kind: bill.kind,
            people: bill.people,
            unit: bill.unit.get(),
            person: bill.person.get(),
            total: bill.total.get(),
            received: received.get(),
            due: bill.due.to_string(),
        });
        let owed = dues.owed.into_iter().map(|line| Owed {
            bill: line.bill.get(),
            month: line.month.to_string(),
            insurance: line.insurance.key().to_owned(),
            due: line.due.to_string(),
            open: line.open.get(),
            late_fee: line.late_fee.get(),
        });
        Dues { payer: dues.payer.get(), name: dues.name, bills: bills.collect(), owed: owed.collect() }
    }
}

/// A unit's data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Unit {
    party: i64,
    name: String,
    credit_code: Option<String>,
    kind: String,
    industry_class: i64,
    region: String,
    active: bool,
    good_credit: bool,
    people: i64,
    /// When the declaration of the present month ends.
    declare_until: String,
}

impl From<enquiry::UnitView> for Unit {
    fn from(view: enquiry::UnitView) -> Unit {
        Unit {
            party: view.unit.id.get(),
            name: view.unit.name,
            credit_code: view.unit.credit_code.map(|code| code.as_str().to_owned()),
            kind: view.unit.kind.key().to_owned(),
            industry_class: view.unit.industry_class,
            region: view.unit.region.to_string(),
            active: view.unit.active,
            good_credit: view.good_credit,
            people: view.people,
            declare_until: view.calendar.cutoff.to_string(),
        }
    }
}

/// Somebody insured at a unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Staff {
    party: i64,
    name: String,
    /// Masked.
    document: String,
    insurances: Vec<String>,
    since: String,
    /// Fen a month.
    wage: Option<i64>,
}

/// A unit's insured staff in a month.
#[derive(Serialize, ToSchema)]
pub(crate) struct Roster {
    pub(crate) month: String,
    pub(crate) items: Vec<Staff>,
}

impl From<enquiry::Staff> for Staff {
    fn from(staff: enquiry::Staff) -> Staff {
        Staff {
            party: staff.person.id.get(),
            name: staff.person.name,
            document: staff.person.masked,
            insurances: staff.insurances.iter().map(|insurance| insurance.key().to_owned()).collect(),
            since: staff.since.to_string(),
            wage: staff.wage.map(Fen::get),
        }
    }
}

/// Somebody who may act for a unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Operator {
    login: String,
    name: String,
    roles: Vec<String>,
    activated: bool,
}

/// A unit's operators.
#[derive(Serialize, ToSchema)]
pub(crate) struct Operators {
    pub(crate) items: Vec<Operator>,
}

impl From<(desk::User, desk::Standing)> for Operator {
    fn from((user, standing): (desk::User, desk::Standing)) -> Operator {
        let roles = standing.roles.iter().map(|role| role.key().to_owned()).collect();
        Operator { login: user.login, name: user.name, roles, activated: user.activated }
    }
}
