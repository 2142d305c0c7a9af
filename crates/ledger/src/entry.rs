//! Entries: balanced by construction, made only from events.

use kernel::{Date, EntryId, FeeMonth, Fen, Fund, Result};

use crate::account::{Account, Part};
use crate::codes;
use crate::event::{Event, has_accounts};

/// One line of an entry (分录).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// Debit positive, credit negative.
    pub amount: Fen,
}

/// The record that caused an entry, by kind and number, such as a receipt or a payment run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Kind of record, as stored.
    pub kind: &'static str,
    /// Its number.
    pub id: i64,
}

/// An entry (凭证) of one fund's ledger: at least two lines, debits equal to credits. Only [`post`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    fund: Fund,
    event: &'static str,
    booked_on: Date,
    source: Source,
    reverses: Option<EntryId>,
    note: String,
    postings: Vec<Posting>,
}

/// Books an event of a fund on a day: the posting table of `docs/ledger.md`.
///
/// Errors, in this order: a negative amount ([`codes::NEGATIVE`]), a bank account the event cannot use
/// ([`codes::WRONG_DEPOSIT`]), no amount at all ([`codes::EMPTY`]), a personal part in a fund without accounts
/// ([`codes::NO_ACCOUNTS`]), debit and credit that differ ([`codes::UNBALANCED`], possible only in an opening and in the
/// reversal of something that was no entry).
pub fn post(
    fund: Fund,
    booked_on: Date,
    event: &Event,
    source: Source,
    note: impl Into<String>,
) -> Result<Entry> {
    let postings = event.lines().checked(event)?;
    if postings.is_empty() {
        return Err(codes::EMPTY.problem());
    }
    let personal = postings.iter().find(|posting| posting.account.part() == Part::Personal);
    if let Some(posting) = personal.filter(|_| !has_accounts(fund)) {
        return Err(codes::NO_ACCOUNTS.with("fund", fund.zh()).with("account", posting.account.zh()));
    }
    let difference: Fen = postings.iter().map(|posting| posting.amount).sum();
    if !difference.is_zero() {
        return Err(codes::UNBALANCED.with("difference", difference));
    }
    Ok(Entry {
        fund,
        event: event.key(),
        booked_on,
        source,
        reverses: event.reverses(),
        note: note.into(),
        postings,
    })
}

impl Entry {
    /// The fund.
    pub fn fund(&self) -> Fund {
        self.fund
    }

    /// The word of its event.
    pub fn event(&self) -> &'static str {
        self.event
    }

    /// The day it counts for.
    pub fn booked_on(&self) -> Date {
        self.booked_on
    }

    /// The month it counts for.
    pub fn month(&self) -> FeeMonth {
        FeeMonth::of(self.booked_on)
    }

    /// The record that caused it.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The entry it undoes.
    pub fn reverses(&self) -> Option<EntryId> {
        self.reverses
    }

    /// What a reader of the ledger should know (摘要).
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The lines, numbered from 1 by their place.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}
