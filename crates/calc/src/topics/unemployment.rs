//! Unemployment: duration, amount, lump sums, transfer, refund to employers, skill subsidy.

use kernel::{Fen, Rate, Result};
use rules::unemployment::{
    duration, months_in_one, printed_amount, reemployment_months, share_of, skill_subsidy, stabilisation,
    transfer,
};
use rules::{Figure, Trace};

use super::{DATE, REGION};
use crate::case::{Case, contradiction};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const MONTHS: Kind = Kind::Whole(0, 600);
const MONTHLY: Input = Input::new("monthly", Kind::Wage, "月失业保险金", "monthly benefit");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "unemployment-duration",
        "失业保险金领取期限",
        "months of unemployment benefit",
        "社会保险法第四十六条；各省失业保险条例",
        months,
        [
            REGION.required(),
            Input::new("years", Kind::Number, "累计缴费年限", "years paid").required(),
            Input::new("unused_before", MONTHS, "前次未领完月数", "unused months of an earlier spell"),
            Input::new("months_to_retirement", MONTHS, "距法定退休月数", "months to the statutory age"),
            DATE,
        ],
        [
            ("months", "领取月数", "months"),
            ("until_retirement", "可延长领取至退休", "the benefit may go on until retirement")
        ]
    ),
    topic!(
        "unemployment-amount",
        "失业保险金标准",
        "monthly unemployment benefit",
        "社会保险法第四十七条、第四十八条；各省标准",
        amount,
        [
            REGION.required(),
            DATE,
            Input::new("years", Kind::Number, "累计缴费年限", "years paid"),
            Input::new("month_index", Kind::Whole(1, 600), "第几个月", "month of benefit"),
            Input::new("min_wage", Kind::Wage, "最低工资", "minimum wage")
                .or_law("unemployment.minimum_wage"),
            Input::new("ratio", Kind::Share, "占最低工资比例", "share of the minimum wage")
                .or_law("unemployment.benefit_ratio"),
            Input::new("medical_ratio", Kind::Share, "医疗补助比例", "medical supplement")
                .or_law("unemployment.medical_ratio"),
        ],
        [("monthly", "月失业保险金", "monthly benefit"), ("medical", "医疗补助金", "medical supplement")]
    ),
    topic!(
        "unemployment-lump",
        "一次性失业待遇",
        "unemployment benefit in one sum",
        "各省失业保险条例",
        lump,
        [
            REGION.required(),
            DATE,
            MONTHLY.required(),
            Input::new(
                "kind",
                Kind::Word(&["birth", "business-start", "re-employed", "rural-worker"]),
                "事由",
                "reason"
            )
            .required(),
            Input::new("multiple", Kind::Whole(0, 100), "倍数", "multiple")
                .or_law("unemployment.birth_multiple"),
            Input::new("years_worked", Kind::Number, "连续工作年限", "years worked"),
            Input::new("remaining_months", MONTHS, "未领取月数", "months not yet drawn"),
            Input::new("contract_years", Kind::Number, "新合同年限", "years of the new contract"),
            Input::new(
                "insured_months_new",
                MONTHS,
                "新单位参保月数",
                "months insured with the new employer"
            ),
        ],
        [
            ("lump", "一次性金额", "lump sum"),
            ("months", "一次性月数", "months paid in one sum"),
            ("left_for_merge", "保留月数", "months kept for a later spell"),
        ]
    ),
    topic!(
        "unemployment-transfer",
        "失业保险关系转移金额",
        "unemployment money that moves",
        "人社厅发〔2021〕85号；失业保险关系转迁办法",
        moved,
        [
            Input::new("months", MONTHS, "剩余月数", "remaining months").required(),
            MONTHLY.required(),
            Input::new(
                "extra_share",
                Kind::Share,
                "医疗补助和培训部分比例",
                "share for premium and training"
            )
            .or_law("unemployment.transfer_extra_share"),
            Input::new(
                "contrib_months_in_origin",
                MONTHS,
                "转出地缴费月数",
                "months paid in the leaving place"
            )
            .required(),
            DATE,
        ],
        [
            ("benefit", "失业保险金部分", "benefit"),
            ("extra", "医疗和培训部分", "premium and training"),
            ("transfer", "转移金额", "transfer"),
            ("relation_moved", "关系转移", "the relation moves"),
        ]
    ),
    topic!(
        "stabilisation-refund",
        "稳岗返还",
        "refund to employers that keep their people",
        "人社部发〔2024〕40号等年度通知",
        refund,
        [
            Input::new(
                "insured_prev",
                Kind::Whole(0, 100_000_000),
                "上年末参保人数",
                "insured at the end of last year"
            )
            .required(),
            Input::new("reduced", Kind::Whole(0, 100_000_000), "裁减人数", "laid off").required(),
            Input::new("limit", Kind::Share, "裁员率上限", "limit").or_law("unemployment.layoff_limit"),
            Input::new("size", Kind::Word(&["large", "small"]), "企业规模", "size"),
            Input::new("paid", Kind::Yuan, "上年实缴失业保险费", "contributions paid last year").required(),
            Input::new("ratio", Kind::Share, "返还比例", "ratio").or_law("unemployment.refund_ratio"),
            REGION,
            DATE,
        ],
        [
            ("layoff_rate", "裁员率", "layoff rate"),
            ("eligible", "符合条件", "eligible"),
            ("refund", "返还金额", "refund")
        ]
    ),
    topic!(
        "skill-subsidy",
        "技能提升补贴",
        "skill subsidy",
        "人社部发〔2017〕40号；人社部发〔2022〕23号",
        skill,
        [
            Input::new(
                "level",
                Kind::Whole(1, 5),
                "职业资格等级(五级为初级)",
                "level of the certificate (5 is the lowest)"
            )
            .required(),
            Input::new("in_demand", Kind::Flag, "紧缺急需工种", "occupation in demand"),
            Input::new("contribution_months", MONTHS, "累计缴费月数", "months paid"),
            Input::new("months_since_certificate", MONTHS, "发证后月数", "months since the certificate"),
            Input::new("paid_this_year", Kind::Whole(0, 100), "本年已领次数", "subsidies drawn this year"),
            REGION,
            DATE,
        ],
        [("eligible", "符合条件", "eligible"), ("subsidy", "补贴金额", "subsidy")]
    ),
    topic!(
        "unemployment-death",
        "失业人员死亡待遇",
        "death while drawing benefit",
        "各省失业保险条例",
        death,
        [
            REGION.required(),
            DATE,
            Input::new("monthly", Kind::Wage, "月失业保险金", "monthly benefit"),
            Input::new("avg_wage", Kind::Wage, "当地月平均工资", "local monthly average wage"),
            Input::new("dependants", Kind::Whole(0, 100), "供养亲属人数", "dependants"),
        ],
        [
            ("funeral", "丧葬补助金", "funeral grant"),
            ("pension_grant", "抚恤金", "survivor grant"),
            ("total", "合计", "total")
        ]
    ),
    topic!(
        "job-seeking-allowance",
        "求职补贴",
        "job-seeking allowance",
        "广东省失业保险条例第二十条",
        seeking,
        [
            REGION.required(),
            DATE,
            Input::new(
                "mean_base",
                Kind::Wage,
                "失业前十二个月平均缴费工资",
                "mean base of the twelve months before"
            )
            .required(),
            Input::new("ratio", Kind::Share, "比例", "share").or_law("unemployment.job_seeking_share"),
            Input::new("months", MONTHS, "月数", "months"),
        ],
        [("monthly", "月补贴", "a month"), ("months", "月数", "months"), ("total", "合计", "total")]
    ),
];

