//! Differences (补差): what the past would be billed today, less what it was billed, as bills of their own.
//!
//! Nothing recorded is touched. A late published base, a wage corrected backwards, a joiner reported late or a leaver
//! reported late all come to the same computation.

use std::collections::BTreeMap;

use kernel::{BillId, FeeMonth, Fen, Insurance, PartyId, Rate, Result};
use rules::{Category, ContributionRules, Line, NoTrace};
use serde_json::json;
use store::{Tx, params};

use super::roll::assess;
use super::write::{BillDraft, BillKind, ContributionRow, Header, write_bills};
use super::{calendar_of, codes, facts};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::registry::facts::{records_sql, true_record, true_sql};
use crate::registry::{InjuryTerms, Payers, category_from_code, each_insured, injury_terms};

/// Why differences are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A late figure or a correction.
    Correction,
    /// A broken period is paid after all (断缴补缴).
    BackPayment,
}

/// What settling came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Bills made, in order of payers.
    pub bills: Vec<BillId>,
    /// More to collect.
    pub to_collect: Fen,
    /// To be given back; not negative.
    pub to_refund: Fen,
}

type Key = (PartyId, Insurance, FeeMonth);

/// Settles all differences of some payers (none named: of all) from `since` to the last assessed month, billed in `billed_in`.
/// A second call finds nothing more to settle.
pub fn difference(
    office: &Office,
    actor: &Actor,
    since: FeeMonth,
    billed_in: FeeMonth,
    payers: Option<&[PartyId]>,
    cause: Cause,
) -> Result<Settled> {
    let service = match cause {
        Cause::Correction => &services::DIFFERENCE,
        Cause::BackPayment => &services::BACK_PAYMENT,
    };
    let (until, payers) = office.store.read(|tx| {
        let until = facts::last_levied(tx)?.filter(|last| *last >= since);
        let until = until.ok_or_else(|| codes::NOT_LEVIED.with("month", since))?;
        let payers = match payers {
            Some(named) => named.iter().map(|payer| true_record(tx, *payer)).collect::<Result<Vec<_>>>()?,
            None => all_payers(tx, since, until)?,
        };
        Ok((until, payers))
    })?;
    let months = Months::compile(office, actor, since, until)?;
    let mut settled = Settled::default();
    for some in payers.chunks(64) {
        office.store.write(&actor.act(service.code), |tx| {
            let (bills, rows) = drafts(tx, actor, &months, some)?;
            if bills.is_empty() {
                return Ok(());
            }
            let command = json!({ "since": since, "until": until, "billed_in": billed_in });
            let matter = desk::open(tx, office, actor, service, None, &command)?;
            let some = book(tx, office, actor, (&matter, billed_in, cause), (&bills, &rows))?;
            let effects = json!({ "bills": some.bills });
            settled.add(some);
            desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))
        })?;
    }
    Ok(settled)
}

/// Settles the differences of one payer within a matter that is open, to the last assessed month.
///
/// # Errors
/// `LEV-0104` where none of the months was assessed yet.
pub(crate) fn difference_within(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    (matter, payer): (&Matter, PartyId),
    (since, billed_in): (FeeMonth, FeeMonth),
    cause: Cause,
) -> Result<Settled> {
    let until = facts::last_levied(tx)?.filter(|last| *last >= since);
    let until = until.ok_or_else(|| codes::NOT_LEVIED.with("month", since))?;
    let months = Months::compile(office, actor, since, until)?;
    let payer = true_record(tx, payer)?;
    let (bills, rows) = drafts(tx, actor, &months, &[payer])?;
    if bills.is_empty() {
        return Ok(Settled::default());
    }
    book(tx, office, actor, (matter, billed_in, cause), (&bills, &rows))
}

/// Writes bills of differences and settles them against each other.
fn book(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    (matter, billed_in, cause): (&Matter, FeeMonth, Cause),
    (bills, rows): (&[BillDraft], &[ContributionRow]),
) -> Result<Settled> {
    let kind = match cause {
        Cause::Correction => BillKind::Difference,
        Cause::BackPayment => BillKind::BackPayment,
    };
    let calendar = calendar_of(tx, office, billed_in, actor.at.date())?;
    let header = Header { run: 0, matter: matter.id, kind, calendar: &calendar, at: actor.at };
    let ids = write_bills(tx, office, &header, bills, rows)?;
    crate::collection::settle_differences(tx, office, actor, matter, &ids)?;
    let mut settled = Settled { bills: ids, ..Settled::default() };
    for bill in bills {
        let total: Fen = bill.sums.iter().map(|sums| sums.unit + sums.person).sum();
        if total.is_negative() {
            settled.to_refund -= total;
        } else {
            settled.to_collect += total;
        }
    }
    Ok(settled)
}

impl Settled {
    fn add(&mut self, other: Settled) {
        self.bills.extend(other.bills);
        self.to_collect += other.to_collect;
        self.to_refund += other.to_refund;
    }
}

