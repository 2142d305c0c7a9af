//! Official documents as PDF.
//!
//! A document is a struct of figures that are already decided ([`RightsStatement`], [`Receipt`], [`Award`],
//! [`Calculation`], [`TrialBalance`], [`FundStatement`], [`Register`]) and a Typst template in `templates/`. The figures reach the template as a
//! JSON file of values, never as template text, so a name cannot become markup. The same figures give the same PDF,
//! byte for byte: number and date of issue are part of them. Start at [`Printer`].
//!
//! Invariant: computes no benefit and no contribution; it adds up the columns it prints, nothing else.
//! Not here: who may print (`business`), what signs the file and the statement attached to it (`envelope`), the pictures themselves (`charts`).

mod attachment;
mod award;
mod calculation;
mod capital;
mod codes;
mod fonts;
mod fund;
mod printer;
mod qr;
mod receipt;
mod register;
mod statement;
mod world;

pub use attachment::attachment;
pub use award::{Award, AwardPart, Step};
pub use calculation::{Calculation, Parameter};
pub use capital::chinese_capital;
pub use codes::CODES;
pub use fonts::FontPlaces;
pub use fund::{FundLine, FundStatement, TrialBalance, TrialRow};
pub use printer::Printer;
pub use receipt::{Receipt, ReceiptLine};
pub use register::{Proof, Register, RegisterCell, RegisterColumn};
pub use statement::{AccountYear, InsuranceYear, MonthCredit, RightsStatement, UnitSpan};

use kernel::Date;
use serde::{Deserialize, Serialize};

/// What every document says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Number of the document (编号), unique within the agency; also fixes the identity of the PDF.
    pub number: String,
    /// Code with which anyone can check the document (验证码). Empty: it cannot be checked, and none is printed.
    pub code: String,
    /// Day of issue (打印日期).
    pub date: Date,
    /// The agency (经办机构), as its seal names it.
    pub agency: String,
    /// Region (统筹区) by name and code.
    pub region: String,
    /// What the seal is for (业务专用章, 收费专用章). Empty: no seal is drawn.
    pub seal: String,
}

/// The person a document is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Name (姓名).
    pub name: String,
    /// Identity number (公民身份号码), already masked.
    pub id_masked: String,
    /// Personal number (个人编号).
    pub number: String,
}
