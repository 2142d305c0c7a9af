//! Residents' pension and its link with the employee scheme; occupational annuity and the public sector's comparison.

use kernel::{Fen, Rate, Result};
use rules::resident::{
    Direction, account_of_years, annuity_share, may_link, overlap_refund, spread, subsidy_minimum,
    transition_comparison,
};
use rules::{Figure, Trace};

use super::{DATE, MONTH, REGION};
use crate::case::{Case, contradiction};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const TIER: Input = Input::new("tier", Kind::Wage, "年缴费档次", "yearly tier");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "resident-pension",
        "城乡居民养老金",
        "resident pension",
        "国发〔2014〕8号",
        pension,
        [
            Input::new("basic", Kind::Wage, "基础养老金", "basic pension").or_law("resident.minimum_basic"),
            Input::new("account", Kind::Yuan, "个人账户余额", "account"),
            TIER.or_law("resident.subsidy_minimum"),
            Input::new("subsidy", Kind::Wage, "年政府补贴", "yearly subsidy")
                .or_law("resident.subsidy_minimum"),
            Input::new("years", Kind::Number, "缴费年数", "years"),
            Input::new("interest", Kind::Yuan, "利息", "interest"),
            Input::new("divisor", Kind::Number, "计发月数", "divisor").or_law("resident.divisor"),
            REGION,
            MONTH,
        ],
        [
            ("account", "个人账户", "account"),
            ("account_part", "个人账户养老金", "account part"),
            ("total", "合计", "total"),
        ]
    ),
    topic!(
        "resident-subsidy",
        "居民缴费补贴",
        "subsidy to residents",
        "国发〔2014〕8号第四条",
        subsidy,
        [TIER.required(), REGION, DATE],
        [("subsidy_minimum", "最低补贴", "least subsidy")]
    ),
    topic!(
        "scheme-link",
        "城乡养老保险制度衔接",
        "link of the schemes",
        "人社部发〔2014〕17号",
        link,
        [
            Input::new(
                "direction",
                Kind::Word(&["resident_to_employee", "employee_to_resident"]),
                "衔接方向",
                "direction"
            )
            .required(),
            Input::new("employee_months", Kind::Whole(0, 1200), "职工缴费月数", "employee months").required(),
            Input::new("age_reached", Kind::Flag, "达到法定退休年龄", "statutory age reached").required(),
            Input::new("already_drawing", Kind::Flag, "已领取待遇", "a pension is drawn already"),
            Input::new("resident_account", Kind::Yuan, "居民账户余额", "resident account"),
            Input::new("employee_account", Kind::Yuan, "职工账户余额", "employee account"),
            DATE,
        ],
        [
            ("allowed", "可以衔接", "allowed"),
            ("account_added", "并入账户", "account added"),
            ("months_added", "并入月数", "months added"),
        ]
    ),
    topic!(
        "scheme-overlap",
        "两制度重复缴费",
        "months paid in both schemes",
        "人社部发〔2014〕17号第七条",
        overlap,
        [
            Input::new("year", Kind::Year, "年份", "year").required(),
            Input::new(
                "employee_paid_months",
                Kind::List(&Kind::Whole(1, 12)),
                "职工缴费月份",
                "months paid as an employee"
            )
            .required(),
            Input::new("resident_year_payment", Kind::Wage, "居民年缴费", "resident's payment of the year")
                .required(),
            Input::new("resident_collective_aid", Kind::Wage, "集体补助", "collective aid"),
        ],
        [
            ("kept", "保留", "kept"),
            ("overlap_months", "重复月数", "months in both"),
            ("refund_personal", "退个人缴费", "refund to the person"),
            ("refund_collective", "退集体补助", "refund of collective aid"),
            ("government_subsidy_refunded", "退政府补贴", "subsidy refunded"),
        ]
    ),
    topic!(
        "occupational-annuity",
        "职业年金",
        "occupational annuity",
        "国办发〔2015〕18号",
        annuity,
        [
            Input::new("base", Kind::Wage, "缴费工资", "base"),
            Input::new("balance", Kind::Yuan, "年金余额", "balance"),
            Input::new("months", Kind::Number, "计发月数", "payment months"),
            DATE,
        ],
        [
            ("unit_8_percent", "单位缴费", "unit"),
            ("person_4_percent", "个人缴费", "person"),
            ("monthly", "月领取", "a month"),
        ]
    ),
    topic!(
        "public-sector-comparison",
        "机关事业单位新老办法对比",
        "old and new method of the public sector",
        "国发〔2015〕2号；过渡期办法",
        comparison,
        [
            MONTH.required(),
            Input::new("old_method", Kind::Wage, "老办法待遇", "by the old method").required(),
            Input::new("new_method", Kind::Wage, "新办法待遇", "by the new method").required(),
        ],
        [("paid", "实发", "paid")]
    ),
];

