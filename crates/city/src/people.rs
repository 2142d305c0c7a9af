//! Citizens: number, name, card, how they stand at the start, and their past in the former system.

use jiff::ToSpan;
use kernel::{BankCard, Date, FeeMonth, Fen, IdNumber, Phone, Rate, RegionCode, Sex};

use rules::retirement::RetirementGroup;

use crate::dice::Dice;
use crate::names;
use crate::units::UnitNo;

/// Place of a person in [`Town::people`](crate::Town::people).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonNo(pub usize);

/// How a person stands when the city begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Employed at a unit for a monthly wage.
    Employee {
        /// Where.
        unit: UnitNo,
        /// Monthly wage.
        wage: Fen,
    },
    /// Pays alone, on a share of the average wage (灵活就业).
    Flexible {
        /// Share of the average wage, 0.6 to 3.
        tier: Rate,
    },
    /// Insured as a resident (城乡居民).
    Resident,
    /// In payment since before the take-over.
    Pensioner(InPayment),
    /// Not insured yet: a future worker.
    Outside,
    /// Not born yet: enrolled as a resident in the month of birth or the next.
    Unborn,
    /// The same person entered again by mistake, under a wrong number.
    Twin {
        /// The true record.
        of: PersonNo,
    },
}

/// A pension in payment (待遇领取).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPayment {
    /// First month paid.
    pub from: FeeMonth,
    /// Monthly amount.
    pub monthly: Fen,
    /// What the personal account carries of it.
    pub account_part: Fen,
}

/// What the former system knows of a person, as of June 2023.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// First day of work (参加工作时间).
    pub first_work: Date,
    /// Months paid up to June 2023 (实际缴费月数).
    pub months: i32,
    /// Months deemed paid, before accounts were opened (视同缴费月数).
    pub deemed: i32,
    /// Average contribution index so far (平均缴费指数).
    pub index: Rate,
    /// Pension account: with interest to the end of 2022, and the credits of the half year since.
    pub pension_account: Fen,
    /// Medical account at the end of June 2023.
    pub medical_account: Fen,
    /// Monthly base in the first half of 2023; none for pensioners and those who paused.
    pub base: Option<Fen>,
}

/// A citizen.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// Place in the city.
    pub no: PersonNo,
    /// Name.
    pub name: String,
    /// Number of a region that does not exist; it tells birthday and sex.
    pub id: IdNumber,
    /// Does the former system still hold the number of 15 places?
    pub old_number: bool,
    /// Telephone.
    pub phone: Phone,
    /// Number of the social security card.
    pub card: String,
    /// Its bank account.
    pub account: BankCard,
    /// Retirement age group (法定退休年龄组); a woman's depends on her post, which is reviewed.
    pub group: RetirementGroup,
    /// How the person stands at the start.
    pub role: Role,
    /// The record so far, where there is one.
    pub past: Option<Past>,
}

impl Citizen {
    /// The number as the former system's files have it, of 15 places for a few.
    pub fn number_as_filed(&self) -> String {
        let full = self.id.expose();
        match (self.old_number, full.get(..6), full.get(8..17)) {
            (true, Some(region), Some(rest)) => format!("{region}{rest}"),
            _ => full.to_owned(),
        }
    }

    /// Month of birth.
    pub fn birth_month(&self) -> FeeMonth {
        FeeMonth::of(self.id.birth())
    }

    /// Full years of age on a day.
    pub fn age_on(&self, day: Date) -> i32 {
        let birth = self.id.birth();
        let years = i32::from(day.year()) - i32::from(birth.year());
        years - i32::from((day.month(), day.day()) < (birth.month(), birth.day()))
    }
}

/// Who is wanted at one place of the city.
pub(crate) struct Wanted {
    /// Youngest and oldest age at the start, in months; negative: born later.
    pub age: (i64, i64),
    /// Sex, where it matters.
    pub sex: Option<Sex>,
    /// Role at the start.
    pub role: Role,
}

/// Makes citizens one after the other and sees that no number is given twice.
pub(crate) struct Registry {
    seed: u64,
    start: FeeMonth,
    numbers: std::collections::BTreeSet<IdNumber>,
}

