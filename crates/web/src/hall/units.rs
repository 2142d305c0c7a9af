//! A unit's record: its data and this month's declaration, staff, operators; and what any payer owes.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{self, About, Action, policy};
use business::enquiry::{self, FileFormat, Staff};
use business::levy::facts::Bill;
use business::registry::category_from_code;
use kernel::{FeeMonth, Fen, Insurance, PartyId};
use rules::Category;
use serde::Deserialize;

use super::people::start_for;
use super::{Answer, With, answer, party};
use crate::access::{Sent, Who};
use crate::figures::money;
use crate::kit::{
    Action as Go, Block, Cell, Choice, Column, Empty, Facts, Field, Form, Input, KeyFigure, Link, Method,
    Notice, Reader, Row, Table, Tag, Tone,
};
use crate::site::{Site, random};

/// Which month and whom of it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    month: Option<String>,
    name: Option<String>,
    insurance: Option<String>,
}

impl Asked {
    fn month(&self, with: &With<'_>) -> FeeMonth {
        let asked = self.month.as_deref().and_then(FeeMonth::parse);
        asked.unwrap_or(FeeMonth::of(with.actor.at.date()))
    }

    /// Is somebody asked for?
    fn takes(&self, one: &Staff) -> bool {
        let named = self.name.as_deref().is_none_or(|name| one.person.name.contains(name.trim()));
        let wanted = self.insurance.as_deref().and_then(Insurance::from_key);
        named && wanted.is_none_or(|insurance| one.insurances.contains(&insurance))
    }
}

/// `GET /units/{party}`.
pub(super) async fn unit(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let view = enquiry::unit(&with.site.office, &with.actor, id)?;
        let words = with.words;
        let credit = if view.good_credit { words.credit_good() } else { words.credit_normal() };
        let code = view.unit.credit_code.map_or_else(String::new, |code| code.as_str().to_owned());
        let state = if view.unit.active { words.running() } else { words.closed() };
        let rows = vec![
            Row::new(words.name(), view.unit.name.clone()),
            Row::new(words.credit_code(), code),
            Row::new(words.party_number(), id.to_string()),
            Row::new(words.kind(), with.language().pick(view.unit.kind.zh(), view.unit.kind.key())),
            Row::new(words.industry_class(), view.unit.industry_class.to_string()),
            Row::new(words.district(), view.unit.region.to_string()),
            Row::new(words.credit(), credit),
            Row::new(words.state(), state),
            Row::new(words.people_insured(), view.people.to_string()),
            Row::new(words.declare_until(view.calendar.month), view.calendar.cutoff.to_string()),
        ];
        let employer = with.language().employer();
        let may = |read| policy::may_ever(&with.actor, Action::Read(read));
        let all = [
            (&enquiry::BATCHES, employer.batches(), format!("/units/{id}/batches")),
            (&enquiry::ROSTER, words.roster(), format!("/units/{id}/roster")),
            (&enquiry::ROSTER, employer.changes(), format!("/units/{id}/changes")),
            (&enquiry::ROSTER, employer.forecast_page(), format!("/units/{id}/forecast")),
            (&enquiry::DUES, words.dues(), format!("/payers/{id}/dues")),
            (&enquiry::DUES, employer.slips(), format!("/payers/{id}/slips")),
            (&enquiry::DUES, employer.settlement_title(), format!("/payers/{id}/settlement")),
            (&enquiry::ROSTER, employer.retirees(), format!("/units/{id}/retirees")),
            (&enquiry::ROSTER, employer.staff_benefits(), format!("/units/{id}/benefits")),
            (&enquiry::ROSTER, employer.certificate(), format!("/ask/certificate.unit?for={id}")),
            (&enquiry::OPERATORS, words.operators(), format!("/units/{id}/operators")),
        ];
        let open = all.into_iter().filter(|(read, ..)| may(read));
        let links = open.map(|(_, text, href)| Link::new(text, href)).collect();
        let page = with
            .page(view.unit.name)
            .caption(words.unit())
            .wide()
            .with(super::employer::reminders(with, id)?)
            .with(Block::Columns(vec![
                Block::Section(words.unit().to_owned(), vec![Block::Facts(Facts { title: None, rows })]),
                Block::Section(words.records().to_owned(), vec![Block::Links(links)]),
            ]));
        Ok(page.with_all(start_for(with, id, &[About::Unit, About::Payer])).into())
    })
    .await
}

