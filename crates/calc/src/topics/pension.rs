//! The pension: average index, award by items, yearly adjustment.

use kernel::{Fen, Rate, Result};
use rules::pension::{
    AdjustmentRules, Bases, IndexPart, PensionItems, PensionRules, Transition, Years, account_part, adjust,
    average_index, basic_part, extra_part, low_index_factor, total, transition_part, years,
};
use rules::{Figure, Step, Trace};

use super::{MONTH, REGION};
use crate::case::{Case, contradiction, needed};
use crate::kind::{Input, Kind, Value};
use crate::topic::{Topic, topic};

const SEGMENT: &[Input] = &[
    Input::new("index", Kind::Number, "指数", "index").required(),
    Input::new("years", Kind::Number, "年数", "years").required(),
];
const MONTHS_AT: &[Input] = &[
    Input::new("ratio", Kind::Number, "月缴费指数", "monthly ratio").required(),
    Input::new("months", Kind::Whole(0, 1200), "月数", "months").required(),
];
const BAND: Kind = Kind::Tuple(&[Kind::OrNull(&Kind::Whole(0, 100)), Kind::Wage]);
const AGE: Kind = Kind::Whole(0, 150);
const TIER: Kind = Kind::Tuples(&[&[AGE, Kind::Wage], &[AGE, Kind::OrNull(&AGE), Kind::Wage]]);

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "average-index",
        "平均缴费指数",
        "average contribution index",
        "国发〔2005〕38号；各省计发办法",
        index,
        [
            Input::new(
                "annual_ratios",
                Kind::Map(&Kind::OrNull(&Kind::Number)),
                "各年缴费指数(null 为未缴)",
                "index by year, null where nothing was paid"
            ),
            Input::new(
                "denominator",
                Kind::Word(&["years_paid", "years_should_have_paid"]),
                "分母",
                "denominator"
            )
            .or_law("pension.gap_months"),
            Input::new("segments", Kind::List(&Kind::Record(SEGMENT)), "各段指数", "index by segment"),
            Input::new("total_years", Kind::Number, "总年限", "total years"),
            Input::new("deemed_index", Kind::Number, "视同缴费指数", "index of deemed months")
                .or_law("pension.deemed_index"),
            Input::new("deemed_months", Kind::Whole(0, 1200), "视同缴费月数", "deemed months"),
            Input::new(
                "monthly_ratios",
                Kind::List(&Kind::Record(MONTHS_AT)),
                "月缴费指数",
                "monthly ratios"
            ),
            Input::new(
                "pre_account_years_floor",
                Kind::Number,
                "建账前年限(舍去取整)",
                "years before accounts, rounded down"
            ),
            Input::new("pre_account_index", Kind::Number, "建账前指数", "index before accounts"),
            Input::new(
                "sum_of_later_annual_indices",
                Kind::Number,
                "建账后各年指数之和",
                "sum of the later annual indices"
            ),
            Input::new("total_years_ceil", Kind::Number, "总年限(进位取整)", "total years, rounded up"),
            REGION,
            MONTH,
        ],
        [("avg_index", "平均缴费指数", "average index")]
    ),
    topic!(
        "pension",
        "基本养老金",
        "pension a month",
        "国发〔2005〕38号；各省计发办法",
        award,
        [
            Input::new("base", Kind::Wage, "计发基数", "pension base").or_law("pension.base"),
            Input::new("province_base", Kind::Wage, "省计发基数", "base of the province")
                .or_law("pension.base"),
            Input::new("city_base", Kind::Wage, "市计发基数", "base of the city").or_law("pension.city_base"),
            Input::new("avg_index", Kind::Number, "平均缴费指数", "average index"),
            Input::new("total_years", Kind::Number, "缴费年限", "contribution years"),
            Input::new("whole_years", Kind::Whole(0, 100), "整年数", "whole years"),
            Input::new("extra_months", Kind::Whole(0, 11), "不满一年的月数", "months beyond whole years"),
            Input::new("account", Kind::Yuan, "个人账户储存额", "account at retirement"),
            Input::new("months", Kind::Number, "计发月数", "payment months"),
            Input::new("transition_years", Kind::Number, "过渡性养老金年限", "years of the transition part"),
            Input::new("pre_account_years", Kind::Number, "建账前年限", "years before accounts"),
            Input::new(
                "transition_coef_percent",
                Kind::Percent,
                "过渡系数(%)",
                "transition coefficient in percent"
            )
            .or_law("pension.transition_coefficient"),
            Input::new("transition_index", Kind::Number, "过渡性养老金指数", "index of the transition part"),
            Input::new("low_index_coefficient_a", Kind::Number, "低指数系数 a", "factor a of a low index")
                .or_law("pension.low_index"),
            Input::new(
                "monthly_rate_percent",
                Kind::Percent,
                "不满一年每月比例(%)",
                "rate per extra month in percent"
            )
            .or_law("pension.month_rate"),
            Input::new("fixed_additions", Kind::Map(&Kind::Wage), "定额增发", "fixed additions"),
            REGION,
            MONTH,
        ],
        [
            ("basic", "基础养老金", "basic part"),
            ("account", "个人账户养老金", "account part"),
            ("transition", "过渡性养老金", "transition part"),
            ("extra", "增发养老金", "extra item"),
            ("additions", "定额增发", "additions"),
            ("total", "合计", "total"),
        ]
    ),
    topic!(
        "pension-adjustment",
        "养老金调整",
        "yearly adjustment",
        "各省年度调整通知",
        adjustment,
        [
            Input::new("pension", Kind::Wage, "本人养老金", "own pension").required(),
            Input::new("years", Kind::Whole(0, 100), "缴费年限", "contribution years").required(),
            Input::new("age", AGE, "年龄", "age").required(),
            Input::new("fixed", Kind::Wage, "定额", "fixed part").or_law("adjustment.fixed"),
            Input::new(
                "per_year_bands",
                Kind::List(&BAND),
                "按年限挂钩[至, 每年元]",
                "yuan per year by band [up to, yuan]"
            )
            .or_law("adjustment.year_bands"),
            Input::new("years_floor", Kind::Wage, "年限挂钩保底", "least part by years")
                .or_law("adjustment.years_floor"),
            Input::new("percent", Kind::Percent, "按水平挂钩(%)", "part of the own pension in percent")
                .or_law("adjustment.percent"),
            Input::new(
                "age_tiers",
                Kind::List(&TIER),
                "高龄倾斜[起, 元]或[起, 止, 元]",
                "part by age [from, yuan] or [from, to, yuan]"
            )
            .or_law("adjustment.age_tiers"),
            Input::new("year", Kind::Year, "调整年度", "year of the scheme"),
            REGION,
        ],
        [
            ("fixed", "定额", "fixed"),
            ("by_years", "按年限", "by years"),
            ("by_amount", "按水平", "by own pension"),
            ("by_age", "高龄倾斜", "by age"),
            ("total", "合计", "total"),
        ]
    ),
];

