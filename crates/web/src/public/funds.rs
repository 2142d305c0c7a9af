//! The funds (基金公开): totals, and every fund by month as a picture with its table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use business::fund::MonthFigures;
use charts::{Flows, Medium, Series};
use kernel::{Fen, Fund, Result};

use crate::figures::{Figures, count, money};
use crate::kit::{Block, Cell, Column, Empty, Frame, KeyFigure, Page, Picture, Reader, Section, Table};
use crate::site::Site;
use crate::words::Language;

/// `GET /funds`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    super::made(site, reader, |site, reader| view(site, reader, &*site.figures()?)).await
}

fn view(site: &Site, reader: &Reader, figures: &Figures) -> Result<Page> {
    let language = reader.language;
    let words = language.public();
    let page = Page::new(Frame::of(site, reader, Section::Funds), words.funds_title())
        .lead(words.funds_lead())
        .with(Block::Remark(words.as_of(figures.on)))
        .with(Block::Figures(totals(figures, language)))
        .wide();
    let pictures =
        Fund::ALL.iter().map(|&fund| fund_picture(fund, figures, language)).collect::<Result<Vec<_>>>()?;
    let pictures: Vec<Block> =
        pictures.into_iter().flatten().map(|one| Block::Picture(Box::new(one))).collect();
    if pictures.is_empty() {
        let (title, text) = (words.funds_empty().to_owned(), words.funds_empty_why().to_owned());
        return Ok(page.with(Block::Empty(Empty { title, text, link: None })));
    }
    Ok(page.with(Block::Heading(words.funds_by_month().to_owned())).with(Block::Columns(pictures)))
}

/// The numbers of the city.
pub(super) fn totals(figures: &Figures, language: Language) -> Vec<KeyFigure> {
    let words = language.public();
    let all = &figures.overview;
    let card = |name: &str, value, unit: &str| KeyFigure {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        href: None,
    };
    let number = |name, value| card(name, count(value), "");
    let amount = |name, value| card(name, money(value), words.yuan());
    vec![
        number(words.people(), all.people),
        number(words.units(), all.units),
        number(words.bills(), all.bills),
        number(words.pensioners(), all.pensioners),
        amount(words.billed(), all.billed),
        amount(words.collected(), all.collected),
        amount(words.arrears(), all.arrears),
        amount(words.paid(), all.paid),
    ]
}

/// A fund's picture and table; none where it has no postings.
fn fund_picture(fund: Fund, figures: &Figures, language: Language) -> Result<Option<Picture>> {
    let words = language.public();
    let months: Vec<_> = figures.months.iter().filter(|month| month.fund == fund).collect();
    let Some(last) = months.last() else { return Ok(None) };
    let title = words.by_month(language.pick(fund.zh(), fund.en()));
    let column = |of: fn(&MonthFigures) -> Fen| months.iter().map(|month| of(month)).collect();
    let flows = Flows {
        title: title.clone(),
        labels: months.iter().map(|month| month.month.to_string()).collect(),
        income: vec![Series::new(words.income(), column(|month| month.income))],
        expense: vec![Series::new(words.expense(), column(|month| month.expense))],
        balance: Series::new(words.balance(), column(|month| month.balance)),
    };
    let total = |of: fn(&MonthFigures) -> Fen| Cell::from(money(months.iter().map(|month| of(month)).sum()));
    let table = Table {
        caption: words.in_yuan(title),
        columns: vec![
            Column::text(words.month()),
            Column::number(words.income()),
            Column::number(words.expense()),
            Column::number(words.balance()),
        ],
        rows: months
            .iter()
            .map(|m| {
                vec![
                    m.month.to_string().into(),
                    money(m.income).into(),
                    money(m.expense).into(),
                    money(m.balance).into(),
                ]
            })
            .collect(),
        foot: vec![words.sum().into(), total(|m| m.income), total(|m| m.expense), money(last.balance).into()],
        dense: true,
        tall: true,
        ..Table::default()
    };
    Ok(Some(Picture { svg: charts::flows(&flows, Medium::Page, &language.of_charts())?, table }))
}
