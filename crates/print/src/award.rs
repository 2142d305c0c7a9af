//! The award of a pension (养老保险待遇核定表) with the steps that lead to it.

use kernel::{Date, FeeMonth, Fen, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::printer::Form;
use crate::{Holder, Issue, Printer, chinese_capital};

/// The award of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Number, date, agency.
    pub issue: Issue,
    /// Whose.
    pub person: Holder,
    /// 男 or 女.
    pub sex: String,
    /// Day of birth.
    pub born: Date,
    /// Day of retirement (退休日期).
    pub retired: Date,
    /// Kind of retirement: 正常退休, 弹性提前退休, 弹性延迟退休, 病退.
    pub kind: String,
    /// First month the pension is paid for (待遇享受开始月).
    pub first_month: FeeMonth,
    /// Months contributed (实际缴费月数).
    pub paid_months: u32,
    /// Months deemed contributed (视同缴费月数).
    pub deemed_months: u32,
    /// Balance of the personal account at retirement (个人账户储存额).
    pub account: Fen,
    /// Awarded on last year's figures, to be done again when this year's are published (预核定).
    pub provisional: bool,
    /// What the monthly pension consists of.
    pub parts: Vec<AwardPart>,
    /// The monthly pension, rounded as the law says. Not always the sum of the parts to the fen.
    pub monthly: Fen,
    /// How it was computed.
    pub derivation: Vec<Step>,
    /// What the person can do against it, with the time limits of the law (救济途径).
    pub remedy: String,
    /// Who decided (核定人).
    pub decided_by: String,
    /// Who approved (复核人).
    pub approved_by: String,
}

/// One part of the monthly pension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardPart {
    /// 基础养老金, 个人账户养老金, 过渡性养老金.
    pub name: String,
    /// Each month.
    pub amount: Fen,
}

/// One step of a derivation, and the steps it rests on. Values are texts, as the rules wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it is.
    pub name: String,
    /// Its value with its unit.
    pub value: String,
    /// How it follows from the steps below it. Empty for an input.
    pub formula: String,
    /// The legal source. Empty where there is none.
    pub source: String,
    /// What it rests on.
    pub steps: Vec<Step>,
}

impl Printer {
    /// Prints the award.
    ///
    /// # Errors
    /// `PRT-0104` for a date of issue outside the calendar; otherwise only the defect `PRT-0103`.
    pub fn award(&self, award: &Award) -> Result<Vec<u8>> {
        let form = Form {
            template: include_str!("../templates/award.typ"),
            derived: json!({ "capital": chinese_capital(award.monthly), "rows": rows(&award.derivation) }),
            picture: None,
            attaches: false,
        };
        // The template reads the rows. The tree itself could be deeper than a JSON reader allows.
        self.print(&award.issue, &Award { derivation: Vec::new(), ..award.clone() }, &form)
    }
}

/// Steps are numbered down to this depth (1.2.1.1); below it the indent alone says where they belong.
const NUMBERED: usize = 4;

/// The tree as numbered rows, parents before children. A list on purpose: templates recurse only so deep.
pub(crate) fn rows(steps: &[Step]) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut open: Vec<(String, usize, &Step)> = Vec::new();
    number(&mut open, "", 0, steps);
    while let Some((number_of, depth, step)) = open.pop() {
        rows.push(json!({
            "number": if depth < NUMBERED { number_of.as_str() } else { "" }, "depth": depth, "name": step.name, "value": step.value,
            "formula": step.formula, "source": step.source,
        }));
        number(&mut open, &number_of, depth + 1, &step.steps);
    }
    rows
}

/// Puts steps on the stack so that the first comes off first.
fn number<'a>(open: &mut Vec<(String, usize, &'a Step)>, parent: &str, depth: usize, steps: &'a [Step]) {
    for (n, step) in steps.iter().enumerate().rev() {
        let dot = if parent.is_empty() { "" } else { "." };
        open.push((format!("{parent}{dot}{}", n + 1), depth, step));
    }
}
