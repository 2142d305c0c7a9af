//! Work injury: rate, own wage, lump sums, allowances, nursing, death, dependants, missing persons, leaving.

use kernel::{Fen, Result, Rounding};
use rules::contribution::{InjuryRates, due};
use rules::injury::{
    Leaving, OwnWageRules, allowance, death_grant, dependants, funeral, leaving, lump, mean_wage, missing,
    nursing, own_wage, pension_top_up,
};
use rules::{Figure, On, Trace};

use super::{DATE, MONTH, REGION, january};
use crate::case::{Case, contradiction, needed};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const GRADE: Input = Input::new("grade", Kind::Whole(1, 10), "伤残等级", "grade");
const OWN: Input = Input::new("own_wage", Kind::Wage, "本人工资", "own wage");
const AVERAGE: Input =
    Input::new("avg_wage", Kind::Wage, "统筹地区月平均工资", "monthly average wage of the area")
        .or_law("injury.average_wage");
const DEPENDANT: &[Input] = &[Input::new(
    "kind",
    Kind::Word(&[
        "spouse",
        "child",
        "parent",
        "grandparent",
        "grandchild",
        "sibling",
        "orphan",
        "lonely-old",
    ]),
    "亲属关系",
    "kind of relative",
)
.required()];

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "injury-rate",
        "工伤保险费率",
        "rate of the injury insurance",
        "人社部发〔2015〕71号",
        rate,
        [
            Input::new("class", Kind::Whole(1, 8), "行业类别", "industry class").required(),
            Input::new("tier", Kind::Factor, "浮动档次", "floating tier").required(),
            Input::new("payroll", Kind::Yuan, "工资总额", "payroll"),
            REGION,
            MONTH,
        ],
        [
            ("rate", "费率", "rate"),
            ("premium", "应缴", "premium"),
            ("valid", "档次有效", "the class has this tier")
        ]
    ),
    topic!(
        "injury-own-wage",
        "工伤本人工资",
        "own wage of the injured",
        "工伤保险条例第六十四条",
        wage,
        [
            Input::new(
                "wages",
                Kind::List(&Kind::Wage),
                "受伤前各月缴费工资(至多十二个月)",
                "contribution wages of the months before, up to twelve"
            )
            .required(),
            AVERAGE,
            REGION,
            DATE,
        ],
        [("mean", "月平均", "mean"), ("own_wage", "本人工资", "own wage")]
    ),
    topic!(
        "injury-lump",
        "一次性伤残补助金",
        "one-off disability grant",
        "工伤保险条例第三十五至三十七条、第六十四条",
        grant,
        [GRADE.required(), OWN.required(), AVERAGE, REGION, DATE],
        [("base", "计发基数", "base"), ("lump", "一次性伤残补助金", "one-off grant")]
    ),
    topic!(
        "injury-monthly",
        "伤残津贴",
        "monthly disability allowance",
        "工伤保险条例第三十五条、第三十六条",
        monthly,
        [
            GRADE.required(),
            OWN.required(),
            AVERAGE,
            Input::new("min_wage", Kind::Wage, "最低工资", "minimum wage")
                .or_law("unemployment.minimum_wage"),
            Input::new("pension", Kind::Wage, "退休后养老金", "pension after retirement"),
            REGION,
            DATE,
        ],
        [
            ("base", "计发基数", "base"),
            ("monthly", "伤残津贴", "by the share"),
            ("allowance", "伤残津贴", "by the share"),
            ("top_up", "补足差额", "up to the minimum wage"),
            ("paid", "实发", "paid"),
            ("payer", "支付方", "payer"),
            ("pension_top_up", "退休后补足", "up to the allowance after retirement"),
        ]
    ),
    topic!(
        "injury-nursing",
        "生活护理费",
        "nursing allowance",
        "工伤保险条例第三十四条",
        care,
        [AVERAGE, REGION, DATE],
        [
            ("full", "完全不能自理", "fully dependent"),
            ("most", "大部分不能自理", "mostly dependent"),
            ("part", "部分不能自理", "partly dependent")
        ]
    ),
    topic!(
        "injury-funeral",
        "工亡丧葬补助金",
        "funeral grant",
        "工伤保险条例第三十九条",
        burial,
        [
            AVERAGE,
            Input::new("avg_wage_year", Kind::Wage, "统筹地区年平均工资", "annual average wage of the area"),
            REGION,
            DATE,
        ],
        [("funeral", "丧葬补助金", "funeral grant")]
    ),
    topic!(
        "injury-dependants",
        "供养亲属抚恤金",
        "pensions of dependants",
        "工伤保险条例第三十九条",
        relatives,
        [
            OWN.required(),
            Input::new("dependants", Kind::List(&Kind::Record(DEPENDANT)), "供养亲属", "dependants")
                .required(),
            DATE,
        ],
        [
            ("each", "各人", "each"),
            ("raw_sum", "合计(封顶前)", "sum before the ceiling"),
            ("sum", "合计", "sum"),
            ("each_prorata", "各人(按比例)", "each in proportion"),
        ]
    ),
    topic!(
        "injury-death-grant",
        "一次性工亡补助金",
        "one-off death grant",
        "工伤保险条例第三十九条",
        death,
        [
            Input::new("death_year", Kind::Year, "死亡年份", "year of death").required(),
            Input::new(
                "income",
                Kind::Wage,
                "上年全国城镇居民人均可支配收入",
                "national disposable income of the year before"
            )
            .or_law("income.urban_disposable"),
        ],
        [("grant", "一次性工亡补助金", "one-off death grant")]
    ),
    topic!(
        "injury-missing",
        "因工下落不明",
        "missing on duty",
        "工伤保险条例第四十一条",
        gone,
        [
            Input::new("event_month", Kind::Month, "事发月份", "month of the event").required(),
            Input::new("grant", Kind::Wage, "一次性工亡补助金", "one-off death grant").required(),
        ],
        [
            ("employer_pays_wage_months", "单位发工资月份", "months the employer pays"),
            ("dependants_from", "抚恤金起始月", "pensions from"),
            ("advance", "可预支", "advance"),
        ]
    ),
    topic!(
        "injury-leaving",
        "一次性工伤医疗与就业补助金",
        "grants on leaving",
        "工伤保险条例第三十六条、第三十七条；各省规定",
        leave,
        [
            REGION.required(),
            DATE,
            Input::new("grade", Kind::Whole(5, 10), "伤残等级", "grade").required(),
            Input::new("occupational_disease", Kind::Flag, "职业病", "occupational disease"),
            Input::new("resign_by_person", Kind::Flag, "本人提出解除", "the person resigns"),
            Input::new("years_to_retire", Kind::Number, "距法定退休年数", "years to the statutory age"),
            AVERAGE,
        ],
        [
            ("medical", "一次性工伤医疗补助金", "medical grant"),
            ("employment", "一次性伤残就业补助金", "employment grant")
        ]
    ),
];

