//! Lists and slips on paper: staff to seal and sign, bills, receipts, arrears, settlements. Each asks what its page asks, so that
//! the same people may have it. Their texts are Chinese, as documents are.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::certificates;
use business::desk::{Action, policy};
use business::enquiry::{self, Listed, StaffList};
use business::levy::facts::Bill;
use kernel::{BillId, FeeMonth, Fen, Insurance, Result};

use super::employer::Asked;
use super::{Answer, With, answer, party};
use crate::access::Who;
use crate::codes;
use crate::figures::money;
use crate::kit::Reader;
use crate::site::{Register, RegisterCell, Site};
use crate::words::{EmployerWords, HallWords, Language};

/// The words of documents.
fn words() -> EmployerWords {
    Language::Zh.employer()
}

fn hall() -> HallWords {
    Language::Zh.hall()
}

fn columns<const N: usize>(all: [(&str, RegisterCell); N]) -> Vec<(String, RegisterCell)> {
    all.map(|(name, cell)| (name.to_owned(), cell)).into()
}

fn printed(with: &With<'_>, register: &Register) -> Result<Answer> {
    let print = with.site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
    let content = print.register(&with.site.office, register)?;
    Ok(Answer::File {
        media: "application/pdf",
        name: format!("{}-{}.pdf", register.title, register.number),
        content,
    })
}

fn names(insurances: &[Insurance]) -> String {
    insurances.iter().map(|insurance| insurance.zh()).collect::<Vec<_>>().join("、")
}

/// `GET /matters/{number}/list.pdf`: the staff of a matter, to be sealed by the unit and signed by each.
pub(super) async fn staff_list(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let list = enquiry::staff_list(&with.site.office, &with.actor, &number)?;
        if list.people.is_empty() {
            return Err(codes::NOBODY_LISTED.with("matter", number));
        }
        printed(with, &sheet(&list))
    })
    .await
}

fn sheet(list: &StaffList) -> Register {
    use RegisterCell::{Number, Short, Sign, Text};

    let (words, hall) = (words(), hall());
    let row = |one: &Listed| {
        vec![
            one.person.name.clone(),
            one.person.masked.clone(),
            names(&one.insurances),
            one.from.to_string(),
            one.last.map_or_else(String::new, |last| last.to_string()),
            one.wage.map_or_else(String::new, money),
            String::new(),
        ]
    };
    Register {
        number: list.matter.number.clone(),
        title: words.list_title(list.matter.service.zh),
        subtitle: list.matter.at.date().to_string(),
        facts: vec![
            (hall.unit_name().to_owned(), list.unit_name.clone()),
            (hall.party_number().to_owned(), list.unit.to_string()),
            (hall.number().to_owned(), list.matter.number.clone()),
            (words.people().to_owned(), list.people.len().to_string()),
        ],
        columns: columns([
            (words.person_name(), Short),
            (hall.document(), Short),
            (hall.insured_in(), Text),
            (hall.from(), Short),
            (words.last_month(), Short),
            (hall.wage(), Number),
            (words.own_signature(), Sign),
        ]),
        rows: list.people.iter().map(row).collect(),
        notes: vec![words.list_note().to_owned()],
        signs: vec![words.unit_seal().to_owned(), words.clerk().to_owned(), words.date().to_owned()],
        ..Register::default()
    }
}

/// `GET /payers/{party}/bills/{bill}/notice.pdf` (缴费通知单).
pub(super) async fn notice(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((id, number)): Path<(String, String)>,
) -> Response {
    answer(site, reader, who, move |with| {
        let payer = party(&id)?;
        // Whoever may not see the payer's bills learns nothing of their numbers.
        with.site.office.store.read(|tx| {
            policy::check(tx, &with.site.office, &with.actor, Action::Read(&enquiry::DUES), payer)
        })?;
        let bill = number.parse().map(BillId::new).map_err(|_| codes::NO_PAGE.with("path", &number))?;
        let (bill, lines) = enquiry::bill(&with.site.office, &with.actor, payer, bill)?;
        let name = enquiry::dues(&with.site.office, &with.actor, payer)?.name;
        printed(with, &bill_notice(&name, &bill, &lines))
    })
    .await
}

fn bill_notice(name: &str, bill: &Bill, lines: &[(Insurance, i64, Fen, Fen)]) -> Register {
    use RegisterCell::{Number, Text};

    let (words, hall) = (words(), hall());
    let row = |(insurance, people, unit, person): &(Insurance, i64, Fen, Fen)| {
        vec![
            insurance.zh().to_owned(),
            people.to_string(),
            money(*unit),
            money(*person),
            money(*unit + *person),
        ]
    };
    Register {
        number: bill.id.to_string(),
        title: words.notice_title().to_owned(),
        subtitle: words.notice_of(bill.month, hall.bill_kind(&bill.kind)),
        facts: vec![
            (hall.payer().to_owned(), name.to_owned()),
            (hall.party_number().to_owned(), bill.payer.to_string()),
            (hall.pay_by().to_owned(), bill.due.to_string()),
            (words.late_from().to_owned(), bill.late_from.to_string()),
        ],
        columns: columns([
            (hall.insurance(), Text),
            (words.people(), Number),
            (words.unit_part(), Number),
            (words.person_part(), Number),
            (words.total(), Number),
        ]),
        rows: lines.iter().map(row).collect(),
        total: vec![
            String::new(),
            bill.people.to_string(),
            money(bill.unit),
            money(bill.person),
            money(bill.total),
        ],
        notes: vec![words.notice_how(bill.id)],
        seal: words.collecting_seal().to_owned(),
        ..Register::default()
    }
}