fn months<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let unused = case.inputs.opt_whole("unused_before").unwrap_or(0);
    let months = duration(case.trace, &case.law()?, case.on(), case.inputs.rate("years")?, unused)?;
    case.put("months", months);
    if let Some(left) = case.inputs.opt_whole("months_to_retirement") {
        let within = case.law()?.whole("unemployment.extension_within", case.on())?;
        // Used up within so many months of the statutory age.
        case.put("until_retirement", left - months <= within.value);
    }
    Ok(())
}

fn amount<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let printed = case.inputs.has("years") || case.inputs.has("month_index");
    if printed && let Some(other) = ["min_wage", "ratio"].into_iter().find(|key| case.inputs.has(key)) {
        return Err(contradiction(
            "years",
            other,
            "标准只能按一种方式确定",
            "the amount is set in one way only",
        ));
    }
    let monthly = case.give("monthly", |case| {
        if printed {
            let (years, month) =
                (case.inputs.rate("years")?, case.inputs.opt_whole("month_index").unwrap_or(1));
            return printed_amount(case.trace, &case.law()?, case.on(), years, month);
        }
        let wage = case.fen_or("min_wage", "unemployment.minimum_wage")?;
        let ratio = case.rate_or("ratio", "unemployment.benefit_ratio")?;
        Ok(share_of(case.trace, ("失业保险金", "benefit"), ("min_wage", &wage), &ratio))
    })?;
    if let Some(monthly) = monthly {
        case.give("medical", |case| {
            let ratio = case.rate_or("medical_ratio", "unemployment.medical_ratio")?;
            let monthly = Figure::given(monthly);
            Ok(share_of(case.trace, ("医疗补助金", "medical supplement"), ("monthly", &monthly), &ratio))
        })?;
    }
    Ok(())
}

