//! The monthly tables of a fund: trial balance (试算平衡表) and statement of income and expense (收支表).

use kernel::{FeeMonth, Fen, Fund, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printer::Form;
use crate::{Issue, Printer};

/// The trial balance of a fund for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialBalance {
    /// Number, date, agency.
    pub issue: Issue,
    /// Which fund.
    pub fund: Fund,
    /// Which month.
    pub month: FeeMonth,
    /// One row per account, in the order of their codes.
    pub rows: Vec<TrialRow>,
    /// Who made it (制表).
    pub prepared_by: String,
    /// Who checked it (复核).
    pub checked_by: String,
}

/// One account of a trial balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialRow {
    /// Code of the account (科目编码).
    pub code: String,
    /// Name of the account (科目名称).
    pub account: String,
    /// Balance before the month: debit positive, credit negative.
    pub opening: Fen,
    /// Debits of the month.
    pub debit: Fen,
    /// Credits of the month.
    pub credit: Fen,
}

impl TrialRow {
    /// Balance after the month: debit positive, credit negative.
    pub fn closing(&self) -> Fen {
        self.opening + self.debit - self.credit
    }
}

/// Income and expense of a fund for a month and for the year so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundStatement {
    /// Number, date, agency.
    pub issue: Issue,
    /// Which fund.
    pub fund: Fund,
    /// Which month.
    pub month: FeeMonth,
    /// Balance at the beginning of the month.
    pub opening: Fen,
    /// Balance at the beginning of the year.
    pub opening_year: Fen,
    /// Kinds of income (收入).
    pub income: Vec<FundLine>,
    /// Kinds of expense (支出).
    pub expense: Vec<FundLine>,
    /// Picture of the months so far as SVG for paper (`charts::flows` with `Medium::Paper`).
    #[serde(skip)]
    pub picture: Option<String>,
    /// Who made it (制表).
    pub prepared_by: String,
    /// Who checked it (复核).
    pub checked_by: String,
}

/// One kind of income or expense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundLine {
    /// Its name.
    pub name: String,
    /// In the month.
    pub month: Fen,
    /// In the year so far.
    pub year: Fen,
}

impl Printer {
    /// Prints the trial balance with its totals.
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar; otherwise only the defect `PRT-0103`.
    pub fn trial_balance(&self, table: &TrialBalance) -> Result<Vec<u8>> {
        let side = |amount: Fen| (amount.max(Fen::ZERO), (-amount).max(Fen::ZERO));
        let rows: Vec<[Fen; 6]> = table
            .rows
            .iter()
            .map(|row| {
                let ((od, oc), (cd, cc)) = (side(row.opening), side(row.closing()));
                [od, oc, row.debit, row.credit, cd, cc]
            })
            .collect();
        let totals: Vec<Fen> =
            (0..6).map(|column| rows.iter().filter_map(|row| row.get(column)).copied().sum()).collect();
        let form = Form {
            template: include_str!("../templates/trial.typ"),
            derived: json!({ "rows": rows, "totals": totals }),
            picture: None,
            attaches: false,
        };
        self.print(&table.issue, table, &form)
    }

    /// Prints income, expense, surplus and balance.
    ///
    /// # Errors
    /// `PRT-0103` where the picture is no SVG, `PRT-0104` for a date of issue outside the calendar.
    pub fn fund_statement(&self, statement: &FundStatement) -> Result<Vec<u8>> {
        let sum = |lines: &[FundLine]| -> [Fen; 2] {
            [lines.iter().map(|line| line.month).sum(), lines.iter().map(|line| line.year).sum()]
        };
        let ([income, income_year], [expense, expense_year]) =
            (sum(&statement.income), sum(&statement.expense));
        let surplus = [income - expense, income_year - expense_year];
        let form = Form {
            template: include_str!("../templates/fund.typ"),
            derived: json!({
                "income": [income, income_year],
                "expense": [expense, expense_year],
                "surplus": surplus,
                "closing": [statement.opening + surplus[0], statement.opening_year + surplus[1]],
                "picture": statement.picture.is_some(),
            }),
            picture: statement.picture.as_deref(),
            attaches: false,
        };
        self.print(&statement.issue, statement, &form)
    }
}