fn whole(number: i64) -> Rate {
    Rate::from_nano(number.saturating_mul(1_000_000_000))
}

fn sum(rates: impl Iterator<Item = Rate>) -> Rate {
    Rate::from_nano(rates.fold(0i64, |sum, rate| sum.saturating_add(rate.nano())))
}

fn index<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let decimals = case.law()?.whole("pension.index_decimals", case.on())?;
    let (parts, total) = parts(case)?;
    let index = average_index(case.trace, &parts, total, decimals.value)?;
    case.put("avg_index", index);
    Ok(())
}

/// The parts of the average and what they are divided by.
fn parts<T: Trace>(case: &Case<'_, T>) -> Result<(Vec<IndexPart>, Rate)> {
    let inputs = case.inputs;
    let ways = ["annual_ratios", "segments", "pre_account_years_floor", "monthly_ratios"];
    let mut given = ways.into_iter().filter(|key| inputs.has(key));
    let way = given.next().or(inputs.has("deemed_months").then_some("monthly_ratios"));
    if let (Some(first), Some(second)) = (way, given.next()) {
        return Err(contradiction(
            first,
            second,
            "指数只能由一种方式给出",
            "the index can be given in one way only",
        ));
    }
    match way {
        Some("annual_ratios") => {
            let ratios = inputs.map("annual_ratios");
            let paid: Vec<IndexPart> = ratios
                .iter()
                .filter_map(|(_, ratio)| Some(IndexPart { index: ratio.as_rate()?, weight: Rate::ONE }))
                .collect();
            let all = match inputs.opt_word("denominator") {
                Some(word) => word == "years_should_have_paid",
                None => case.law()?.word("pension.gap_months", case.on())?.value == "as-zero",
            };
            let years = if all { ratios.len() } else { paid.len() };
            Ok((paid, whole(i64::try_from(years).unwrap_or(0))))
        }
        Some("segments") => {
            let read = inputs.records("segments", SEGMENT);
            let parts: Vec<IndexPart> = read
                .map(|part| Ok(IndexPart { index: part.rate("index")?, weight: part.rate("years")? }))
                .collect::<Result<_>>()?;
            let all = sum(parts.iter().map(|part| part.weight));
            let total = inputs.opt_rate("total_years").unwrap_or(all);
            Ok((parts, total))
        }
        Some("pre_account_years_floor") => {
            let before = IndexPart {
                index: inputs.opt_rate("pre_account_index").unwrap_or(Rate::ONE),
                weight: inputs.rate("pre_account_years_floor")?,
            };
            let later = IndexPart { index: inputs.rate("sum_of_later_annual_indices")?, weight: Rate::ONE };
            Ok((vec![before, later], inputs.rate("total_years_ceil")?))
        }
        Some(_) => {
            let mut parts = Vec::new();
            // At the person's own average deemed months leave the average as it is.
            let own = !inputs.has("deemed_index")
                && case.law()?.word("pension.deemed_index_method", case.on())?.value == "own-average";
            if let Some(months) = inputs.opt_whole("deemed_months").filter(|months| *months > 0 && !own) {
                let index = case.rate_or("deemed_index", "pension.deemed_index")?;
                parts.push(IndexPart { index: index.value, weight: whole(months) });
            }
            for at in inputs.records("monthly_ratios", MONTHS_AT) {
                parts.push(IndexPart { index: at.rate("ratio")?, weight: whole(at.whole("months")?) });
            }
            let total = sum(parts.iter().map(|part| part.weight));
            Ok((parts, total))
        }
        None => Err(needed("annual_ratios")),
    }
}

