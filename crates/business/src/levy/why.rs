//! Why a line of a bill is what it is (为什么是这个数): a person's assessment computed again with its steps, by the law and from
//! the records as they were believed when the bill was made.
//!
//! What does not come out as it was billed is not explained: a wrong reason would be worse than none.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{BillId, FeeMonth, Fen, Insurance, Moment, PartyId, Rate, Result};
use rules::{Category, ContributionRules, Derivation, LawBook, Line, Step, Trace};
use store::{Tx, params};

use super::BillKind;
use super::roll::assess;
use super::run::resident_line;
use crate::registry::{Payers, category_from_code, each_insured, injury_terms_of, residents_of};
use crate::{Office, desk};

/// A person's lines of one month on one bill, and how they came about.
#[derive(Clone, Debug)]
pub struct Why {
    /// The bill.
    pub bill: BillId,
    /// Why it was made: the stored word of its kind.
    pub kind: String,
    /// When.
    pub issued_at: Moment,
    /// Hash of the rule set.
    pub law: String,
    /// As billed.
    pub lines: Vec<WhyLine>,
    /// The steps; empty where the record does not lead to what was billed.
    pub steps: Vec<Step>,
    /// What was billed for the month before, where this bill only corrects it.
    pub before: Vec<WhyLine>,
}

/// One insurance of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhyLine {
    /// Insurance.
    pub insurance: Insurance,
    /// Base.
    pub base: Fen,
    /// Unit part.
    pub unit: Fen,
    /// Person part.
    pub personal: Fen,
    /// Part for the personal account.
    pub account: Fen,
}

struct Head {
    bill: BillId,
    kind: String,
    category: Category,
    issued_at: Moment,
    finished_at: Option<Moment>,
    law: Option<String>,
}

/// Every bill of a payer with lines of a person for a month, the earliest first, each with its steps.
pub fn why(
    tx: &mut Tx<'_>,
    office: &Office,
    person: PartyId,
    payer: PartyId,
    month: FeeMonth,
) -> Result<Vec<Why>> {
    let heads = tx.rows(
        "SELECT b.id, b.kind, b.category, b.issued_at, r.finished_at,
                coalesce(r.law, (SELECT d.law FROM decision d WHERE d.matter = b.matter ORDER BY d.id DESC LIMIT 1))
         FROM bill b LEFT JOIN levy_run r ON r.id = b.run
         WHERE b.payer = $1 AND EXISTS (SELECT 1 FROM contribution c WHERE c.bill = b.id AND c.person = $2 AND c.month = $3)
         ORDER BY b.id",
        params![payer, person, month],
        |row| {
            Ok(Head {
                bill: row.get(0)?,
                kind: row.get(1)?,
                category: category_from_code(row.get(2)?),
                issued_at: row.get(3)?,
                finished_at: row.get(4)?,
                law: row.get(5)?,
            })
        },
    )?;
    let mut found = Vec::new();
    let mut before: BTreeMap<Insurance, WhyLine> = BTreeMap::new();
    for head in heads {
        let lines = lines(tx, head.bill, person, month)?;
        let earlier: Vec<WhyLine> = before.values().copied().collect();
        let steps = steps(tx, office, &head, (person, payer, month), &lines, &before)?;
        for line in &lines {
            let sum =
                before.entry(line.insurance).or_insert(WhyLine { insurance: line.insurance, ..NOTHING });
            *sum = sum.plus(line);
        }
        let Head { bill, kind, issued_at, law, .. } = head;
        let law = law.unwrap_or_default();
        found.push(Why { bill, kind, issued_at, law, lines, steps, before: earlier });
    }
    Ok(found)
}

const NOTHING: WhyLine = WhyLine {
    insurance: Insurance::Pension,
    base: Fen::ZERO,
    unit: Fen::ZERO,
    personal: Fen::ZERO,
    account: Fen::ZERO,
};

impl WhyLine {
    fn plus(self, other: &WhyLine) -> WhyLine {
        WhyLine {
            insurance: self.insurance,
            base: self.base + other.base,
            unit: self.unit + other.unit,
            personal: self.personal + other.personal,
            account: self.account + other.account,
        }
    }

