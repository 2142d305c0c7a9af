//! What a unit looks up beside its roster: what not to forget, who joined and left, who retired, benefits and cards of staff, the
//! next bill, receipts, and how months were settled.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{Action, policy};
use business::enquiry::{self, Change, Reminders};
use business::registry::CardState;
use kernel::{Date, FeeMonth, Fen, PartyId, Result};
use serde::Deserialize;

use super::batches::beside;
use super::{With, answer, party};
use crate::access::Who;
use crate::figures::money;
use crate::kit::{
    Action as Go, Block, Cell, Column, Empty, Field, Form, Input, KeyFigure, Link, Method, Notice, Page,
    Reader, Table, Tag, Task, TaskList, Tone,
};
use crate::site::Site;
use crate::words::EmployerWords;

/// Which months.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    month: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl Asked {
    /// The month asked about.
    pub(super) fn month(&self) -> Option<FeeMonth> {
        self.month.as_deref().and_then(FeeMonth::parse)
    }

    /// First and last month asked about; the year up to now where none is said.
    pub(super) fn months(&self, today: Date) -> (FeeMonth, FeeMonth) {
        let parse = |text: &Option<String>| text.as_deref().and_then(FeeMonth::parse);
        let to = parse(&self.to).unwrap_or(FeeMonth::of(today));
        let from = parse(&self.from).unwrap_or(to.plus(-11));
        (from.min(to), to.max(from))
    }
}

fn words(with: &With<'_>) -> EmployerWords {
    with.language().employer()
}

/// A page of the unit, under it.
fn page(with: &With<'_>, unit: PartyId, title: &str) -> Page {
    with.page(title).crumbs(vec![Link::new(with.words.unit(), format!("/units/{unit}"))]).wide()
}

fn month_form(with: &With<'_>, action: String, month: FeeMonth) -> Block {
    let field = Field::new("month", with.words.month(), Input::Month).value(month.to_string());
    let mut form = Form::of(action, with.words.show(), vec![field]);
    (form.method, form.inline) = (Method::Get, true);
    Block::Form(Box::new(form))
}

fn empty(title: &str, text: &str) -> Block {
    Block::Empty(Empty { title: title.to_owned(), text: text.to_owned(), link: None })
}

/// What a unit should not forget, as tasks with where to do them.
pub(super) fn reminders(with: &With<'_>, unit: PartyId) -> Result<Block> {
    let words = words(with);
    let found: Reminders = enquiry::reminders(&with.site.office, &with.actor, unit)?;
    let may = |read| policy::may_ever(&with.actor, Action::Read(read));
    let calendar = &found.calendar;
    let days = (calendar.cutoff.date() - with.actor.at.date()).get_days();
    let (state, tone) = match (found.open, calendar.paused) {
        (true, _) if days <= 3 => (words.days_left(days), Tone::Warning),
        (true, _) => (words.days_left(days), Tone::Busy),
        (false, true) => (words.paused().to_owned(), Tone::Bad),
        (false, false) => (words.window_closed().to_owned(), Tone::Plain),
    };
    let mut tasks = vec![Task {
        name: words.declare_month(calendar.month),
        hint: Some(words.window(calendar.month, calendar.opens, calendar.cutoff)),
        href: may(&enquiry::BATCHES).then(|| format!("/units/{unit}/batches")),
        tag: Tag::new(state, tone),
    }];
    if found.undeclared > 0 {
        tasks.push(Task {
            name: words.wages_missing().to_owned(),
            hint: Some(words.wages_missing_why().to_owned()),
            href: Some("/ask/levy.base".to_owned()),
            tag: Tag::new(words.people_count(found.undeclared), Tone::Warning),
        });
    }
    if !found.retiring.is_empty() {
        let names =
            found.retiring.iter().take(5).map(|(person, due)| words.retires_in(&person.name, due.month));
        tasks.push(Task {
            name: words.reach_the_age().to_owned(),
            hint: Some(names.collect::<Vec<_>>().join(with.language().pick("；", "; "))),
            href: Some(format!("/units/{unit}/retirees")),
            tag: Tag::new(words.people_count(found.retiring.len()), Tone::Warning),
        });
    }
    if found.overdue > Fen::ZERO {
        tasks.push(Task {
            name: words.in_arrears().to_owned(),
            hint: Some(words.late_fee_so_far(money(found.late_fee))),
            href: Some(format!("/payers/{unit}/dues")),
            tag: Tag::new(words.yuan_amount(money(found.overdue)), Tone::Bad),
        });
    }
    Ok(Block::Tasks(TaskList { title: Some(words.not_to_forget().to_owned()), tasks }))
}

