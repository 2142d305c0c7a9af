//! `jinbao award print`: the award of a pension with its derivation, as PDF.

use std::path::{Path, PathBuf};

use business::desk::APPEAL;
use business::pension::{self, RetiredAs, Sheet};
use kernel::{Fen, Result};
use print::{Award, AwardPart, Holder};
use serde_json::{Value as Json, json};

use super::{derived, paper};
use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// The steps by which a monthly pension is told.
const PARTS: [&str; 4] = ["基础养老金", "个人账户养老金", "过渡性养老金", "增发养老金"];

/// Prints the newest pension of a person.
pub fn print(session: &Session<'_>, person: &str, out: Option<&Path>) -> Result<Answer> {
    let sheet = session.office.store.read(|tx| {
        let id = session.person(tx, person)?;
        Ok(pension::sheets(tx, session.office, id)?.pop())
    })?;
    let none = || codes::NOTHING_TO_PRINT.with("what", "待遇核定").with("what_en", "award");
    let document = document(session, &sheet.ok_or_else(none)?)?;
    let pdf = paper::printer()?.award(&document)?;
    let out = out
        .map_or_else(|| PathBuf::from(format!("核定表-{}.pdf", document.person.number)), Path::to_path_buf);
    session.write(&out, &pdf)?;
    let shown = session.path(&out).display().to_string();
    let text = session.say(format!("已写出 {shown}"), format!("wrote {shown}"));
    Ok(Answer::new(
        text,
        json!({ "person": document.person.number, "monthly": document.monthly, "file": shown }),
    ))
}

fn document(session: &Session<'_>, sheet: &Sheet) -> Result<Award> {
    let months = |months: i64| u32::try_from(months).unwrap_or(0);
    let derivation = derived::steps(&sheet.derivation);
    let document = Award {
        issue: paper::issue(session.office, format!("HD{}", sheet.matter), "业务专用章")?,
        person: Holder {
            name: sheet.person.name.clone(),
            id_masked: sheet.person.masked.clone(),
            number: sheet.person.id.to_string(),
        },
        sex: if sheet.person.sex == kernel::Sex::Male { "男" } else { "女" }.to_owned(),
        born: sheet.person.birth,
        retired: sheet.retired,
        kind: match sheet.retired_as {
            RetiredAs::Statutory => "正常退休",
            RetiredAs::Early => "弹性提前退休",
            RetiredAs::Late => "弹性延迟退休",
            RetiredAs::Elsewhere => "原系统核定",
        }
        .to_owned(),
        first_month: sheet.from,
        paid_months: months(sheet.paid_months),
        deemed_months: months(sheet.deemed_months),
        account: sheet.account,
        provisional: sheet.provisional,
        parts: parts(&sheet.derivation),
        monthly: sheet.monthly,
        derivation,
        remedy: APPEAL.zh.to_owned(),
        decided_by: sheet.decided_by.clone(),
        approved_by: sheet.approved_by.clone(),
    };
    Ok(document)
}

/// What the pension consists of, as the steps say.
fn parts(derivation: &Json) -> Vec<AwardPart> {
    let mut parts = Vec::new();
    let mut open: Vec<&Json> = derivation.as_array().into_iter().flatten().rev().collect();
    while let Some(step) = open.pop() {
        let name = step["label"]["zh"].as_str().unwrap_or_default();
        if PARTS.contains(&name) {
            let amount = step["value"].as_str().and_then(Fen::parse_yuan).unwrap_or_default();
            parts.push(AwardPart { name: name.to_owned(), amount });
        }
        open.extend(step["steps"].as_array().into_iter().flatten().rev());
    }
    parts
}
