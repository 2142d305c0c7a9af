//! What a row asks for, whether it came from a file or from memory.

use kernel::{Date, FeeMonth, Fen, PartyId, Period, Problem};
use rules::InsuranceSet;
use sheets::{Layout, Record, layouts};

use crate::desk::{Service, services};
use crate::registry::{Document, NewPerson};

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Staff joining (增员).
    Joiners,
    /// Staff leaving (减员).
    Leavers,
    /// Declared wages (缴费基数申报).
    Wages,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Joiners, Kind::Leavers, Kind::Wages];

    /// Its columns.
    pub fn layout(self) -> &'static Layout {
        match self {
            Kind::Joiners => &layouts::JOINERS,
            Kind::Leavers => &layouts::LEAVERS,
            Kind::Wages => &layouts::BASES,
        }
    }

    /// Its service.
    pub fn service(self) -> &'static Service {
        match self {
            Kind::Joiners => &services::JOIN,
            Kind::Leavers => &services::LEAVE,
            Kind::Wages => &services::DECLARE_BASE,
        }
    }
}

/// Somebody joins.
#[derive(Clone, Debug)]
pub struct Joiner {
    /// Who; registered if unknown.
    pub person: NewPerson,
    /// In what.
    pub insurances: InsuranceSet,
    /// First month.
    pub from: FeeMonth,
    /// Earlier months paid for now (补缴), up to the month before the first.
    pub back: Option<Period>,
    /// Monthly wage.
    pub wage: Fen,
    /// Why.
    pub reason: String,
    /// Form of employment.
    pub employment_form: String,
    /// First day of the contract.
    pub work_from: Option<Date>,
    /// Facts kept with a person who is new: `household`, `first-work`, `phone`.
    pub facts: Vec<(&'static str, String)>,
    /// Reaches knowingly into assessed months.
    pub correction: bool,
}

/// Somebody leaves.
#[derive(Clone, Debug)]
pub struct Leaver {
    /// Document.
    pub document: Document,
    /// Name.
    pub name: String,
    /// From what.
    pub insurances: InsuranceSet,
    /// Last month.
    pub last: FeeMonth,
    /// Why.
    pub reason: String,
    /// Not by the person's own will.
    pub involuntary: bool,
    /// Reaches knowingly into assessed months.
    pub correction: bool,
}

/// Somebody's wage is declared.
#[derive(Clone, Debug)]
pub struct WageLine {
    /// Document.
    pub document: Document,
    /// Name.
    pub name: String,
    /// Personal number, where the file has it.
    pub number: Option<PartyId>,
    /// A month.
    pub wage: Fen,
    /// First month it holds for.
    pub from: FeeMonth,
    /// Reaches knowingly into assessed months.
    pub correction: bool,
}

/// What a row asks for.
#[derive(Clone, Debug)]
pub enum Line {
    /// Joins.
    Joiner(Joiner),
    /// Leaves.
    Leaver(Leaver),
    /// Declares a wage.
    Wage(WageLine),
}

impl Line {
    /// The document that tells who it is.
    pub(super) fn document(&self) -> &Document {
        match self {
            Line::Joiner(joiner) => &joiner.person.document,
            Line::Leaver(leaver) => &leaver.document,
            Line::Wage(wage) => &wage.document,
        }
    }

    /// The name on the row.
    pub(super) fn name(&self) -> &str {
        match self {
            Line::Joiner(joiner) => &joiner.person.name,
            Line::Leaver(leaver) => &leaver.name,
            Line::Wage(wage) => &wage.name,
        }
    }

    /// The month that, with the person, tells a repetition within a file.
    pub(super) fn month(&self) -> FeeMonth {
        match self {
            Line::Joiner(joiner) => joiner.from,
            Line::Leaver(leaver) => leaver.last,
            Line::Wage(wage) => wage.from,
        }
    }

    /// The money on the row.
    pub(super) fn amount(&self) -> Fen {
        match self {
            Line::Joiner(joiner) => joiner.wage,
            Line::Leaver(_) => Fen::ZERO,
            Line::Wage(wage) => wage.wage,
        }
    }
}

/// A row as it was given: what it asks for, or everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Given {
    /// Row of the file, from 1.
    pub row: u64,
    /// What it asks for.
    pub line: Result<Line, Vec<Problem>>,
    /// The row as it stands in the file, for the file of failed rows.
    pub record: Option<Record>,
}

impl Given {
    /// A row that never was in a file.
    pub fn from_memory(row: u64, line: Line) -> Given {
        Given { row, line: Ok(line), record: None }
    }

    /// Names the column of the record where the problem is about one.
    pub(super) fn place(&self, problem: Problem, key: &str) -> Problem {
        match &self.record {
            Some(record) if problem.place().field.is_none() => record.problem(key, problem),
            _ => problem.in_row(self.row),
        }
    }
}
