//! What went wrong, for the person who can do something about it.
//!
//! Every refusal has a stable [`Code`] in its subject's `codes` module: what is wrong, what to do, in Chinese and
//! English from one place. A [`Problem`] is a code with its figures filled in and the place in the input. The web
//! floor maps [`Kind`] to an HTTP status, the command line to an exit code; nobody else does.

use std::fmt;

/// Result of everything that can be refused or fail.
pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// What kind of answer a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input is wrong (HTTP 422, exit 2).
    Input,
    /// The thing asked about does not exist (404, exit 3).
    Missing,
    /// It contradicts what is recorded, or its time is over (409, exit 4).
    Conflict,
    /// The actor may not (403, exit 5).
    Forbidden,
    /// It was tried too often (429, exit 5).
    TooOften,
    /// The platform itself failed (500, exit 1).
    System,
}

/// One entry of the error catalogue. Never reused: a retired one stays listed.
///
/// Texts carry `{name}` where a figure belongs.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `REG-0103`.
    pub id: &'static str,
    /// Kind of answer.
    pub kind: Kind,
    /// What is wrong, in Chinese.
    pub zh: &'static str,
    /// What to do, in Chinese.
    pub fix_zh: &'static str,
    /// What is wrong, in English.
    pub en: &'static str,
    /// What to do, in English.
    pub fix_en: &'static str,
}

/// Where in the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Row of a file as the user counts them, from 1.
    pub row: Option<u64>,
    /// Column header, form field or path.
    pub field: Option<String>,
    /// What stood there.
    pub value: Option<String>,
}

/// A refusal or failure: a code, its figures, its place.
#[derive(Clone)]
pub struct Problem {
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    code: &'static Code,
    figures: Vec<(&'static str, String)>,
    place: Place,
    cause: Option<String>,
}

impl Code {
    /// A problem without figures.
    pub fn problem(&'static self) -> Problem {
        Problem {
            inner: Box::new(Inner { code: self, figures: Vec::new(), place: Place::default(), cause: None }),
        }
    }

    /// A problem with one figure; chain [`Problem::with`] for more.
    pub fn with(&'static self, name: &'static str, value: impl fmt::Display) -> Problem {
        self.problem().with(name, value)
    }
}

impl Problem {
    /// Fills in `{name}`.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Problem {
        self.inner.figures.push((name, value.to_string()));
        self
    }

    /// Names the column or field and what stood there.
    pub fn at(mut self, field: impl Into<String>, value: impl fmt::Display) -> Problem {
        self.inner.place.field = Some(field.into());
        self.inner.place.value = Some(value.to_string());
        self
    }

    /// Names the row, counted from 1 as the user sees it.
    pub fn in_row(mut self, row: u64) -> Problem {
        self.inner.place.row = Some(row);
        self
    }

    /// Adds the technical cause for the log. Not shown to users.
    pub fn because(mut self, cause: impl fmt::Display) -> Problem {
        self.inner.cause = Some(cause.to_string());
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static Code {
        self.inner.code
    }

    /// Kind of answer.
    pub fn kind(&self) -> Kind {
        self.inner.code.kind
    }

    /// Where in the input.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// The technical cause, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.inner.cause.as_deref()
    }

    /// What is wrong, in Chinese.
    pub fn zh(&self) -> String {
        self.fill(self.inner.code.zh)
    }

    /// What to do, in Chinese.
    pub fn fix_zh(&self) -> String {
        self.fill(self.inner.code.fix_zh)
    }

    /// What is wrong, in English.
    pub fn en(&self) -> String {
        self.fill(self.inner.code.en)
    }

    /// What to do, in English.
    pub fn fix_en(&self) -> String {
        self.fill(self.inner.code.fix_en)
    }

    fn fill(&self, text: &str) -> String {
        self.inner
            .figures
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// One line for logs: code, English text, place, cause.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.inner.code.id, self.en())?;
        if let Some(row) = self.inner.place.row {
            write!(f, " [row {row}]")?;
        }
        if let Some(field) = &self.inner.place.field {
            write!(f, " [{field}]")?;
        }
        match &self.inner.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Problem {}