    fn of(line: &Line) -> WhyLine {
        let Line { insurance, base, unit, person, account, .. } = *line;
        WhyLine { insurance, base, unit, personal: person, account }
    }

    fn is_nothing(&self) -> bool {
        self.unit.is_zero() && self.personal.is_zero() && self.account.is_zero()
    }
}

fn lines(tx: &mut Tx<'_>, bill: BillId, person: PartyId, month: FeeMonth) -> Result<Vec<WhyLine>> {
    tx.rows(
        "SELECT insurance, base, unit, personal, account FROM contribution
         WHERE bill = $1 AND person = $2 AND month = $3 ORDER BY insurance",
        params![bill, person, month],
        |row| {
            Ok(WhyLine {
                insurance: row.get(0)?,
                base: row.get(1)?,
                unit: row.get(2)?,
                personal: row.get(3)?,
                account: row.get(4)?,
            })
        },
    )
}

/// The steps that lead to the lines; none where they lead elsewhere.
fn steps(
    tx: &mut Tx<'_>,
    office: &Office,
    head: &Head,
    (person, payer, month): (PartyId, PartyId, FeeMonth),
    billed: &[WhyLine],
    before: &BTreeMap<Insurance, WhyLine>,
) -> Result<Vec<Step>> {
    let (Some(hash), false) = (&head.law, head.kind == BillKind::TakeOver.key()) else {
        return Ok(Vec::new());
    };
    let Some(book) = book(tx, office, hash)? else { return Ok(Vec::new()) };
    let law = book.in_force(office.region.as_str(), Some(head.issued_at.date()))?;
    let rules = ContributionRules::compile(&law, month)?;
    // Units that did not declare were assessed at the end of the run, from wages deemed then.
    let moments = [Some(head.issued_at), head.finished_at];
    for known_at in moments.into_iter().flatten() {
        let mut trace = Derivation::default();
        let lines = assessed(tx, &mut trace, &rules, head.category, (person, payer, month), known_at)?;
        let mut due: BTreeMap<Insurance, WhyLine> =
            lines.iter().map(|line| (line.insurance, WhyLine::of(line))).collect();
        due.retain(|_, line| !line.is_nothing());
        let mut told = before.clone();
        for line in billed {
            let sum = told.entry(line.insurance).or_insert(WhyLine { insurance: line.insurance, ..NOTHING });
            *sum = sum.plus(line);
        }
        told.retain(|_, line| !line.is_nothing());
        let amounts = |lines: &BTreeMap<Insurance, WhyLine>| -> Vec<_> {
            lines.values().map(|line| (line.insurance, line.unit, line.personal, line.account)).collect()
        };
        if amounts(&due) == amounts(&told) {
            return Ok(trace.into_steps());
        }
    }
    Ok(Vec::new())
}

/// The rule set of a hash: the one in force, or an archived one.
fn book(tx: &mut Tx<'_>, office: &Office, hash: &str) -> Result<Option<Arc<LawBook>>> {
    if office.law.hash() == hash {
        return Ok(Some(Arc::clone(&office.law)));
    }
    Ok(desk::archived_law(tx, hash)?.map(Arc::new))
}

fn assessed<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    rules: &ContributionRules,
    category: Category,
    (person, payer, month): (PartyId, PartyId, FeeMonth),
    known_at: Moment,
) -> Result<Vec<Line>> {
    let mut found = Vec::new();
    if category == Category::Resident {
        for resident in residents_of(tx, person, month, known_at)? {
            found.push(resident_line(trace, rules, &resident)?);
        }
        return Ok(found);
    }
    let mut injury = Rate::ZERO;
    if category == Category::Employee
        && let Some(terms) = injury_terms_of(tx, payer, month, known_at)?
    {
        let factor = Rate::ratio(terms.tier_percent, 100).unwrap_or(Rate::ONE);
        injury = rules.injury_rate(trace, terms.class, factor)?;
    }
    each_insured(tx, month, known_at, Payers::Only(payer), |insured| {
        if insured.person == person {
            found.extend(assess(trace, rules, insured, injury)?.iter().copied());
        }
        Ok(())
    })?;
    Ok(found)
}
