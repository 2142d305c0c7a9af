//! Retirement: age, flexible range, minimum years, payment months, survivors, disability.

use kernel::{Fen, Result};
use rules::retirement::{
    RetirementGroup, RetirementMode, disability_months, flexible_range, minimum_months, payment_months,
    reference_year, retirement,
};
use rules::survivor::{Deceased, SurvivorRules, funeral_grant, survivor_benefit};
use rules::{Figure, Trace};

use super::{MONTH, REGION};
use crate::case::{Case, contradiction, needed};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const GROUP: Input =
    Input::new("group", Kind::Word(&["male-60", "female-55", "female-50"]), "原法定退休年龄组", "group")
        .required();
const BIRTH: Input = Input::new("birth_month", Kind::Month, "出生月份", "month of birth").required();
const PAID_MONTHS: Input =
    Input::new("contribution_months", Kind::Whole(0, 1200), "缴费月数(含视同)", "contribution months");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "retirement-age",
        "法定退休年龄",
        "statutory retirement age",
        "关于实施渐进式延迟法定退休年龄的决定",
        age,
        [GROUP, BIRTH],
        [
            ("age_years", "岁", "years"),
            ("age_months", "月", "months"),
            ("retirement_month", "退休年月", "month"),
            ("delay_months", "延迟月数", "months of delay"),
        ]
    ),
    topic!(
        "flexible-retirement",
        "弹性退休",
        "flexible retirement",
        "人社部发〔2024〕94号",
        flexible,
        [GROUP, BIRTH],
        [
            ("earliest_month", "最早", "earliest"),
            ("statutory_month", "法定", "statutory"),
            ("latest_month", "最晚", "latest"),
        ]
    ),
    topic!(
        "minimum-contribution",
        "最低缴费年限",
        "minimum contribution",
        "关于实施渐进式延迟法定退休年龄的决定第二条",
        minimum,
        [
            Input::new("reference_year", Kind::Year, "参照年份", "year that counts"),
            Input::new(
                "statutory_retirement_year",
                Kind::Year,
                "法定退休年份",
                "year of the statutory month"
            ),
            Input::new(
                "mode",
                Kind::Word(&["statutory", "early", "delayed"]),
                "退休方式",
                "how the month was chosen"
            ),
            Input::new("chosen_year", Kind::Year, "选择的年份", "year chosen"),
        ],
        [
            ("minimum_months", "最低缴费月数", "minimum months"),
            ("reference_year", "参照年份", "year that counts")
        ]
    ),
    topic!(
        "payment-months",
        "计发月数",
        "payment months",
        "国发〔2005〕38号附件",
        months,
        [
            Input::new("age_years", Kind::Whole(16, 120), "岁", "years of age").required(),
            Input::new("age_months", Kind::Whole(0, 11), "月", "months of age"),
            MONTH,
            REGION,
        ],
        [("months", "计发月数", "payment months")]
    ),
    topic!(
        "survivor-benefit",
        "遗属待遇",
        "survivor benefit",
        "人社部发〔2021〕18号",
        survivors,
        [
            Input::new("status", Kind::Word(&["active", "retired"]), "在职或退休", "in service or retired"),
            PAID_MONTHS,
            Input::new(
                "months_received",
                Kind::Whole(0, 1200),
                "已领养老金月数",
                "months the pension was drawn"
            ),
            Input::new(
                "income_monthly",
                Kind::Wage,
                "上年月人均可支配收入",
                "monthly disposable income of the year before"
            ),
            Input::new(
                "income_annual",
                Kind::Wage,
                "上年人均可支配收入",
                "disposable income of the year before"
            )
            .or_law("survivor.income_annual"),
            REGION,
            MONTH,
        ],
        [
            ("grant_months", "抚恤金月数", "months of the grant"),
            ("funeral", "丧葬补助金", "funeral grant"),
            ("pension_grant", "抚恤金", "survivor grant"),
            ("total", "合计", "total"),
        ]
    ),
    topic!(
        "disability-allowance",
        "病残津贴",
        "disability allowance",
        "人社部发〔2024〕72号",
        disability,
        [
            PAID_MONTHS,
            Input::new("below_minimum_years", Kind::Flag, "未达最低缴费年限", "below the minimum years"),
            Input::new(
                "months_to_statutory",
                Kind::Whole(0, 1200),
                "距法定退休月数",
                "months to the statutory age"
            ),
            MONTH,
        ],
        [
            ("paid_months", "支付月数", "months it is paid"),
            ("until_retirement", "支付至退休", "paid until retirement"),
            ("amount_rule", "计发办法", "how the amount is computed"),
            ("adjusted_by", "调整办法", "how it is adjusted"),
        ]
    ),
];

fn group<T: Trace>(case: &Case<'_, T>) -> Result<RetirementGroup> {
    RetirementGroup::from_key(case.inputs.word("group")?).ok_or_else(|| needed("group"))
}

