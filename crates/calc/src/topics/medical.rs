//! Medical: the split of a line, inpatient, outpatient, account, major illness, aid, care elsewhere.

use kernel::{Fen, Rate, Result};
use rules::medical::{
    Band, account_credit, aid_layer, inpatient, major_illness, outpatient, remote_ratio, split_line,
    waiting_months,
};
use rules::{Figure, Step, Trace};

use super::{DATE, REGION};
use crate::case::{Case, contradiction, needed};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const IN_SCOPE: Input = Input::new("in_scope", Kind::Yuan, "政策范围内费用", "spending in scope");
const DEDUCTIBLE: Input = Input::new("deductible", Kind::Yuan, "起付线", "deductible");
const BAND: &[Input] = &[
    Input::new("lo", Kind::Yuan, "起", "from").required(),
    Input::new("hi", Kind::OrNull(&Kind::Yuan), "止(null 为以上)", "up to, null for open").required(),
    Input::new("ratio", Kind::Share, "支付比例", "share").required(),
    Input::new("fund", Kind::Word(&["pool", "large"]), "支付基金", "fund"),
];
const BANDS: Input = Input::new("bands", Kind::List(&Kind::Record(BAND)), "分段", "bands");
const LEVEL: Input = Input::new("level", Kind::Whole(1, 3), "医院等级", "level of the hospital");
const RETIRED: Input = Input::new("retired", Kind::Flag, "退休人员", "retired");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "medical-line",
        "费用明细分割",
        "split of a fee line",
        "基本医疗保险三大目录；定点医药机构接口规范",
        line,
        [
            Input::new("price", Kind::Wage, "单价", "price").required(),
            Input::new("quantity", Kind::Number, "数量", "quantity"),
            Input::new("price_ceiling", Kind::Wage, "限价", "price ceiling"),
            Input::new("class", Kind::Word(&["A", "B", "C"]), "目录类别", "class of the catalogue")
                .required(),
            Input::new("pre_self_ratio", Kind::Share, "乙类先行自付比例", "share of class B borne first"),
            Input::new("use_limit_broken", Kind::Flag, "不符合限定使用", "use limit broken"),
        ],
        [
            ("amount", "总额", "amount"),
            ("over_limit", "超限价", "over the ceiling"),
            ("full_self", "全自费", "outside the catalogue"),
            ("pre_self", "先行自付", "class B share"),
            ("in_scope", "符合政策范围", "in scope"),
        ]
    ),
    topic!(
        "medical-inpatient",
        "住院费用结算",
        "settlement of a stay",
        "社会保险法第二十八条；地方医保办法",
        stay,
        [
            Input::new("total", Kind::Yuan, "总费用", "total"),
            IN_SCOPE,
            Input::new("full_self", Kind::Yuan, "全自费", "outside the catalogue"),
            Input::new("pre_self", Kind::Yuan, "先行自付", "class B share"),
            DEDUCTIBLE.or_law("medical.inpatient_deductibles"),
            Input::new("ratio", Kind::Share, "支付比例", "ratio"),
            BANDS.or_law("medical.inpatient_bands"),
            Input::new("cap_left", Kind::Yuan, "年度限额余额", "left of the year's cap"),
            Input::new("deposit", Kind::Yuan, "预交金", "deposit"),
            LEVEL,
            RETIRED,
            Input::new("admission", Kind::Whole(1, 100), "本年第几次住院", "admission of the year"),
            REGION,
            DATE,
        ],
        [
            ("pool", "统筹支付", "pool"),
            ("large", "大额支付", "large-sum fund"),
            ("person", "个人负担", "person"),
            ("refund", "退预交金", "refund of the deposit"),
            ("to_pay", "补缴", "still to pay"),
        ]
    ),
    topic!(
        "medical-outpatient",
        "门诊统筹结算",
        "outpatient settlement",
        "国办发〔2021〕14号；地方医保办法",
        clinic,
        [
            IN_SCOPE.required(),
            Input::new("annual_deductible", Kind::Yuan, "年度起付线", "deductible of the year").required(),
            Input::new("ratio", Kind::Share, "支付比例", "ratio").required(),
            Input::new("annual_cap", Kind::Yuan, "年度限额", "cap of the year").required(),
            Input::new("scope_before", Kind::Yuan, "本年已发生", "in scope before").required(),
            Input::new("paid_before", Kind::Yuan, "本年已支付", "paid before").required(),
        ],
        [("pool", "统筹支付", "pool"), ("person", "个人负担", "person")]
    ),
    topic!(
        "medical-account",
        "医保个人账户划入",
        "credit of the medical account",
        "国办发〔2021〕14号",
        credit,
        [
            Input::new("base", Kind::Wage, "缴费基数", "base").required(),
            Input::new("rate", Kind::Share, "划入比例", "rate")
                .or_law("contribution.medical.employee.account_ratio"),
            REGION,
            DATE,
        ],
        [("monthly_credit", "月划入", "monthly credit")]
    ),
    topic!(
        "medical-split",
        "自费与自付",
        "self-funded and self-paid",
        "基本医疗保险三大目录",
        split,
        [
            Input::new("total", Kind::Yuan, "总费用", "total").required(),
            Input::new("in_catalogue", Kind::Yuan, "目录内", "in the catalogue").required(),
            Input::new("fund", Kind::Yuan, "基金支付", "paid by the fund").required(),
            Input::new("out_of_catalogue", Kind::Yuan, "目录外", "outside the catalogue").required(),
        ],
        [
            ("self_funded", "自费", "self-funded"),
            ("self_pay", "自付", "self-paid"),
            ("person", "个人负担", "person")
        ]
    ),
    topic!(
        "major-illness",
        "大病保险",
        "major illness insurance",
        "国办发〔2015〕57号",
        illness,
        [
            Input::new(
                "compliant_after_basic",
                Kind::Yuan,
                "基本医保后合规个人负担",
                "compliant amount after the basic insurance"
            ),
            DEDUCTIBLE,
            Input::new(
                "excess_over_deductible",
                Kind::Yuan,
                "超过起付线的部分",
                "amount above the deductible"
            ),
            BANDS.required(),
            Input::new("annual_cap", Kind::Yuan, "年度限额", "cap of the year"),
            Input::new("paid_before", Kind::Yuan, "本年已支付", "paid before"),
        ],
        [("pay", "大病保险支付", "paid"), ("parts", "各段", "by band")]
    ),
    topic!(
        "medical-aid",
        "三重保障(基本、大病、救助)",
        "the three layers of protection",
        "国办发〔2021〕42号；地方救助办法",
        layers,
        [
            IN_SCOPE.required(),
            DEDUCTIBLE.required(),
            Input::new("ratio", Kind::Share, "基本医保比例", "basic ratio").required(),
            Input::new(
                "major_deductible",
                Kind::Yuan,
                "大病起付线",
                "deductible of the major illness insurance"
            ),
            Input::new(
                "major_bands",
                Kind::List(&Kind::Record(BAND)),
                "大病分段",
                "bands of the major illness insurance"
            ),
            Input::new("aid_ratio", Kind::Share, "救助比例", "aid ratio"),
            Input::new("aid_deductible", Kind::Yuan, "救助起付线", "deductible of the aid"),
            Input::new("aid_cap", Kind::Yuan, "救助限额", "cap of the aid"),
            Input::new("tilt_ratio", Kind::Share, "倾斜救助比例", "ratio of the tilt aid"),
            Input::new("tilt_deductible", Kind::Yuan, "倾斜救助起付线", "deductible of the tilt aid"),
        ],
        [
            ("basic", "基本医保", "basic"),
            ("major", "大病保险", "major illness"),
            ("aid", "医疗救助", "aid"),
            ("tilt", "倾斜救助", "tilt aid"),
            ("total", "合计支付", "paid in all"),
            ("person", "个人负担(范围内)", "person, in scope"),
        ]
    ),
    topic!(
        "medical-waiting",
        "居民医保待遇等待期",
        "waiting period of residents",
        "国办发〔2024〕38号",
        waiting,
        [
            Input::new("missed_years", Kind::Whole(0, 100), "断保年数", "years missed").required(),
            REGION,
            DATE
        ],
        [("months", "等待期月数", "months of waiting")]
    ),
    topic!(
        "remote-settlement",
        "异地就医结算",
        "care elsewhere",
        "医保发〔2022〕22号",
        remote,
        [
            Input::new("local_ratio", Kind::Share, "本地支付比例", "local ratio").required(),
            Input::new("cut_points", Kind::Whole(0, 100), "降低百分点", "points cut")
                .or_law("medical.remote_cuts"),
            Input::new(
                "filing",
                Kind::Word(&["long-term", "referral", "emergency", "other"]),
                "备案类型",
                "kind of filing"
            ),
            DEDUCTIBLE.required(),
            IN_SCOPE.required(),
            REGION,
            DATE,
        ],
        [
            ("ratio", "支付比例", "ratio"),
            ("pool", "统筹支付", "pool"),
            ("person", "个人负担(范围内)", "person, in scope")
        ]
    ),
];

