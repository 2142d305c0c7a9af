//! Finding what would be decided otherwise today, and keeping it for a second person.

use kernel::{FeeMonth, PartyId, RegionCode, Result};
use rules::InsuranceSet;
use serde_json::json;
use store::{Checksum, Sequence, Table, Tx, params};

use super::awards::{Looked, Terms, look as look_at};
use super::codes;
use super::contributions::{explained, found};
use super::line::Line;
use super::services::RECOMPUTE;
use super::summary::{Summary, Tally};
use crate::Office;
use crate::benefits::{paying_since, signed};
use crate::desk::{self, Actor, Decision, Matter};
use crate::levy::Months;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// First month.
    pub since: FeeMonth,
    /// Month that contributions are billed in.
    pub billed_in: FeeMonth,
    /// The pooling area, or a district of it.
    pub region: RegionCode,
    /// Contributions of these insurances and awards borne by their funds.
    pub insurances: InsuranceSet,
}

/// A plan that waits for a second person.
#[derive(Debug)]
pub struct Planned {
    /// The matter.
    pub matter: Matter,
    /// What it comes to.
    pub summary: Summary,
}

/// How many payers, and how many awards, are looked at in one transaction.
const PAYERS: usize = 64;
const AWARDS: usize = 256;

/// One step of the way through everybody.
enum Part<'a> {
    Payers(&'a [PartyId]),
    Awards(&'a [i64]),
}

/// Everybody to be looked at, and by which law.
struct Walk<'a> {
    scope: Scope,
    months: Option<Months>,
    terms: Terms<'a>,
    payers: Vec<PartyId>,
    awards: Vec<i64>,
}

impl<'a> Walk<'a> {
    fn begin(tx: &mut Tx<'_>, office: &'a Office, actor: &Actor, scope: &Scope) -> Result<Walk<'a>> {
        actor.may(&RECOMPUTE, office.region)?;
        if scope.since > FeeMonth::of(actor.at.date()) {
            return Err(codes::FUTURE.with("month", scope.since));
        }
        if !office.region.contains(scope.region) {
            return Err(codes::ELSEWHERE.with("region", scope.region).with("office", office.region));
        }
        let months = Months::levied(tx, office, actor.at, scope.since)?;
        let payers = months.as_ref().map(|months| months.payers(tx)).transpose()?.unwrap_or_default();
        let awards = paying_since(tx, scope.since)?;
        Ok(Walk { scope: *scope, months, terms: Terms::new(tx, office, actor.at)?, payers, awards })
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let payers = self.payers.chunks(PAYERS).map(Part::Payers);
        payers.chain(self.awards.chunks(AWARDS).map(Part::Awards))
    }

    /// The lines of a part, in order.
    fn lines(&self, tx: &mut Tx<'_>, part: &Part<'_>) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        match part {
            Part::Payers(payers) => {
                let Some(months) = &self.months else { return Ok(lines) };
                for payer in *payers {
                    let found = found(tx, &self.scope, months, *payer)?;
                    lines.extend(explained(tx, months, &found)?);
                }
            }
            Part::Awards(awards) => {
                let (Some(first), Some(last)) = (awards.first(), awards.last()) else { return Ok(lines) };
                for signed in signed(tx, (*first, *last))? {
                    match look_at(tx, &self.terms, &self.scope, signed)? {
                        Looked::Same => {}
                        Looked::Other(decided) => lines.push(decided.line),
                        Looked::ByHand(line) => lines.push(*line),
                    }
                }
            }
        }
        Ok(lines)
    }
}

/// Looks at everybody and changes nothing (试算); each line is handed over as it is found.
///
/// # Errors
/// `RCP-0105`, `RCP-0106` for a scope that is none.
pub fn look(
    office: &Office,
    actor: &Actor,
    scope: &Scope,
    mut take: impl FnMut(&Line) -> Result<()>,
) -> Result<Summary> {
    let walk = office.store.read(|tx| Walk::begin(tx, office, actor, scope))?;
    let mut tally = Tally::default();
    for part in walk.parts() {
        for line in office.store.read(|tx| walk.lines(tx, &part))? {
            tally.count(&line);
            take(&line)?;
        }
    }
    Ok(tally.finish())
}

const LINE: Table = Table {
    name: "recompute_line",
    columns: &[
        "recompute",
        "line",
        "kind",
        "payer",
        "person",
        "insurance",
        "award",
        "from_month",
        "to_month",
        "before",
        "after",
        "difference",
        "detail",
        "state",
    ],
};