fn rate<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (class, tier) = (case.inputs.whole("class")?, case.inputs.rate("tier")?);
    // Without a region there is no staged cut.
    let rules = match case.inputs.has("region") {
        true => InjuryRates::at(&case.law()?, case.month())?,
        false => InjuryRates::uncut(&case.law()?, case.month())?,
    };
    let rate = match rules.rate(case.trace, class, tier) {
        Ok(rate) => rate,
        Err(problem) if *problem.code() == rules::codes::NO_INJURY_TIER => {
            case.put("valid", false);
            return Ok(());
        }
        Err(problem) => return Err(problem),
    };
    case.put("valid", true);
    case.put("rate", rate);
    if let Some(payroll) = case.inputs.opt_fen("payroll") {
        let premium = due(payroll, rate, Fen::ZERO, Rounding::FenHalfUp);
        case.put("premium", premium);
    }
    Ok(())
}

/// The own wage between its bounds.
fn bounded<T: Trace>(case: &mut Case<'_, T>, wage: Fen) -> Result<Fen> {
    let rules = OwnWageRules::at(&case.law()?, case.on())?;
    let average = case.fen_or("avg_wage", "injury.average_wage")?;
    Ok(own_wage(case.trace, wage, &average, &rules))
}

fn wage<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let wages: Vec<Fen> = case.inputs.list("wages").iter().filter_map(|value| value.as_fen()).collect();
    if wages.len() > 12 {
        return Err(contradiction("wages", "wages", "至多十二个月", "twelve months at most"));
    }
    let mean = mean_wage(case.trace, &wages)?;
    case.put("mean", mean);
    case.give("own_wage", |case| bounded(case, mean))?;
    Ok(())
}

