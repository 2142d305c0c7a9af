//! Reading a recomputation: how it stands, its lines, and what it did for a person.

use kernel::{FeeMonth, MatterId, PartyId, Result};
use store::{Row, Tx, params};

use super::codes;
use super::line::{COLUMNS, Line};
use super::summary::Summary;
use crate::registry::facts::records_sql;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Waits.
    Open,
    /// Settled.
    Settled,
    /// Not what was agreed to any more; left as it was.
    Changed,
    /// For an officer to decide.
    ByHand,
}

impl Outcome {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Outcome::Open => "open",
            Outcome::Settled => "settled",
            Outcome::Changed => "changed",
            Outcome::ByHand => "by-hand",
        }
    }

    fn from_key(key: &str) -> Outcome {
        let all = [Outcome::Open, Outcome::Settled, Outcome::Changed];
        all.into_iter().find(|outcome| outcome.key() == key).unwrap_or(Outcome::ByHand)
    }
}

/// A recomputation as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number.
    pub id: i64,
    /// Number of the matter.
    pub matter: String,
    /// First month looked at.
    pub since: FeeMonth,
    /// `planned`, `approved`, `done` or `refused`.
    pub state: String,
    /// Lines in all.
    pub lines: i64,
    /// Lines through.
    pub settled: i64,
    /// What it comes to.
    pub summary: Summary,
}

/// A line with its number and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number.
    pub number: i64,
    /// The line.
    pub line: Line,
    /// What became of it.
    pub outcome: Outcome,
    /// Number of the matter of the recomputation.
    pub matter: String,
}

/// The recomputation of a matter.
///
/// # Errors
/// `RCP-0101` where it is none.
pub fn head(tx: &mut Tx<'_>, matter: MatterId) -> Result<Head> {
    let found = tx.row(
        "SELECT r.id, m.number, r.since, r.state, r.lines, r.settled, d.effects
         FROM recompute r JOIN matter m ON m.id = r.matter JOIN decision d ON d.matter = m.id WHERE r.matter = $1",
        params![matter],
        |row| {
            Ok(Head {
                id: row.get(0)?,
                matter: row.get(1)?,
                since: row.get(2)?,
                state: row.get(3)?,
                lines: row.get(4)?,
                settled: row.get(5)?,
                summary: serde_json::from_str(&row.get::<String>(6)?).unwrap_or_default(),
            })
        },
    )?;
    found.ok_or_else(|| codes::NONE.with("matter", matter))
}

fn select(condition: &str) -> String {
    format!(
        "SELECT {COLUMNS}, l.line, l.state, m.number FROM recompute_line l
         JOIN recompute r ON r.id = l.recompute JOIN matter m ON m.id = r.matter WHERE {condition}"
    )
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    let outcome = Outcome::from_key(&row.get::<String>(12)?);
    Ok(Listed { number: row.get(11)?, line: Line::of_row(row)?, outcome, matter: row.get(13)? })
}

/// Lines of a recomputation after a number, so many of them.
pub fn lines(tx: &mut Tx<'_>, recompute: i64, (after, many): (i64, i64)) -> Result<Vec<Listed>> {
    let sql = select("l.recompute = $1 AND l.line > $2 ORDER BY l.line LIMIT $3");
    tx.rows(&sql, params![recompute, after, many], listed)
}

/// Every line of a recomputation, in order.
pub fn each_line(tx: &mut Tx<'_>, recompute: i64, mut take: impl FnMut(&Listed) -> Result<()>) -> Result<()> {
    let sql = select("l.recompute = $1 ORDER BY l.line");
    tx.each(&sql, params![recompute], |row| take(&listed(row)?))
}

/// What recomputations did for a person, the latest first: lines that were settled.
pub fn of_person(tx: &mut Tx<'_>, person: PartyId) -> Result<Vec<Listed>> {
    let whose =
        format!("l.person IN {} AND l.state = 'settled' ORDER BY l.recompute DESC, l.line", records_sql(1));
    tx.rows(&select(&whose), params![person], listed)
}

/// The columns of [`csv_line`].
pub const CSV_HEAD: &str =
    "line,kind,payer,person,insurance,benefit,award,from,to,before,after,difference,outcome,why\n";

/// A line as a row of CSV: numbers and stored words only, amounts in yuan, open ends empty.
pub fn csv_line(number: i64, line: &Line, outcome: Option<Outcome>) -> String {
    let to = if line.to == FeeMonth::OPEN { String::new() } else { line.to.to_string() };
    let why: Vec<String> = line.detail.why.iter().map(ToString::to_string).collect();
    let cells = [
        number.to_string(),
        line.kind.key().to_owned(),
        line.payer.map_or_else(String::new, |payer| payer.to_string()),
        line.person.to_string(),
        line.insurance.to_string(),
        line.detail.benefit.map_or("", |benefit| benefit.key()).to_owned(),
        if line.award == 0 { String::new() } else { line.award.to_string() },
        line.from.to_string(),
        to,
        line.before.to_string(),
        line.after.to_string(),
        line.difference.to_string(),
        outcome.map_or("", Outcome::key).to_owned(),
        why.join(" "),
    ];
    cells.join(",") + "\n"
}
