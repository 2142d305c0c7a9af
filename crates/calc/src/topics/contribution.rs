//! Contributions: bounds, base, lines, the whole assessment, deemed declaration.

use kernel::{Fen, Insurance, Rate, Result, Rounding};
use rules::contribution::{Category, ContributionRules, InsuranceSet, LimitRules, Lines, clamp, due, limits};
use rules::{Figure, Step, Trace, arrears};

use super::{MONTH, REGION};
use crate::case::{Case, Out, contradiction, needed};
use crate::kind::{Input, Kind, Value};
use crate::topic::{Topic, topic};

const RATES: Kind = Kind::Map(&Kind::Share);
const SUMS: Kind = Kind::Map(&Kind::Wage);

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "contribution-limits",
        "缴费基数上下限",
        "bounds of the contribution base",
        "国发〔1997〕26号；国办发〔2019〕13号",
        bounds,
        [
            Input::new("average_wage", Kind::Wage, "月平均工资", "monthly average wage")
                .or_law("contribution.average_wage"),
            Input::new("floor_percent", Kind::Percent, "下限百分比", "floor in percent")
                .or_law("contribution.floor_ratio"),
            REGION,
            MONTH,
        ],
        [("floor", "下限", "floor"), ("ceiling", "上限", "ceiling")]
    ),
    topic!(
        "contribution-clamp",
        "核定缴费基数",
        "contribution base",
        "国发〔1997〕26号；国发〔2005〕38号",
        base,
        [
            Input::new("declared", Kind::Wage, "申报工资", "declared wage").required(),
            Input::new("floor", Kind::Wage, "下限", "floor").or_law("contribution.floor"),
            Input::new("ceiling", Kind::Wage, "上限", "ceiling").or_law("contribution.ceiling"),
            Input::new("unit_percent", Kind::Percent, "单位缴费百分比", "unit rate in percent"),
            Input::new("person_percent", Kind::Percent, "个人缴费百分比", "person rate in percent"),
            REGION,
            MONTH,
        ],
        [
            ("base", "缴费基数", "base"),
            ("unit", "单位应缴", "unit"),
            ("person", "个人应缴", "person"),
            ("account_credit", "记入个人账户", "credited to the account"),
        ]
    ),
    topic!(
        "contribution-lines",
        "分险种应缴",
        "contribution by insurance",
        "社会保险费征缴暂行条例",
        lines,
        [
            Input::new("base", Kind::Wage, "缴费基数", "base").required(),
            Input::new("unit_rates", RATES, "单位费率", "unit rates"),
            Input::new("person_rates", RATES, "个人费率", "person rates"),
            Input::new("unit_fixed", SUMS, "单位定额", "fixed sums of the unit"),
            Input::new("person_fixed", SUMS, "个人定额", "fixed sums of the person"),
        ],
        [
            ("unit", "单位应缴", "unit"),
            ("person", "个人应缴", "person"),
            ("unit_total", "单位合计", "unit total"),
            ("person_total", "个人合计", "person total"),
            ("total", "合计", "total"),
        ]
    ),
    topic!(
        "contribution",
        "社会保险费核定",
        "contribution of a month",
        "社会保险法；地方缴费标准",
        contribution,
        [
            REGION.required(),
            MONTH.required(),
            Input::new(
                "category",
                Kind::Word(&["employee", "flexible", "resident"]),
                "缴费人员类别",
                "as what the person pays"
            )
            .required(),
            Input::new("wage", Kind::Wage, "申报工资或自选基数", "declared wage, or a base of free choice"),
            Input::new(
                "tier",
                Kind::Factor,
                "缴费档次(平均工资的倍数)",
                "tier as a share of the average wage"
            ),
            Input::new("tier_yuan", Kind::Wage, "居民养老年缴费档次", "yearly tier of the resident pension"),
            Input::new(
                "group",
                Kind::Word(&["child", "working-age", "old"]),
                "居民医保人群",
                "group of the resident medical insurance"
            ),
            Input::new(
                "industry_class",
                Kind::Whole(1, 8),
                "工伤行业类别",
                "industry class of the injury insurance"
            ),
            Input::new("industry_tier", Kind::Factor, "工伤费率浮动档次", "floating tier of the injury rate"),
        ],
        [
            ("lines", "分险种", "by insurance"),
            ("missing", "缺少标准的险种", "insurances whose figures are missing"),
            ("unit_total", "单位合计", "unit total"),
            ("person_total", "个人合计", "person total"),
            ("total", "合计", "total"),
        ]
    ),
    topic!(
        "deemed-declaration",
        "未申报核定",
        "deemed declaration",
        "社会保险法第六十二条",
        deemed,
        [
            Input::new(
                "last_month_contribution",
                Kind::Yuan,
                "上月缴费额",
                "contribution of the month before"
            )
            .required(),
            Input::new("ratio", Kind::Factor, "核定比例", "ratio").or_law("contribution.deemed_ratio"),
            REGION,
            MONTH,
        ],
        [("assessed", "核定应缴", "assessed")]
    ),
];

