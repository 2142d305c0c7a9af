//! Memorandum accounts of bill lines (应收备查账): opened with the bill.

use kernel::{BillId, Fen, Insurance, Result};
use store::{Table, Tx, Value};

const RECEIVABLE: Table = Table {
    name: "receivable",
    columns: &["bill", "insurance", "due", "received", "written_off", "settled_on"],
};

/// Opens the receivable of each bill line that `fill` hands over with what is due on it. A line with nothing due is
/// settled at once.
pub fn open_receivables(
    tx: &mut Tx<'_>,
    fill: impl FnOnce(&mut dyn FnMut(BillId, Insurance, Fen) -> Result<()>) -> Result<()>,
) -> Result<()> {
    let today = Value::Date(tx.act()?.at.date());
    tx.bulk(&RECEIVABLE, |sink| {
        fill(&mut |bill, insurance, due| {
            sink.row(&[
                Value::Int(bill.get()),
                Value::Int(insurance.code()),
                Value::Int(due.get()),
                Value::Int(0),
                Value::Int(0),
                if due.is_zero() { today } else { Value::Null },
            ])
        })
    })?;
    Ok(())
}