fn lump<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let monthly = case.inputs.fen("monthly")?;
    let (law, on) = (case.law()?, case.on());
    let paid = match case.inputs.word("kind")? {
        "birth" => {
            let multiple = case.whole_or("multiple", "unemployment.birth_multiple")?;
            let lump = months_in_one(case.trace, monthly, &multiple);
            case.put("lump", lump);
            return Ok(());
        }
        "rural-worker" => {
            let per_year = law.whole("unemployment.rural_months_per_year", on)?;
            let most = law.whole("unemployment.rural_months_most", on)?;
            let years = case.inputs.rate("years_worked")?.nano() / Rate::ONE.nano();
            ((per_year.value * years).min(most.value), 0)
        }
        "business-start" => {
            // Where a region pays it, it pays all that is left.
            law.rate("unemployment.business_start_share", on)?;
            (case.inputs.whole("remaining_months")?, 0)
        }
        _ => reemployment_months(
            case.trace,
            &law,
            on,
            case.inputs.whole("remaining_months")?,
            case.inputs.rate("contract_years")?,
            case.inputs.whole("insured_months_new")?,
        )?,
    };
    let lump = months_in_one(case.trace, monthly, &Figure::given(paid.0));
    case.put("months", paid.0);
    case.put("lump", lump);
    case.put("left_for_merge", paid.1);
    Ok(())
}

fn moved<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let share = case.rate_or("extra_share", "unemployment.transfer_extra_share")?;
    let left = (case.inputs.whole("months")?, case.inputs.fen("monthly")?);
    let paid = case.inputs.whole("contrib_months_in_origin")?;
    let moved = transfer(case.trace, &case.law()?, case.on(), left, &share, paid)?;
    case.put("benefit", moved.benefit);
    case.put("extra", moved.extra);
    case.put("transfer", moved.transfer);
    case.put("relation_moved", true);
    Ok(())
}

