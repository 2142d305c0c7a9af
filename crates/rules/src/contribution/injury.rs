//! The rate of the injury insurance (工伤保险费率), one employer at a time.

use kernel::{FeeMonth, Rate, Result};

use super::Cites;
use crate::codes;
use crate::law::{Figure, Law};
use crate::trace::{Step, Trace};

/// Base rates, floating tiers and staged cut of a month.
#[derive(Clone, Debug, Default)]
pub struct InjuryRates {
    classes: Vec<(i64, Rate)>,
    tiers: Vec<(i64, i64, Rate)>,
    cut: Option<Figure<Rate>>,
    cites: Cites,
}

impl InjuryRates {
    /// The rates of a region, with its staged cut (阶段性降费).
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn at(law: &Law<'_>, month: FeeMonth) -> Result<InjuryRates> {
        let cut = law.rate("injury.cut_factor", month)?;
        Ok(InjuryRates { cut: Some(cut), ..InjuryRates::uncut(law, month)? })
    }

    /// The national rates, before any cut.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn uncut(law: &Law<'_>, month: FeeMonth) -> Result<InjuryRates> {
        let classes = law.table("injury.class_rates", month)?;
        let tiers = law.table("injury.tier_factors", month)?;
        let rows = classes.value.rows();
        Ok(InjuryRates {
            classes: rows.filter_map(|row| Some((row.whole("class")?, row.rate("rate")?))).collect(),
            tiers: tiers
                .value
                .rows()
                .filter_map(|row| {
                    Some((row.whole("class_from")?, row.whole("class_to")?, row.rate("factor")?))
                })
                .collect(),
            cut: None,
            cites: classes.parameter.into_iter().chain(tiers.parameter).collect(),
        })
    }

    /// Base rate of an industry class 1 to 8 × floating tier × staged cut.
    ///
    /// # Errors
    /// `LAW-0203` where the class has no such tier (class 1 never floats down).
    pub fn rate<T: Trace>(&self, trace: &mut T, class: i64, factor: Rate) -> Result<Rate> {
        let offered = self.tiers.iter().any(|(from, to, f)| (*from..=*to).contains(&class) && *f == factor);
        let base = self.classes.iter().find(|(c, _)| *c == class).filter(|_| offered);
        let Some((_, base)) = base else {
            return Err(codes::NO_INJURY_TIER.with("class", class).with("tier", factor));
        };
        let cut = self.cut.as_ref().map_or(Rate::ONE, |cut| cut.value);
        let rate = times(times(*base, factor), cut);
        trace.note(|| {
            let mut step = Step::new("工伤缴费比例", "work injury rate", rate)
                .by("class_rate × tier × cut")
                .input("class", class)
                .input("class_rate", base)
                .input("tier", factor);
            if let Some(cut) = &self.cut {
                step = step.figure("cut", cut);
            }
            step.parameters.extend(self.cites.iter().cloned());
            step
        });
        Ok(rate)
    }
}

/// Product of two rates, half up at nine decimals.
fn times(a: Rate, b: Rate) -> Rate {
    let product = i128::from(a.nano()) * i128::from(b.nano());
    let half = if product < 0 { -500_000_000 } else { 500_000_000 };
    Rate::from_nano(i64::try_from((product + half) / 1_000_000_000).unwrap_or(i64::MAX))
}