fn award<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (law, month) = (case.law()?, case.month());
    let mut rules = PensionRules::at(&law, month)?;
    if let Some(rate) = case.inputs.opt_rate("monthly_rate_percent") {
        rules.month_rate = Some(Figure::given(rate));
    }
    let bases = case.attempt(|case| bases(case))?;
    let items = case.attempt(|case| {
        let index = case.inputs.rate("avg_index")?;
        let factor = case.inputs.opt_rate("low_index_coefficient_a");
        let factor = factor.map_or_else(|| low_index_factor(&law, month, index), Ok)?;
        Ok(PensionItems {
            bases: bases.clone().ok_or_else(|| needed("base"))?,
            index,
            low_index_factor: factor,
            years: all_years(case)?,
            account: Fen::ZERO,
            payment_months: Rate::ONE,
            transition: None,
            additions: Fen::ZERO,
        })
    })?;
    let part = |items: &Option<PensionItems>| items.clone().ok_or_else(|| needed("avg_index"));
    let basic = case.give("basic", |case| basic_part(case.trace, &part(&items)?, &rules))?;
    let account = case.give("account", |case| {
        account_part(case.trace, case.inputs.fen("account")?, case.inputs.rate("months")?, &rules)
    })?;
    let transition = match transition(case)? {
        None => Some(Fen::ZERO),
        Some(years) => case.give("transition", |case| {
            let coefficient = case.rate_or("transition_coef_percent", "pension.transition_coefficient")?;
            let part = Transition { years, coefficient, index: case.inputs.opt_rate("transition_index") };
            let bases = bases.clone().ok_or_else(|| needed("base"))?;
            // Without an average index the part's own must be there.
            let index =
                case.inputs.opt_rate("avg_index").or(part.index).ok_or_else(|| needed("avg_index"))?;
            transition_part(case.trace, &bases, index, &part, &rules)
        })?,
    };
    let extra = match rules.extra.clone() {
        None => Some(Fen::ZERO),
        Some(rate) => case.give("extra", |case| extra_part(case.trace, &part(&items)?, &rate, &rules))?,
    };
    let additions: Fen =
        case.inputs.map("fixed_additions").iter().filter_map(|(_, value)| value.as_fen()).sum();
    if case.inputs.has("fixed_additions") {
        case.put("additions", additions);
    }
    if let (Some(basic), Some(account), Some(transition), Some(extra)) = (basic, account, transition, extra) {
        let total = total(basic, account, transition, extra, additions, &rules);
        case.trace.note(|| {
            Step::new("基本养老金", "pension a month", total)
                .by("basic + account + transition + extra + additions")
                .input("additions", additions)
                .rounded(rules.total_rounding.value)
        });
        case.put("total", total);
    }
    Ok(())
}

