//! What a payer gets for their money: the order to the bank to print receipts for settled debits, and a receipt's own data.

use std::io::Write;

use kernel::{BillId, Date, FeeMonth, Fen, Insurance, PartyId, Rate, Result, Rounding};
use sheets::{Format, Value, Writer};
use store::{Tx, params};

use super::{codes, debits};
use crate::Office;
use crate::registry;

/// What was received on one bill by one receipt (专用收据的内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Number of the receipt.
    pub receipt: i64,
    /// Who paid.
    pub payer: PartyId,
    /// Their name.
    pub name: String,
    /// The bill.
    pub bill: BillId,
    /// Month it was billed in.
    pub month: FeeMonth,
    /// Day the money arrived.
    pub received_on: Date,
    /// `bank`, `tax`, `counter` or `difference`.
    pub source: String,
    /// Number of the bank's or tax authority's slip, else the reference.
    pub voucher: String,
    /// By insurance.
    pub lines: Vec<SlipLine>,
}

/// What was received for one insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlipLine {
    /// Which.
    pub insurance: Insurance,
    /// For how many people.
    pub people: i64,
    /// The unit's part. Of a part payment, in proportion.
    pub unit_part: Fen,
    /// The people's part.
    pub person_part: Fen,
    /// Late fee.
    pub late_fee: Fen,
}

/// The receipts to print for a payer and the month billed, by receipt and bill.
pub fn slips(tx: &mut Tx<'_>, payer: PartyId, month: FeeMonth) -> Result<Vec<Slip>> {
    let name = registry::facts::payer_name(tx, payer)?;
    let mut slips: Vec<Slip> = Vec::new();
    let sql = format!(
        "SELECT r.id, b.id, b.month, r.received_on, r.source, r.slip, r.reference, a.insurance, l.people, l.unit, l.person,
                cast(sum(CASE a.part WHEN 'contribution' THEN a.amount ELSE 0 END) as bigint),
                cast(sum(CASE a.part WHEN 'late-fee' THEN a.amount ELSE 0 END) as bigint)
         FROM bill b JOIN allocation a ON a.bill = b.id JOIN receipt r ON r.id = a.receipt
         JOIN bill_line l ON l.bill = b.id AND l.insurance = a.insurance
         WHERE b.payer IN {} AND b.month = $2 AND a.part IN ('contribution', 'late-fee') AND r.reverses IS NULL
           AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = r.id)
         GROUP BY r.id, b.id, b.month, r.received_on, r.source, r.slip, r.reference, a.insurance, l.people, l.unit, l.person
         ORDER BY r.id, b.id, a.insurance",
        registry::facts::records_sql(1)
    );
    tx.each(&sql, params![payer, month], |row| {
        let (receipt, bill) = (row.get::<i64>(0)?, row.get::<BillId>(1)?);
        let (unit, person, paid) = (row.get::<Fen>(9)?, row.get::<Fen>(10)?, row.get::<Fen>(11)?);
        let unit_part = part(paid, unit, unit + person);
        let line = SlipLine {
            insurance: row.get(7)?,
            people: row.get(8)?,
            unit_part,
            person_part: paid - unit_part,
            late_fee: row.get(12)?,
        };
        match slips.last_mut().filter(|last| (last.receipt, last.bill) == (receipt, bill)) {
            Some(last) => last.lines.push(line),
            None => {
                let (slip, reference) = (row.get::<String>(5)?, row.get::<String>(6)?);
                slips.push(Slip {
                    receipt,
                    payer,
                    name: name.clone(),
                    bill,
                    month: row.get(2)?,
                    received_on: row.get(3)?,
                    source: row.get(4)?,
                    voucher: if slip.is_empty() { reference } else { slip },
                    lines: vec![line],
                });
            }
        }
        Ok(())
    })?;
    Ok(slips)
}

fn part(paid: Fen, share: Fen, whole: Fen) -> Fen {
    if whole.is_zero() {
        return Fen::ZERO;
    }
    Rate::from_nano(1_000_000_000).of_parts(paid, share.get(), whole.get(), Rounding::FenHalfUp)
}

/// Writes the order to the bank to print receipts for the settled debits of a batch (收据打印清单), as CSV, and says how many.
pub fn print_order(office: &Office, message: &str, out: impl Write + Send) -> Result<u64> {
    let rows = office.store.read(|tx| {
        let batch = debits::batch(tx, message)?;
        let rows = tx.rows(
            "SELECT d.end_to_end, g.mandate, g.holder, g.account_masked, r.id, b.month, r.received_on, d.amount, d.late_fee
             FROM debit d JOIN agreement g ON g.id = d.agreement JOIN bill b ON b.id = d.bill
             JOIN receipt r ON r.source = 'bank' AND r.reference = d.end_to_end
             WHERE d.batch = $1 AND d.state = 'settled' ORDER BY d.line",
            params![batch.id],
            |row| {
                let texts: [String; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                let (receipt, month, day) = (row.get::<i64>(4)?, row.get::<FeeMonth>(5)?, row.get::<Date>(6)?);
                Ok((texts, receipt, month, day, row.get::<Fen>(7)?, row.get::<Fen>(8)?))
            },
        )?;
        if rows.is_empty() { Err(codes::UNKNOWN_BATCH.with("batch", message)) } else { Ok(rows) }
    })?;
    let mut writer = Writer::new(Format::Csv, out, "收据打印清单")?;
    writer.header(&[
        "端到端标识",
        "协议号",
        "户名",
        "账号",
        "收据编号",
        "费款所属期",
        "到账日期",
        "金额",
        "其中滞纳金",
    ])?;
    for ([end_to_end, mandate, holder, account], receipt, month, day, amount, late_fee) in &rows {
        writer.row(&[
            Value::Text(end_to_end),
            Value::Text(mandate),
            Value::Text(holder),
            Value::Text(account),
            Value::Number(*receipt),
            Value::Month(*month),
            Value::Date(*day),
            Value::Money(*amount),
            Value::Money(*late_fee),
        ])?;
    }
    writer.finish()?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}
