//! Every worked case of `cases/law.jsonl`: figures from published texts and approval sheets.

use kernel::{FeeMonth, Fen, Rate, Rounding};
use rules::account::{self, InterestMethod};
use rules::arrears::{self, LateFeeRules};
use rules::contribution::{Category, ContributionRules, InsuranceSet, clamp};
use rules::pension::{self, AdjustmentRules, IndexPart, PensionItems, PensionRules, Transition, Years};
use rules::retirement::{self, RetirementGroup, RetirementMode};
use rules::survivor::{self, Deceased, SurvivorRules};
use rules::{Derivation, Figure, Law};
use serde_json::{Map, Value, json};

use crate::law;

struct Inputs<'c>(&'c Map<String, Value>);

impl Inputs<'_> {
    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
    fn text(&self, key: &str) -> String {
        match self.0.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => panic!("no {key}"),
        }
    }
    fn fen(&self, key: &str) -> Fen {
        Fen::parse_yuan(&self.text(key)).unwrap()
    }
    fn rate(&self, key: &str) -> Rate {
        Rate::parse(&self.text(key)).unwrap()
    }
    fn percent(&self, key: &str) -> Rate {
        Rate::from_nano(self.rate(key).nano() / 100)
    }
    fn whole(&self, key: &str) -> i64 {
        self.text(key).parse().unwrap()
    }
    fn month(&self, key: &str) -> FeeMonth {
        FeeMonth::parse(&self.text(key)).unwrap()
    }
    fn group(&self) -> RetirementGroup {
        RetirementGroup::from_key(&self.text("group")).unwrap()
    }
    fn region(&self) -> Law<'static> {
        let region = if self.has("region") { self.text("region") } else { "000000".to_owned() };
        crate::book().in_force(&region, None).unwrap_or_else(|_| law("000000"))
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn month(year: i32, month: i32) -> FeeMonth {
    FeeMonth::new(year, month).unwrap()
}

fn contribution(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let rules = ContributionRules::compile(&i.region(), i.month("month")).unwrap();
    let lines = rules.assess_flexible(t, i.rate("tier"), InsuranceSet::ALL).unwrap();
    let mut out = Map::new();
    for line in &lines {
        out.insert(
            line.insurance.key().to_owned(),
            json!({"base": line.base.to_string(), "person": line.person.to_string(), "unit": line.unit.to_string()}),
        );
    }
    json!({"lines": out, "total": lines.total().to_string()})
}

fn contribution_clamp(i: &Inputs<'_>) -> Value {
    let base = clamp(i.fen("declared"), i.fen("floor"), i.fen("ceiling"));
    let mut out = json!({"base": base.to_string()});
    if i.has("unit_percent") {
        let person = i.percent("person_percent").of(base, Rounding::FenHalfUp).to_string();
        out["unit"] = json!(i.percent("unit_percent").of(base, Rounding::FenHalfUp).to_string());
        out["account_credit"] = json!(person);
        out["person"] = json!(person);
    }
    out
}

fn contribution_limits(i: &Inputs<'_>) -> Value {
    let (floor, ceiling) =
        rules::contribution::limits(&law("000000"), month(2025, 7), i.fen("average_wage")).unwrap();
    json!({"floor": floor.to_string(), "ceiling": ceiling.to_string()})
}

fn contribution_lines(i: &Inputs<'_>) -> Value {
    let side = |rates: &str, fixed: &str| {
        let mut out = Map::new();
        let mut total = Fen::ZERO;
        if let Some(Value::Object(rates)) = i.0.get(rates) {
            for (insurance, rate) in rates {
                let mut sum = Rate::parse(&text(rate)).unwrap().of(i.fen("base"), Rounding::FenHalfUp);
                if let Some(fixed) = i.0.get(fixed).and_then(|fixed| fixed.get(insurance)) {
                    sum += Fen::parse_yuan(&text(fixed)).unwrap();
                }
                total += sum;
                out.insert(insurance.clone(), json!(sum.to_string()));
            }
        }
        out.insert("total".to_owned(), json!(total.to_string()));
        (out, total)
    };
    let (unit, unit_total) = side("unit_rates", "unit_fixed");
    let (person, person_total) = side("person_rates", "person_fixed");
    json!({"unit": unit, "person": person, "unit_total": unit_total.to_string(), "person_total": person_total.to_string()})
}