/// `GET /units/{party}/roster`.
pub(super) async fn roster(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let month = asked.month(with);
        let mut staff = enquiry::roster(&with.site.office, &with.actor, id, month)?;
        staff.retain(|one| asked.takes(one));
        let (words, language) = (with.words, with.language());
        let employer = language.employer();
        let form = roster_form(with, id, month, &asked);
        let page =
            with.page(words.roster()).caption(month.to_string()).wide().with(Block::Form(Box::new(form)));
        if staff.is_empty() {
            let empty =
                Empty { title: words.nobody().to_owned(), text: words.no_staff().to_owned(), link: None };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let rows = staff.iter().map(|one| {
            let insurances: Vec<&str> = one
                .insurances
                .iter()
                .map(|insurance| language.pick(insurance.zh(), insurance.en()))
                .collect();
            vec![
                Cell::Link(Link::new(
                    one.person.name.clone(),
                    format!("/people/{}/contributions", one.person.id),
                )),
                Cell::from(one.person.masked.clone()),
                Cell::from(one.person.id.to_string()),
                Cell::from(insurances.join(language.pick("、", ", "))),
                Cell::from(one.since.to_string()),
                Cell::from(one.wage.map_or_else(String::new, money)),
            ]
        });
        let columns = vec![
            Column::text(words.name()),
            Column::text(words.document()),
            Column::text(words.party_number()),
            Column::text(words.insured_in()),
            Column::text(words.from()),
            Column::number(words.wage()),
        ];
        let table = Table {
            caption: words.people_in(month, staff.len()),
            columns,
            rows: rows.collect(),
            dense: true,
            tall: true,
            ..Table::default()
        };
        let file = |text, end| {
            let link = Link::new(text, format!("/units/{id}/roster.{end}?month={month}"));
            Go { link, primary: false }
        };
        let files = vec![file(employer.roster_xlsx(), "xlsx"), file(employer.roster_csv(), "csv")];
        Ok(page.with(Block::Table(Box::new(table))).with(Block::Actions(files)).into())
    })
    .await
}

fn roster_form(with: &With<'_>, id: PartyId, month: FeeMonth, asked: &Asked) -> Form {
    let (words, language) = (with.words, with.language());
    let employer = language.employer();
    let insurances = [Insurance::Pension, Insurance::Medical, Insurance::Unemployment, Insurance::Injury];
    let mut choices = vec![Choice::new("all", employer.any_insurance())];
    choices.extend(insurances.map(|one| Choice::new(one.key(), language.pick(one.zh(), one.en()))));
    let chosen = asked.insurance.clone().unwrap_or_else(|| "all".to_owned());
    let fields = vec![
        Field::new("month", words.month(), Input::Month).value(month.to_string()),
        Field::new("name", employer.find_in_roster(), Input::Text(12))
            .value(asked.name.clone().unwrap_or_default()),
        Field::new("insurance", words.insurance(), Input::Select(choices)).value(chosen),
    ];
    let mut form = Form::of(format!("/units/{id}/roster"), words.show(), fields);
    (form.method, form.inline) = (Method::Get, true);
    form
}

/// `GET /units/{party}/roster.xlsx`.
pub(super) async fn roster_xlsx(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    roster_file(site, reader, who, (id, asked), FileFormat::Xlsx).await
}

