//! Registers (名册、明细、对账单): facts at the head, a table of any columns, sums, remarks, and lines for those who sign.

use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printer::Form;
use crate::{Issue, Printer};

/// A register. What stands in it is text as it shall be printed; amounts are written by the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Number, date, agency.
    pub issue: Issue,
    /// What it is.
    pub title: String,
    /// A line below the title: a month, a day.
    pub subtitle: String,
    /// Names and values above the table, two a row.
    pub facts: Vec<(String, String)>,
    /// Columns in order.
    pub columns: Vec<RegisterColumn>,
    /// Rows, as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Sums below the rows; may be empty.
    pub total: Vec<String>,
    /// Remarks below the table.
    pub notes: Vec<String>,
    /// Who signs or seals by hand at the end.
    pub signs: Vec<String>,
}

/// A column of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterColumn {
    /// Its heading.
    pub name: String,
    /// How its cells stand.
    pub kind: RegisterCell,
}

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegisterCell {
    /// To the left, as wide as there is room.
    Text,
    /// In the middle, as narrow as it can be.
    Short,
    /// To the right.
    Number,
    /// Left blank for a signature.
    Sign,
}

impl Printer {
    /// Prints a register; one of many columns lies across the page.
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar; otherwise only the defect `PRT-0103`.
    pub fn register(&self, register: &Register) -> Result<Vec<u8>> {
        let form = Form {
            template: include_str!("../templates/register.typ"),
            derived: json!({ "across": register.columns.len() > 7 }),
            picture: None,
        };
        self.print(&register.issue, register, &form)
    }
}
