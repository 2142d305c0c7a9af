//! The receipt for contributions received (社会保险费专用收据).

use kernel::{Date, FeeMonth, Fen, Insurance, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printer::Form;
use crate::{Issue, Printer, chinese_capital};

/// The receipt of one payer for one fee month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Receipt number (收据编号), date, agency.
    pub issue: Issue,
    /// Name of the payer (缴费单位).
    pub payer: String,
    /// Number of the payer (单位编号 or 个人编号).
    pub payer_number: String,
    /// The fee month (费款所属期).
    pub month: FeeMonth,
    /// Day the money arrived (到账日期).
    pub received: Date,
    /// How it was paid: 银行扣款, 税务征收.
    pub method: String,
    /// Bank or tax slip number, where there is one.
    pub voucher: String,
    /// What was paid for each insurance.
    pub lines: Vec<ReceiptLine>,
    /// Who issued it (经办人).
    pub clerk: String,
}

/// What was received for one insurance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// Which.
    pub insurance: Insurance,
    /// For how many people.
    pub people: u32,
    /// The unit's part.
    pub unit_part: Fen,
    /// The people's part.
    pub person_part: Fen,
    /// Late fee (滞纳金).
    pub late_fee: Fen,
}

impl ReceiptLine {
    /// All that was received for the insurance.
    pub fn total(&self) -> Fen {
        self.unit_part + self.person_part + self.late_fee
    }
}

impl Printer {
    /// Prints the receipt, its sum in figures and in capital numerals.
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar; otherwise only the defect `PRT-0103`.
    pub fn receipt(&self, receipt: &Receipt) -> Result<Vec<u8>> {
        let totals: Vec<Fen> = receipt.lines.iter().map(ReceiptLine::total).collect();
        let total: Fen = totals.iter().copied().sum();
        let form = Form {
            template: include_str!("../templates/receipt.typ"),
            derived: json!({ "totals": totals, "total": total, "capital": chinese_capital(total) }),
            picture: None,
            attaches: false,
        };
        self.print(&receipt.issue, receipt, &form)
    }
}
