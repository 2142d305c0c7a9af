//! How a figure came about (计算说明书): what was asked, what came out, and every step with its parameters and sources.

use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::award::{Step, rows};
use crate::printer::Form;
use crate::{Issue, Printer};

/// The explanation of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calculation {
    /// Number, date, agency.
    pub issue: Issue,
    /// What was computed (计算事项).
    pub title: String,
    /// What it rests on in general: law and articles (计算依据).
    pub basis: String,
    /// What went in, by name (计算数据).
    pub inputs: Vec<(String, String)>,
    /// What came out, by name (计算结果).
    pub results: Vec<(String, String)>,
    /// How (计算过程).
    pub derivation: Vec<Step>,
    /// The parameters of the law, each once (法规参数).
    pub parameters: Vec<Parameter>,
    /// Hash of the rule set.
    pub rule_set: String,
    /// What can be done against it; empty where nothing was decided.
    pub remedy: String,
}

/// A parameter of the law as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// First day it applies to.
    pub from: String,
    /// Day it was published.
    pub known: String,
    /// Issuing body, document, clause.
    pub source: String,
}

impl Printer {
    /// Prints the explanation.
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar; otherwise only the defect `PRT-0103`.
    pub fn calculation(&self, calculation: &Calculation) -> Result<Vec<u8>> {
        let form = Form {
            template: include_str!("../templates/calculation.typ"),
            derived: json!({ "rows": rows(&calculation.derivation) }),
            picture: None,
            attaches: false,
        };
        // As with the award the template reads the rows, never the tree.
        self.print(&calculation.issue, &Calculation { derivation: Vec::new(), ..calculation.clone() }, &form)
    }
}
