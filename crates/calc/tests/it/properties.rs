//! No input makes a formula panic or overflow; whatever is explained is also computed; amounts add up and rise with the wage.

use calc::{Input, Kind, Out};
use kernel::Fen;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::engine;

/// A small generator, so that one seed is one case.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.roll(from.len())]
    }

    /// A value of a kind, often at its edge.
    fn value(&mut self, kind: &Kind) -> Value {
        let text = |text: &str| Value::from(text);
        match kind {
            Kind::Yuan => text(self.pick(&[
                "0",
                "0.01",
                "1234.56",
                "60000",
                "999999999",
                "9999999999999.99",
                "10000000000000",
            ])),
            Kind::SignedYuan => {
                text(self.pick(&["0", "-0.01", "1234.56", "-9999999999999.99", "10000000000000"]))
            }
            Kind::Wage => text(self.pick(&[
                "0",
                "0.01",
                "1",
                "3999.99",
                "8000",
                "12434",
                "35811",
                "99999999.99",
                "100000000",
            ])),
            Kind::Share => text(self.pick(&["0", "0.000000001", "0.08", "0.5", "0.999999999", "1"])),
            Kind::Percent => text(self.pick(&["0", "0.0000001", "1.4", "8", "100", "1000"])),
            Kind::Factor => text(self.pick(&["0", "0.4", "0.8", "1", "1.5", "100"])),
            Kind::Number => text(self.pick(&[
                "0",
                "0.000000001",
                "0.6",
                "1",
                "2.5",
                "30.67",
                "139",
                "12345.678",
                "1000000",
            ])),
            Kind::Whole(low, high) => {
                json!(
                    [*low, *high, (low + high) / 2, (*low + 1).min(*high), 12.clamp(*low, *high)]
                        [self.roll(5)]
                )
            }
            Kind::Year => json!([1949, 1990, 2011, 2016, 2024, 2026, 2039, 2199][self.roll(8)]),
            Kind::Date => {
                text(self.pick(&["0001-01-01", "2011-06-30", "2024-02-29", "2026-07-01", "9999-12-31"]))
            }
            Kind::Month => {
                text(self.pick(&["1900-01", "1998-01", "2014-01", "2024-08", "2025-06", "9998-12"]))
            }
            Kind::Region => text(self.pick(&[
                "000000", "110000", "310000", "320500", "320583", "330000", "410000", "410100", "420100",
                "440000", "440300", "500000", "510100", "990100", "710000", "110105",
            ])),
            Kind::Word(words) => text(self.pick(words)),
            Kind::Flag => json!(self.roll(2) == 0),
            Kind::Text => {
                text(self.pick(&["A", "B", "C", "11010519491231002X", "91350100M000100Y43", "\u{0}"]))
            }
            Kind::List(kind) => {
                let length = [0, 1, 2, 3, 12, 13, 40][self.roll(7)];
                (0..length).map(|_| self.value(kind)).collect()
            }
            Kind::Tuple(kinds) => kinds.iter().map(|kind| self.value(kind)).collect(),
            Kind::Tuples(forms) => {
                let form = forms[self.roll(forms.len())];
                form.iter().map(|kind| self.value(kind)).collect()
            }
            Kind::Record(inputs) => self.object(inputs, 9),
            Kind::Map(kind) => {
                let keys = ["1", "12", "1996", "2019", "2024", "A", "B", "pension", "medical"];
                let length = self.roll(keys.len());
                let pairs = keys.iter().take(length).map(|key| ((*key).to_owned(), self.value(kind)));
                Value::Object(pairs.collect())
            }
            Kind::OrNull(kind) => {
                if self.roll(3) == 0 {
                    Value::Null
                } else {
                    self.value(kind)
                }
            }
        }
    }

    /// An object that has each optional input in so many of ten cases.
    fn object(&mut self, inputs: &[Input], often: usize) -> Value {
        let mut object = Map::new();
        for input in inputs {
            if input.required || self.roll(10) < often {
                object.insert(input.key.to_owned(), self.value(&input.kind));
            }
        }
        Value::Object(object)
    }
}

fn money(out: Option<&Out>) -> Fen {
    match out {
        Some(Out::Money(fen)) => *fen,
        other => panic!("{other:?}"),
    }
}

