//! What a unit looks up beside its roster, for its own software: the pages of the employer hall as JSON.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use business::collection::{SettledMonth, Slip, SlipLine};
use business::enquiry;
use business::registry::Person;
use kernel::{FeeMonth, Insurance};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calls::{Query, call, month};
use crate::access::Who;
use crate::hall::party;
use crate::kit::Reader;
use crate::site::Site;

/// Months asked about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    month: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

fn keys(insurances: &[Insurance]) -> Vec<String> {
    insurances.iter().map(|insurance| insurance.key().to_owned()).collect()
}

/// Somebody of the staff.
#[derive(Serialize, ToSchema)]
pub(crate) struct Somebody {
    party: i64,
    name: String,
    /// Masked.
    document: String,
}

impl From<Person> for Somebody {
    fn from(person: Person) -> Somebody {
        Somebody { party: person.id.get(), name: person.name, document: person.masked }
    }
}

/// Somebody who reaches the age.
#[derive(Serialize, ToSchema)]
pub(crate) struct Retiring {
    person: Somebody,
    /// Statutory month of retirement.
    month: String,
}

/// What a unit should not forget; amounts in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reminders {
    /// The month to declare for.
    month: String,
    /// Can it be declared now?
    open: bool,
    /// When that ends.
    until: String,
    /// Staff without a declared wage.
    undeclared: u64,
    /// Within half a year.
    retiring: Vec<Retiring>,
    overdue: i64,
    late_fee: i64,
}

/// `GET /api/v1/units/{party}/reminders`.
pub(super) async fn reminders(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let found = enquiry::reminders(&site.office, actor, party(&id)?)?;
        let retiring = found.retiring.into_iter();
        Ok(Reminders {
            month: found.calendar.month.to_string(),
            open: found.open,
            until: found.calendar.cutoff.to_string(),
            undeclared: found.undeclared,
            retiring: retiring
                .map(|(person, due)| Retiring { person: person.into(), month: due.month.to_string() })
                .collect(),
            overdue: found.overdue.get(),
            late_fee: found.late_fee.get(),
        })
    })
    .await
}

/// `GET /api/v1/units/{party}/forecast`: month, the month before, the difference with reasons; amounts in fen.
pub(super) async fn forecast(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| enquiry::next_bill(&site.office, actor, party(&id)?)).await
}

/// Somebody who came or left.
#[derive(Serialize, ToSchema)]
pub(crate) struct Change {
    person: Somebody,
    /// Came, or left?
    joined: bool,
    insurances: Vec<String>,
    reason: String,
}

/// Who came with a month and whose last month it was.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changes {
    month: String,
    items: Vec<Change>,
}

/// `GET /api/v1/units/{party}/changes`.
pub(super) async fn changes(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let month = month(asked.month.as_deref(), "month", FeeMonth::of(actor.at.date()))?;
        let found = enquiry::changes(&site.office, actor, party(&id)?, month)?.into_iter();
        let items = found.map(|change| Change {
            person: change.person.into(),
            joined: change.joined,
            insurances: keys(&change.insurances),
            reason: change.reason,
        });
        Ok(Changes { month: month.to_string(), items: items.collect() })
    })
    .await
}

/// Somebody who retired.
#[derive(Serialize, ToSchema)]
pub(crate) struct Retiree {
    person: Somebody,
    /// Last month insured at the unit.
    last: String,
    pension_from: String,
}

/// Who retired from a unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Retirees {
    items: Vec<Retiree>,
}

/// `GET /api/v1/units/{party}/retirees`.
pub(super) async fn retirees(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let found = enquiry::retirees(&site.office, actor, party(&id)?)?.into_iter();
        let items = found.map(|one| Retiree {
            person: one.person.into(),
            last: one.last.to_string(),
            pension_from: one.pension_from.to_string(),
        });
        Ok(Retirees { items: items.collect() })
    })
    .await
}

/// A benefit of somebody of the staff.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffBenefit {
    person: Somebody,
    benefit: String,
    from: String,
}

/// A card that is not in use.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffCard {
    person: Somebody,
    /// None: not issued.
    state: Option<String>,
}