fn pension<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    if inputs.has("account") && inputs.has("tier") {
        return Err(contradiction("account", "tier", "只能二选一", "give one of them"));
    }
    let account = match inputs.opt_fen("account") {
        Some(account) => account,
        None => {
            let tier = inputs.fen("tier")?;
            let subsidy = match inputs.opt_fen("subsidy") {
                Some(subsidy) => subsidy,
                None => subsidy_minimum(case.trace, &case.law()?, case.on(), tier)?,
            };
            let interest = inputs.opt_fen("interest").unwrap_or(Fen::ZERO);
            account_of_years(case.trace, tier, subsidy, inputs.rate("years")?, interest)?
        }
    };
    case.put("account", account);
    let part = case.give("account_part", |case| {
        let divisor = case.rate_or("divisor", "resident.divisor")?;
        spread(case.trace, ("个人账户养老金", "account part"), account, &divisor)
    })?;
    if let Some(part) = part {
        case.give("total", |case| Ok(case.fen_or("basic", "resident.minimum_basic")?.value + part))?;
    }
    Ok(())
}

fn subsidy<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let least = subsidy_minimum(case.trace, &case.law()?, case.on(), case.inputs.fen("tier")?)?;
    case.put("subsidy_minimum", least);
    Ok(())
}

fn link<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let direction = match inputs.word("direction")? {
        "resident_to_employee" => Direction::ResidentToEmployee,
        _ => Direction::EmployeeToResident,
    };
    let months = inputs.whole("employee_months")?;
    let free = !inputs.opt_flag("already_drawing").unwrap_or(false);
    let age = inputs.flag("age_reached")?;
    let allowed = may_link(case.trace, &case.law()?, case.on(), direction, months, age)? && free;
    case.put("allowed", allowed);
    if allowed {
        let (key, added) = match direction {
            Direction::ResidentToEmployee => ("resident_account", 0),
            Direction::EmployeeToResident => ("employee_account", months),
        };
        case.give("account_added", |case| case.inputs.fen(key))?;
        case.put("months_added", added);
    }
    Ok(())
}

fn overlap<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let mut months: Vec<i64> =
        inputs.list("employee_paid_months").iter().filter_map(|value| value.as_whole()).collect();
    months.sort_unstable();
    months.dedup();
    let count = i64::try_from(months.len()).unwrap_or(0);
    let payment = inputs.fen("resident_year_payment")?;
    let aid = inputs.opt_fen("resident_collective_aid").unwrap_or(Fen::ZERO);
    let personal = overlap_refund(case.trace, ("退个人缴费", "refund to the person"), payment, count);
    let collective = overlap_refund(case.trace, ("退集体补助", "refund of collective aid"), aid, count);
    case.put("kept", "employee");
    case.put("overlap_months", count);
    case.put("refund_personal", personal);
    case.put("refund_collective", collective);
    // The subsidy stays in the account.
    case.put("government_subsidy_refunded", Fen::ZERO);
    Ok(())
}

fn annuity<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    for (key, names, id) in [
        ("unit_8_percent", ("单位缴费", "unit"), "annuity.unit_rate"),
        ("person_4_percent", ("个人缴费", "person"), "annuity.person_rate"),
    ] {
        case.give(key, |case| {
            let base = case.inputs.fen("base")?;
            let rate = case.law()?.rate(id, case.on())?;
            Ok(annuity_share(case.trace, names, base, &rate))
        })?;
    }
    case.give("monthly", |case| {
        let months: Figure<Rate> = Figure::given(case.inputs.rate("months")?);
        spread(case.trace, ("月领取", "a month"), case.inputs.fen("balance")?, &months)
    })?;
    Ok(())
}

fn comparison<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let (old, new) = (inputs.fen("old_method")?, inputs.fen("new_method")?);
    let paid = transition_comparison(case.trace, &case.law()?, case.on(), old, new)?;
    case.put("paid", paid);
    Ok(())
}
