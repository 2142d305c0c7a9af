//! The first page: totals, and every fund by month as a picture with its table.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use charts::{Flows, Medium, Series};
use kernel::{Fen, Fund, Problem, Result};

use crate::figures::{Figures, count, money};
use crate::problem::status;
use crate::site::{Asked, Site, blocking};
use crate::words::{Language, Words};
use crate::{assets, codes};

/// What every page has around its content.
struct Frame {
    language: Language,
    words: &'static Words,
    place: String,
    demo: bool,
    version: &'static str,
    style: String,
}

impl Frame {
    fn of(site: &Site, language: Language) -> Frame {
        Frame {
            language,
            words: language.words(),
            place: site.place(language),
            demo: site.demo,
            version: site.version,
            style: assets::style_address(),
        }
    }

    /// `?lang=` of the other language.
    fn other(&self) -> &'static str {
        self.language.pick("en", "zh")
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    on: String,
    totals: Vec<Total>,
    funds: Vec<FundView>,
}

struct Total {
    name: &'static str,
    value: String,
    unit: &'static str,
}

struct FundView {
    key: &'static str,
    name: &'static str,
    picture: String,
    rows: Vec<[String; 4]>,
    sum: [String; 3],
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    frame: Frame,
    code: &'static str,
    what: String,
    remedy: String,
}

/// `GET /`.
pub(crate) async fn page(State(site): State<Arc<Site>>, Query(asked): Query<Asked>) -> Response {
    let language = asked.language();
    let with = Arc::clone(&site);
    let made = blocking(move || {
        let figures = with.figures()?;
        let home = view(&with, &figures, language)?;
        home.render().map_err(|cause| codes::PAGE.problem().because(cause))
    })
    .await;
    match made {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(problem) => refusal(&site, &problem, language),
    }
}

/// A page that says what is wrong and offers the next step.
pub(crate) fn refusal(site: &Site, problem: &Problem, language: Language) -> Response {
    let page = RefusalPage {
        frame: Frame::of(site, language),
        code: problem.code().id,
        what: language.pick(problem.zh(), problem.en()),
        remedy: language.pick(problem.fix_zh(), problem.fix_en()),
    };
    let html = page.render().unwrap_or_else(|_| problem.code().id.to_owned());
    (status(problem.kind()), [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

fn view(site: &Site, figures: &Figures, language: Language) -> Result<Home> {
    let words = language.words();
    let all = &figures.overview;
    let number = |name, value| Total { name, value: count(value), unit: "" };
    let amount = |name, value| Total { name, value: money(value), unit: words.yuan };
    let totals = vec![
        number(words.people, all.people),
        number(words.units, all.units),
        number(words.bills, all.bills),
        number(words.pensioners, all.pensioners),
        amount(words.billed, all.billed),
        amount(words.collected, all.collected),
        amount(words.arrears, all.arrears),
        amount(words.paid, all.paid),
    ];
    let funds: Result<Vec<Option<FundView>>> =
        Fund::ALL.iter().map(|&fund| fund_view(fund, figures, language)).collect();
    Ok(Home {
        frame: Frame::of(site, language),
        on: figures.on.to_string(),
        totals,
        funds: funds?.into_iter().flatten().collect(),
    })
}

/// A fund's picture and table; none where it has no postings.
fn fund_view(fund: Fund, figures: &Figures, language: Language) -> Result<Option<FundView>> {
    let words = language.words();
    let months: Vec<_> = figures.months.iter().filter(|month| month.fund == fund).collect();
    let Some(last) = months.last() else { return Ok(None) };
    let name = language.pick(fund.zh(), fund.en());
    let column =
        |of: fn(&business::fund::MonthFigures) -> Fen| months.iter().map(|month| of(month)).collect();
    let flows = Flows {
        title: format!("{name} · {}", words.by_month),
        labels: months.iter().map(|month| month.month.to_string()).collect(),
        income: vec![Series::new(words.income, column(|month| month.income))],
        expense: vec![Series::new(words.expense, column(|month| month.expense))],
        balance: Series::new(words.balance, column(|month| month.balance)),
    };
    let total =
        |of: fn(&business::fund::MonthFigures) -> Fen| money(months.iter().map(|month| of(month)).sum());
    Ok(Some(FundView {
        key: fund.key(),
        name,
        picture: charts::flows(&flows, Medium::Page)?,
        rows: months
            .iter()
            .map(|m| [m.month.to_string(), money(m.income), money(m.expense), money(m.balance)])
            .collect(),
        sum: [total(|m| m.income), total(|m| m.expense), money(last.balance)],
    }))
}