fn grant<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let base = bounded(case, case.inputs.fen("own_wage")?)?;
    let lump = lump(case.trace, &case.law()?, case.on(), case.inputs.whole("grade")?, base)?;
    case.put("base", base);
    case.put("lump", lump);
    Ok(())
}

fn monthly<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let base = bounded(case, case.inputs.fen("own_wage")?)?;
    let minimum = case.fen_or("min_wage", "unemployment.minimum_wage").ok().map(|figure| figure.value);
    let grade = case.inputs.whole("grade")?;
    let paid = allowance(case.trace, &case.law()?, case.on(), grade, base, minimum)?;
    case.put("base", base);
    case.put("monthly", paid.allowance);
    case.put("allowance", paid.allowance);
    if minimum.is_some() {
        case.put("top_up", paid.top_up);
        case.put("paid", paid.paid);
    }
    if !paid.allowance.is_zero() {
        case.put("payer", if paid.by_fund { "fund" } else { "employer" });
    }
    if let Some(pension) = case.inputs.opt_fen("pension").filter(|_| paid.by_fund) {
        let top_up = pension_top_up(case.trace, paid.allowance, pension);
        case.put("pension_top_up", top_up);
    }
    Ok(())
}

fn care<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let average = case.fen_or("avg_wage", "injury.average_wage")?;
    for level in ["full", "most", "part"] {
        let amount = nursing(case.trace, &case.law()?, case.on(), level, &average)?;
        case.put(level, amount);
    }
    Ok(())
}

fn burial<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let months = case.law()?.whole("injury.funeral_months", case.on())?;
    let (wage, over) = match case.inputs.opt_fen("avg_wage_year") {
        Some(_) if case.inputs.has("avg_wage") => {
            return Err(contradiction("avg_wage", "avg_wage_year", "只能二选一", "give one of them"));
        }
        Some(yearly) => (Figure::given(yearly), 12),
        None => (case.fen_or("avg_wage", "injury.average_wage")?, 1),
    };
    let funeral = funeral(case.trace, &wage, over, &months);
    case.put("funeral", funeral);
    Ok(())
}

fn relatives<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let kinds: Vec<&'static str> =
        case.inputs.records("dependants", DEPENDANT).map(|one| one.word("kind")).collect::<Result<_>>()?;
    if kinds.is_empty() {
        return Err(needed("dependants"));
    }
    let own = case.inputs.fen("own_wage")?;
    let found = dependants(case.trace, &case.law()?, case.on(), own, &kinds)?;
    case.put("each", found.each);
    case.put("raw_sum", found.raw_sum);
    case.put("sum", found.sum);
    case.put("each_prorata", found.prorated);
    Ok(())
}

fn death<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let year = case.inputs.whole("death_year")?;
    let law = case.law()?;
    let multiple = law.whole("injury.death_grant_multiple", january(year)?)?;
    // The income of the year before the death, not of its own year.
    let income = match case.inputs.opt_fen("income") {
        Some(income) => Figure::given(income),
        None => law.money("income.urban_disposable", january(year - 1)?)?,
    };
    let grant = death_grant(case.trace, &income, &multiple);
    case.put("grant", grant);
    Ok(())
}

fn gone<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let event = case.inputs.month("event_month")?;
    let found = missing(case.trace, &case.law()?, event, case.inputs.fen("grant")?)?;
    case.put("employer_pays_wage_months", found.wage_months);
    case.put("dependants_from", found.dependants_from);
    case.put("advance", found.advance);
    Ok(())
}

fn leave<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let person = Leaving {
        grade: inputs.whole("grade")?,
        occupational_disease: inputs.opt_flag("occupational_disease").unwrap_or(false),
        by_person: inputs.opt_flag("resign_by_person").unwrap_or(false),
        years_to_retire: inputs.opt_rate("years_to_retire"),
    };
    let (law, on): (_, On) = (case.law()?, case.on());
    let average = case.fen_or("avg_wage", "injury.average_wage");
    let (medical, employment) = leaving(case.trace, &law, on, person, || average)?;
    case.put("medical", medical);
    case.put("employment", employment);
    Ok(())
}
