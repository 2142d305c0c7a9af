//! Registers (名册、明细、对账单): facts at the head, a table of any columns, sums, remarks, and lines for those who sign.

use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printer::Form;
use crate::{Issue, Printer, qr};

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
    /// By what anybody can check it; none on lists that prove nothing.
    pub proof: Option<Proof>,
}

/// By what a certificate is checked (核验信息).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The signed statement that the page was made from (compact JWS). It is attached to the PDF, see [`attachment`].
    pub statement: String,
    /// What the QR code says.
    pub qr: String,
    /// How to check it, for readers of the page.
    pub how: String,
    /// Room for the seal over the whole file, as a keyword of the document.
    pub seal_room: String,
}

/// Name of the attached statement.
const STATEMENT: &str = "statement.jws";

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
    /// Prints a register; one of many columns lies across the page. With a proof it is an archival PDF that may carry
    /// attachments (PDF/A-3), else one that may not (PDF/A-2).
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar, `PRT-0105` where the QR code would hold too much; otherwise only
    /// the defect `PRT-0103`.
    pub fn register(&self, register: &Register) -> Result<Vec<u8>> {
        let proof = register.proof.as_ref();
        let code = proof.map(|proof| qr::svg(&proof.qr)).transpose()?;
        let room = proof.map_or(Vec::new(), |proof| vec![proof.seal_room.as_str()]);
        let form = Form {
            template: include_str!("../templates/register.typ"),
            derived: json!({
                "across": register.columns.len() > 7, "keywords": room, "statement": STATEMENT,
            }),
            picture: code.as_deref(),
            attaches: proof.is_some(),
        };
        self.print(&register.issue, register, &form)
    }
}
