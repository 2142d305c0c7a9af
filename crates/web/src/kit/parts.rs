//! The smaller parts of a page: plain data with public fields, so that they are written out where they are used.

use std::cmp::Ordering;

/// Where a link goes and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// What it says.
    pub(crate) text: String,
    /// Where it goes.
    pub(crate) href: String,
}

impl Link {
    /// A link.
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Link {
        Link { text: text.into(), href: href.into() }
    }
}

/// A button that leads somewhere (GET). What changes something is a [`super::Form`].
#[derive(Clone, Debug)]
pub(crate) struct Action {
    /// Where to.
    pub(crate) link: Link,
    /// The one thing most people want here.
    pub(crate) primary: bool,
}

/// A check of files in the reader's own browser, by a script of its own.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    /// What the script is told: where keys are, its texts; JSON.
    pub(crate) data: String,
    /// The label of the file.
    pub(crate) file: &'static str,
    /// What a good file is.
    pub(crate) hint: &'static str,
    /// What to do without scripts.
    pub(crate) without_script: &'static str,
    /// Address of the script.
    pub(crate) script: String,
}

/// How a tag, notice or figure is meant. Never shown by colour alone: the text says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A plain state.
    #[default]
    Plain,
    /// Under way, waiting for somebody.
    Busy,
    /// As it should be.
    Good,
    /// Needs a look.
    Warning,
    /// Refused or failed.
    Bad,
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Busy => "busy",
            Tone::Good => "good",
            Tone::Warning => "warning",
            Tone::Bad => "bad",
        }
    }
}

/// The state of something in a word or two.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// The state.
    pub(crate) text: String,
    /// How it is meant.
    pub(crate) tone: Tone,
}

impl Tag {
    /// A tag.
    pub(crate) fn new(text: impl Into<String>, tone: Tone) -> Tag {
        Tag { text: text.into(), tone }
    }
}

/// A banner above the content: what was done, or what has to be known first.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// [`Tone::Good`] announces success and takes the focus's attention (`role="alert"`).
    pub(crate) tone: Tone,
    /// The heading; the kind of notice if empty.
    pub(crate) title: String,
    /// What there is to say.
    pub(crate) text: String,
    /// Where to go on.
    pub(crate) link: Option<Link>,
}

/// Names and values (summary list): the answers before they are sent, or the facts of a matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Heading, if the page needs one.
    pub(crate) title: Option<String>,
    /// In order.
    pub(crate) rows: Vec<Row>,
}

/// A name and its value.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) name: String,
    /// The value, a line each. None: "not provided".
    pub(crate) lines: Vec<String>,
    /// Where it can be changed.
    pub(crate) change: Option<String>,
}

impl Row {
    /// A name and a value; an empty value reads "not provided".
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Row {
        let value = value.into();
        let lines = if value.is_empty() { Vec::new() } else { vec![value] };
        Row { name: name.into(), lines, change: None }
    }

    /// With a link to change it.
    pub(crate) fn change(self, href: impl Into<String>) -> Row {
        Row { change: Some(href.into()), ..self }
    }
}

/// A long errand in parts that may be done in any order (task list).
#[derive(Clone, Debug, Default)]
pub(crate) struct TaskList {
    /// Heading, if the page needs one.
    pub(crate) title: Option<String>,
    /// In the order in which most people do them.
    pub(crate) tasks: Vec<Task>,
}

/// One part of a long errand.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// Its name.
    pub(crate) name: String,
    /// Explains what is needed.
    pub(crate) hint: Option<String>,
    /// None where it cannot be begun yet.
    pub(crate) href: Option<String>,
    /// Its state. [`Tone::Plain`] for done, so that attention goes to what is left.
    pub(crate) tag: Tag,
}

/// Where one is in a row of steps (step indicator).
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    /// Their names.
    pub(crate) names: Vec<String>,
    /// The present one, from 0.
    pub(crate) now: usize,
}

impl Steps {
    /// The names with how far each has come.
    pub(super) fn stages(&self) -> impl Iterator<Item = (&str, Stage)> {
        let stage = |at: usize| match at.cmp(&self.now) {
            Ordering::Less => Stage::Done,
            Ordering::Equal => Stage::Now,
            Ordering::Greater => Stage::Later,
        };
        self.names.iter().enumerate().map(move |(at, name)| (name.as_str(), stage(at)))
    }

    pub(super) fn present(&self) -> Option<&String> {
        self.names.get(self.now)
    }

    pub(super) fn following(&self) -> Option<&String> {
        self.names.get(self.now + 1)
    }
}

/// A view among several of the same thing; each has its own address.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    /// Name and address.
    pub(crate) link: Link,
    /// Is it the one shown?
    pub(crate) shown: bool,
    /// How many things are in it.
    pub(crate) count: Option<usize>,
}

/// How far a matter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Happened.
    Done,
    /// Waiting here.
    Now,
    /// Expected.
    Later,
}

impl Stage {
    /// The class of the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Stage::Done => "done",
            Stage::Now => "now",
            Stage::Later => "later",
        }
    }
}

/// An entry of a timeline.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// What.
    pub(crate) title: String,
    /// When, as text.
    pub(crate) when: String,
    /// By whom, why, until when.
    pub(crate) detail: String,
    /// How far.
    pub(crate) stage: Stage,
}

/// The panel after a submission. Its page can be bookmarked.
#[derive(Clone, Debug)]
pub(crate) struct Confirmation {
    /// What was done: "申请已提交".
    pub(crate) title: String,
    /// The matter's number.
    pub(crate) number: String,
    /// What happens next and until when.
    pub(crate) next: Vec<String>,
    /// Address of the receipt, if there is one.
    pub(crate) receipt: Option<String>,
}

/// Nothing here yet: why, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Empty {
    /// "没有待办".
    pub(crate) title: String,
    /// Why, and what comes here.
    pub(crate) text: String,
    /// The next step.
    pub(crate) link: Option<Link>,
}

/// How far long work has come. The page refreshes itself while it is under way.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// What is being done.
    pub(crate) title: String,
    /// Units done.
    pub(crate) done: usize,
    /// Units in all.
    pub(crate) all: usize,
}

/// A number that is worth a card.
#[derive(Clone, Debug)]
pub(crate) struct KeyFigure {
    /// What is counted.
    pub(crate) name: String,
    /// The value as text.
    pub(crate) value: String,
    /// Unit, may be empty.
    pub(crate) unit: String,
    /// Where it is broken down.
    pub(crate) href: Option<String>,
}

/// A way on: title, a line of explanation, and where it leads.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Title and address.
    pub(crate) link: Link,
    /// What is behind it.
    pub(crate) text: String,
    /// A character as an ornament (个, 企), or nothing.
    pub(crate) mark: String,
}

/// A picture from `charts`; the table with the same figures is its text alternative and stands beside it.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// SVG of [`charts::Medium::Page`], trusted.
    pub(crate) svg: String,
    /// The same figures.
    pub(crate) table: super::Table,
}