/// Looks at everybody and keeps what differs as a matter that waits for a second person. What an interrupted plan left behind is
/// cleared away first.
///
/// # Errors
/// As [`look`]; `RCP-0102` where nothing differs, `RCP-0103` while another recomputation is not finished.
pub fn plan(office: &Office, actor: &Actor, scope: &Scope) -> Result<Planned> {
    let act = actor.act(RECOMPUTE.code);
    let (walk, id) = office.store.write(&act, |tx| {
        let walk = Walk::begin(tx, office, actor, scope)?;
        Ok((walk, begin(tx, actor, scope)?))
    })?;
    let (mut tally, mut checksum, mut count) = (Tally::default(), Checksum::default(), 0);
    for part in walk.parts() {
        // Each part commits by itself, so that a plan about everybody holds nobody up.
        let lines = office.store.write(&act, |tx| {
            let lines = walk.lines(tx, &part)?;
            write(tx, id, count, &lines, &mut checksum)?;
            Ok(lines)
        })?;
        lines.iter().for_each(|line| tally.count(line));
        count += i64::try_from(lines.len()).unwrap_or(0);
    }
    let summary = tally.finish();
    office.store.write(&act, |tx| {
        if count == 0 {
            tx.run("DELETE FROM recompute WHERE id = $1", params![id])?;
            return Ok(None);
        }
        let Scope { since, billed_in, region, insurances } = *scope;
        let keys: Vec<&str> = insurances.iter().map(kernel::Insurance::key).collect();
        let command = json!({ "since": since, "billed_in": billed_in, "region": region, "insurances": keys });
        let matter = desk::open(tx, office, actor, &RECOMPUTE, None, &command)?;
        tx.recorded(matter.id.get(), LINE.name, checksum);
        tx.run(
            "UPDATE recompute SET matter = $2, state = 'planned', lines = $3, until = $4, recorded_at = $5 WHERE id = $1",
            params![id, matter.id, count, walk.months.as_ref().map_or(0, |months| months.until().yyyymm()), actor.at],
        )?;
        let mut inputs = command;
        inputs["known_on"] = json!(actor.at.date());
        inputs["recompute"] = json!(id);
        inputs["lines"] = json!(count);
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, json!(summary)))?;
        Ok(Some(matter))
    })?
    .map(|matter| Planned { matter, summary })
    .ok_or_else(|| codes::NOTHING.with("since", scope.since))
}

/// Makes room for a plan.
fn begin(tx: &mut Tx<'_>, actor: &Actor, scope: &Scope) -> Result<i64> {
    let other = tx.row(
        "SELECT m.number FROM recompute r JOIN matter m ON m.id = r.matter WHERE r.state IN ('planned', 'approved') LIMIT 1",
        params![],
        |row| row.get::<String>(0),
    )?;
    if let Some(number) = other {
        return Err(codes::UNFINISHED.with("matter", number));
    }
    tx.run(
        "DELETE FROM recompute_line WHERE recompute IN (SELECT id FROM recompute WHERE state = 'planning')",
        params![],
    )?;
    tx.run("DELETE FROM recompute WHERE state = 'planning'", params![])?;
    let id = tx.allot_one(Sequence::Run)?;
    let codes: Vec<String> = scope.insurances.iter().map(|insurance| insurance.code().to_string()).collect();
    tx.run(
        "INSERT INTO recompute (id, matter, since, until, billed_in, region, insurances, state, lines, settled, recorded_at)
         VALUES ($1, 0, $2, 0, $3, $4, $5, 'planning', 0, 0, $6)",
        params![id, scope.since, scope.billed_in, scope.region, codes.join(","), actor.at],
    )?;
    Ok(id)
}

fn write(tx: &mut Tx<'_>, id: i64, before: i64, lines: &[Line], checksum: &mut Checksum) -> Result<()> {
    tx.bulk(&LINE, |sink| {
        for (number, line) in (before + 1..).zip(lines) {
            let detail = json!(line.detail).to_string();
            let cells = line.cells(id, number, &detail);
            checksum.add(&cells);
            let state = if line.kind == super::Kind::ByHand { "by-hand" } else { "open" };
            let mut row = cells.to_vec();
            row.push(store::Value::Text(state));
            sink.row(&row)?;
        }
        Ok(())
    })?;
    Ok(())
}
