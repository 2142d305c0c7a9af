//! The yearly adjustment (基本养老金调整): fixed part, linked parts, tilt by age.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::law::{Figure, Law, optional};
use crate::trace::{Step, Trace};

/// A year's scheme.
#[derive(Clone, Debug)]
pub struct AdjustmentRules {
    /// The same for all (定额).
    pub fixed: Figure<Fen>,
    /// Yuan per contribution year, by band; the last band is open (与年限挂钩).
    pub year_bands: Vec<(Option<i64>, Fen)>,
    /// Least sum by years.
    pub years_floor: Figure<Fen>,
    /// Share of the own pension (与水平挂钩).
    pub percent: Figure<Rate>,
    /// From an age on, so much (高龄倾斜); the highest that is reached counts.
    pub age_tiers: Vec<(i64, Fen)>,
    /// Sources of the tables.
    pub cites: Vec<std::sync::Arc<crate::ParameterRef>>,
}

/// An increase a month, by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Fixed part.
    pub fixed: Fen,
    /// Part by years.
    pub by_years: Fen,
    /// Part by own pension.
    pub by_amount: Fen,
    /// Part by age.
    pub by_age: Fen,
    /// All together.
    pub total: Fen,
}

impl AdjustmentRules {
    /// The scheme of a year.
    ///
    /// # Errors
    /// `LAW-0101` or `LAW-0104` where it is not known.
    pub fn of_year(law: &Law<'_>, year: i32) -> Result<AdjustmentRules> {
        let month = crate::account::january(year)?;
        let bands = law.table("adjustment.year_bands", month)?;
        let tiers = optional(law.table("adjustment.age_tiers", month))?;
        let mut cites: Vec<_> = bands.parameter.into_iter().collect();
        cites.extend(tiers.as_ref().and_then(|table| table.parameter.clone()));
        Ok(AdjustmentRules {
            fixed: law.money("adjustment.fixed", month)?,
            year_bands: bands
                .value
                .rows()
                .filter_map(|row| Some((row.whole("up_to"), row.money("rate")?)))
                .collect(),
            years_floor: law.money("adjustment.years_floor", month)?,
            percent: law.rate("adjustment.percent", month)?,
            age_tiers: tiers
                .map(|table| {
                    let rows = table.value.rows();
                    rows.filter_map(|row| Some((row.whole("from_age")?, row.money("amount")?))).collect()
                })
                .unwrap_or_default(),
            cites,
        })
    }

    /// Month the scheme applies from: January of the year, paid with arrears.
    ///
    /// # Errors
    /// `LAW-0205` for an impossible year.
    pub fn from(year: i32) -> Result<FeeMonth> {
        crate::account::january(year)
    }
}

/// What a pension rises by. `years` are whole contribution years and `age` whole years at the scheme's cut-off day.
///
/// # Errors
/// `LAW-0201` for a negative pension or number of years.
pub fn adjust<T: Trace>(
    trace: &mut T,
    pension: Fen,
    years: i64,
    age: i64,
    rules: &AdjustmentRules,
) -> Result<Adjustment> {
    if pension.is_negative() || years < 0 {
        return Err(codes::NEGATIVE
            .with("what", "pension / years")
            .with("value", format!("{pension} / {years}")));
    }
    let mut counted = 0;
    let mut banded = 0i64;
    for (up_to, rate) in &rules.year_bands {
        let reached = up_to.map_or(years, |end| years.min(end)).max(counted);
        banded += (reached - counted) * rate.get();
        counted = reached;
    }
    let by_years = Fen::new(banded).max(rules.years_floor.value);
    let by_amount = rules.percent.value.of(pension, Rounding::FenHalfUp);
    let by_age = rules.age_tiers.iter().filter(|(from, _)| age >= *from).map(|(_, amount)| *amount).max();
    let by_age = by_age.unwrap_or(Fen::ZERO);
    let fixed = rules.fixed.value;
    let result =
        Adjustment { fixed, by_years, by_amount, by_age, total: fixed + by_years + by_amount + by_age };
    trace.note(|| {
        let mut step = Step::new("养老金调整", "adjustment a month", result.total)
            .by("fixed + max(Σ years × rate, floor) + pension × percent + by age")
            .input("pension", pension)
            .input("years", years)
            .input("age", age)
            .figure("fixed", &rules.fixed)
            .figure("floor", &rules.years_floor)
            .figure("percent", &rules.percent);
        step.parameters.extend(rules.cites.iter().cloned());
        step.steps = vec![
            Step::new("定额", "fixed", fixed),
            Step::new("按年限", "by years", by_years),
            Step::new("按水平", "by own pension", by_amount),
            Step::new("高龄倾斜", "by age", by_age),
        ];
        step
    });
    Ok(result)
}
