//! A town of employed people by rule: the same for the same number of people, no record kept in memory.
//!
//! Most units are small and most people work in large ones. Party numbers: units first, then people, spread over the
//! units as hiring spreads them, so that a unit's people are no neighbours.

/// Shares of units (of a thousand) with their smallest and largest size.
const SIZES: [(u64, u64, u64); 6] =
    [(550, 1, 5), (280, 6, 20), (130, 21, 60), (33, 61, 200), (6, 201, 800), (1, 801, 3_000)];

/// Units and how many people each has.
pub struct Town {
    /// People in all.
    pub people: u64,
    /// First person (counted from 0, by unit) of each unit, and the end.
    starts: Vec<u64>,
    stride: u64,
}

/// Evenly mixed bits of a number (SplitMix64).
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Town {
    /// A town of so many people.
    pub fn of(people: u64) -> Town {
        let mut starts = vec![0];
        let (mut placed, mut unit) = (0, 0);
        while placed < people {
            let share = mix(unit) % 1_000;
            let mut below = 0;
            let (_, least, most) = SIZES
                .into_iter()
                .find(|(units, ..)| {
                    below += units;
                    share < below
                })
                .unwrap_or(SIZES[0]);
            let size = least + mix(unit ^ 0x5157) % (most - least + 1);
            placed = people.min(placed + size);
            starts.push(placed);
            unit += 1;
        }
        Town { people, starts, stride: stride(people) }
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many people a unit has.
    pub fn size(&self, unit: usize) -> u64 {
        self.starts[unit + 1] - self.starts[unit]
    }

    /// A unit's people, ascending, counted from 0.
    pub fn people_of(&self, unit: usize) -> Vec<u64> {
        let seats = self.starts[unit]..self.starts[unit + 1];
        let mut people: Vec<u64> = seats.map(|seat| seat * self.stride % self.people).collect();
        people.sort_unstable();
        people
    }

    /// Monthly wage of a person in fen: between the floor and the ceiling mostly, some beyond.
    pub fn wage(person: u64) -> i64 {
        let (a, b) = (mix(person ^ 0x77a9) % 1_000, mix(person ^ 0x1b2f) % 1_000);
        let yuan = 4_000 + 12 * a + 20 * a * b * b / 1_000_000;
        i64::try_from(yuan * 100 + b % 100).unwrap_or(0)
    }
}

/// A step that visits every person once: near the golden section, without a divisor in common.
fn stride(people: u64) -> u64 {
    let mut step = people * 618 / 1_000 + 1;
    while divisor(step, people) > 1 {
        step += 1;
    }
    step
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::Town;

    #[test]
    fn everybody_has_one_unit() {
        let town = Town::of(3_000);
        let mut seen: Vec<u64> = (0..town.units()).flat_map(|unit| town.people_of(unit)).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..3_000).collect::<Vec<_>>());
    }

    #[test]
    fn most_units_are_small_and_the_mean_is_that_of_a_city() {
        let town = Town::of(100_000);
        let small = (0..town.units()).filter(|&unit| town.size(unit) <= 20).count();
        assert!(small * 10 > town.units() * 7);
        let mean = town.people / u64::try_from(town.units()).unwrap();
        assert!((12..30).contains(&mean), "{mean}");
    }
}