fn age<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (group, birth) = (group(case)?, case.inputs.month("birth_month")?);
    let found = retirement(case.trace, &case.law()?, group, birth)?;
    case.put("age_years", i64::from(found.age_months / 12));
    case.put("age_months", i64::from(found.age_months % 12));
    case.put("retirement_month", found.month);
    case.put("delay_months", i64::from(found.delay_months));
    Ok(())
}

fn flexible<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (group, birth) = (group(case)?, case.inputs.month("birth_month")?);
    let range = flexible_range(case.trace, &case.law()?, case.month(), group, birth)?;
    case.put("earliest_month", range.earliest);
    case.put("statutory_month", range.statutory);
    case.put("latest_month", range.latest);
    Ok(())
}

fn minimum<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let year = match case.inputs.opt_whole("reference_year") {
        Some(_) if case.inputs.has("statutory_retirement_year") => {
            return Err(contradiction(
                "reference_year",
                "statutory_retirement_year",
                "只能二选一",
                "give one of them",
            ));
        }
        Some(year) => year,
        None => chosen(case)?,
    };
    let months = minimum_months(case.trace, &case.law()?, i32::try_from(year).unwrap_or(0))?;
    case.put("minimum_months", months);
    case.put("reference_year", year);
    Ok(())
}

fn chosen<T: Trace>(case: &Case<'_, T>) -> Result<i64> {
    let statutory = case.inputs.whole("statutory_retirement_year")?;
    let (mode, chosen) = match case.inputs.opt_word("mode") {
        Some("early") => (RetirementMode::Early, case.inputs.whole("chosen_year")?),
        Some("delayed") => (RetirementMode::Delayed, case.inputs.whole("chosen_year")?),
        _ => (RetirementMode::Statutory, statutory),
    };
    let backwards = match mode {
        RetirementMode::Early => chosen > statutory,
        RetirementMode::Delayed => chosen < statutory,
        RetirementMode::Statutory => false,
    };
    if backwards {
        return Err(contradiction(
            "chosen_year",
            "mode",
            "选择的年份与退休方式不符",
            "the year does not fit the mode",
        ));
    }
    let small = |year: i64| i32::try_from(year).unwrap_or(0);
    Ok(i64::from(reference_year(small(statutory), mode, small(chosen))))
}

fn months<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let age = case.inputs.whole("age_years")? * 12 + case.inputs.opt_whole("age_months").unwrap_or(0);
    let months = payment_months(case.trace, &case.law()?, case.month(), i32::try_from(age).unwrap_or(0))?;
    case.put("months", months);
    Ok(())
}

fn survivors<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let rules = SurvivorRules::at(&case.law()?, case.month())?;
    let income = match (case.inputs.opt_fen("income_annual"), case.inputs.opt_fen("income_monthly")) {
        (Some(_), Some(_)) => {
            return Err(contradiction("income_annual", "income_monthly", "只能二选一", "give one of them"));
        }
        (None, Some(monthly)) => Figure::given(Fen::new(monthly.get() * 12)),
        _ => case.fen_or("income_annual", "survivor.income_annual")?,
    };
    let benefit = case.attempt(|case| {
        let contribution_months = case.inputs.whole("contribution_months")?;
        let deceased = match case.inputs.word("status")? {
            "retired" => Deceased::Retired {
                contribution_months,
                months_received: case.inputs.whole("months_received")?,
            },
            _ => Deceased::Active { contribution_months },
        };
        survivor_benefit(case.trace, deceased, &income, &rules)
    })?;
    match benefit {
        Some(benefit) => {
            case.put("grant_months", benefit.grant_months);
            case.put("funeral", benefit.funeral);
            case.put("pension_grant", benefit.grant);
            case.put("total", benefit.total);
        }
        None => {
            let funeral = funeral_grant(case.trace, &income, &rules);
            case.put("funeral", funeral);
        }
    }
    Ok(())
}

fn disability<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let below = case.inputs.flag("below_minimum_years")?;
    if below {
        let months = case.inputs.whole("contribution_months")?;
        let paid = disability_months(case.trace, &case.law()?, case.month(), months)?;
        case.put("paid_months", paid);
    }
    case.put("until_retirement", !below);
    let near = case.law()?.whole("disability.whole_pension_within", case.on())?;
    let whole = case.inputs.opt_whole("months_to_statutory").map(|left| left <= near.value);
    match (below, whole) {
        (false, Some(true)) => {
            case.put("amount_rule", "whole-pension");
            case.put("adjusted_by", "pension-adjustment");
        }
        (true, _) | (_, Some(false)) => {
            case.put("amount_rule", "basic-part");
            case.put("adjusted_by", "national-percentage");
        }
        (false, None) => {}
    }
    Ok(())
}
