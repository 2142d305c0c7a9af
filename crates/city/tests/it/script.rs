//! The script of the city's life, checked by following it.

use std::collections::{BTreeMap, BTreeSet};

use city::life::{Choice, Happening, MonthPlan, plan};
use city::people::{PersonNo, Role};
use city::units::UnitNo;
use city::{START, Town};
use kernel::{FeeMonth, Fen};
use rules::retirement::retirement;
use rules::{Law, LawBook, NoTrace};

fn law(book: &LawBook) -> Law<'_> {
    book.in_force("990100", None).unwrap_or_else(|problem| panic!("{problem}"))
}

pub(crate) fn script(seed: u64, persons: usize, months: usize) -> (Town, Vec<MonthPlan>) {
    let town = Town::found(seed, persons);
    let book = LawBook::builtin().expect("the law in the binary");
    let plan = plan(&town, &law(&book), months).expect("a law for every month");
    (town, plan)
}

#[test]
fn the_same_seed_is_the_same_city_and_another_is_not() {
    let print = |seed| {
        let (town, plan) = script(seed, 400, 14);
        format!("{:?}{:?}{plan:?}", town.units, town.people)
    };
    assert_eq!(print(1), print(1));
    assert_ne!(print(1), print(2));
}

#[test]
fn fewer_months_are_the_beginning_of_more() {
    let (_, long) = script(5, 500, 20);
    let (_, short) = script(5, 500, 7);
    assert_eq!(long[..7], short[..]);
}

#[test]
fn the_town_has_the_people_units_and_wages_of_a_city() {
    let town = Town::found(1, 20_000);
    assert_eq!((town.people_at_start, town.units_at_start), (20_000, 1200));
    let people = &town.people[..town.people_at_start];
    let count = |pick: fn(&Role) -> bool| people.iter().filter(|citizen| pick(&citizen.role)).count();
    assert_eq!(count(|role| matches!(role, Role::Employee { .. })), 12_000);
    assert_eq!(count(|role| matches!(role, Role::Pensioner(_))), 2000);
    let wage = |citizen: &city::people::Citizen| match citizen.role {
        Role::Employee { wage, .. } => Some(wage),
        _ => None,
    };
    let mut wages: Vec<Fen> = people.iter().filter_map(wage).collect();
    wages.sort();
    let median = wages[wages.len() / 2];
    assert!((Fen::from_yuan(7_000)..Fen::from_yuan(12_000)).contains(&median), "median wage {median}");
    assert!(wages.iter().filter(|&&wage| wage < Fen::from_yuan(6326)).count() > 500, "some below the floor");
    assert!(
        wages.iter().filter(|&&wage| wage > Fen::from_yuan(33_891)).count() > 100,
        "some above the ceiling"
    );
    let numbers: BTreeSet<_> = town.people.iter().map(|citizen| citizen.id).collect();
    assert_eq!(numbers.len(), town.people.len());
    assert!(town.people.iter().any(|citizen| citizen.number_as_filed().len() == 15));
    let pensions: Vec<Fen> = people
        .iter()
        .filter_map(
            |citizen| if let Role::Pensioner(award) = &citizen.role { Some(award.monthly) } else { None },
        )
        .collect();
    let mean = pensions.iter().copied().sum::<Fen>().get() / 2000;
    assert!((300_000..700_000).contains(&mean), "mean pension {mean}");
    let book = LawBook::builtin().unwrap();
    for citizen in people {
        if let (Role::Employee { .. } | Role::Flexible { .. }, Some(past)) = (&citizen.role, &citizen.past) {
            let retires =
                retirement(&mut NoTrace, &law(&book), citizen.group, citizen.birth_month()).unwrap();
            assert!(retires.month >= START, "{citizen:?} should have retired");
            assert!(past.months + past.deemed <= citizen.birth_month().months_until(START) - 17 * 12);
        }
    }
}

/// Follows the script and refuses whatever cannot be.
#[derive(Default)]
struct Follower {
    works: BTreeMap<PersonNo, UnitNo>,
    flexible: BTreeSet<PersonNo>,
    ended: BTreeSet<PersonNo>,
    kinds: BTreeMap<&'static str, usize>,
}