impl Registry {
    pub(crate) fn new(seed: u64, start: FeeMonth) -> Registry {
        Registry { seed, start, numbers: std::collections::BTreeSet::new() }
    }

    /// A person's own stream for one purpose.
    pub(crate) fn dice(&self, purpose: &str, no: PersonNo) -> Dice {
        Dice::new(self.seed, purpose, u64::try_from(no.0).unwrap_or(0))
    }

    /// The citizen of that place.
    pub(crate) fn citizen(&mut self, no: PersonNo, wanted: Wanted) -> Citizen {
        let mut dice = self.dice("person", no);
        let sex = wanted.sex.unwrap_or_else(|| dice.pick(&[Sex::Male, Sex::Female]));
        let months = dice.between(wanted.age.0, wanted.age.1);
        let birth_month = self.start.plus(i32::try_from(-months).unwrap_or(0));
        let day = dice.between(0, i64::from(birth_month.last_day().day()) - 1);
        let birth = birth_month.first_day().saturating_add(day.days());
        let group = match sex {
            Sex::Male => RetirementGroup::Male60,
            Sex::Female => dice.weighted(&[(45, RetirementGroup::Female55), (55, RetirementGroup::Female50)]),
        };
        let id = self.number(&mut dice, birth, sex);
        Citizen {
            no,
            name: names::person(&mut dice, sex),
            id,
            old_number: birth.year() < 1985 && !matches!(wanted.role, Role::Outside) && dice.chance(20),
            phone: phone(no),
            card: format!("JB{:08}", no.0),
            account: account(no, 0),
            group,
            role: wanted.role,
            past: None,
        }
    }

    /// Another record of the same person, one place of the number wrong but the check character right.
    pub(crate) fn twin(&mut self, no: PersonNo, of: &Citizen) -> Citizen {
        let mut dice = self.dice("twin", no);
        let id = self.number(&mut dice, of.id.birth(), of.id.sex());
        Citizen { no, id, old_number: false, role: Role::Twin { of: of.no }, past: None, ..of.clone() }
    }

    /// A number of that birthday that nobody has.
    pub(crate) fn number(&mut self, dice: &mut Dice, birth: Date, sex: Sex) -> IdNumber {
        let odd = u16::from(sex == Sex::Male);
        loop {
            let region = dice.pick(&["990101", "990102", "990103"]);
            let sequence = u16::try_from(dice.below(500)).unwrap_or(0) * 2 + odd;
            let number = RegionCode::parse(region).ok().and_then(|r| IdNumber::compose(r, birth, sequence));
            if let Some(number) = number.filter(|number| self.numbers.insert(*number)) {
                return number;
            }
        }
    }
}

/// 199-01…: numbers of the city's own, counted by person.
fn phone(no: PersonNo) -> Phone {
    Phone::parse(&format!("19901{:06}", no.0 % 1_000_000)).expect("eleven digits that begin with 199")
}

/// The account of a person's card; `issue` counts replacements. No bank's numbers begin with 990100.
pub(crate) fn account(no: PersonNo, issue: usize) -> BankCard {
    BankCard::compose(&format!("990100{:02}{:010}", issue % 100, no.0)).expect("eighteen digits")
}

#[cfg(test)]
mod tests {
    use super::{PersonNo, Registry, Role, Wanted};
    use kernel::{FeeMonth, IdNumber, Sex};

    #[test]
    fn people_have_numbers_that_fit_them_and_belong_to_nobody() {
        let start = FeeMonth::new(2023, 7).unwrap();
        let mut registry = Registry::new(3, start);
        for n in 0..3000 {
            let wanted = Wanted { age: (240, 250), sex: Some(Sex::Female), role: Role::Resident };
            let citizen = registry.citizen(PersonNo(n), wanted);
            assert!(citizen.id.is_fictional() && citizen.id.sex() == Sex::Female);
            assert!((240..=250).contains(&citizen.birth_month().months_until(start)));
            assert_eq!(IdNumber::parse(&citizen.number_as_filed()).unwrap(), citizen.id);
            assert!(
                citizen.account.expose().starts_with("990100") && citizen.phone.expose().starts_with("19901")
            );
        }
        assert_eq!(registry.numbers.len(), 3000);
    }
}
