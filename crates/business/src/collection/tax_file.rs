//! The tax authority's file (税务到账明细) as rows: what each column means here.

use kernel::{Insurance, Problem, Result};
use sheets::{Record, Records};

use super::receive::{Item, TaxReceipt};

/// Reads a file of the layout [`sheets::layouts::RECEIPTS`]: its good rows, and what is wrong with the others.
pub fn tax_rows(records: Records) -> Result<(Vec<TaxReceipt>, Vec<Problem>)> {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for record in records {
        let record = record?;
        match row(&record) {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push(problem),
        }
    }
    Ok((rows, problems))
}

fn row(record: &Record) -> Result<TaxReceipt> {
    let insurance = record.choice("insurance")?.and_then(Insurance::from_key);
    let item_key = record.choice("item")?.unwrap_or("");
    Ok(TaxReceipt {
        row: record.row(),
        voucher: record.required("voucher")?.to_owned(),
        payer: record.required("payer_number")?.to_owned(),
        month: record.month("month")?.ok_or_else(|| record.blank("month"))?,
        insurance: insurance.ok_or_else(|| record.blank("insurance"))?,
        item: match item_key {
            "late-fee" | "interest" => Item::LateFee,
            "subsidy" => Item::Subsidy,
            _ => Item::Contribution,
        },
        item_key,
        amount: record.money("amount")?.ok_or_else(|| record.blank("amount"))?,
        received_on: record.date("received")?.ok_or_else(|| record.blank("received"))?,
        slip: record.text("tax_slip")?.unwrap_or("").to_owned(),
    })
}