/// `GET /payers/{party}/arrears.pdf` (欠费明细).
pub(super) async fn arrears(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    use RegisterCell::{Number, Short, Text};

    answer(site, reader, who, move |with| {
        let dues = enquiry::dues(&with.site.office, &with.actor, party(&id)?)?;
        let (words, hall, today) = (words(), hall(), with.actor.at.date());
        let overdue: Vec<_> = dues.owed.iter().filter(|line| line.due < today).collect();
        let rows = overdue.iter().map(|line| {
            vec![
                line.bill.to_string(),
                line.month.to_string(),
                line.insurance.zh().to_owned(),
                line.due.to_string(),
                line.days.to_string(),
                money(line.open),
                money(line.late_fee),
            ]
        });
        let open: Fen = overdue.iter().map(|line| line.open).sum();
        let fees: Fen = overdue.iter().map(|line| line.late_fee).sum();
        let blank = String::new;
        printed(
            with,
            &Register {
                number: format!("QF{}{}", dues.payer, today.strftime("%Y%m%d")),
                title: words.arrears_title().to_owned(),
                subtitle: Language::Zh.hall().as_of(today),
                facts: vec![
                    (hall.payer().to_owned(), dues.name.clone()),
                    (hall.party_number().to_owned(), dues.payer.to_string()),
                    (hall.open_now().to_owned(), money(open)),
                    (hall.late_fee().to_owned(), money(fees)),
                ],
                columns: columns([
                    (hall.bill(), Short),
                    (hall.month(), Short),
                    (hall.insurance(), Text),
                    (hall.pay_by(), Short),
                    (words.days_late(), Number),
                    (words.open_yuan(), Number),
                    (words.late_fee_yuan(), Number),
                ]),
                rows: rows.collect(),
                total: vec![blank(), blank(), blank(), blank(), blank(), money(open), money(fees)],
                notes: vec![words.arrears_note(today)],
                seal: words.collecting_seal().to_owned(),
                ..Register::default()
            },
        )
    })
    .await
}

/// `GET /payers/{party}/settlement.pdf` (社会保险费结算单).
pub(super) async fn settlement(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    use RegisterCell::{Number, Short, Text};

    answer(site, reader, who, move |with| {
        let payer = party(&id)?;
        let months = asked.months(with.actor.at.date());
        let found = enquiry::settlement(&with.site.office, &with.actor, payer, months)?;
        let (words, hall) = (words(), hall());
        let rows = found.lines.iter().map(|line| {
            vec![
                line.month.to_string(),
                line.insurance.zh().to_owned(),
                money(line.due),
                money(line.received),
                money(line.written_off),
                money(line.open()),
            ]
        });
        let sum = |of: fn(&enquiry::SettledMonth) -> Fen| money(found.lines.iter().map(of).sum());
        printed(
            with,
            &Register {
                number: format!("JS{payer}{}{}", months.0.yyyymm(), months.1.yyyymm()),
                title: words.settlement_title().to_owned(),
                subtitle: words.months(months.0, months.1),
                facts: vec![
                    (hall.payer().to_owned(), found.name.clone()),
                    (hall.party_number().to_owned(), payer.to_string()),
                    (
                        words.money_received().to_owned(),
                        money(found.received.iter().map(|one| one.amount).sum()),
                    ),
                    (words.kept_for_payer().to_owned(), money(found.kept)),
                ],
                columns: columns([
                    (hall.month(), Short),
                    (hall.insurance(), Text),
                    (words.due_yuan(), Number),
                    (words.received_yuan(), Number),
                    (words.written_off_yuan(), Number),
                    (words.open_yuan(), Number),
                ]),
                rows: rows.collect(),
                total: vec![
                    String::new(),
                    String::new(),
                    sum(|line| line.due),
                    sum(|line| line.received),
                    sum(|line| line.written_off),
                    sum(enquiry::SettledMonth::open),
                ],
                notes: vec![words.settlement_note().to_owned()],
                seal: words.business_seal().to_owned(),
                ..Register::default()
            },
        )
    })
    .await
}

/// `GET /payers/{party}/slips/{receipt}.pdf?month=2024-07` (专用收据).
pub(super) async fn slip(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((id, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let payer = party(&id)?;
        let missing = || codes::NO_PAGE.with("path", &number);
        let month = asked.month();
        let slips = enquiry::slips(&with.site.office, &with.actor, payer, month.unwrap_or(FeeMonth::OPEN))?;
        let wanted = number.trim_end_matches(".pdf");
        let found = slips.iter().find(|slip| format!("{}-{}", slip.receipt, slip.bill) == wanted);
        let print = with.site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
        let content = print.slip(&with.site.office, found.ok_or_else(missing)?)?;
        Ok(Answer::File { media: "application/pdf", name: format!("SJ{wanted}.pdf"), content })
    })
    .await
}

/// `GET /matters/{number}/certificate.pdf`: the certificate that a matter gave.
pub(super) async fn certificate(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let print = with.site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
        let issued = certificates::document(&with.site.office, &with.actor, &number)?;
        let content = print.certificate(&with.site.office, &issued)?;
        let name = format!("{}-{number}.pdf", issued.statement.title);
        Ok(Answer::File { media: "application/pdf", name, content })
    })
    .await
}
