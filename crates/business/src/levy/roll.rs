//! The roll: people of a month turned into lines and gathered into chunks of whole bills.
//!
//! Runs beside the writer: one thread reads and computes, the other writes. Buffers travel back and are used again, so
//! memory does not grow with the number of people.

use std::sync::mpsc::{Receiver, SyncSender};

use kernel::{FeeMonth, Fen, Moment, PartyId, Rate, Result};
use rules::{Block, Category, ContributionRules, InsuranceSet, Line, Lines, NoTrace, Trace};
use store::Store;

use super::codes;
use super::write::{BillDraft, ContributionRow};
use crate::registry::{InjuryTerms, Insured, Payers, each_insured, injury_terms};

/// People after which a chunk is full; it still takes all of its last payer. The first ones are smaller, so that the
/// writer need not wait long for them.
const FIRST: usize = 2_048;
const FULL: usize = 16_384;

/// Employees assessed at once: their columns stay in the nearest cache.
const BLOCK: usize = 128;

/// Whole bills and their lines; `bill` of a row counts within the chunk.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) bills: Vec<BillDraft>,
    pub(super) rows: Vec<ContributionRow>,
    /// Number of the last payer that was looked at, billed or deferred.
    pub(super) last_payer: i64,
    /// Units that have an employee without a wage: they did not declare.
    pub(super) undeclared: Vec<PartyId>,
}

impl Chunk {
    fn clear(&mut self) {
        self.bills.clear();
        self.rows.clear();
        self.undeclared.clear();
    }
}

/// What a month is assessed by.
pub(super) struct Basis<'a> {
    pub(super) rules: &'a ContributionRules,
    pub(super) month: FeeMonth,
    pub(super) known_at: Moment,
    /// Assess an employee without wage at the floor instead of deferring the unit.
    pub(super) floor_where_unknown: bool,
}

/// Reads, computes and sends chunks until the payers are through or the writer has gone.
pub(super) fn read(
    store: &Store,
    basis: &Basis<'_>,
    payers: Payers,
    full: &SyncSender<Result<Chunk>>,
    empty: &Receiver<Chunk>,
) {
    let sent = store.read(|tx| {
        let mut roll = Roll {
            basis,
            terms: injury_terms(tx, basis.month, basis.known_at)?,
            injury: Rate::ZERO,
            waiting: Vec::with_capacity(BLOCK),
            wages: Vec::with_capacity(BLOCK),
            block: Block::default(),
            chunk: Chunk::default(),
            at: None,
            deferred: false,
            people: 0,
            full: FIRST,
        };
        each_insured(tx, basis.month, basis.known_at, payers, |insured| {
            if roll.at != Some(insured.payer) {
                roll.end_payer();
                if roll.people >= roll.full && !roll.hand_over(full, empty) {
                    return Err(codes::BROKEN.problem());
                }
                roll.begin_payer(insured)?;
            }
            roll.add(insured)
        })?;
        roll.end_payer();
        if roll.at.is_some() {
            roll.hand_over(full, empty);
        }
        Ok(())
    });
    if let Err(problem) = sent {
        // A writer that has gone knows why itself.
        let _ = full.send(Err(problem));
    }
}

struct Roll<'a> {
    basis: &'a Basis<'a>,
    terms: Vec<InjuryTerms>,
    injury: Rate,
    /// Employees of this payer not assessed yet, and their wages.
    waiting: Vec<(PartyId, InsuranceSet)>,
    wages: Vec<Fen>,
    block: Block,
    chunk: Chunk,
    at: Option<PartyId>,
    deferred: bool,
    people: usize,
    /// People after which this chunk is full.
    full: usize,
}

impl Roll<'_> {
    fn hand_over(&mut self, full: &SyncSender<Result<Chunk>>, empty: &Receiver<Chunk>) -> bool {
        let mut next = empty.try_recv().unwrap_or_default();
        next.clear();
        self.people = 0;
        self.full = FULL.min(self.full * 2);
        full.send(Ok(std::mem::replace(&mut self.chunk, next))).is_ok()
    }

    fn begin_payer(&mut self, insured: &Insured<'_>) -> Result<()> {
        self.at = Some(insured.payer);
        self.deferred = false;
        self.injury = Rate::ZERO;
        if insured.category == Category::Employee
            && let Ok(at) = self.terms.binary_search_by_key(&insured.payer, |terms| terms.unit)
        {
            let terms = self.terms[at];
            let factor = Rate::ratio(terms.tier_percent, 100).unwrap_or(Rate::ONE);
            self.injury = self.basis.rules.injury_rate(&mut NoTrace, terms.class, factor)?;
        }
        self.chunk.bills.push(BillDraft::new(insured.payer, insured.category, self.chunk.rows.len()));
        Ok(())
    }

    /// A unit that did not declare leaves no half bill behind.
    fn end_payer(&mut self) {
        let Some(payer) = self.at else { return };
        self.assess_waiting();
        self.chunk.last_payer = payer.get();
        if let Some(bill) = self.chunk.bills.last()
            && (self.deferred || bill.people == 0)
        {
            self.chunk.rows.truncate(bill.first_row);
            self.chunk.bills.pop();
        }
        if self.deferred {
            self.chunk.undeclared.push(payer);
        }
    }

    fn add(&mut self, insured: &Insured<'_>) -> Result<()> {
        if insured.category == Category::Employee && insured.wage.is_none() && !self.basis.floor_where_unknown
        {
            self.deferred = true;
            return Ok(());
        }
        if insured.category == Category::Employee {
            self.waiting.push((insured.person, insured.insurances));
            self.wages.push(insured.wage.unwrap_or_default());
            if self.waiting.len() == BLOCK {
                self.assess_waiting();
            }
            return Ok(());
        }
        let lines =
            flexible(&mut NoTrace, self.basis.rules, insured.person, insured.tier, insured.insurances)?;
        self.people += 1;
        lines.iter().for_each(|line| self.take(insured.person, line));
        Ok(())
    }

    fn assess_waiting(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        self.basis.rules.assess_employees(&self.wages, self.injury, &mut block);
        let mut waiting = std::mem::take(&mut self.waiting);
        self.people += waiting.len();
        for (n, (person, insurances)) in waiting.drain(..).enumerate() {
            block.lines(n, insurances).for_each(|line| self.take(person, &line));
        }
        self.wages.clear();
        (self.waiting, self.block) = (waiting, block);
    }

    fn take(&mut self, person: PartyId, line: &Line) {
        let bill = self.chunk.bills.len() - 1;
        self.chunk.bills[bill].add_line(person, line);
        self.chunk.rows.push(ContributionRow::new(bill, person, self.basis.month, line));
    }
}

/// The lines of one person, by category.
pub(super) fn assess<T: Trace>(
    trace: &mut T,
    rules: &ContributionRules,
    insured: &Insured<'_>,
    injury: Rate,
) -> Result<Lines> {
    match insured.category {
        Category::Employee => {
            let wage = insured.wage.unwrap_or_default();
            Ok(rules.assess_employee(trace, wage, insured.insurances, injury))
        }
        Category::Flexible => flexible(trace, rules, insured.person, insured.tier, insured.insurances),
        Category::Resident => Ok(Lines::EMPTY),
    }
}

fn flexible<T: Trace>(
    trace: &mut T,
    rules: &ContributionRules,
    person: PartyId,
    tier: &str,
    insurances: InsuranceSet,
) -> Result<Lines> {
    let Some(tier) = Rate::parse(tier) else {
        return Err(codes::TIER.with("person", person).with("tier", tier));
    };
    rules.assess_flexible(trace, tier, insurances)
}
