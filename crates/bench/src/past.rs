//! Careers of forty years for a few of the town's people: five employers, eight years each.
//!
//! The employers with a past are as many as a fifth of these people; each of them has five on its bill in every month, and
//! a bill in every month, so that a person's lines are looked for in five times as many bills as they are on.

use crate::town::Town;

/// Months of a whole career.
pub const MONTHS: i32 = 480;
/// Months with one employer.
const STAY: i32 = 96;
/// People each employer with a past had at any time.
const STAFF: usize = 5;

/// Who worked where in the years before the month that is levied.
pub struct Past {
    /// Employers as units of the town.
    employers: Vec<usize>,
    /// The people who are with each of them today, counted as the town counts them.
    people: Vec<[u64; STAFF]>,
}

/// A stay with an employer, in months from the beginning of the career.
pub struct Stay {
    pub person: u64,
    pub from: i32,
    /// The month after its last; none: they are there today.
    pub until: Option<i32>,
}

impl Past {
    /// Of so many people; as many as the town has units for.
    pub fn of(town: &Town, people: usize) -> Past {
        let staffed: Vec<usize> = (0..town.units()).filter(|&unit| town.size(unit) >= 5).collect();
        let wanted = (people / STAFF).min(staffed.len());
        let employers: Vec<usize> = (0..wanted).map(|n| staffed[n * staffed.len() / wanted]).collect();
        let people = employers
            .iter()
            .map(|&unit| town.people_of(unit))
            .map(|all| [all[0], all[1], all[2], all[3], all[4]]);
        Past { people: people.collect(), employers }
    }

    /// Everybody with a past.
    pub fn people(&self) -> impl Iterator<Item = u64> + '_ {
        self.people.iter().flatten().copied()
    }

    /// Employers in the order of their numbers.
    pub fn employers(&self) -> &[usize] {
        &self.employers
    }

    /// Who was with an employer (by its place in [`Past::employers`]) in a month of the career, ascending.
    pub fn staff(&self, employer: usize, month: i32) -> [u64; STAFF] {
        let mut staff = [0; STAFF];
        for (seat, person) in staff.iter_mut().enumerate() {
            *person = self.people[self.later(employer, month / STAY, seat)][seat];
        }
        staff.sort_unstable();
        staff
    }

    /// All stays with a unit of the town; empty unless it is an employer with a past.
    pub fn stays(&self, unit: usize) -> Vec<Stay> {
        let Ok(employer) = self.employers.binary_search(&unit) else { return Vec::new() };
        let stays = (0..MONTHS / STAY).flat_map(|stay| (0..STAFF).map(move |seat| (stay, seat)));
        stays
            .map(|(stay, seat)| Stay {
                person: self.people[self.later(employer, stay, seat)][seat],
                from: stay * STAY,
                until: (stay + 1 < MONTHS / STAY).then_some((stay + 1) * STAY),
            })
            .collect()
    }

    /// The employer with whom those of a seat are today who were with this one in their n-th stay.
    fn later(&self, employer: usize, stay: i32, seat: usize) -> usize {
        let moves = usize::try_from(MONTHS / STAY - 1 - stay).unwrap_or(0);
        (employer + moves * (31 + 13 * seat)) % self.employers.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{MONTHS, Past};
    use crate::town::Town;

    #[test]
    fn careers_have_no_gap_and_no_overlap() {
        let town = Town::of(4_000);
        let past = Past::of(&town, 250);
        let mut months: BTreeMap<u64, i32> = BTreeMap::new();
        for &unit in past.employers() {
            for stay in past.stays(unit) {
                *months.entry(stay.person).or_default() += stay.until.unwrap_or(MONTHS) - stay.from;
            }
        }
        assert_eq!(months.len(), 250);
        assert!(months.values().all(|&months| months == MONTHS));
        for month in [0, 95, 96, 479] {
            let employers = 0..past.employers().len();
            let mut staff: Vec<u64> = employers.flat_map(|employer| past.staff(employer, month)).collect();
            staff.sort_unstable();
            assert!(staff.iter().eq(months.keys()), "{month}");
        }
    }
}