fn bands<T: Trace>(case: &Case<'_, T>, key: &'static str) -> Result<Vec<Band>> {
    let bands: Vec<Band> = case
        .inputs
        .records(key, BAND)
        .map(|band| {
            Ok(Band {
                from: band.fen("lo")?,
                to: band.opt_fen("hi"),
                ratio: band.rate("ratio")?,
                large: band.opt_word("fund") == Some("large"),
            })
        })
        .collect::<Result<_>>()?;
    let wrong = bands.windows(2).any(|pair| pair[0].to.is_none_or(|to| to > pair[1].from))
        || bands.iter().any(|band| band.to.is_some_and(|to| to < band.from));
    if wrong {
        return Err(contradiction(
            "bands",
            "bands",
            "分段重叠或次序颠倒",
            "the bands overlap or run backwards",
        ));
    }
    Ok(bands)
}

fn line<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let class = inputs.word("class")?;
    let outside = class == "C" || inputs.opt_flag("use_limit_broken").unwrap_or(false);
    let own = match class {
        "B" => inputs.rate("pre_self_ratio")?,
        _ => Rate::ZERO,
    };
    let priced = (inputs.fen("price")?, inputs.opt_rate("quantity").unwrap_or(Rate::ONE));
    let split = split_line(case.trace, priced, inputs.opt_fen("price_ceiling"), outside, own)?;
    case.put("amount", split.amount);
    case.put("over_limit", split.over_limit);
    case.put("full_self", split.full_self);
    case.put("pre_self", split.pre_self);
    case.put("in_scope", split.in_scope);
    Ok(())
}