/// `GET /units/{party}/roster.csv`.
pub(super) async fn roster_csv(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    roster_file(site, reader, who, (id, asked), FileFormat::Csv).await
}

async fn roster_file(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    (id, asked): (String, Asked),
    format: FileFormat,
) -> Response {
    answer(site, reader, who, move |with| {
        let (unit, month) = (party(&id)?, asked.month(with));
        let content = enquiry::roster_file(&with.site.office, &with.actor, unit, month, format)?;
        let (media, end) = match format {
            FileFormat::Csv => (super::CSV, "csv"),
            _ => (super::XLSX, "xlsx"),
        };
        Ok(Answer::File { media, name: format!("roster-{unit}-{month}.{end}"), content })
    })
    .await
}

/// `GET /units/{party}/operators`.
pub(super) async fn operators(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let found = enquiry::operators(&with.site.office, &with.actor, party(&id)?)?;
        let (words, language) = (with.words, with.language());
        let rows = found.iter().map(|(user, standing)| {
            let roles: Vec<&str> =
                standing.roles.iter().map(|role| language.pick(role.zh(), role.en())).collect();
            let state = if user.activated { words.active() } else { words.not_activated() };
            vec![
                Cell::from(user.login.clone()),
                Cell::from(user.name.clone()),
                Cell::from(roles.join(language.pick("、", ", "))),
                Cell::from(standing.from.to_string()),
                Cell::from(state),
            ]
        });
        let names = [words.login(), words.name(), words.rights(), words.from(), words.state()];
        let table = Table {
            caption: words.operators().to_owned(),
            columns: names.map(Column::text).into(),
            rows: rows.collect(),
            ..Table::default()
        };
        let unit = party(&id)?;
        let page = with.page(words.operators()).wide().with(Block::Table(Box::new(table)));
        Ok(page.with_all(code_form(with, unit, &found)).into())
    })
    .await
}

/// The form that makes an activation code for an operator who has no password yet.
fn code_form(with: &With<'_>, unit: PartyId, found: &[(desk::User, desk::Standing)]) -> Option<Block> {
    let words = with.language().employer();
    let waiting = found.iter().filter(|(user, _)| !user.activated);
    let choices: Vec<Choice> =
        waiting.map(|(user, _)| Choice::new(user.login.clone(), user.name.clone())).collect();
    let may = policy::may_ever(&with.actor, Action::Service(&desk::services::ADD_OPERATOR));
    if choices.is_empty() || !may {
        return None;
    }
    let field = Field::new("login", words.activation_title(), Input::Radios(choices));
    let form = Form::of(format!("/units/{unit}/operators"), words.make_code(), vec![field]);
    Some(Block::Form(Box::new(with.form(form))))
}

/// `POST /units/{party}/operators`: an activation code, shown once.
pub(super) async fn make_code(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    sent: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let (unit, login) = (party(&id)?, sent.get("login"));
        let code = desk::activation_code(&with.site.office, &with.actor, unit, login, &random()?)?;
        let words = with.language().employer();
        let notice = Notice {
            tone: Tone::Good,
            title: words.activation_for(login),
            text: words.activation_code(login, code),
            link: None,
        };
        let back = Link::new(with.words.operators(), format!("/units/{unit}/operators"));
        Ok(with
            .page(words.activation_title())
            .with(Block::Notice(notice))
            .with(Block::Links(vec![back]))
            .into())
    })
    .await
}

/// Where it is told how a bill came about: for who pays alone their own lines, for a unit its staff of the month, each with
/// theirs.
fn grounds(with: &With<'_>, bill: &Bill) -> Cell {
    if category_from_code(bill.category) != Category::Employee {
        return Cell::Link(super::figures::why_link(with, bill.payer, bill.month, bill.payer));
    }
    let may = policy::may_ever(&with.actor, Action::Read(&enquiry::ROSTER));
    let roster = format!("/units/{}/roster?month={}", bill.payer, bill.month);
    if may { Cell::Link(Link::new(with.words.roster(), roster)) } else { Cell::from("") }
}