/// `GET /units/{party}/changes?month=2024-09`.
pub(super) async fn changes(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        let month = asked.month().unwrap_or(FeeMonth::of(with.actor.at.date()));
        let found = enquiry::changes(&with.site.office, &with.actor, unit, month)?;
        let (words, language) = (words(with), with.language());
        let page =
            page(with, unit, words.changes()).with(month_form(with, format!("/units/{unit}/changes"), month));
        if found.is_empty() {
            return Ok(page.with(empty(words.no_changes(), words.no_changes_why())).into());
        }
        let row = |change: &Change| {
            let tag = match change.joined {
                true => Tag::new(words.joined(), Tone::Good),
                false => Tag::new(words.left(), Tone::Warning),
            };
            let names = change.insurances.iter().map(|one| language.pick(one.zh(), one.en()));
            vec![
                Cell::from(change.person.name.clone()),
                Cell::from(change.person.masked.clone()),
                Cell::Tag(tag),
                Cell::from(names.collect::<Vec<_>>().join(language.pick("、", ", "))),
                Cell::from(words.change_reason(&change.reason)),
            ]
        };
        let names = [
            words.person_name(),
            with.words.document(),
            with.words.kind(),
            with.words.insured_in(),
            with.words.reason(),
        ];
        let table = Table {
            caption: words.changes_of(month),
            columns: names.map(Column::text).into(),
            rows: found.iter().map(row).collect(),
            dense: true,
            ..Table::default()
        };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

/// `GET /units/{party}/retirees`: who will reach the age, and who retired.
pub(super) async fn retirees(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        let office = &with.site.office;
        let retired = enquiry::retirees(office, &with.actor, unit)?;
        let soon = enquiry::reminders(office, &with.actor, unit)?.retiring;
        let words = words(with);
        let mut page = page(with, unit, words.retirees());
        if !soon.is_empty() {
            let rows = soon.iter().map(|(person, due)| {
                vec![
                    Cell::from(person.name.clone()),
                    Cell::from(person.masked.clone()),
                    Cell::from(person.birth.to_string()),
                    Cell::from(due.month.to_string()),
                ]
            });
            let names =
                [words.person_name(), with.words.document(), with.words.born(), words.statutory_month()];
            let table = Table {
                caption: words.reach_the_age().to_owned(),
                columns: names.map(Column::text).into(),
                rows: rows.collect(),
                ..Table::default()
            };
            page = page.with(Block::Table(Box::new(table)));
        }
        if retired.is_empty() {
            return Ok(page.with(empty(words.no_retirees(), words.no_retirees_why())).into());
        }
        let rows = retired.iter().map(|one| {
            vec![
                Cell::from(one.person.name.clone()),
                Cell::from(one.person.masked.clone()),
                Cell::from(one.last.to_string()),
                Cell::from(one.pension_from.to_string()),
            ]
        });
        let names = [words.person_name(), with.words.document(), words.last_month(), words.pension_from()];
        let table = Table {
            caption: words.retired_from_here().to_owned(),
            columns: names.map(Column::text).into(),
            rows: rows.collect(),
            ..Table::default()
        };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

/// `GET /units/{party}/benefits`: benefits of staff, and cards that are not in use.
pub(super) async fn benefits(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        let office = &with.site.office;
        let awards = enquiry::staff_benefits(office, &with.actor, unit)?;
        let cards = enquiry::cards_not_in_use(office, &with.actor, unit)?;
        let words = words(with);
        let mut page = page(with, unit, words.staff_benefits());
        if awards.is_empty() && cards.is_empty() {
            return Ok(page.with(empty(words.nothing_of_staff(), words.nothing_of_staff_why())).into());
        }
        if !awards.is_empty() {
            let rows = awards.iter().map(|one| {
                vec![
                    Cell::from(one.person.name.clone()),
                    Cell::from(one.person.masked.clone()),
                    Cell::from(words.benefit(one.benefit.key())),
                    Cell::from(one.from.to_string()),
                ]
            });
            let names = [words.person_name(), with.words.document(), words.benefit_kind(), with.words.from()];
            let table = Table {
                caption: words.benefits_of_staff().to_owned(),
                columns: names.map(Column::text).into(),
                rows: rows.collect(),
                ..Table::default()
            };
            page = page.with(Block::Table(Box::new(table)));
        }
        if !cards.is_empty() {
            let rows = cards.iter().map(|one| {
                let word = one.state.map_or("none", CardState::key);
                let tone = if word == "lost" { Tone::Bad } else { Tone::Busy };
                vec![
                    Cell::from(one.person.name.clone()),
                    Cell::from(one.person.masked.clone()),
                    Cell::Tag(Tag::new(words.card_state(word), tone)),
                ]
            });
            let names = [words.person_name(), with.words.document(), with.words.state()];
            let table = Table {
                caption: words.cards_not_in_use().to_owned(),
                columns: names.map(Column::text).into(),
                rows: rows.collect(),
                tall: true,
                ..Table::default()
            };
            page = page.with(Block::Table(Box::new(table)));
        }
        Ok(page.into())
    })
    .await
}

