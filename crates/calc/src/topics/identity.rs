//! Numbers of people and units.

use kernel::{CreditCode, IdNumber, Problem, Result, Sex};
use rules::{Step, Trace};

use crate::case::{Case, Out};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "id-number",
        "公民身份号码校验",
        "citizen's number",
        "GB 11643-1999",
        id_number,
        [Input::new("number", Kind::Text, "号码", "number").required()],
        [
            ("valid_checksum", "校验通过", "valid"),
            ("birth", "出生日期", "birthday"),
            ("sex", "性别", "sex"),
            ("region", "首次登记地", "region of first registration"),
            ("number", "18 位号码", "number of 18 places"),
            ("reason", "不通过的原因", "why it is not valid"),
        ]
    ),
    topic!(
        "credit-code",
        "统一社会信用代码校验",
        "unified social credit code",
        "GB 32100-2015",
        credit_code,
        [Input::new("code", Kind::Text, "代码", "code").required()],
        [
            ("valid_checksum", "校验通过", "valid"),
            ("registry", "登记管理部门", "registry"),
            ("category", "机构类别", "category"),
            ("region", "登记地", "region of registration"),
            ("org_code", "组织机构代码", "organisation code"),
            ("reason", "不通过的原因", "why it is not valid"),
        ]
    ),
];

/// A number that cannot be valid is an answer, not an error: that is what was asked.
fn invalid<T: Trace>(case: &mut Case<'_, T>, problem: &Problem) {
    case.put("valid_checksum", false);
    let reason = [("zh", problem.zh()), ("en", problem.en()), ("code", problem.code().id.to_owned())];
    let reason = reason.into_iter().map(|(key, text)| (key.to_owned(), Out::Text(text))).collect();
    case.put("reason", Out::Map(reason));
}

fn id_number<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let number = match IdNumber::parse(&case.inputs.text("number")?) {
        Ok(number) => number,
        Err(problem) => {
            invalid(case, &problem);
            return Ok(());
        }
    };
    case.trace.note(|| {
        Step::new("校验码", "check character", &number.expose()[17..])
            .by("Σ digit × weight mod 11 → 1 0 X 9 8 7 6 5 4 3 2")
    });
    case.put("valid_checksum", true);
    case.put("birth", number.birth());
    case.put("sex", if number.sex() == Sex::Male { "M" } else { "F" });
    case.put("region", number.region().as_str());
    case.put("number", number.expose());
    Ok(())
}

fn credit_code<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let code = match CreditCode::parse(&case.inputs.text("code")?) {
        Ok(code) => code,
        Err(problem) => {
            invalid(case, &problem);
            return Ok(());
        }
    };
    case.trace.note(|| {
        Step::new("校验码", "check character", &code.as_str()[17..])
            .by("(31 − Σ value × 3^(n−1) mod 31) mod 31")
    });
    case.put("valid_checksum", true);
    case.put("registry", code.registry().to_string());
    case.put("category", code.category().to_string());
    case.put("region", code.region().as_str());
    case.put("org_code", code.organisation());
    Ok(())
}
