//! The city as it stands when the agency takes it over: its units and people, from a seed.

use kernel::{Fen, Rate, Sex};
use rules::retirement::RetirementGroup;

use crate::past;
use crate::people::{Citizen, PersonNo, Registry, Role, Wanted};
use crate::units::{self, Unit, UnitNo};

/// The fictional city 金保市 (region 990100) at the beginning of its first fee month.
pub struct Town {
    /// What it was made from.
    pub seed: u64,
    /// Units in place first, then those that will open.
    pub units: Vec<Unit>,
    /// How many of the units are in place at the start.
    pub units_at_start: usize,
    /// Employees by unit, flexible workers, residents, pensioners, then those who come later.
    pub people: Vec<Citizen>,
    /// How many of the people are insured or in payment at the start.
    pub people_at_start: usize,
}

/// Shares of the people at the start, in thousandths; the rest is in payment.
const EMPLOYEES: usize = 600;
const FLEXIBLE: usize = 120;
const RESIDENTS: usize = 180;
/// Who comes later, against the people at the start.
const LATER: usize = 100;
const BIRTHS: usize = 24;
const TWINS: usize = 1;
/// Units per thousand people.
const UNITS: usize = 60;

impl Town {
    /// The town of so many insured people. At least a hundred are made.
    pub fn found(seed: u64, persons: usize) -> Town {
        let persons = persons.max(100);
        let part = |thousandths| persons * thousandths / 1000;
        let mut maker = Maker { registry: Registry::new(seed, crate::START), people: Vec::new() };
        let units = maker.units(seed, part(UNITS).max(6), part(EMPLOYEES));
        let units_at_start = units.len();
        for unit in &units {
            for _ in 0..unit.size {
                maker.employee(unit);
            }
        }
        (0..part(FLEXIBLE)).for_each(|_| maker.flexible());
        (0..part(RESIDENTS)).for_each(|at| maker.resident(at));
        while maker.people.len() < persons {
            maker.pensioner();
        }
        (0..part(LATER)).for_each(|_| maker.later(Role::Outside, (18 * 12, 34 * 12)));
        (0..part(BIRTHS)).for_each(|_| maker.later(Role::Unborn, (-60, -1)));
        maker.twins(part(TWINS).max(1), units_at_start);
        let mut town = Town { seed, units, units_at_start, people: maker.people, people_at_start: persons };
        town.add_new_units(part(UNITS) / 10);
        town
    }

    /// The unit of that number.
    pub fn unit(&self, no: UnitNo) -> &Unit {
        &self.units[no.0]
    }

    /// The person of that number.
    pub fn person(&self, no: PersonNo) -> &Citizen {
        &self.people[no.0]
    }

    fn add_new_units(&mut self, count: usize) {
        for n in 0..count.max(2) {
            let no = UnitNo(self.units.len());
            let month = i32::try_from(n * 60 / count.max(2) + 2).unwrap_or(2);
            let size = 1 + n % 7;
            self.units.push(units::unit(self.seed, no, size, crate::START.plus(month)));
        }
    }
}

struct Maker {
    registry: Registry,
    people: Vec<Citizen>,
}

impl Maker {
    fn units(&self, seed: u64, count: usize, people: usize) -> Vec<Unit> {
        let long_ago = crate::START.plus(-60);
        let sizes = units::sizes(count, people);
        // Large units stand among the small ones, as they registered over the years.
        let at = |rank: usize| (rank * 7 + 3) % count;
        let mut by_place = vec![1; count];
        let step_fits = !count.is_multiple_of(7);
        for (rank, size) in sizes.into_iter().enumerate() {
            by_place[if step_fits { at(rank) } else { rank }] = size;
        }
        by_place
            .into_iter()
            .enumerate()
            .map(|(n, size)| units::unit(seed, UnitNo(n), size, long_ago))
            .collect()
    }

    fn next(&self) -> PersonNo {
        PersonNo(self.people.len())
    }

    fn add(&mut self, wanted: Wanted) -> &mut Citizen {
        let no = self.next();
        let citizen = self.registry.citizen(no, wanted);
        self.people.push(citizen);
        &mut self.people[no.0]
    }

