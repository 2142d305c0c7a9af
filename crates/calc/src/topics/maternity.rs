//! Maternity: allowance, days, top-up, birth treatment and fixed sums by date, nutrition grant.

use kernel::Result;
use rules::Trace;
use rules::maternity::{Birth, allowance, birth_treatment, days, nutrition, top_up};

use super::{DATE, REGION};
use crate::case::Case;
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const KIND: Input =
    Input::new("kind", Kind::Word(&["normal", "difficult", "miscarriage"]), "生育情形", "kind").required();
const FETUSES: Input = Input::new("fetuses", Kind::Whole(1, 12), "胎儿数", "children");
const GESTATION: Input = Input::new("gestation_months", Kind::Number, "孕月", "months of pregnancy");
const DAYS: Input = Input::new("days", Kind::Whole(0, 1000), "天数", "days");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "maternity-allowance",
        "生育津贴",
        "maternity allowance",
        "社会保险法第五十六条",
        money,
        [
            Input::new("unit_avg_wage", Kind::Wage, "单位上年月平均缴费工资", "unit's mean monthly wage")
                .required(),
            DAYS.required(),
            Input::new("paid_months", Kind::Whole(0, 600), "已缴费月数", "months paid"),
            Input::new("required", Kind::Whole(1, 600), "要求的缴费月数", "months required"),
        ],
        [("allowance", "生育津贴", "allowance")]
    ),
    topic!(
        "maternity-days",
        "产假天数",
        "days of maternity leave",
        "女职工劳动保护特别规定第七条；各省条例",
        leave,
        [KIND, FETUSES, GESTATION, REGION, DATE],
        [("days", "天数", "days")]
    ),
    topic!(
        "maternity-topup",
        "产假工资补足",
        "employer's top-up",
        "社会保险法第五十六条；女职工劳动保护特别规定第八条",
        difference,
        [
            Input::new("allowance", Kind::Wage, "生育津贴", "allowance").required(),
            Input::new("own_wage", Kind::Wage, "本人月工资", "own monthly wage").required(),
            DAYS.required(),
        ],
        [("employer_top_up", "单位补足", "employer's top-up")]
    ),
    topic!(
        "birth-costs",
        "生育医疗费待遇",
        "treatment of birth costs",
        "社会保险法第五十四条、第五十五条；地方规定",
        treatment,
        [
            REGION.required(),
            DATE.required(),
            Input::new(
                "category",
                Kind::Word(&["employee", "flexible", "resident"]),
                "参保身份",
                "as what the person is insured"
            )
            .required(),
            KIND,
            FETUSES,
            GESTATION,
            Input::new("waiting_period", Kind::Flag, "处于等待期", "in a waiting period"),
            Input::new("annual_wage", Kind::Wage, "上年年平均工资", "annual average wage of the year before"),
        ],
        [
            ("treatment", "适用待遇", "treatment"),
            ("fixed", "定额", "fixed sum"),
            ("prenatal", "产前检查补贴", "prenatal subsidy"),
            ("nutrition", "营养补助", "nutrition grant"),
            ("fund", "支付基金", "fund"),
        ]
    ),
];

fn birth<T: Trace>(case: &Case<'_, T>) -> Result<Birth> {
    let children = case.inputs.opt_whole("fetuses").unwrap_or(1);
    Ok(match case.inputs.word("kind")? {
        "difficult" => Birth::Difficult(children),
        "miscarriage" => Birth::Miscarriage(case.inputs.rate("gestation_months")?),
        _ => Birth::Normal(children),
    })
}

fn money<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let wage = case.inputs.fen("unit_avg_wage")?;
    let share = match (case.inputs.opt_whole("paid_months"), case.inputs.opt_whole("required")) {
        (Some(paid), Some(required)) => Some((paid, required)),
        (Some(_), None) => Some((case.inputs.whole("paid_months")?, case.inputs.whole("required")?)),
        _ => None,
    };
    let amount = allowance(case.trace, wage, case.inputs.whole("days")?, share)?;
    case.put("allowance", amount);
    Ok(())
}

fn leave<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let birth = birth(case)?;
    let days = days(case.trace, &case.law()?, case.on(), birth)?;
    case.put("days", days);
    Ok(())
}

fn difference<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let more = top_up(case.trace, inputs.fen("allowance")?, inputs.fen("own_wage")?, inputs.whole("days")?);
    case.put("employer_top_up", more);
    Ok(())
}

fn treatment<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (birth, law, on) = (birth(case)?, case.law()?, case.on());
    let category = case.inputs.word("category")?;
    let waiting = case.inputs.opt_flag("waiting_period").unwrap_or(false);
    let found = birth_treatment(case.trace, &law, on, category, birth, waiting)?;
    case.put("treatment", found.treatment);
    if let Some(fixed) = found.fixed {
        case.put("fixed", fixed);
    }
    if let Some(prenatal) = found.prenatal {
        case.put("prenatal", prenatal);
    }
    if let Some(wage) = case.inputs.opt_fen("annual_wage") {
        let wage = rules::Figure::given(wage);
        case.give("nutrition", |case| nutrition(case.trace, &law, on, &wage))?;
    }
    // Maternity and medical insurance share one fund since the merger.
    case.put("fund", if category == "resident" { "resident-medical" } else { "medical" });
    Ok(())
}