fn bounds<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let wage = case.fen_or("average_wage", "contribution.average_wage")?;
    let mut rules = LimitRules::at(&case.law()?, case.month())?;
    rules.floor = case.rate_or("floor_percent", "contribution.floor_ratio")?;
    let (floor, ceiling) = limits(case.trace, wage.value, &rules);
    case.put("floor", floor);
    case.put("ceiling", ceiling);
    Ok(())
}

fn base<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let declared = case.inputs.fen("declared")?;
    let floor = case.fen_or("floor", "contribution.floor")?;
    let ceiling = case.fen_or("ceiling", "contribution.ceiling")?;
    if floor.value > ceiling.value {
        return Err(contradiction("floor", "ceiling", "下限高于上限", "the floor lies above the ceiling"));
    }
    let base = clamp(declared, floor.value, ceiling.value);
    case.trace.note(|| {
        Step::new("缴费基数", "base", base)
            .by("min(max(declared, floor), ceiling)")
            .input("declared", declared)
            .figure("floor", &floor)
            .figure("ceiling", &ceiling)
    });
    case.put("base", base);
    case.give("unit", |case| portion(case, "单位应缴", "unit", base, "unit_percent"))?;
    case.give("person", |case| portion(case, "个人应缴", "person", base, "person_percent"))?;
    case.give("account_credit", |case| {
        // The account takes the person's own share up to what the law credits.
        let own = case.inputs.rate("person_percent")?;
        let credited = case.law()?.rate("contribution.pension.employee.account_ratio", case.on())?;
        let ratio = if own < credited.value { Figure::given(own) } else { credited };
        let credit = due(base, ratio.value, Fen::ZERO, Rounding::FenHalfUp);
        case.trace.note(|| {
            Step::new("记入个人账户", "credited to the account", credit)
                .by("base × min(person_percent, account_ratio)")
                .figure("account_ratio", &ratio)
                .rounded(Rounding::FenHalfUp)
        });
        Ok(credit)
    })?;
    Ok(())
}

fn portion<T: Trace>(
    case: &mut Case<'_, T>,
    zh: &'static str,
    en: &'static str,
    base: Fen,
    key: &'static str,
) -> Result<Fen> {
    let rate = case.inputs.rate(key)?;
    let amount = due(base, rate, Fen::ZERO, Rounding::FenHalfUp);
    case.trace.note(|| {
        Step::new(zh, en, amount)
            .by("base × rate")
            .input("base", base)
            .input("rate", rate)
            .rounded(Rounding::FenHalfUp)
    });
    Ok(amount)
}

fn lines<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let base = case.inputs.fen("base")?;
    let unit = side(case, base, ["unit", "unit_rates", "unit_fixed"], "单位应缴")?;
    let person = side(case, base, ["person", "person_rates", "person_fixed"], "个人应缴")?;
    let total = unit.and_then(|unit| unit.checked_add(person?));
    for (key, sum) in [("unit_total", unit), ("person_total", person), ("total", total)] {
        if let Some(sum) = sum {
            case.put(key, sum);
        }
    }
    if unit.is_none() && person.is_none() {
        return Err(needed("person_rates"));
    }
    Ok(())
}

/// One side's amounts by insurance, with their total; none where neither rates nor sums were given.
fn side<T: Trace>(
    case: &mut Case<'_, T>,
    base: Fen,
    [key, rates_key, fixed_key]: [&'static str; 3],
    zh: &'static str,
) -> Result<Option<Fen>> {
    let (rates, fixed) = (case.inputs.map(rates_key), case.inputs.map(fixed_key));
    if rates.is_empty() && fixed.is_empty() {
        return Ok(None);
    }
    let of = |list: &[(String, Value)], name: &str| {
        list.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone())
    };
    let extra = fixed.iter().filter(|(name, _)| of(rates, name).is_none());
    let mut out = Vec::new();
    let mut total = Fen::ZERO;
    case.trace.open();
    for (name, _) in rates.iter().chain(extra) {
        if name == "total" {
            return Err(contradiction(rates_key, "total", "“total”不是险种", "'total' is no insurance"));
        }
        let rate = of(rates, name).and_then(|value| value.as_rate()).unwrap_or(Rate::ZERO);
        let sum = of(fixed, name).and_then(|value| value.as_fen()).unwrap_or(Fen::ZERO);
        let amount = due(base, rate, sum, Rounding::FenHalfUp);
        case.trace.note(|| {
            let zh = match Insurance::from_key(name) {
                Some(insurance) => insurance.zh().to_owned(),
                None => name.clone(),
            };
            Step::new(zh, name.clone(), amount)
                .by("base × rate + fixed")
                .input("base", base)
                .input("rate", rate)
                .input("fixed", sum)
                .rounded(Rounding::FenHalfUp)
        });
        total += amount;
        out.push((name.clone(), Out::Money(amount)));
    }
    case.trace.close(|| Step::new(zh, key, total).by("sum of the lines"));
    out.push(("total".to_owned(), Out::Money(total)));
    case.put(key, Out::Map(out));
    Ok(Some(total))
}