/// The bands of a stay: those given, one ratio for all, or the region's by level and retirement.
fn stay_bands<T: Trace>(case: &Case<'_, T>) -> Result<Vec<Band>> {
    match (case.inputs.has("bands"), case.inputs.opt_rate("ratio")) {
        (true, Some(_)) => Err(contradiction("ratio", "bands", "只能二选一", "give one of them")),
        (true, None) => bands(case, "bands"),
        (false, Some(ratio)) => Ok(vec![Band { from: Fen::ZERO, to: None, ratio, large: false }]),
        (false, None) if !case.inputs.has("region") => Err(needed("ratio")),
        (false, None) => {
            let (level, retired) = (case.inputs.whole("level")?, retired(case));
            Ok(Band::of_stay(case.table("medical.inpatient_bands")?.value, level, retired))
        }
    }
}

fn retired<T>(case: &Case<'_, T>) -> bool
where
    T: Trace,
{
    case.inputs.opt_flag("retired").unwrap_or(false)
}

fn stay_deductible<T: Trace>(case: &Case<'_, T>) -> Result<Fen> {
    if let Some(given) = case.inputs.opt_fen("deductible") {
        return Ok(given);
    }
    if !case.inputs.has("region") {
        return Err(needed("deductible"));
    }
    let (level, admission) = (case.inputs.whole("level")?, case.inputs.opt_whole("admission").unwrap_or(1));
    let table = case.table("medical.inpatient_deductibles")?;
    rules::medical::stay_deductible(table.value, level, retired(case), admission)
        .ok_or_else(|| needed("deductible"))
}

fn stay<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let zero = |key: &str| inputs.opt_fen(key).unwrap_or(Fen::ZERO);
    let outside = zero("full_self") + zero("pre_self");
    let in_scope = match (inputs.opt_fen("in_scope"), inputs.opt_fen("total")) {
        (Some(in_scope), _) => in_scope,
        (None, Some(total)) => total - outside,
        (None, None) => return Err(needed("in_scope")),
    };
    let total = inputs.opt_fen("total").unwrap_or(in_scope + outside);
    if in_scope.is_negative() || total < in_scope + outside {
        return Err(contradiction("total", "in_scope", "各部分之和超过总费用", "the parts exceed the total"));
    }
    let (bands, deductible) = (stay_bands(case)?, stay_deductible(case)?);
    let has_large = bands.iter().any(|band| band.large);
    let paid = inpatient(case.trace, in_scope, deductible, &bands, inputs.opt_fen("cap_left"));
    let person = total - paid.pool - paid.large;
    case.trace.note(|| {
        Step::new("个人负担", "person", person)
            .by("total − pool − large")
            .input("total", total)
            .input("pool", paid.pool)
            .input("large", paid.large)
    });
    case.put("pool", paid.pool);
    if has_large {
        case.put("large", paid.large);
    }
    case.put("person", person);
    if let Some(deposit) = inputs.opt_fen("deposit") {
        case.put("refund", (deposit - person).max(Fen::ZERO));
        case.put("to_pay", (person - deposit).max(Fen::ZERO));
    }
    Ok(())
}

fn clinic<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let in_scope = inputs.fen("in_scope")?;
    let before = (inputs.fen("scope_before")?, inputs.fen("paid_before")?);
    let rules = (inputs.fen("annual_deductible")?, inputs.rate("ratio")?, inputs.fen("annual_cap")?);
    let pool = outpatient(case.trace, in_scope, before, rules);
    case.put("pool", pool);
    case.put("person", in_scope - pool);
    Ok(())
}