fn late_fee(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let date = |key: &str| i.text(key).parse::<kernel::Date>().unwrap();
    let (first, days) = match (i.has("days"), i.has("due")) {
        (true, _) => (None, i.whole("days")),
        (_, true) => {
            let first = date("due").tomorrow().unwrap();
            (Some(first), arrears::days_between(first, date("paid")).unwrap())
        }
        _ => (Some(date("first_day")), arrears::days_between(date("first_day"), date("last_day")).unwrap()),
    };
    let arose = if i.has("arrears_month") { Some(i.month("arrears_month").first_day()) } else { first };
    let rules = LateFeeRules::at(&law("000000"), arose.unwrap_or(month(2024, 1).first_day())).unwrap();
    let fee = arrears::late_fee(t, i.fen("principal"), days, &rules).unwrap();
    json!({"days": days, "late_fee": fee.to_string()})
}

fn account_interest(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let mut credits = [Fen::ZERO; 12];
    if i.has("monthly_credit") {
        credits = [i.fen("monthly_credit"); 12];
    } else if i.has("year_credit") {
        credits[0] = i.fen("year_credit");
    } else if let Some(Value::Object(given)) = i.0.get("credits") {
        for (month, amount) in given {
            let month: usize = month.parse().unwrap();
            credits[month - 1] = Fen::parse_yuan(&text(amount)).unwrap();
        }
    }
    let method = match i.text("method").as_str() {
        "annual" if i.has("annual_factor") => InterestMethod::Annual(Figure::given(i.rate("annual_factor"))),
        "annual" => InterestMethod::Annual(Figure::given(Rate::parse("1.083").unwrap())),
        _ => InterestMethod::MonthlyAccumulation,
    };
    let rate = Figure::given(i.percent("rate_percent"));
    let year = account::year_interest(t, i.fen("opening"), &credits, &rate, &method, 12);
    json!({
        "interest": year.interest.to_string(),
        "interest_on_opening": year.on_opening.to_string(),
        "interest_on_credits": year.on_credits.to_string(),
        "closing": year.closing.to_string(),
    })
}

fn account_chain(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let nation = law("000000");
    let mut balance = i.fen("opening");
    let mut out = Map::new();
    for year in i.text("from_year").parse().unwrap()..=i.text("to_year").parse::<i32>().unwrap() {
        let rate = account::bookkeeping_rate(&nation, year).unwrap();
        let method = account::interest_method(&nation, year).unwrap();
        balance =
            account::year_interest(t, balance, &[i.fen("monthly_credit"); 12], &rate, &method, 12).closing;
        out.insert(year.to_string(), json!(balance.to_string()));
    }
    json!({"closing_by_year": out})
}

fn average_index(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let one = Rate::ONE;
    let list = |key: &str| i.0.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let field = |item: &Value, key: &str| Rate::parse(&text(&item[key])).unwrap();
    let mut parts = Vec::new();
    let mut total = Rate::ZERO;
    if let Some(Value::Object(years)) = i.0.get("annual_ratios") {
        let all = i.text("denominator") == "years_should_have_paid";
        for ratio in years.values() {
            if !ratio.is_null() {
                parts.push(IndexPart { index: Rate::parse(&text(ratio)).unwrap(), weight: one });
            }
            if all || !ratio.is_null() {
                total = Rate::from_nano(total.nano() + one.nano());
            }
        }
    } else if i.has("segments") {
        parts = list("segments")
            .iter()
            .map(|s| IndexPart { index: field(s, "index"), weight: field(s, "years") })
            .collect();
        total = i.rate("total_years");
    } else if i.has("pre_account_years_floor") {
        parts.push(IndexPart {
            index: i.rate("pre_account_index"),
            weight: i.rate("pre_account_years_floor"),
        });
        parts.push(IndexPart { index: i.rate("sum_of_later_annual_indices"), weight: one });
        total = i.rate("total_years_ceil");
    } else {
        if i.has("deemed_index") {
            parts.push(IndexPart { index: i.rate("deemed_index"), weight: i.rate("deemed_months") });
        }
        parts.extend(
            list("monthly_ratios")
                .iter()
                .map(|r| IndexPart { index: field(r, "ratio"), weight: field(r, "months") }),
        );
        total = Rate::from_nano(parts.iter().map(|part| part.weight.nano()).sum());
    }
    json!({"avg_index": pension::average_index(t, &parts, total, 4).unwrap().to_string()})
}