fn contribution<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let month = case.inputs.month("month")?;
    let rules = case.contribution_rules(month)?;
    let category = Category::from_key(case.inputs.word("category")?).unwrap_or(Category::Employee);
    let mut missing: Vec<String> = rules
        .missing()
        .iter()
        .filter(|(of, ..)| *of == category)
        .map(|(_, insurance, _)| insurance.key().to_owned())
        .collect();
    let lines = match category {
        Category::Employee => employee(case, &rules, &mut missing)?,
        Category::Flexible => flexible(case, &rules)?,
        Category::Resident => resident(case, &rules, &mut missing)?,
    };
    if lines.as_slice().is_empty() {
        // Nothing is known at all: say the first figure that is missing.
        rules.require(
            category,
            InsuranceSet::of(&[match category {
                Category::Resident => Insurance::ResidentPension,
                _ => Insurance::Pension,
            }]),
        )?;
    }
    let out = lines.iter().map(|line| {
        let fields =
            [("base", line.base), ("unit", line.unit), ("person", line.person), ("account", line.account)];
        let mut fields: Vec<(String, Out)> =
            fields.into_iter().map(|(key, fen)| (key.to_owned(), Out::Money(fen))).collect();
        if !line.subsidy.is_zero() {
            fields.push(("subsidy".to_owned(), Out::Money(line.subsidy)));
        }
        (line.insurance.key().to_owned(), Out::Map(fields))
    });
    case.put("lines", Out::Map(out.collect()));
    if missing.is_empty() {
        case.put("unit_total", lines.unit_total());
        case.put("person_total", lines.person_total());
        case.put("total", lines.total());
    } else {
        case.put("missing", missing);
    }
    Ok(())
}

fn employee<T: Trace>(
    case: &mut Case<'_, T>,
    rules: &ContributionRules,
    missing: &mut Vec<String>,
) -> Result<Lines> {
    let wage = case.inputs.fen("wage")?;
    let mut insured = InsuranceSet::ALL;
    let mut injury = Rate::ZERO;
    if rules.offered(Category::Employee).contains(Insurance::Injury) {
        match case.inputs.opt_whole("industry_class") {
            Some(class) => {
                let tier = case.inputs.opt_rate("industry_tier").unwrap_or(Rate::ONE);
                injury = rules.injury_rate(case.trace, class, tier)?;
            }
            None => {
                insured = insured.without(Insurance::Injury);
                missing.push(Insurance::Injury.key().to_owned());
            }
        }
    }
    Ok(rules.assess_employee(case.trace, wage, insured, injury))
}

fn flexible<T: Trace>(case: &mut Case<'_, T>, rules: &ContributionRules) -> Result<Lines> {
    match (case.inputs.opt_rate("tier"), case.inputs.opt_fen("wage")) {
        (Some(_), Some(_)) => {
            Err(contradiction("tier", "wage", "只能二选一", "only one of them can be chosen"))
        }
        (Some(tier), None) => rules.assess_flexible(case.trace, tier, InsuranceSet::ALL),
        (None, Some(base)) => Ok(rules.assess_flexible_base(case.trace, base, InsuranceSet::ALL)),
        (None, None) => Err(needed("tier")),
    }
}

fn resident<T: Trace>(
    case: &mut Case<'_, T>,
    rules: &ContributionRules,
    missing: &mut Vec<String>,
) -> Result<Lines> {
    let (tier, group) = (case.inputs.opt_fen("tier_yuan"), case.inputs.opt_word("group"));
    let pension = tier.map(|tier| rules.assess_resident_pension(case.trace, tier)).transpose()?;
    let medical = group.map(|group| rules.assess_resident_medical(case.trace, group)).transpose()?;
    if pension.is_none() && medical.is_none() {
        return Err(needed("tier_yuan"));
    }
    // What was not asked for is not missing.
    missing.retain(|key| match Insurance::from_key(key) {
        Some(Insurance::ResidentPension) => tier.is_some(),
        Some(Insurance::ResidentMedical) => group.is_some(),
        _ => true,
    });
    Ok(pension.into_iter().chain(medical).collect())
}

fn deemed<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let last = case.inputs.fen("last_month_contribution")?;
    let ratio = case.rate_or("ratio", "contribution.deemed_ratio")?;
    let assessed = arrears::deemed_declaration(case.trace, last, &ratio);
    case.put("assessed", assessed);
    Ok(())
}