fn field<'o>(out: &'o Out, key: &str) -> Option<&'o Out> {
    match out {
        Out::Map(pairs) => pairs.iter().find(|(known, _)| known == key).map(|(_, out)| out),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_input_breaks_a_formula(seed in any::<u64>()) {
        for (n, topic) in calc::all().enumerate() {
            let mut dice = Dice(seed ^ u64::try_from(n).unwrap());
            let often = dice.roll(10);
            let inputs = dice.object(topic.inputs, often).to_string();
            let plain = engine().calculate(topic.name, &inputs, false);
            let explained = engine().calculate(topic.name, &inputs, true);
            match (plain, explained) {
                (Ok(plain), Ok(explained)) => {
                    prop_assert_eq!(&plain.results, &explained.results, "{} {}", topic.name, inputs);
                    prop_assert!(serde_json::to_string(&explained).is_ok());
                    for (key, _) in &plain.results {
                        prop_assert!(topic.results.iter().any(|output| output.key == *key), "{} {key}", topic.name);
                    }
                }
                (Err(plain), Err(explained)) => {
                    prop_assert_eq!(plain.code().id, explained.code().id, "{} {}", topic.name, inputs);
                    prop_assert_ne!(plain.kind(), kernel::Kind::System, "{} {}: {}", topic.name, inputs, plain);
                }
                (plain, explained) => prop_assert!(false, "{} {inputs}: {plain:?} {explained:?}", topic.name),
            }
        }
    }

    #[test]
    fn garbage_is_an_error_and_nothing_else(text in ".{0,60}") {
        for topic in ["late-fee", "contribution", "pension"] {
            prop_assert!(engine().calculate(topic, &text, true).is_err());
        }
        let inputs = json!({"principal": format!("{text}x"), "days": 1}).to_string();
        prop_assert!(engine().calculate("late-fee", &inputs, false).is_err());
    }

    #[test]
    fn more_wage_is_never_less_contribution(wage in 0i64..10_000_000, more in 0i64..10_000_000) {
        let lines = |wage: i64| {
            let inputs = json!({
                "region": "420100", "month": "2024-08", "category": "employee", "industry_class": 5,
                "wage": Fen::new(wage).to_string(),
            });
            engine().calculate("contribution", &inputs.to_string(), false).unwrap()
        };
        let (low, high) = (lines(wage), lines(wage + more));
        prop_assert!(money(low.get("total")) <= money(high.get("total")));
        let Some(Out::Map(each)) = low.get("lines") else { panic!("no lines") };
        for (insurance, line) in each {
            let other = field(high.get("lines").unwrap(), insurance).unwrap();
            for side in ["unit", "person"] {
                prop_assert!(money(field(line, side)) <= money(field(other, side)), "{insurance}");
            }
        }
        let sum: Fen =
            each.iter().map(|(_, line)| money(field(line, "unit")) + money(field(line, "person"))).sum();
        prop_assert_eq!(sum, money(low.get("total")));
        prop_assert_eq!(
            money(low.get("unit_total")) + money(low.get("person_total")),
            money(low.get("total"))
        );
    }

    #[test]
    fn parts_of_a_pension_add_up(
        base in 100_000i64..3_000_000, index in 1i64..4_000, years in 1i64..600, account in 0i64..200_000_000,
        before in 0i64..300,
    ) {
        let nine = |n: i64, over: i64| format!("{}.{:04}", n / over, n % over * (10_000 / over));
        let inputs = json!({
            "region": "510000", "base": Fen::new(base).to_string(), "avg_index": nine(index, 1000),
            "total_years": nine(years, 10), "account": Fen::new(account).to_string(), "months": 139,
            "pre_account_years": nine(before, 10),
        });
        let answer = engine().calculate("pension", &inputs.to_string(), false).unwrap();
        let parts: Fen = ["basic", "account", "transition", "extra"].iter().map(|key| money(answer.get(key))).sum();
        prop_assert_eq!(parts, money(answer.get("total")));
    }

    #[test]
    fn dependants_parts_add_up_and_keep_within_the_wage(wage in 0i64..10_000_000, count in 1usize..9) {
        let kinds = ["spouse", "orphan", "parent", "child"];
        let dependants: Vec<Value> = (0..count).map(|n| json!({"kind": kinds[n % kinds.len()]})).collect();
        let inputs = json!({"own_wage": Fen::new(wage).to_string(), "dependants": dependants});
        let answer = engine().calculate("injury-dependants", &inputs.to_string(), false).unwrap();
        let Some(Out::List(parts)) = answer.get("each_prorata") else { panic!("no parts") };
        let sum: Fen = parts.iter().map(|part| money(Some(part))).sum();
        prop_assert_eq!(sum, money(answer.get("sum")));
        prop_assert!(sum <= Fen::new(wage));
    }

    #[test]
    fn later_retirement_is_never_divided_by_more(age in 400i64..900) {
        let months = |age: i64| {
            let inputs = json!({"age_years": age / 12, "age_months": age % 12}).to_string();
            match engine().calculate("payment-months", &inputs, false).unwrap().get("months") {
                Some(Out::Rate(rate)) => *rate,
                other => panic!("{other:?}"),
            }
        };
        prop_assert!(months(age + 1) <= months(age));
    }
}