    fn employee(&mut self, unit: &Unit) {
        let no = self.next();
        let mut dice = self.registry.dice("employee", no);
        let wage = wage(&mut dice, unit);
        let sex = dice.pick(&[Sex::Male, Sex::Male, Sex::Female]);
        let age = working_age(&mut dice, sex);
        let role = Role::Employee { unit: unit.no, wage };
        let citizen = self.add(Wanted { age, sex: Some(sex), role });
        not_past_age(citizen);
        citizen.past = Some(past::of_worker(&mut dice, citizen, wage, crate::START));
    }

    fn flexible(&mut self) {
        let no = self.next();
        let mut dice = self.registry.dice("flexible", no);
        let percent = dice.weighted(&[(60, 60), (10, 70), (8, 80), (12, 100), (4, 150), (4, 200), (2, 300)]);
        let sex = dice.pick(&[Sex::Male, Sex::Female]);
        let age = working_age(&mut dice, sex);
        let tier = Rate::from_nano(percent * 10_000_000);
        let citizen = self.add(Wanted { age, sex: Some(sex), role: Role::Flexible { tier } });
        if citizen.group == RetirementGroup::Female50 {
            citizen.group = RetirementGroup::Female55;
        }
        let wage = Fen::new(11_297 * percent);
        citizen.past = Some(past::of_worker(&mut dice, citizen, wage, crate::START));
    }

    fn resident(&mut self, at: usize) {
        let age = match at % 10 {
            0..4 => (0, 17 * 12),
            4..6 => (18 * 12, 59 * 12),
            // Soon of age to draw.
            6 => (55 * 12, 60 * 12 - 1),
            _ => (61 * 12, 90 * 12),
        };
        self.add(Wanted { age, sex: None, role: Role::Resident });
    }

    fn pensioner(&mut self) {
        let no = self.next();
        let mut dice = self.registry.dice("pensioner", no);
        let sex = dice.pick(&[Sex::Male, Sex::Female]);
        let oldest = dice.between(63, 92).min(dice.between(63, 92)) * 12;
        let since = match sex {
            Sex::Male => 60,
            Sex::Female => dice.pick(&[50, 55]),
        } * 12;
        let age = oldest.max(since + 2);
        let role = Role::Outside;
        let citizen = self.add(Wanted { age: (age, age), sex: Some(sex), role });
        let from = citizen.birth_month().plus(i32::try_from(since).unwrap_or(720) + 1);
        let (past, in_payment) = past::of_pensioner(&mut dice, citizen, from);
        citizen.past = Some(past);
        citizen.role = Role::Pensioner(in_payment);
    }

    fn later(&mut self, role: Role, age: (i64, i64)) {
        self.add(Wanted { age, sex: None, role });
    }

    /// Wrong second records of some employees, to be entered when these change their unit.
    fn twins(&mut self, count: usize, spread: usize) {
        for n in 0..count {
            let no = self.next();
            let original = self.people[(n + 1) * 17 % spread.max(1)].clone();
            let twin = self.registry.twin(no, &original);
            self.people.push(twin);
        }
    }
}

/// Between twenty and the month before the old retirement age, so that some are due every month.
fn working_age(dice: &mut crate::dice::Dice, sex: Sex) -> (i64, i64) {
    let old = match sex {
        Sex::Male => 60,
        Sex::Female => 55,
    };
    let age = dice.between(20 * 12, old * 12 - 1);
    (age, age)
}

/// A woman past fifty who still works holds a post whose age is fifty-five.
fn not_past_age(citizen: &mut Citizen) {
    if citizen.group == RetirementGroup::Female50 && citizen.birth_month().months_until(crate::START) >= 600 {
        citizen.group = RetirementGroup::Female55;
    }
}

/// A wage at that unit: to the yuan, for few to the jiao.
pub(crate) fn wage(dice: &mut crate::dice::Dice, unit: &Unit) -> Fen {
    if unit.declares_minimum {
        return Fen::from_yuan(dice.between(30, 60) * 100);
    }
    let yuan = dice.log_normal(unit.median_wage(), 500).clamp(2_500, 120_000);
    let jiao = if dice.chance(1000) { dice.between(0, 9) * 10 } else { 0 };
    Fen::new(yuan * 100 + jiao)
}