fn refund<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let insured = case.inputs.whole("insured_prev")?;
    let limit = match case.inputs.opt_rate("limit") {
        Some(limit) => Figure::given(limit),
        None => {
            let table = case.table("unemployment.layoff_limit")?;
            let row =
                table.value.rows().find(|row| row.whole("up_to_insured").is_none_or(|most| insured <= most));
            table.clone().map(|_| row.and_then(|row| row.rate("limit")).unwrap_or(Rate::ZERO))
        }
    };
    let ratio = match case.inputs.opt_rate("ratio") {
        Some(ratio) => Figure::given(ratio),
        None => {
            let size = case.inputs.word("size")?;
            let table = case.table("unemployment.refund_ratio")?;
            let row = table.value.rows().find(|row| row.word("size") == Some(size));
            table.clone().map(|_| row.and_then(|row| row.rate("ratio")).unwrap_or(Rate::ZERO))
        }
    };
    let (reduced, paid) = (case.inputs.whole("reduced")?, case.inputs.fen("paid")?);
    let refund = stabilisation(case.trace, (insured, reduced), &limit, paid, &ratio)?;
    case.put("layoff_rate", refund.layoff_rate);
    case.put("eligible", refund.eligible);
    case.put("refund", refund.refund);
    Ok(())
}

fn skill<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (law, on) = (case.law()?, case.on());
    // A condition that was not told of is taken as met.
    let met = |given: Option<i64>, id: &str, at_least: bool| -> Result<bool> {
        let Some(given) = given else { return Ok(true) };
        let bound = law.whole(id, on)?.value;
        Ok(if at_least { given >= bound } else { given <= bound })
    };
    let inputs = case.inputs;
    let eligible =
        met(inputs.opt_whole("contribution_months"), "unemployment.skill_contribution_months", true)?
            && met(inputs.opt_whole("months_since_certificate"), "unemployment.skill_claim_months", false)?
            && met(
                inputs.opt_whole("paid_this_year").map(|paid| paid + 1),
                "unemployment.skill_per_year",
                false,
            )?;
    let in_demand = inputs.opt_flag("in_demand").unwrap_or(false);
    let full = skill_subsidy(case.trace, &law, on, inputs.whole("level")?, in_demand)?;
    case.put("eligible", eligible);
    case.put("subsidy", if eligible { full } else { Fen::ZERO });
    Ok(())
}

/// Grants in months of the benefit or of the average wage, as the region says.
fn death<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (law, on) = (case.law()?, case.on());
    let by_wage = law.word("unemployment.death_measure", on)?.value == "average-wage";
    let measure = case.inputs.fen(if by_wage { "avg_wage" } else { "monthly" })?;
    let funeral = law.whole("unemployment.death_funeral_months", on)?;
    let grant = law.whole("unemployment.death_grant_months", on)?;
    let each = rules::optional(law.whole("unemployment.death_months_per_dependant", on))?;
    let most = rules::optional(law.whole("unemployment.death_dependants_most", on))?;
    let mut months = grant.value;
    if let Some(each) = each {
        let more = each.value * case.inputs.whole("dependants")?;
        months += most.map_or(more, |most| more.min(most.value));
    }
    let funeral = months_in_one(case.trace, measure, &funeral);
    let grant = months_in_one(case.trace, measure, &Figure { value: months, parameter: grant.parameter });
    case.put("funeral", funeral);
    case.put("pension_grant", grant);
    case.put("total", funeral + grant);
    Ok(())
}

fn seeking<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let base = Figure::given(case.inputs.fen("mean_base")?);
    let ratio = case.rate_or("ratio", "unemployment.job_seeking_share")?;
    let monthly = share_of(case.trace, ("求职补贴", "job-seeking allowance"), ("mean_base", &base), &ratio);
    case.put("monthly", monthly);
    if let Some(months) = case.inputs.opt_whole("months") {
        let most = case.law()?.whole("unemployment.job_seeking_months", case.on())?;
        let months = Figure { value: months.min(most.value), parameter: most.parameter };
        let total = months_in_one(case.trace, monthly, &months);
        case.put("months", months.value);
        case.put("total", total);
    }
    Ok(())
}