fn pension(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let law = i.region();
    let month = month(2025, 6);
    let mut rules = PensionRules::at(&law, month).unwrap();
    let transition_years = ["transition_years", "pre_account_years"].into_iter().find(|key| i.has(key));
    let transition = transition_years.map(|years| Transition {
        years: i.rate(years),
        coefficient: match i.has("transition_coef_percent") {
            true => Figure::given(i.percent("transition_coef_percent")),
            false => law.rate("pension.transition_coefficient", month).unwrap(),
        },
        index: i.has("transition_index").then(|| i.rate("transition_index")),
    });
    if i.has("monthly_rate_percent") {
        rules.month_rate = Some(Figure::given(i.percent("monthly_rate_percent")));
    }
    let years = match i.has("whole_years") {
        true => Years::YearsAndMonths(i.whole("whole_years"), i.whole("extra_months")),
        false => Years::Decimal(i.rate("total_years")),
    };
    let additions = i.0.get("fixed_additions").and_then(Value::as_object);
    let additions =
        additions.into_iter().flat_map(|map| map.values()).map(|v| Fen::parse_yuan(&text(v)).unwrap()).sum();
    let items = PensionItems {
        base: Figure::given(i.fen("base")),
        index: i.rate("avg_index"),
        low_index_factor: if i.has("low_index_coefficient_a") {
            i.rate("low_index_coefficient_a")
        } else {
            Rate::ONE
        },
        years,
        account: if i.has("account") { i.fen("account") } else { Fen::ZERO },
        payment_months: if i.has("months") { i.rate("months") } else { Rate::ONE },
        transition,
        additions,
    };
    let award = pension::compute(t, &items, &rules).unwrap();
    json!({
        "basic": award.basic.to_string(),
        "account": award.account.to_string(),
        "transition": award.transition.to_string(),
        "extra": award.extra.to_string(),
        "additions": award.additions.to_string(),
        "total": award.total.to_string(),
    })
}

fn pension_adjustment(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let pairs = |key: &str| i.0.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let fen = |value: &Value| Fen::parse_yuan(&text(value)).unwrap();
    let rules = AdjustmentRules {
        fixed: Figure::given(i.fen("fixed")),
        year_bands: pairs("per_year_bands").iter().map(|band| (band[0].as_i64(), fen(&band[1]))).collect(),
        years_floor: Figure::given(i.fen("years_floor")),
        percent: Figure::given(i.percent("percent")),
        age_tiers: pairs("age_tiers")
            .iter()
            .filter_map(|tier| Some((tier[0].as_i64()?, fen(&tier[1]))))
            .collect(),
        cites: Vec::new(),
    };
    let sum = pension::adjust(t, i.fen("pension"), i.whole("years"), i.whole("age"), &rules).unwrap();
    json!({
        "fixed": sum.fixed.to_string(),
        "by_years": sum.by_years.to_string(),
        "by_amount": sum.by_amount.to_string(),
        "by_age": sum.by_age.to_string(),
        "total": sum.total.to_string(),
    })
}

fn survivor_benefit(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let rules = SurvivorRules::at(&law("000000"), month(2024, 1)).unwrap();
    let annual = match i.has("income_annual") {
        true => i.fen("income_annual"),
        false => Fen::new(i.fen("income_monthly").get() * 12),
    };
    let income = Figure::given(annual);
    if !i.has("status") {
        return json!({"funeral": survivor::funeral_grant(t, &income, &rules).to_string()});
    }
    let contribution_months = i.whole("contribution_months");
    let deceased = match i.text("status").as_str() {
        "retired" => Deceased::Retired { contribution_months, months_received: i.whole("months_received") },
        _ => Deceased::Active { contribution_months },
    };
    let paid = survivor::survivor_benefit(t, deceased, &income, &rules).unwrap();
    json!({
        "grant_months": paid.grant_months.to_string(),
        "funeral": paid.funeral.to_string(),
        "pension_grant": paid.grant.to_string(),
        "total": paid.total.to_string(),
    })
}