impl Follower {
    fn follow(&mut self, month: FeeMonth, happening: &Happening) {
        let kind = match happening {
            Happening::UnitOpens { .. } => "opens",
            Happening::UnitCloses { unit } => {
                assert!(!self.works.values().any(|at| at == unit), "{unit:?} closes with staff");
                "closes"
            }
            Happening::Joins { unit, person, from, .. } => {
                assert!(*from <= month && !self.ended.contains(person));
                assert!(!self.flexible.contains(person), "{person:?} joins and is flexible");
                assert_eq!(self.works.insert(*person, *unit), None, "{person:?} joins and works");
                if *from < month { "forgotten" } else { "joins" }
            }
            Happening::Leaves { unit, person, .. } => {
                assert_eq!(self.works.remove(person), Some(*unit));
                "leaves"
            }
            Happening::DeclaresWages { unit, wages, from } => {
                assert!(wages.iter().all(|(person, _)| self.works.get(person) == Some(unit)));
                if *from < month { "declares late" } else { "declares" }
            }
            Happening::WageChanges { unit, person, from, .. } => {
                assert_eq!(self.works.get(person), Some(unit));
                if *from < month { "wage corrected" } else { "wage" }
            }
            Happening::GoesFlexible { person, .. } => {
                assert!(!self.works.contains_key(person) && self.flexible.insert(*person));
                "flexible"
            }
            Happening::ChangesTier { person, .. } => {
                assert!(self.flexible.contains(person));
                "tier"
            }
            Happening::StopsFlexible { person, .. } => {
                assert!(self.flexible.remove(person));
                "stops"
            }
            Happening::PaysBack { from, to, .. } => {
                assert!(from <= to && *to < month);
                "pays back"
            }
            Happening::BecomesResident { .. } => "born",
            Happening::Retires { person, unit, choice } => {
                assert_eq!(self.works.remove(person), *unit);
                self.flexible.remove(person);
                match choice {
                    Choice::Early => "early",
                    Choice::InTime => "in time",
                    Choice::Late => "late",
                }
            }
            Happening::Dies { person, on, unit } => {
                assert_eq!(self.works.remove(person), *unit);
                self.flexible.remove(person);
                assert!(FeeMonth::of(*on) <= month && self.ended.insert(*person));
                if FeeMonth::of(*on) < month { "dead late" } else { "dead" }
            }
            Happening::ClaimsResidentPension { person } => {
                assert!(!self.ended.contains(person) && !self.works.contains_key(person));
                "resident of age"
            }
            Happening::ClaimsUnemployment { person } => {
                assert!(!self.works.contains_key(person) && !self.flexible.contains(person));
                "out of work"
            }
            Happening::GivesBirth { person, on, .. } => {
                assert!(FeeMonth::of(*on) < month && !self.ended.contains(person));
                "birth"
            }
            Happening::Hurt(hurt) => {
                assert!(FeeMonth::of(hurt.on) <= month);
                "hurt"
            }
            Happening::Graded { person, on, assessed, .. } => {
                assert!(on < assessed && FeeMonth::of(*assessed) < month && !self.ended.contains(person));
                "graded"
            }
            Happening::ClaimsLeavingGrant { person, .. } => {
                assert!(!self.works.contains_key(person));
                "left with a grade"
            }
            Happening::ClaimsWorkDeath { person, spouse, .. } => {
                assert!(self.ended.contains(person) && !self.ended.contains(spouse));
                "died at work"
            }
            Happening::AccountGoesBad { .. } => "bad account",
            Happening::AccountCorrected { .. } => "account",
            Happening::NumberChanges { .. } => "number",
            Happening::FoundTwice { person, duplicate } => {
                let unit = self.works.remove(duplicate).expect("the duplicate works");
                assert_eq!(self.works.insert(*person, unit), None);
                "twice"
            }
        };
        *self.kinds.entry(kind).or_default() += 1;
    }
}

#[test]
fn everything_that_happens_can_happen_and_everything_does() {
    let (town, plan) = script(1, 20_000, 36);
    let mut follower = Follower::default();
    for citizen in &town.people {
        match citizen.role {
            Role::Employee { unit, .. } => {
                follower.works.insert(citizen.no, unit);
            }
            Role::Flexible { .. } => {
                follower.flexible.insert(citizen.no);
            }
            _ => {}
        }
    }
    for month in &plan {
        for happening in &month.happenings {
            follower.follow(month.month, happening);
        }
    }
    println!("{:?} still employed: {}", follower.kinds, follower.works.len());
    for (kind, at_least) in [
        ("opens", 10),
        ("closes", 10),
        ("joins", 2000),
        ("forgotten", 10),
        ("leaves", 2000),
        ("declares", 2000),
        ("declares late", 20),
        ("wage", 1000),
        ("wage corrected", 20),
        ("flexible", 200),
        ("tier", 50),
        ("stops", 100),
        ("pays back", 50),
        ("born", 100),
        ("early", 10),
        ("in time", 300),
        ("late", 5),
        ("resident of age", 30),
        ("out of work", 500),
        ("birth", 100),
        ("hurt", 80),
        ("graded", 50),
        ("left with a grade", 3),
        ("died at work", 2),
        ("dead", 100),
        ("dead late", 200),
        ("bad account", 50),
        ("account", 40),
        ("number", 5),
        ("twice", 5),
    ] {
        assert!(follower.kinds.get(kind).copied().unwrap_or(0) >= at_least, "{kind}: {:?}", follower.kinds);
    }
    assert!(
        (11_000..=12_500).contains(&follower.works.len()),
        "{} employed at the end",
        follower.works.len()
    );
}
