//! A line of a recomputation: one contribution or award that would be another today.

use std::fmt;

use kernel::{Date, FeeMonth, Fen, Moment, PartyId, Problem, Result};
use rules::Step;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::{Row, Value};

use crate::benefits::Benefit;
use crate::registry::facts::Recorded;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One insurance of a person and month.
    Contribution,
    /// An award, from its first month that differs.
    Award,
    /// An award that has to be decided by an officer: it would not be made, or from another month.
    ByHand,
}

impl Kind {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Contribution => "contribution",
            Kind::Award => "award",
            Kind::ByHand => "by-hand",
        }
    }

    fn from_key(key: &str) -> Kind {
        match key {
            "contribution" => Kind::Contribution,
            "award" => Kind::Award,
            _ => Kind::ByHand,
        }
    }
}

/// Why something is another today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Why {
    /// A figure of the law that was published after the decision.
    Parameter {
        /// Parameter id.
        id: String,
        /// First day it applies to.
        from: Date,
        /// Day it was published.
        known: Date,
    },
    /// A record that was made or taken back after the decision.
    Record {
        /// Its table.
        table: String,
        /// When.
        at: Moment,
        /// Number of the matter; empty where it was only taken back.
        matter: String,
    },
    /// A fact that the decision rests on.
    Fact {
        /// Where in the inputs.
        path: String,
        /// As decided.
        before: Json,
        /// As it stands.
        now: Json,
    },
}

impl fmt::Display for Why {
    /// In one word without a comma: what changed, and the day it was known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Parameter { id, known, .. } => write!(f, "{id}@{known}"),
            Why::Record { table, at, .. } => write!(f, "{table}@{}", at.date()),
            Why::Fact { path, .. } => f.write_str(path),
        }
    }
}

/// The parts of a contribution, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Base.
    pub base: (Fen, Fen),
    /// Unit part.
    pub unit: (Fen, Fen),
    /// Person part.
    pub personal: (Fen, Fen),
    /// Part for the personal account.
    pub account: (Fen, Fen),
}

/// Months of an award with the same amounts, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// First month.
    pub from: FeeMonth,
    /// Last month.
    pub to: FeeMonth,
    /// A month, as it stands.
    pub before: Fen,
    /// A month, as it would be.
    pub after: Fen,
    /// Account part of the latter.
    pub account_part: Fen,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub kind: Kind,
    /// Who pays the contribution; none of an award.
    pub payer: Option<PartyId>,
    /// Whose.
    pub person: PartyId,
    /// Code of the insurance; of an award the fund.
    pub insurance: i64,
    /// Number of the award; 0: of a contribution.
    pub award: i64,
    /// First month that differs.
    pub from: FeeMonth,
    /// Last month that differs; open where the award goes on.
    pub to: FeeMonth,
    /// A month, as it stands; of an award in its last month that differs.
    pub before: Fen,
    /// A month, as it would be.
    pub after: Fen,
    /// What is to be collected (of an award: paid) for the months that are past; negative: refunded (recovered).
    pub difference: Fen,
    /// The rest.
    pub detail: Detail,
}

/// What of a line is kept as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Of a contribution.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parts: Option<Parts>,
    /// Of an award.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub benefit: Option<Benefit>,
    /// Of an award, month by month.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub months: Vec<Moved>,
    /// Why an officer has to decide: code and texts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub problem: Option<(String, String, String)>,
    /// What changed, and when that was known.
    pub why: Vec<Why>,
}

/// Most reasons kept of a line.
const REASONS: usize = 12;

impl Line {
    /// Is it still what was agreed to? Months that have been paid since make no other line, nor does another reason.
    pub(super) fn agrees_with(&self, other: &Line) -> bool {
        let key = |line: &Line| {
            (line.kind, line.payer, line.person, line.insurance, line.award, line.from, line.to)
        };
        key(self) == key(other)
            && (self.before, self.after) == (other.before, other.after)
            && (&self.detail.parts, &self.detail.months) == (&other.detail.parts, &other.detail.months)
    }

    /// The line as a row of its table without its state, `detail` its JSON.
    pub(super) fn cells<'a>(&self, recompute: i64, line: i64, detail: &'a str) -> [Value<'a>; 13] {
        [
            Value::Int(recompute),
            Value::Int(line),
            Value::Text(self.kind.key()),
            Value::Int(self.payer.map_or(0, PartyId::get)),
            Value::Int(self.person.get()),
            Value::Int(self.insurance),
            Value::Int(self.award),
            Value::Int(self.from.yyyymm()),
            Value::Int(self.to.yyyymm()),
            Value::Int(self.before.get()),
            Value::Int(self.after.get()),
            Value::Int(self.difference.get()),
            Value::Text(detail),
        ]
    }

    /// From a row of [`COLUMNS`].
    pub(super) fn of_row(row: &Row<'_>) -> Result<Line> {
        let payer: i64 = row.get(1)?;
        Ok(Line {
            kind: Kind::from_key(&row.get::<String>(0)?),
            payer: (payer != 0).then_some(PartyId::new(payer)),
            person: row.get(2)?,
            insurance: row.get(3)?,
            award: row.get(4)?,
            from: row.get(5)?,
            to: row.get(6)?,
            before: row.get(7)?,
            after: row.get(8)?,
            difference: row.get(9)?,
            detail: serde_json::from_str(&row.get::<String>(10)?).unwrap_or_default(),
        })
    }
}

/// Columns of a line.
pub(super) const COLUMNS: &str = "l.kind, l.payer, l.person, l.insurance, l.award, l.from_month, l.to_month, l.before, l.after, l.difference, l.detail";

impl Detail {
    pub(super) fn refused(benefit: Benefit, problem: &Problem, why: Vec<Why>) -> Detail {
        let problem = Some((problem.code().id.to_owned(), problem.zh(), problem.en()));
        Detail { benefit: Some(benefit), problem, why, ..Detail::default() }
    }
}

/// Figures of the law in some steps that were published after a day, each once.
pub(super) fn late_figures(steps: &[Step], since: Date) -> Vec<Why> {
    let mut found: Vec<Why> = Vec::new();
    let mut open: Vec<&Step> = steps.iter().rev().collect();
    while let Some(step) = open.pop() {
        for figure in step.parameters.iter().filter(|figure| figure.known > since) {
            let why = Why::Parameter { id: figure.id.clone(), from: figure.from, known: figure.known };
            if !found.contains(&why) && found.len() < REASONS {
                found.push(why);
            }
        }
        open.extend(step.steps.iter().rev());
    }
    found
}

/// Records as reasons.
pub(super) fn records(found: Vec<Recorded>) -> impl Iterator<Item = Why> {
    found.into_iter().map(|Recorded { table, at, matter }| Why::Record { table, at, matter })
}

/// Keeps the first reasons.
pub(super) fn capped(mut why: Vec<Why>) -> Vec<Why> {
    why.truncate(REASONS);
    why
}