/// `GET /units/{party}/forecast`: the next bill beside the last.
pub(super) async fn forecast(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        let found = enquiry::next_bill(&with.site.office, &with.actor, unit)?;
        let words = words(with);
        let lead = words.forecast_lead(found.month);
        Ok(page(with, unit, words.forecast_page()).lead(lead).with_all(beside(with, &found)).into())
    })
    .await
}

/// `GET /payers/{party}/slips?month=2024-07`.
pub(super) async fn slips(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let payer = party(&id)?;
        let month = asked.month().unwrap_or(FeeMonth::of(with.actor.at.date()).previous());
        let found = enquiry::slips(&with.site.office, &with.actor, payer, month)?;
        let words = words(with);
        let page = with
            .page(words.slips())
            .crumbs(vec![Link::new(with.words.dues(), format!("/payers/{payer}/dues"))])
            .wide()
            .with(month_form(with, format!("/payers/{payer}/slips"), month));
        if found.is_empty() {
            return Ok(page.with(empty(words.no_slips(), words.no_slips_why())).into());
        }
        let rows = found.iter().map(|slip| {
            let sum: Fen =
                slip.lines.iter().map(|line| line.unit_part + line.person_part + line.late_fee).sum();
            let number = format!("{}-{}", slip.receipt, slip.bill);
            let href = format!("/payers/{payer}/slips/{number}.pdf?month={month}");
            vec![
                Cell::Link(Link::new(words.slip_pdf(number), href)),
                Cell::from(slip.received_on.to_string()),
                Cell::from(words.money_source(&slip.source)),
                Cell::from(slip.voucher.clone()),
                Cell::from(money(sum)),
            ]
        });
        let columns = vec![
            Column::text(words.slip()),
            Column::text(words.received_on()),
            Column::text(words.way()),
            Column::text(words.voucher()),
            Column::number(words.amount_yuan()),
        ];
        let table =
            Table { caption: words.slips_of(month), columns, rows: rows.collect(), ..Table::default() };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

/// `GET /payers/{party}/settlement?from=2024-01&to=2024-12`.
pub(super) async fn settlement(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let payer = party(&id)?;
        let months = asked.months(with.actor.at.date());
        let found = enquiry::settlement(&with.site.office, &with.actor, payer, months)?;
        let (words, language) = (words(with), with.language());
        let fields = vec![
            Field::new("from", with.words.from(), Input::Month).value(months.0.to_string()),
            Field::new("to", with.words.to(), Input::Month).value(months.1.to_string()),
        ];
        let mut form = Form::of(format!("/payers/{payer}/settlement"), with.words.show(), fields);
        (form.method, form.inline) = (Method::Get, true);
        let sum = |of: fn(&enquiry::SettledMonth) -> Fen| -> Fen { found.lines.iter().map(of).sum() };
        let figure = |name: &str, value: Fen| KeyFigure {
            name: name.to_owned(),
            value: money(value),
            unit: with.words.yuan().to_owned(),
            href: None,
        };
        let figures = vec![
            figure(words.due(), sum(|line| line.due)),
            figure(with.words.received(), sum(|line| line.received)),
            figure(with.words.open_now(), sum(enquiry::SettledMonth::open)),
            figure(words.kept_for_payer(), found.kept),
        ];
        let pdf = format!("/payers/{payer}/settlement.pdf?from={}&to={}", months.0, months.1);
        let link = Link::new(words.settlement_pdf(), pdf);
        let page = with
            .page(words.settlement_title())
            .caption(found.name.clone())
            .lead(words.months(months.0, months.1))
            .crumbs(vec![Link::new(with.words.dues(), format!("/payers/{payer}/dues"))])
            .wide()
            .with(Block::Form(Box::new(form)));
        if found.lines.is_empty() && found.received.is_empty() {
            return Ok(page.with(empty(with.words.no_bills(), with.words.no_bills_why())).into());
        }
        let rows = found.lines.iter().map(|line| {
            vec![
                Cell::from(line.month.to_string()),
                Cell::from(language.pick(line.insurance.zh(), line.insurance.en())),
                Cell::from(money(line.due)),
                Cell::from(money(line.received)),
                Cell::from(money(line.open())),
            ]
        });
        let columns = vec![
            Column::text(with.words.month()),
            Column::text(with.words.insurance()),
            Column::number(words.due_yuan()),
            Column::number(words.received_yuan()),
            Column::number(words.open_yuan()),
        ];
        let lines = Table {
            caption: words.by_month_and_insurance().to_owned(),
            columns,
            rows: rows.collect(),
            dense: true,
            tall: true,
            ..Table::default()
        };
        let rows = found.received.iter().map(|one| {
            vec![
                Cell::from(one.receipt.to_string()),
                Cell::from(one.on.to_string()),
                Cell::from(words.money_source(&one.source)),
                Cell::from(one.voucher.clone()),
                Cell::from(money(one.amount)),
            ]
        });
        let columns = vec![
            Column::text(words.receipt_number()),
            Column::text(words.received_on()),
            Column::text(words.way()),
            Column::text(words.voucher()),
            Column::number(words.amount_yuan()),
        ];
        let account = Table {
            caption: words.tax_account().to_owned(),
            columns,
            rows: rows.collect(),
            dense: true,
            tall: true,
            ..Table::default()
        };
        Ok(page
            .with(Block::Figures(figures))
            .with(Block::Actions(vec![Go { link, primary: true }]))
            .with(Block::Table(Box::new(lines)))
            .with(Block::Table(Box::new(account)))
            .into())
    })
    .await
}

/// How a payer can pay: the agreement that collects by itself, or an order to their bank with what it has to say.
pub(super) fn ways_to_pay(with: &With<'_>, payer: PartyId, open: Fen) -> Result<Vec<Block>> {
    if open <= Fen::ZERO {
        return Ok(Vec::new());
    }
    let words = words(with);
    let today = with.actor.at.date();
    let agreement = with.site.office.store.read(|tx| business::collection::agreement(tx, payer, today))?;
    let text = match &agreement {
        Some(agreement) => words.paid_by_debit(&agreement.account_masked, &agreement.mandate),
        None => words.pay_by_order(payer),
    };
    let title = words.how_to_pay().to_owned();
    let link = agreement.is_none().then(|| Link::new(words.make_agreement(), "/ask/collection.agreement"));
    Ok(vec![Block::Notice(Notice { tone: Tone::Plain, title, text, link })])
}
