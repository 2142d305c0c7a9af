//! The social security card (社会保障卡): number, bank account, and the states of its two functions. Benefits go to its
//! account, debits come from it.

use kernel::{BankCard, Date, PartyId, Result};
use store::{Tx, params};

use super::codes;
use super::counted::{CARDS, counting};
use crate::Office;
use crate::desk::Matter;

/// State of one of a card's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Not switched on yet (未激活).
    Inactive,
    /// In use (正常).
    Active,
    /// Reported lost (挂失).
    Lost,
    /// Closed (注销).
    Closed,
}

impl CardState {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            CardState::Inactive => "inactive",
            CardState::Active => "active",
            CardState::Lost => "lost",
            CardState::Closed => "closed",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<CardState> {
        [CardState::Inactive, CardState::Active, CardState::Lost, CardState::Closed]
            .into_iter()
            .find(|state| state.key() == key)
    }
}

/// A card to be issued, or the same card with another account.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// Whose.
    pub person: PartyId,
    /// Card number.
    pub number: String,
    /// Bank code.
    pub bank: String,
    /// Bank account number.
    pub account: BankCard,
    /// Day of issue, or the day the account holds from.
    pub issued_on: Date,
    /// State of the financial function.
    pub financial: CardState,
    /// State of the social function.
    pub social: CardState,
}

/// Issues a card (制发卡), or records another account of the card. The one before is closed.
pub fn issue_card(tx: &mut Tx<'_>, office: &Office, matter: &Matter, new: &NewCard) -> Result<()> {
    super::facts::person(tx, new.person)?;
    let own = ("person = $1 AND matter = $2", params![new.person, matter.id]);
    counting(tx, matter.id, &CARDS, own, |tx| put(tx, office, matter, new))
}

fn put(tx: &mut Tx<'_>, office: &Office, matter: &Matter, new: &NewCard) -> Result<()> {
    clear(tx, matter, new.person, new.issued_on)?;
    tx.run(
        "INSERT INTO card (person, issued_on, matter, number_sealed, number_digest, bank, account_sealed,
           account_digest, account_masked, financial, social, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            new.person,
            new.issued_on,
            matter.id,
            office.vault.seal(&new.number)?,
            office.vault.digest(&new.number),
            new.bank,
            office.vault.seal(new.account.expose())?,
            office.vault.digest(new.account.expose()),
            new.account.masked(),
            new.financial.key(),
            new.social.key(),
            matter.at
        ],
    )?;
    Ok(())
}

/// Retracts what is believed about the person's cards since a day; the latest is the one in use.
fn clear(tx: &mut Tx<'_>, matter: &Matter, person: PartyId, since: Date) -> Result<()> {
    tx.run("DELETE FROM card WHERE person = $1 AND matter = $2", params![person, matter.id])?;
    tx.run(
        "UPDATE card SET retracted_at = $2 WHERE person = $1 AND retracted_at = 0 AND issued_on >= $3",
        params![person, matter.at, since],
    )?;
    Ok(())
}

/// Switches a function of the card in use: activated, reported lost, found, closed.
pub fn set_card_state(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    financial: CardState,
    social: CardState,
) -> Result<()> {
    let card =
        super::facts::card(tx, office, person)?.ok_or_else(|| codes::NO_CARD.with("person", person))?;
    let new = NewCard {
        person,
        number: card.number,
        bank: card.bank,
        account: card.account,
        issued_on: card.issued_on,
        financial,
        social,
    };
    issue_card(tx, office, matter, &new)
}
