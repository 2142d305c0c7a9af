//! How money is allocated (到账分配): oldest bill first; within a bill by insurance, then its late fee. Pure.

use kernel::{Date, FeeMonth, Fen, Insurance, Result};

use super::fees::LateFees;
use super::lines::Line;

/// A part of the money and the line it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// Index of the line.
    pub(super) line: usize,
    /// Contribution, or else late fee.
    pub(super) contribution: bool,
    /// How much; may be nothing where only a fee accrues.
    pub(super) amount: Fen,
    /// Late fee that accrues with a contribution.
    pub(super) accrued: Fen,
}

/// What the payer named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing: whatever is open.
    Any,
    /// One insurance of one month.
    Line(FeeMonth, Insurance),
    /// The late fee of one insurance of one month.
    LateFee(FeeMonth, Insurance),
}

impl Wish {
    fn covers(self, line: &Line) -> bool {
        match self {
            Wish::Any => true,
            Wish::Line(month, insurance) | Wish::LateFee(month, insurance) => {
                line.month == month && line.insurance == insurance
            }
        }
    }
}

/// Divides money that arrived on a day among the lines of one payer; the second value is what is left of it.
pub(super) fn allocate(
    lines: &[Line],
    fees: &mut LateFees<'_>,
    wish: Wish,
    money: Fen,
    on: Date,
) -> Result<(Vec<Share>, Fen)> {
    let (mut shares, mut left, mut from) = (Vec::new(), money, 0);
    for bill in lines.chunk_by(|a, b| a.bill == b.bill) {
        if left <= Fen::ZERO {
            break;
        }
        let covered = || (from..).zip(bill).filter(|(_, line)| wish.covers(line));
        let first = shares.len();
        if !matches!(wish, Wish::LateFee(..)) {
            for (at, line) in covered() {
                let amount = left.min(line.state.open());
                if amount > Fen::ZERO {
                    let accrued = fees.fee(line, amount, on)?;
                    shares.push(Share { line: at, contribution: true, amount, accrued });
                    left -= amount;
                }
            }
        }
        let contributed = shares.len();
        for (at, line) in covered() {
            let new = shares[first..contributed].iter().find(|share| share.line == at);
            let owed = line.fee.owed(new.map_or(Fen::ZERO, |share| share.accrued));
            let amount = left.min(owed);
            if amount > Fen::ZERO {
                shares.push(Share { line: at, contribution: false, amount, accrued: Fen::ZERO });
                left -= amount;
            }
        }
        from += bill.len();
    }
    Ok((shares, left))
}
