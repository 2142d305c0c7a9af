//! Units of the city (单位): kind, trade, size, wage level, how they pay.

use kernel::{CreditCode, FeeMonth, RegionCode};

use crate::dice::Dice;
use crate::names;
use crate::purse::PayStyle;

/// Place of a unit in [`Town::units`](crate::Town::units).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitNo(pub usize);

/// What kind of payer a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// Company (企业).
    Company,
    /// Public body (国家机关).
    PublicBody,
    /// Public institution, fully funded (全额拨款事业单位).
    InstitutionFull,
    /// Public institution, partly funded (差额拨款事业单位).
    InstitutionPart,
    /// Public institution that earns its own money (自收自支事业单位).
    InstitutionSelf,
    /// Social group (社会团体).
    SocialGroup,
    /// Small-business owner with staff (有雇工的个体工商户).
    SmallBusiness,
}

/// A unit of the city.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its place in the city.
    pub no: UnitNo,
    /// Its name.
    pub name: String,
    /// Unified social credit code of a region that does not exist.
    pub code: CreditCode,
    /// Kind of payer.
    pub kind: UnitKind,
    /// Industry class for work injury, 1 to 8 (工伤行业类别).
    pub class: i64,
    /// Floating tier of the injury rate, in percent of the class rate.
    pub floating: i64,
    /// How many people it has or wants.
    pub size: usize,
    /// What it pays compared with its trade, in thousandths.
    pub wage_level: i64,
    /// Does it declare no more than it must?
    pub declares_minimum: bool,
    /// Its bank account.
    pub account: String,
    /// First month it exists for the agency.
    pub since: FeeMonth,
    /// How its contributions reach the agency.
    pub pays: PayStyle,
}

impl Unit {
    /// Median monthly wage of its trade, in yuan.
    pub fn median_wage(&self) -> i64 {
        let trade = match (self.kind, self.class) {
            (UnitKind::PublicBody, _) => 11_800,
            (UnitKind::InstitutionFull | UnitKind::InstitutionPart, _) => 11_200,
            (UnitKind::InstitutionSelf, _) => 10_000,
            (UnitKind::SocialGroup, _) => 8_200,
            (UnitKind::SmallBusiness, _) => 5_900,
            (UnitKind::Company, 1) => 12_600,
            (UnitKind::Company, 2) => 7_400,
            (UnitKind::Company, 3) => 7_900,
            (UnitKind::Company, 4) => 8_600,
            (UnitKind::Company, 5) => 8_800,
            (UnitKind::Company, 6) => 9_200,
            (UnitKind::Company, 7) => 9_800,
            (UnitKind::Company, _) => 11_000,
        };
        trade * self.wage_level / 1000
    }
}

/// Sizes of so many units that together have so many people: a few large, very many small (Zipf–Mandelbrot).
pub fn sizes(units: usize, people: usize) -> Vec<usize> {
    // Weight of rank r is 1 / (r + 5); cumulative shares are cut at whole people, so that the sum is exact.
    let weight = |rank: usize| 1_000_000_000_000 / u128::try_from(rank + 5).unwrap_or(5);
    let total: u128 = (0..units).map(weight).sum();
    let spread = u128::try_from(people.saturating_sub(units)).unwrap_or(0);
    let (mut before, mut sum) = (0, 0);
    (0..units)
        .map(|rank| {
            sum += weight(rank);
            let up_to = sum * spread / total.max(1);
            let share = usize::try_from(up_to - before).unwrap_or(0);
            before = up_to;
            share + 1
        })
        .collect()
}

/// The unit of that number and size.
pub(crate) fn unit(seed: u64, no: UnitNo, size: usize, since: FeeMonth) -> Unit {
    let number = no.0;
    let mut dice = Dice::new(seed, "unit", u64::try_from(number).unwrap_or(0));
    let kind = kind(&mut dice, size);
    let class = match kind {
        UnitKind::Company => {
            dice.weighted(&[(34, 1), (26, 2), (12, 3), (11, 4), (5, 5), (8, 6), (3, 7), (1, 8)])
        }
        UnitKind::SmallBusiness => dice.weighted(&[(3, 1), (6, 2), (1, 4)]),
        _ => 1,
    };
    let floating = if class == 1 {
        dice.weighted(&[(8, 100), (1, 120), (1, 150)])
    } else {
        dice.weighted(&[(6, 100), (1, 50), (2, 80), (1, 120), (1, 150)])
    };
    Unit {
        no,
        name: names::unit(&mut dice, kind, class, number),
        code: credit_code(kind, number),
        kind,
        class,
        floating,
        size,
        wage_level: dice.log_normal(1000, 280),
        declares_minimum: matches!(kind, UnitKind::SmallBusiness) && dice.chance(6000)
            || matches!(kind, UnitKind::Company) && size < 10 && dice.chance(2500),
        account: format!("9901{number:015}"),
        since,
        pays: dice.weighted(&[(70, PayStyle::Debit), (25, PayStyle::Tax), (5, PayStyle::Counter)]),
    }
}

fn kind(dice: &mut Dice, size: usize) -> UnitKind {
    match size {
        0..5 => dice.weighted(&[
            (58, UnitKind::Company),
            (38, UnitKind::SmallBusiness),
            (4, UnitKind::SocialGroup),
        ]),
        5..30 => dice.weighted(&[
            (80, UnitKind::Company),
            (7, UnitKind::SmallBusiness),
            (4, UnitKind::PublicBody),
            (4, UnitKind::InstitutionFull),
            (2, UnitKind::InstitutionSelf),
            (3, UnitKind::SocialGroup),
        ]),
        _ => dice.weighted(&[
            (78, UnitKind::Company),
            (6, UnitKind::PublicBody),
            (9, UnitKind::InstitutionFull),
            (5, UnitKind::InstitutionPart),
            (2, UnitKind::InstitutionSelf),
        ]),
    }
}

/// A code of region 990100; registry and category as the kind demands.
fn credit_code(kind: UnitKind, number: usize) -> CreditCode {
    let (registry, category) = match kind {
        UnitKind::Company => ('9', '1'),
        UnitKind::SmallBusiness => ('9', '2'),
        UnitKind::PublicBody => ('1', '1'),
        UnitKind::InstitutionFull | UnitKind::InstitutionPart | UnitKind::InstitutionSelf => ('1', '2'),
        UnitKind::SocialGroup => ('5', '1'),
    };
    RegionCode::parse("990100")
        .ok()
        .and_then(|region| CreditCode::compose(registry, category, region, &format!("JB{number:06}")))
        .expect("the parts of a credit code are fixed")
}

#[cfg(test)]
mod tests {
    use super::{UnitNo, sizes, unit};
    use kernel::FeeMonth;

    #[test]
    fn few_units_are_large_and_many_are_small() {
        let sizes = sizes(1200, 12_000);
        assert_eq!(sizes.iter().sum::<usize>(), 12_000);
        assert!((300..600).contains(&sizes[0]), "largest {}", sizes[0]);
        let micro = sizes.iter().filter(|&&size| size < 6).count();
        assert!((500..900).contains(&micro), "{micro} units under six people");
        assert_eq!(super::sizes(3, 3), [1, 1, 1]);
    }

    #[test]
    fn every_code_is_valid_and_evidently_invented() {
        let since = FeeMonth::new(2015, 1).unwrap();
        let mut codes: Vec<_> = (0..2000).map(|n| unit(7, UnitNo(n), n % 40 + 1, since).code).collect();
        assert!(codes.iter().all(|code| code.is_fictional() && code.region().as_str() == "990100"));
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 2000);
    }
}