/// `GET /payers/{party}/dues`.
pub(super) async fn dues(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let dues = enquiry::dues(&with.site.office, &with.actor, party(&id)?)?;
        let (words, language) = (with.words, with.language());
        let today = with.actor.at.date();
        let open: Fen = dues.owed.iter().map(|line| line.open).sum();
        let figure = |name: &str, value: Fen| KeyFigure {
            name: name.to_owned(),
            value: money(value),
            unit: words.yuan().to_owned(),
            href: None,
        };
        let figures = vec![
            figure(words.open_now(), open),
            figure(words.overdue(), dues.overdue(today)),
            figure(words.late_fee(), dues.late_fees()),
        ];
        let payer = dues.payer;
        let employer = language.employer();
        let way = |text, href| Go { link: Link::new(text, href), primary: false };
        let mut ways = vec![
            way(employer.slips(), format!("/payers/{payer}/slips")),
            way(employer.settlement_title(), format!("/payers/{payer}/settlement")),
        ];
        if dues.overdue(today) > Fen::ZERO {
            ways.push(way(employer.arrears_pdf(), format!("/payers/{payer}/arrears.pdf")));
        }
        let mut page = with
            .page(words.dues())
            .caption(dues.name)
            .lead(words.as_of(today))
            .wide()
            .with(Block::Figures(figures))
            .with_all(super::employer::ways_to_pay(with, payer, open)?)
            .with(Block::Actions(ways));
        if !dues.owed.is_empty() {
            let rows = dues.owed.iter().map(|line| {
                let tone = if line.due < today { Tone::Bad } else { Tone::Busy };
                vec![
                    Cell::from(line.bill.to_string()),
                    Cell::from(line.month.to_string()),
                    Cell::from(language.pick(line.insurance.zh(), line.insurance.en())),
                    Cell::Tag(Tag::new(line.due.to_string(), tone)),
                    Cell::from(money(line.open)),
                    Cell::from(money(line.late_fee)),
                ]
            });
            let columns = vec![
                Column::text(words.bill()),
                Column::text(words.month()),
                Column::text(words.insurance()),
                Column::text(words.pay_by()),
                Column::number(words.open_now()),
                Column::number(words.late_fee()),
            ];
            let caption = words.owed().to_owned();
            let table = Table { caption, columns, rows: rows.collect(), dense: true, ..Table::default() };
            page = page.with(Block::Table(Box::new(table)));
        }
        if dues.bills.is_empty() {
            let empty = Empty {
                title: words.no_bills().to_owned(),
                text: words.no_bills_why().to_owned(),
                link: None,
            };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let rows = dues.bills.iter().map(|(bill, received)| {
            vec![
                Cell::from(bill.id.to_string()),
                Cell::from(bill.month.to_string()),
                Cell::from(words.bill_kind(&bill.kind)),
                Cell::from(bill.people.to_string()),
                Cell::from(money(bill.unit)),
                Cell::from(money(bill.person)),
                Cell::from(money(bill.total)),
                Cell::from(money(*received)),
                grounds(with, bill),
                Cell::Link(Link::new(
                    employer.notice_pdf(),
                    format!("/payers/{payer}/bills/{}/notice.pdf", bill.id),
                )),
            ]
        });
        let columns = vec![
            Column::text(words.bill()),
            Column::text(words.month()),
            Column::text(words.kind()),
            Column::number(words.people_on_it()),
            Column::number(words.unit_part()),
            Column::number(words.person_part()),
            Column::number(words.total()),
            Column::number(words.received()),
            Column::text(words.grounds()),
            Column::text(employer.on_paper()),
        ];
        let caption = words.bills().to_owned();
        let table =
            Table { caption, columns, rows: rows.collect(), dense: true, tall: true, ..Table::default() };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}