fn all_payers(tx: &mut Tx<'_>, since: FeeMonth, until: FeeMonth) -> Result<Vec<PartyId>> {
    let sql = format!(
        "SELECT {payer} FROM participation p WHERE p.category <= 2 AND p.from_month <= $2 AND p.to_month >= $1
         UNION SELECT {payer} FROM bill p
           WHERE p.category <= 2 AND p.month >= $1 AND p.month <= $2 AND p.kind NOT IN ('take-over', 'by-fund')
         ORDER BY 1",
        payer = true_sql("p.payer")
    );
    tx.rows(&sql, params![since, until], |row| row.get(0))
}

/// The law of every month in question, as known today.
struct Months {
    rules: Vec<ContributionRules>,
}

impl Months {
    fn compile(office: &Office, actor: &Actor, since: FeeMonth, until: FeeMonth) -> Result<Months> {
        let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
        let months = since.months_until(until) + 1;
        let rules = (0..months).map(|n| ContributionRules::compile(&law, since.plus(n)));
        Ok(Months { rules: rules.collect::<Result<_>>()? })
    }

    fn since(&self) -> FeeMonth {
        self.rules[0].month()
    }

    fn until(&self) -> FeeMonth {
        self.rules[self.rules.len() - 1].month()
    }
}

fn drafts(
    tx: &mut Tx<'_>,
    actor: &Actor,
    months: &Months,
    payers: &[PartyId],
) -> Result<(Vec<BillDraft>, Vec<ContributionRow>)> {
    let (mut bills, mut rows) = (Vec::new(), Vec::new());
    let terms = months
        .rules
        .iter()
        .map(|rules| injury_terms(tx, rules.month(), actor.at))
        .collect::<Result<Vec<_>>>()?;
    for &payer in payers {
        let (category, billed) = billed_lines(tx, months, payer)?;
        let (category, mut lines) = due_lines(tx, actor, months, &terms, payer, category)?;
        for (key, earlier) in &billed {
            let due = lines.entry(*key).or_insert_with(|| nothing(key.1));
            *due = due.minus(earlier);
        }
        let mut bill = BillDraft::new(payer, category, rows.len());
        for ((person, _, month), line) in &lines {
            if !line.unit.is_zero() || !line.person.is_zero() || !line.account.is_zero() {
                bill.add_line(*person, line);
                rows.push(ContributionRow::new(bills.len(), *person, *month, line));
            }
        }
        if bill.people > 0 {
            bills.push(bill);
        }
    }
    Ok((bills, rows))
}

fn nothing(insurance: Insurance) -> Line {
    let (base, unit, person, account, subsidy) = Default::default();
    Line { insurance, base, unit, person, account, subsidy }
}

/// What was billed so far, over all bills, under whatever record of payer and person, and the category of the last.
fn billed_lines(
    tx: &mut Tx<'_>,
    months: &Months,
    payer: PartyId,
) -> Result<(Option<Category>, BTreeMap<Key, Line>)> {
    let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
    let mut category = None;
    let sql = format!(
        "SELECT {}, c.insurance, c.month, c.base, c.unit, c.personal, c.account, b.category
         FROM bill b JOIN contribution c ON c.bill = b.id
         WHERE b.payer IN {} AND b.category <= 2 AND b.kind <> 'by-fund' AND b.month >= $2 AND c.month >= $2 AND c.month <= $3",
        true_sql("c.person"),
        records_sql(1)
    );
    tx.each(&sql, params![payer, months.since(), months.until()], |row| {
        let key: Key = (row.get(0)?, row.get(1)?, row.get(2)?);
        let line = lines.entry(key).or_insert_with(|| nothing(key.1));
        line.base += row.get(3)?;
        line.unit += row.get(4)?;
        line.person += row.get(5)?;
        line.account += row.get(6)?;
        category = Some(category_from_code(row.get(7)?));
        Ok(())
    })?;
    Ok((category, lines))
}

/// What would be due by today's facts and law.
fn due_lines(
    tx: &mut Tx<'_>,
    actor: &Actor,
    months: &Months,
    terms: &[Vec<InjuryTerms>],
    payer: PartyId,
    billed: Option<Category>,
) -> Result<(Category, BTreeMap<Key, Line>)> {
    let mut lines = BTreeMap::new();
    let mut category = billed.unwrap_or(Category::Employee);
    for (rules, terms) in months.rules.iter().zip(terms) {
        let injury = injury_rate(rules, terms, payer, category)?;
        each_insured(tx, rules.month(), actor.at, Payers::Only(payer), |insured| {
            category = insured.category;
            for line in &assess(&mut NoTrace, rules, insured, injury)? {
                lines.insert((insured.person, line.insurance, rules.month()), *line);
            }
            Ok(())
        })?;
    }
    Ok((category, lines))
}

fn injury_rate(
    rules: &ContributionRules,
    terms: &[InjuryTerms],
    payer: PartyId,
    category: Category,
) -> Result<Rate> {
    match terms.binary_search_by_key(&payer, |terms| terms.unit) {
        Ok(at) if category == Category::Employee => {
            let factor = Rate::ratio(terms[at].tier_percent, 100).unwrap_or(Rate::ONE);
            rules.injury_rate(&mut NoTrace, terms[at].class, factor)
        }
        _ => Ok(Rate::ZERO),
    }
}