fn minimum(i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let year = |key: &str| i.text(key).parse::<i32>().unwrap();
    let reference = match i.has("reference_year") {
        true => year("reference_year"),
        false => {
            let mode = match i.text("mode").as_str() {
                "early" => RetirementMode::Early,
                "delayed" => RetirementMode::Delayed,
                _ => RetirementMode::Statutory,
            };
            retirement::reference_year(year("statutory_retirement_year"), mode, year("chosen_year"))
        }
    };
    let months = retirement::minimum_months(t, &law("000000"), reference).unwrap();
    json!({"reference_year": reference, "minimum_months": months})
}

/// The one place that touches the formulas.
fn check(topic: &str, i: &Inputs<'_>, t: &mut Derivation) -> Value {
    let nation = law("000000");
    match topic {
        "contribution" => contribution(i, t),
        "contribution-clamp" => contribution_clamp(i),
        "contribution-limits" => contribution_limits(i),
        "contribution-lines" => contribution_lines(i),
        "deemed-declaration" => {
            let ratio = arrears::deemed_ratio(&nation, month(2024, 1)).unwrap();
            json!({"assessed": arrears::deemed_declaration(t, i.fen("last_month_contribution"), &ratio).to_string()})
        }
        "late-fee" => late_fee(i, t),
        "account-share" => {
            let credit =
                account::account_credit(t, &nation, Category::Employee, i.month("month"), i.fen("base"));
            json!({"account_credit": credit.unwrap().to_string()})
        }
        "bookkeeping-rate" => {
            let rate = account::bookkeeping_rate(&nation, i.text("year").parse().unwrap()).unwrap().value;
            json!({"percent": Rate::from_nano(rate.nano() * 100).to_string()})
        }
        "account-interest" => account_interest(i, t),
        "account-chain" => account_chain(i, t),
        "retirement-age" => {
            let r = retirement::retirement(t, &nation, i.group(), i.month("birth_month")).unwrap();
            let (years, months) = (r.age_months / 12, r.age_months % 12);
            json!({"age_years": years, "age_months": months, "delay_months": r.delay_months, "retirement_month": r.month.to_string()})
        }
        "flexible-retirement" => {
            let r = retirement::flexible_range(t, &nation, month(2025, 1), i.group(), i.month("birth_month"))
                .unwrap();
            json!({"earliest_month": r.earliest.to_string(), "statutory_month": r.statutory.to_string(), "latest_month": r.latest.to_string()})
        }
        "minimum-contribution" => minimum(i, t),
        "payment-months" => {
            let age = i.whole("age_years") * 12 + i.whole("age_months");
            let months =
                retirement::payment_months(t, &nation, month(2025, 1), i32::try_from(age).unwrap()).unwrap();
            json!({"months": months.to_string()})
        }
        "average-index" => average_index(i, t),
        "pension" => pension(i, t),
        "pension-adjustment" => pension_adjustment(i, t),
        "survivor-benefit" => survivor_benefit(i, t),
        other => panic!("no formula for {other}"),
    }
}

/// Every expected key must agree, within the tolerance where it is a number.
fn compare(path: &str, expected: &Value, got: &Value, tolerance: Rate, differences: &mut Vec<String>) {
    if let Value::Object(keys) = expected {
        for (key, value) in keys {
            compare(
                &format!("{path}.{key}"),
                value,
                got.get(key).unwrap_or(&Value::Null),
                tolerance,
                differences,
            );
        }
        return;
    }
    let agrees = match (Rate::parse(&text(expected)), Rate::parse(&text(got))) {
        (Some(expected), Some(got)) => (expected.nano() - got.nano()).abs() <= tolerance.nano(),
        _ => text(expected) == text(got),
    };
    if !agrees {
        differences.push(format!("{path}: expected {expected}, got {got}"));
    }
}

#[test]
fn every_worked_case_agrees() {
    let cases = include_str!("../../../../cases/law.jsonl");
    let mut differences = Vec::new();
    let mut count = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let inputs = Inputs(case["inputs"].as_object().unwrap());
        let mut trace = Derivation::default();
        let got = check(case["topic"].as_str().unwrap(), &inputs, &mut trace);
        serde_json::to_string(trace.steps()).unwrap();
        let tolerance = Rate::parse(&text(&case["tolerance"])).unwrap();
        compare(&text(&case["id"]), &case["expected"], &got, tolerance, &mut differences);
        count += 1;
    }
    assert!(differences.is_empty(), "{} of {count} cases:\n{}", differences.len(), differences.join("\n"));
    assert!(count > 100);
}