/// One base, or those of province and city in the places the region gives them.
fn bases<T: Trace>(case: &Case<'_, T>) -> Result<Bases> {
    if let Some(base) = case.inputs.opt_fen("base") {
        let other = ["province_base", "city_base"].into_iter().find(|key| case.inputs.has(key));
        return match other {
            Some(other) => Err(contradiction("base", other, "只能二选一", "give one base or the two")),
            None => Ok(Bases::one(Figure::given(base))),
        };
    }
    let (law, month) = (case.law()?, case.month());
    let province = case.fen_or("province_base", "pension.base")?;
    if law.word("pension.base_formula", month)?.value == "one-base" {
        return Ok(Bases::one(province));
    }
    Bases::of(&law, month, province, case.fen_or("city_base", "pension.city_base")?)
}

/// Years given as a decimal, or whole years and months as the region counts them.
fn all_years<T: Trace>(case: &Case<'_, T>) -> Result<Years> {
    match (case.inputs.opt_rate("total_years"), case.inputs.opt_whole("whole_years")) {
        (Some(_), Some(_)) => {
            Err(contradiction("total_years", "whole_years", "只能二选一", "give one of them"))
        }
        (Some(years), None) => Ok(Years::Decimal(years)),
        (None, Some(whole)) => {
            let extra = case.inputs.opt_whole("extra_months").unwrap_or(0);
            if case.inputs.has("monthly_rate_percent") {
                return Ok(Years::YearsAndMonths(whole, extra));
            }
            years(&case.law()?, case.month(), whole * 12 + extra)
        }
        (None, None) => Err(needed("total_years")),
    }
}

/// Years of the transition part; none where the person has none.
fn transition<T: Trace>(case: &Case<'_, T>) -> Result<Option<Rate>> {
    match (case.inputs.opt_rate("transition_years"), case.inputs.opt_rate("pre_account_years")) {
        (Some(_), Some(_)) => {
            Err(contradiction("transition_years", "pre_account_years", "只能二选一", "give one of them"))
        }
        (years, before) => Ok(years.or(before)),
    }
}

fn adjustment<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let rules = match inputs.opt_whole("year") {
        Some(year) => Some(AdjustmentRules::of_year(&case.law()?, i32::try_from(year).unwrap_or(0))?),
        None => None,
    };
    let lawful = |key: &'static str| rules.as_ref().ok_or_else(|| needed(key));
    let given = |key: &'static str| inputs.opt_fen(key).map(Figure::given);
    let bands = match inputs.has("per_year_bands") {
        true => pairs(inputs.list("per_year_bands")),
        false => lawful("per_year_bands")?.year_bands.clone(),
    };
    let scheme = AdjustmentRules {
        fixed: match given("fixed") {
            Some(fixed) => fixed,
            None => lawful("fixed")?.fixed.clone(),
        },
        year_bands: bands,
        years_floor: match given("years_floor") {
            Some(floor) => floor,
            None => rules.as_ref().map_or(Figure::given(Fen::ZERO), |rules| rules.years_floor.clone()),
        },
        percent: match inputs.opt_rate("percent") {
            Some(percent) => Figure::given(percent),
            None => lawful("percent")?.percent.clone(),
        },
        age_tiers: match inputs.has("age_tiers") {
            true => tiers(inputs.list("age_tiers"), inputs.whole("age")?),
            false => rules.as_ref().map_or(Vec::new(), |rules| rules.age_tiers.clone()),
        },
        cites: rules.as_ref().map_or(Vec::new(), |rules| rules.cites.clone()),
    };
    let (pension, years, age) = (inputs.fen("pension")?, inputs.whole("years")?, inputs.whole("age")?);
    let rise = adjust(case.trace, pension, years, age, &scheme)?;
    case.put("fixed", rise.fixed);
    case.put("by_years", rise.by_years);
    case.put("by_amount", rise.by_amount);
    case.put("by_age", rise.by_age);
    case.put("total", rise.total);
    Ok(())
}

fn pairs(list: &[Value]) -> Vec<(Option<i64>, Fen)> {
    list.iter()
        .filter_map(|pair| match pair {
            Value::List(items) => Some((items.first()?.as_whole(), items.get(1)?.as_fen()?)),
            _ => None,
        })
        .collect()
}

/// The tiers as from-ages; one that ends before the age does not count.
fn tiers(list: &[Value], age: i64) -> Vec<(i64, Fen)> {
    list.iter()
        .filter_map(|tier| match tier {
            Value::List(items) => match items.as_slice() {
                [from, amount] => Some((from.as_whole()?, amount.as_fen()?)),
                [from, to, amount] if to.as_whole().is_none_or(|to| age <= to) => {
                    Some((from.as_whole()?, amount.as_fen()?))
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}