fn credit<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let rate = case.rate_or("rate", "contribution.medical.employee.account_ratio")?;
    let credit = account_credit(case.trace, case.inputs.fen("base")?, &rate);
    case.put("monthly_credit", credit);
    Ok(())
}

fn split<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let (total, inside) = (inputs.fen("total")?, inputs.fen("in_catalogue")?);
    let (fund, outside) = (inputs.fen("fund")?, inputs.fen("out_of_catalogue")?);
    if inside + outside != total {
        return Err(contradiction(
            "total",
            "in_catalogue",
            "目录内外之和不等于总费用",
            "inside and outside do not add up to the total",
        ));
    }
    if fund > inside {
        return Err(contradiction(
            "fund",
            "in_catalogue",
            "基金支付超过目录内费用",
            "the fund pays more than what is in the catalogue",
        ));
    }
    let own = inside - fund;
    case.trace.note(|| {
        Step::new("个人负担", "person", outside + own)
            .by("out_of_catalogue + (in_catalogue − fund)")
            .input("out_of_catalogue", outside)
            .input("in_catalogue", inside)
            .input("fund", fund)
    });
    case.put("self_funded", outside);
    case.put("self_pay", own);
    case.put("person", outside + own);
    Ok(())
}

fn illness<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let (amount, above) =
        match (inputs.opt_fen("compliant_after_basic"), inputs.opt_fen("excess_over_deductible")) {
            (Some(_), Some(_)) => {
                return Err(contradiction(
                    "compliant_after_basic",
                    "excess_over_deductible",
                    "只能二选一",
                    "give one of them",
                ));
            }
            (Some(amount), None) => (amount, inputs.opt_fen("deductible").unwrap_or(Fen::ZERO)),
            (None, Some(excess)) => (excess, Fen::ZERO),
            (None, None) => return Err(needed("compliant_after_basic")),
        };
    let left = inputs
        .opt_fen("annual_cap")
        .map(|cap| (cap - inputs.opt_fen("paid_before").unwrap_or(Fen::ZERO)).max(Fen::ZERO));
    let (pay, parts) = major_illness(case.trace, amount, above, &bands(case, "bands")?, left);
    case.put("pay", pay);
    case.put("parts", parts);
    Ok(())
}

fn layers<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let zero = |key: &str| inputs.opt_fen(key).unwrap_or(Fen::ZERO);
    let in_scope = inputs.fen("in_scope")?;
    let all = [Band { from: Fen::ZERO, to: None, ratio: inputs.rate("ratio")?, large: false }];
    let basic = inpatient(case.trace, in_scope, inputs.fen("deductible")?, &all, None).pool;
    let mut left = in_scope - basic;
    case.put("basic", basic);
    if inputs.has("major_bands") {
        let bands = bands(case, "major_bands")?;
        let (major, _) = major_illness(case.trace, left, zero("major_deductible"), &bands, None);
        left -= major;
        case.put("major", major);
    }
    if let Some(ratio) = inputs.opt_rate("aid_ratio") {
        let cap = inputs.opt_fen("aid_cap");
        let aid = aid_layer(case.trace, left, zero("aid_deductible"), &Figure::given(ratio), cap);
        left -= aid;
        case.put("aid", aid);
    }
    if let Some(ratio) = inputs.opt_rate("tilt_ratio") {
        let tilt = aid_layer(case.trace, left, zero("tilt_deductible"), &Figure::given(ratio), None);
        left -= tilt;
        case.put("tilt", tilt);
    }
    case.put("total", in_scope - left);
    case.put("person", left);
    Ok(())
}

fn remote<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let points = match (inputs.opt_whole("cut_points"), inputs.opt_word("filing")) {
        (Some(points), _) => Figure::given(Rate::from_nano(points * 10_000_000)),
        (None, Some(filing)) => {
            let table = case.table("medical.remote_cuts")?;
            let row = table.value.rows().find(|row| row.word("filing") == Some(filing));
            table.clone().map(|_| row.and_then(|row| row.rate("cut")).unwrap_or(Rate::ZERO))
        }
        (None, None) => return Err(needed("cut_points")),
    };
    let ratio = remote_ratio(case.trace, inputs.rate("local_ratio")?, &points)?;
    let in_scope = inputs.fen("in_scope")?;
    let all = [Band { from: Fen::ZERO, to: None, ratio, large: false }];
    let pool = inpatient(case.trace, in_scope, inputs.fen("deductible")?, &all, None).pool;
    case.put("ratio", ratio);
    case.put("pool", pool);
    case.put("person", in_scope - pool);
    Ok(())
}

fn waiting<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let months = waiting_months(case.trace, &case.law()?, case.on(), case.inputs.whole("missed_years")?)?;
    case.put("months", months);
    Ok(())
}
