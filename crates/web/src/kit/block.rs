//! The blocks of a page, and the template that renders them.

use askama::Template;

use super::{
    Action, Card, Checker, Confirmation, Derivation, Derived, Empty, Event, Facts, Form, KeyFigure, Link,
    Notice, Picture, Progress, Steps, Tab, Table, TaskList,
};
use super::{Cell, Input, Method, Stage, Tone};
use crate::words::{CommonWords, Language};

/// A part of a page.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// A quieter paragraph: dates, sources, remarks.
    Remark(String),
    /// A heading of the second level.
    Heading(String),
    /// Points of a list.
    Points(Vec<String>),
    /// A banner.
    Notice(Notice),
    /// Stop and think: something unusual or irrevocable (interruption). A form with the decision follows.
    Interruption(Vec<String>),
    /// Questions.
    Form(Box<Form>),
    /// Names and values.
    Facts(Facts),
    /// The parts of a long errand.
    Tasks(TaskList),
    /// Where one is in a row of steps.
    Steps(Steps),
    /// Views of the same thing.
    Tabs(Vec<Tab>),
    /// Rows and columns.
    Table(Box<Table>),
    /// What happened and what is to come.
    Timeline(Vec<Event>),
    /// It was submitted.
    Confirmation(Confirmation),
    /// Nothing here yet.
    Empty(Empty),
    /// How far long work has come.
    Progress(Progress),
    /// Numbers that are worth a card.
    Figures(Vec<KeyFigure>),
    /// Ways on, as cards.
    Cards(Vec<Card>),
    /// Ways on, as a list.
    Links(Vec<Link>),
    /// Buttons that lead somewhere.
    Actions(Vec<Action>),
    /// A picture with its table.
    Picture(Box<Picture>),
    /// What only some want to read: a summary that opens.
    Details(String, Vec<Block>),
    /// Checks files where the reader is, see `static/check.js`.
    Checker(Checker),
    /// How a figure came about.
    Derivation(Vec<Derived>),
    /// Beside each other where there is room.
    Columns(Vec<Block>),
    /// A part on a sheet of its own with a heading.
    Section(String, Vec<Block>),
}

/// Blocks on their way to a page.
#[derive(Template)]
#[template(path = "kit/blocks.html")]
pub(crate) struct Blocks<'a> {
    blocks: &'a [Block],
    words: CommonWords,
    language: Language,
    /// Told apart from other blocks of the page in the names of elements.
    at: String,
}

impl<'a> Blocks<'a> {
    /// Blocks in a language.
    pub(crate) fn new(blocks: &'a [Block], language: Language) -> Blocks<'a> {
        Blocks { blocks, words: language.common(), language, at: "b".to_owned() }
    }

    /// Other blocks of the same page.
    pub(crate) fn elsewhere(blocks: &'a [Block], language: Language, at: &str) -> Blocks<'a> {
        Blocks { at: at.to_owned(), ..Blocks::new(blocks, language) }
    }

    fn key(&self, number: &usize) -> String {
        format!("{}{number}", self.at)
    }

    fn inside(&self, blocks: &'a [Block], number: &usize) -> Blocks<'a> {
        Blocks::elsewhere(blocks, self.language, &format!("{}-", self.key(number)))
    }
}

impl askama::filters::HtmlSafe for Blocks<'_> {}
