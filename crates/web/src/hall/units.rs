//! A unit's record: its data and this month's declaration, staff, operators; and what any payer owes.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{About, Action, policy};
use business::enquiry;
use business::levy::facts::Bill;
use business::registry::category_from_code;
use kernel::{FeeMonth, Fen};
use rules::Category;
use serde::Deserialize;

use super::people::start_for;
use super::{With, answer, party};
use crate::access::Who;
use crate::figures::money;
use crate::kit::{
    Block, Cell, Column, Empty, Facts, Field, Form, Input, KeyFigure, Link, Method, Reader, Row, Table, Tag,
    Tone,
};
use crate::site::Site;

/// Which month.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    month: Option<String>,
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
        let links = vec![
            Link::new(words.roster(), format!("/units/{id}/roster")),
            Link::new(words.dues(), format!("/payers/{id}/dues")),
            Link::new(words.operators(), format!("/units/{id}/operators")),
        ];
        let page = with
            .page(view.unit.name)
            .caption(words.unit())
            .with(Block::Facts(Facts { title: None, rows }))
            .with(Block::Links(links));
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
        let month =
            asked.month.as_deref().and_then(FeeMonth::parse).unwrap_or(FeeMonth::of(with.actor.at.date()));
        let staff = enquiry::roster(&with.site.office, &with.actor, id, month)?;
        let (words, language) = (with.words, with.language());
        let field = Field::new("month", words.month(), Input::Month).value(month.to_string());
        let mut form = Form::of(format!("/units/{id}/roster"), words.show(), vec![field]);
        (form.method, form.inline) = (Method::Get, true);
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
        Ok(page.with(Block::Table(Box::new(table))).into())
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
        Ok(with.page(words.operators()).wide().with(Block::Table(Box::new(table))).into())
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
        let mut page = with
            .page(words.dues())
            .caption(dues.name)
            .lead(words.as_of(today))
            .wide()
            .with(Block::Figures(figures));
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
        ];
        let caption = words.bills().to_owned();
        let table =
            Table { caption, columns, rows: rows.collect(), dense: true, tall: true, ..Table::default() };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}