/// Benefits of staff, and cards that are not in use.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffBenefits {
    benefits: Vec<StaffBenefit>,
    cards: Vec<StaffCard>,
}

/// `GET /api/v1/units/{party}/benefits`.
pub(super) async fn benefits(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let unit = party(&id)?;
        let benefits = enquiry::staff_benefits(&site.office, actor, unit)?.into_iter();
        let cards = enquiry::cards_not_in_use(&site.office, actor, unit)?.into_iter();
        Ok(StaffBenefits {
            benefits: benefits
                .map(|one| StaffBenefit {
                    person: one.person.into(),
                    benefit: one.benefit.key().to_owned(),
                    from: one.from.to_string(),
                })
                .collect(),
            cards: cards
                .map(|one| StaffCard {
                    person: one.person.into(),
                    state: one.state.map(|state| state.key().to_owned()),
                })
                .collect(),
        })
    })
    .await
}

/// What was received for one insurance, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlipPart {
    insurance: String,
    people: i64,
    unit: i64,
    person: i64,
    late_fee: i64,
}

/// A receipt for money received on a bill.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlipOf {
    receipt: i64,
    bill: i64,
    month: String,
    received_on: String,
    source: String,
    voucher: String,
    parts: Vec<SlipPart>,
}

/// The receipts of a month billed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Slips {
    items: Vec<SlipOf>,
}

impl From<Slip> for SlipOf {
    fn from(slip: Slip) -> SlipOf {
        let part = |line: &SlipLine| SlipPart {
            insurance: line.insurance.key().to_owned(),
            people: line.people,
            unit: line.unit_part.get(),
            person: line.person_part.get(),
            late_fee: line.late_fee.get(),
        };
        SlipOf {
            receipt: slip.receipt,
            bill: slip.bill.get(),
            month: slip.month.to_string(),
            received_on: slip.received_on.to_string(),
            parts: slip.lines.iter().map(part).collect(),
            source: slip.source,
            voucher: slip.voucher,
        }
    }
}

/// `GET /api/v1/payers/{party}/slips`.
pub(super) async fn slips(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let month = month(asked.month.as_deref(), "month", FeeMonth::of(actor.at.date()))?;
        let found = enquiry::slips(&site.office, actor, party(&id)?, month)?;
        Ok(Slips { items: found.into_iter().map(SlipOf::from).collect() })
    })
    .await
}

/// A month of an insurance, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct SettledLine {
    month: String,
    insurance: String,
    due: i64,
    received: i64,
    written_off: i64,
    open: i64,
}

/// Money that came, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceivedOn {
    receipt: i64,
    on: String,
    source: String,
    amount: i64,
    voucher: String,
}

/// How months of a payer were settled, in fen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Settlement {
    payer: i64,
    name: String,
    from: String,
    to: String,
    lines: Vec<SettledLine>,
    received: Vec<ReceivedOn>,
    /// Kept for the payer, not used yet.
    kept: i64,
}

impl From<SettledMonth> for SettledLine {
    fn from(line: SettledMonth) -> SettledLine {
        SettledLine {
            month: line.month.to_string(),
            insurance: line.insurance.key().to_owned(),
            due: line.due.get(),
            received: line.received.get(),
            written_off: line.written_off.get(),
            open: line.open().get(),
        }
    }
}

/// `GET /api/v1/payers/{party}/settlement`: twelve months up to now unless others are asked for.
pub(super) async fn settlement(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let to = month(asked.to.as_deref(), "to", FeeMonth::of(actor.at.date()))?;
        let from = month(asked.from.as_deref(), "from", to.plus(-11))?;
        let found = enquiry::settlement(&site.office, actor, party(&id)?, (from, to))?;
        let received = found.received.into_iter().map(|one| ReceivedOn {
            receipt: one.receipt,
            on: one.on.to_string(),
            source: one.source,
            amount: one.amount.get(),
            voucher: one.voucher,
        });
        Ok(Settlement {
            payer: found.payer.get(),
            name: found.name,
            from: from.to_string(),
            to: to.to_string(),
            lines: found.lines.into_iter().map(SettledLine::from).collect(),
            received: received.collect(),
            kept: found.kept.get(),
        })
    })
    .await
}
