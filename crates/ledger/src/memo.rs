//! Memorandum accounts (备查账): what is due, received and written off on a bill line. No fund money.

use kernel::{Fen, Result};

use crate::codes;

/// The receivable of one bill line. Invariant: received and written off are not negative and together at most what is due,
/// unless less than nothing is due (a refund).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receivable {
    /// 应收核定. Negative where a difference is to be refunded.
    pub due: Fen,
    /// 已收.
    pub received: Fen,
    /// 核销.
    pub written_off: Fen,
}

impl Receivable {
    /// What is still to come; never below nothing.
    pub fn open(self) -> Fen {
        (self.due - self.received - self.written_off).max(Fen::ZERO)
    }

    /// Takes of the money what is open; the second value is what is left of it.
    pub fn receive(self, money: Fen) -> (Receivable, Fen) {
        let taken = money.min(self.open()).max(Fen::ZERO);
        (Receivable { received: self.received + taken, ..self }, money - taken)
    }

    /// Undoes a receipt. Errors if so much was not received.
    pub fn reverse(self, amount: Fen) -> Result<Receivable> {
        if amount.is_negative() || amount > self.received {
            return Err(codes::MORE_THAN_RECEIVED.with("amount", amount).with("received", self.received));
        }
        Ok(Receivable { received: self.received - amount, ..self })
    }

    /// Gives up arrears. Errors if so much is not open.
    pub fn write_off(self, amount: Fen) -> Result<Receivable> {
        if amount.is_negative() || amount > self.open() {
            return Err(codes::MORE_THAN_OPEN.with("amount", amount).with("open", self.open()));
        }
        Ok(Receivable { written_off: self.written_off + amount, ..self })
    }
}

/// How money received on a contribution line is divided into (pooled, personal).
///
/// `due` is the whole line and `personal` its part for personal accounts; `before` was received earlier. The personal part
/// comes whole with the receipt that completes the line, and the pooled part can then be negative: see `docs/ledger.md`.
/// With a negative `now`, what the reversal of a receipt must take back.
pub fn split(due: Fen, personal: Fen, before: Fen, now: Fen) -> (Fen, Fen) {
    let booked = |received: Fen| if received >= due { personal } else { Fen::ZERO };
    let share = booked(before + now) - booked(before);
    (now - share, share)
}
