//! Chance that is the same every time: a draw is a number worked out from seed, person, event and time.
//!
//! No draw depends on another, so that a person meets the same luck with and without a reform, in any order and on any
//! thread. What differs between two runs is the law alone.

/// What is drawn for.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Event {
    Age = 1,
    BirthMonth,
    Woman,
    Manager,
    Path,
    Level,
    EntryAge,
    PaidYear,
    Death,
    DeathMonth,
    JobLoss,
    JobLossMonth,
    JobFound,
    Turn,
    Retiring,
    Stay,
    StayCost,
    Child,
    Injury,
    Grade,
    Payer,
}

/// The luck of one person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance(u64);

/// Draws lie below this.
pub(crate) const WHOLE: i64 = 1_000_000_000;

impl Chance {
    /// Of the person with a number.
    pub(crate) fn of(seed: u64, person: u64) -> Chance {
        Chance(mixed(mixed(seed) ^ person.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Billionths, evenly spread from 0 on, for an event at a time.
    pub(crate) fn draw(self, event: Event, when: i32) -> i64 {
        let time = u64::from(when.unsigned_abs()) << 8;
        let drawn = mixed(self.0 ^ mixed(time | event as u64)) % WHOLE.unsigned_abs();
        drawn.cast_signed()
    }

    /// Does an event of such a chance in billionths happen?
    pub(crate) fn happens(self, event: Event, when: i32, chance: i64) -> bool {
        self.draw(event, when) < chance
    }

    /// One of so many, from 0 on.
    pub(crate) fn one_of(self, event: Event, when: i32, of: i32) -> i32 {
        i32::try_from(self.draw(event, when) * i64::from(of) / WHOLE).unwrap_or(0)
    }
}

/// The finaliser of SplitMix64.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Chance, Event, WHOLE};

    #[test]
    fn draws_are_even_and_do_not_depend_on_each_other() {
        let happens =
            |event| (0..100_000).filter(|n| Chance::of(7, *n).happens(event, 2030, WHOLE / 4)).count();
        for event in [Event::Death, Event::Stay] {
            assert!((24_400..25_600).contains(&happens(event)), "{}", happens(event));
        }
        let both = (0..100_000)
            .map(|n| Chance::of(7, n))
            .filter(|c| c.happens(Event::Death, 2030, WHOLE / 2) && c.happens(Event::Death, 2031, WHOLE / 2));
        assert!((24_000..26_000).contains(&both.count()));
        let months: Vec<i32> = (0..1000).map(|n| Chance::of(1, n).one_of(Event::DeathMonth, 0, 12)).collect();
        assert!((0..12).all(|month| months.contains(&month)) && months.iter().all(|m| (0..12).contains(m)));
    }
}
