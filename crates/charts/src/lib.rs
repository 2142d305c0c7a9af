//! Pictures of money, and of the figures of the law over time, as SVG, drawn on the server.
//!
//! Pure: figures in, one SVG text out, the same text for the same figures. The pictures need no script, print well,
//! carry a title and a spoken description, keep text as text, and are told apart by shape as well as by colour.
//! Start at [`line`], [`bars`], [`flows`], [`growth`], [`histogram`] and [`timeline`]; the caller says for which [`Medium`] and in which [`Words`].
//!
//! Money becomes a float in `scale` alone, and only to find a pixel: every amount that is written out comes
//! from [`Fen`](kernel::Fen). Not here: the table that a page shows beside the picture (`web`), documents (`print`).

mod bars;
mod canvas;
mod codes;
mod lines;
mod scale;
mod spoken;
mod timeline;
mod words;

use kernel::Fen;

pub use bars::{bars, flows, histogram};
pub use codes::CODES;
pub use lines::{growth, line};
pub use timeline::{Span, TimeLine, TimeRow, timeline};
pub use words::{MoneyUnit, Words};

/// Where the picture will be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Inside a page: text takes the page's colour (`currentColor`), series take the CSS variables `--chart-1` to
    /// `--chart-6` where the page sets them.
    Page,
    /// On paper or in a file of its own: fixed colours.
    Paper,
}

/// Amounts by month, year or whatever the labels say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What the legend calls it.
    pub name: String,
    /// One amount per label.
    pub values: Vec<Fen>,
}

impl Series {
    /// A named row of amounts.
    pub fn new(name: impl Into<String>, values: Vec<Fen>) -> Series {
        Series { name: name.into(), values }
    }
}

/// A picture of one or more series over the same labels. At most six series can be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Heading, also the accessible name.
    pub title: String,
    /// What stands under the horizontal axis, in order.
    pub labels: Vec<String>,
    /// The amounts.
    pub series: Vec<Series>,
}

/// Income (收入), expense (支出) and balance (累计结余) of a fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// Heading, also the accessible name.
    pub title: String,
    /// Months or years.
    pub labels: Vec<String>,
    /// Kinds of income, stacked in one bar.
    pub income: Vec<Series>,
    /// Kinds of expense, stacked in the bar beside it.
    pub expense: Vec<Series>,
    /// The balance at the end of each month, a line with its own axis on the right.
    pub balance: Series,
}

/// How many people, units or cases fall into each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Heading, also the accessible name.
    pub title: String,
    /// What is counted: 人, 户, 件.
    pub unit: String,
    /// Name of each class and the number in it, in order.
    pub classes: Vec<(String, u32)>,
}
