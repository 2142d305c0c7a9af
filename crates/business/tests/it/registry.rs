//! Who may be enrolled, what is on record, at any known-at instant.

use business::desk::{self, Actor, Matter, services};
use business::registry::{
    self, CardState, DeclareWage, Document, Done, Enrol, Leave, NewCard, NewPerson, NewUnit, PayerKind,
    Relative, Status, WageKind, facts,
};
use kernel::{
    BankCard, CreditCode, Date, FeeMonth, Fen, IdNumber, Insurance, PartyId, Period, RegionCode, Result,
};
use rules::{Category, InsuranceSet};
use store::Tx;
use store::testing::each_engine;

use crate::office::TestOffice;

pub const FIVE: InsuranceSet = InsuranceSet::of(&[
    Insurance::Pension,
    Insurance::Unemployment,
    Insurance::Medical,
    Insurance::LargeMedical,
    Insurance::Injury,
]);

pub fn month(yyyymm: i64) -> FeeMonth {
    FeeMonth::from_yyyymm(yyyymm).unwrap()
}

pub fn day(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

pub fn number(birth: Date, sequence: u16) -> IdNumber {
    IdNumber::compose(RegionCode::parse("990101").unwrap(), birth, sequence).unwrap()
}

pub fn new_person(number: IdNumber, name: &str) -> NewPerson {
    NewPerson { document: Document::from(number), name: name.to_owned(), sex: None, birth: None }
}

pub fn new_unit(organisation: &str, name: &str) -> NewUnit {
    let region = RegionCode::parse("990101").unwrap();
    NewUnit {
        credit_code: CreditCode::compose('9', '1', region, organisation),
        name: name.to_owned(),
        kind: PayerKind::Company,
        industry_class: 4,
        floating_tier: 100,
        region,
        from: month(202301),
    }
}

impl TestOffice {
    /// One matter with its work, as a use case does it.
    pub fn matter<T>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Matter) -> Result<T>,
    ) -> Result<T> {
        self.office.store.write(&actor.act("test"), |tx| {
            let matter = desk::open(tx, &self.office, actor, &services::JOIN, None, &serde_json::json!({}))?;
            work(tx, &matter)
        })
    }
}

pub struct Cast {
    pub test: TestOffice,
    pub units: [PartyId; 2],
    pub people: Vec<PartyId>,
}

/// Two units and people born in 1990, 1991 …
pub fn cast(store: &store::Store, people: i16) -> Cast {
    let test = TestOffice::new(store);
    let office = &test.office;
    let (units, people) = test
        .matter(&test.clerk, |tx, matter| {
            let first = registry::register_unit(tx, office, matter, &new_unit("MA000001", "金保示例公司"))?;
            let second = registry::register_unit(tx, office, matter, &new_unit("MA000002", "金保第二公司"))?;
            let people: Result<Vec<PartyId>> = (0..people)
                .map(|n| {
                    let new = new_person(number(day(1990 + n, 5, 1), 11), &format!("人员{n}"));
                    registry::register_person(tx, office, matter, &new)
                })
                .collect();
            Ok(([first, second], people?))
        })
        .unwrap();
    Cast { test, units, people }
}

pub fn joins(payer: PartyId, person: PartyId, from: i64) -> Enrol {
    Enrol {
        payer,
        person,
        category: Category::Employee,
        insurances: FIVE,
        period: Period::since(month(from)),
        wage: Some(Fen::from_yuan(8000)),
        tier: String::new(),
        reason: "first".to_owned(),
        employment_form: "open-ended".to_owned(),
        work_from: None,
        correction: false,
    }
}

pub fn leaves(payer: PartyId, person: PartyId, last: i64) -> Leave {
    Leave {
        payer,
        person,
        insurances: InsuranceSet::ALL,
        last: month(last),
        reason: "resigned".to_owned(),
        involuntary: false,
        correction: false,
    }
}

impl Cast {
    fn enrol(&self, ask: &Enrol) -> Result<Done, &'static str> {
        let office = &self.test.office;
        self.test
            .matter(&self.test.clerk, |tx, matter| registry::enrol(tx, office, matter, ask))
            .map_err(|problem| problem.code().id)
    }

    fn leave(&self, ask: &Leave) -> Result<Done, &'static str> {
        let office = &self.test.office;
        self.test
            .matter(&self.test.clerk, |tx, matter| registry::leave(tx, office, matter, ask))
            .map_err(|problem| problem.code().id)
    }
}

#[test]
fn a_person_is_found_by_every_number_and_has_one_record() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let office = &cast.test.office;
        let person = cast.people[0];
        let known = number(day(1990, 5, 1), 11);
        let again = cast.test.matter(&cast.test.clerk, |tx, matter| {
            registry::register_person(tx, office, matter, &new_person(known, " 人员 0 "))
        });
        assert_eq!(again.unwrap(), person);
        let other_name = cast.test.matter(&cast.test.clerk, |tx, matter| {
            registry::register_person(tx, office, matter, &new_person(known, "别人"))
        });
        assert_eq!(other_name.unwrap_err().code().id, "REG-0106");
        let right = number(day(1990, 6, 1), 11);
        cast.test
            .matter(&cast.test.clerk_at(2023, 9, 1), |tx, matter| {
                registry::change_number(
                    tx,
                    office,
                    matter,
                    person,
                    &new_person(right, "人员0"),
                    day(2023, 9, 1),
                )
            })
            .unwrap();
        store
            .read(|tx| {
                for number in [known, right] {
                    assert_eq!(facts::person_by_number(tx, office, &number)?, Some(person));
                }
                let now = facts::person(tx, person)?;
                assert_eq!((now.birth, now.masked), (day(1990, 6, 1), right.masked()));
                assert_eq!(facts::document_number(tx, office, person)?, right.expose());
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn who_may_join() {
    each_engine(|store| {
        let cast = cast(store, 3);
        let ([unit, other], person) = (cast.units, cast.people[0]);
        let base = joins(unit, person, 202308);
        let with = |change: &dyn Fn(&mut Enrol)| {
            let mut ask = base.clone();
            change(&mut ask);
            cast.enrol(&ask)
        };
        assert_eq!(with(&|ask| ask.insurances = InsuranceSet::EMPTY), Err("REG-0115"));
        let resident = InsuranceSet::of(&[Insurance::ResidentPension]);
        assert_eq!(with(&|ask| ask.insurances = resident), Err("REG-0114"));
        assert_eq!(with(&|ask| ask.wage = None), Err("REG-0118"));
        for fen in [0, -1, 100_000_001] {
            assert_eq!(with(&|ask| ask.wage = Some(Fen::new(fen))), Err("REG-0117"), "{fen}");
        }
        assert_eq!(with(&|ask| ask.payer = PartyId::new(4711)), Err("REG-0102"));
        assert_eq!(with(&|ask| ask.person = PartyId::new(4711)), Err("REG-0101"));
        assert_eq!(with(&|ask| ask.period = Period::since(month(202212))), Err("REG-0103"));
        assert_eq!(with(&|ask| ask.period = Period::since(month(200604))), Err("REG-0103"));
        assert_eq!(with(&|_| ()), Ok(Done::Recorded));
        assert_eq!(with(&|_| ()), Ok(Done::Known));
        assert_eq!(with(&|ask| ask.payer = other), Err("REG-0113"));
        assert_eq!(with(&|ask| ask.period = Period::since(month(202309))), Err("REG-0113"));
        // Work injury is held once at every unit, everything else once.
        let injury = InsuranceSet::of(&[Insurance::Injury]);
        assert_eq!(
            with(&|ask| {
                ask.payer = other;
                ask.insurances = injury;
            }),
            Ok(Done::Recorded)
        );
        let told = cast.test.matter(&cast.test.clerk, |tx, matter| {
            registry::enrol(tx, &cast.test.office, matter, &joins(other, person, 202310))
        });
        let told = told.unwrap_err().zh();
        assert!(
            told.contains("金保示例公司") && told.contains("2023") && told.contains("职工养老保险"),
            "{told}"
        );
    });
}

#[test]
fn age_status_and_assessed_months_are_looked_at() {
    each_engine(|store| {
        let cast = cast(store, 20);
        let (unit, office) = (cast.units[0], &cast.test.office);
        // Born on 1 May 2008: sixteen in May 2024.
        let young = cast.people[18];
        assert_eq!(cast.enrol(&joins(unit, young, 202404)), Err("REG-0112"));
        assert_eq!(cast.enrol(&joins(unit, young, 202405)), Ok(Done::Recorded));
        let [retired, dead, gone] = [cast.people[0], cast.people[1], cast.people[2]];
        cast.test
            .matter(&cast.test.clerk, |tx, matter| {
                registry::set_status(tx, matter, retired, Status::Retired, day(2023, 8, 1))?;
                registry::set_status(tx, matter, dead, Status::Dead, day(2023, 8, 15))?;
                registry::set_status(tx, matter, gone, Status::Left, day(2023, 8, 1))
            })
            .unwrap();
        assert_eq!(cast.enrol(&joins(unit, retired, 202309)), Err("REG-0110"));
        assert_eq!(cast.enrol(&joins(unit, dead, 202309)), Err("REG-0109"));
        assert_eq!(cast.enrol(&joins(unit, gone, 202309)), Err("REG-0111"));
        store
            .read(|tx| {
                assert_eq!(facts::status(tx, dead, day(2023, 8, 14))?, Status::Registered);
                assert_eq!(facts::status(tx, dead, day(2023, 8, 15))?, Status::Dead);
                Ok(())
            })
            .unwrap();
        let august = cast.test.clerk_at(2023, 8, 24);
        business::levy::run(office, &august, month(202308), &mut |_| {}).unwrap();
        let mut late = joins(unit, cast.people[3], 202308);
        assert_eq!(cast.enrol(&late), Err("REG-0116"));
        late.correction = true;
        assert_eq!(cast.enrol(&late), Ok(Done::Recorded));
        assert_eq!(cast.leave(&leaves(unit, cast.people[3], 202307)), Err("REG-0116"));
        assert_eq!(cast.leave(&leaves(unit, cast.people[3], 202308)), Ok(Done::Recorded));
    });
}

#[test]
fn leaving_ends_wage_and_employment_and_joining_ends_unemployment() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let ([unit, other], person, office) = (cast.units, cast.people[0], &cast.test.office);
        cast.enrol(&joins(unit, person, 202308)).unwrap();
        assert_eq!(cast.leave(&leaves(other, person, 202310)), Err("REG-0119"));
        assert_eq!(cast.leave(&leaves(unit, person, 202310)), Ok(Done::Recorded));
        assert_eq!(cast.leave(&leaves(unit, person, 202310)), Ok(Done::Known));
        assert_eq!(cast.leave(&leaves(unit, person, 202312)), Err("REG-0120"));
        assert_eq!(cast.test.number("SELECT to_month FROM wage WHERE retracted_at = 0"), 202310);
        cast.test
            .matter(&cast.test.clerk_at(2023, 11, 5), |tx, matter| {
                registry::register_unemployed(tx, office, matter, person, day(2023, 11, 5))
            })
            .unwrap();
        let since = store.read(|tx| facts::unemployed_since(tx, person)).unwrap();
        assert_eq!(since, Some(day(2023, 11, 5)));
        cast.enrol(&joins(other, person, 202312)).unwrap();
        store
            .read(|tx| {
                assert_eq!(facts::unemployed_since(tx, person)?, None);
                let work: Vec<_> =
                    facts::employments(tx, person)?.into_iter().map(|e| (e.unit, e.from, e.to)).collect();
                let first = (unit, day(2023, 8, 1), Some(day(2023, 10, 31)));
                assert_eq!(work, [first, (other, day(2023, 12, 1), None)]);
                Ok(())
            })
            .unwrap();
        // Taken back altogether: the month before the first.
        assert_eq!(cast.leave(&leaves(other, person, 202311)), Ok(Done::Recorded));
        store
            .read(|tx| {
                assert!(facts::participations(tx, person)?.iter().all(|p| p.payer == unit));
                assert_eq!(facts::employments(tx, person)?.len(), 1);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn work_ends_what_one_has_as_a_resident_but_not_the_other_way_round() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let (unit, person) = (cast.units[0], cast.people[0]);
        let mut resident = joins(person, person, 202308);
        resident.category = Category::Resident;
        resident.insurances = InsuranceSet::of(&[Insurance::ResidentPension, Insurance::ResidentMedical]);
        (resident.wage, resident.tier) = (None, "200".to_owned());
        assert_eq!(cast.enrol(&resident), Ok(Done::Recorded));
        assert_eq!(cast.enrol(&joins(unit, person, 202311)), Ok(Done::Recorded));
        let ended: Vec<_> = store
            .read(|tx| facts::participations(tx, person))
            .unwrap()
            .into_iter()
            .filter(|p| p.category == Category::Resident)
            .map(|p| p.period.to())
            .collect();
        assert_eq!(ended, [month(202310), month(202310)]);
        resident.period = Period::since(month(202312));
        assert_eq!(cast.enrol(&resident), Err("REG-0113"));
    });
}

#[test]
fn a_wage_holds_until_the_next_one_declared_or_the_end_of_the_contribution_year() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let (unit, person, office) = (cast.units[0], cast.people[0], &cast.test.office);
        cast.enrol(&joins(unit, person, 202308)).unwrap();
        let declare = |from: i64, yuan: i64| {
            let wage = Fen::from_yuan(yuan);
            let (from, kind) = (month(from), WageKind::Declared);
            let ask = DeclareWage { payer: unit, person, from, wage, kind, correction: false };
            let done = cast
                .test
                .matter(&cast.test.clerk, |tx, matter| registry::declare_wage(tx, office, matter, &ask));
            done.map_err(|problem| problem.code().id)
        };
        assert_eq!(declare(202307, 9000), Err("REG-0121"));
        assert_eq!(declare(202401, 9000), Ok(Done::Recorded));
        assert_eq!(declare(202401, 9000), Ok(Done::Known));
        assert_eq!(declare(202310, 8500), Ok(Done::Recorded));
        assert_eq!(declare(202401, 9100), Ok(Done::Recorded));
        let rows = store
            .read(|tx| {
                let sql =
                    "SELECT from_month, to_month, wage FROM wage WHERE retracted_at = 0 ORDER BY from_month";
                tx.rows(sql, store::params![], |row| {
                    Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
                })
            })
            .unwrap();
        assert_eq!(rows, [(202308, 202309, 800_000), (202310, 202312, 850_000), (202401, 202406, 910_000)]);
    });
}

#[test]
fn who_declares_nothing_for_the_new_year_is_assessed_by_the_last_wage_until_the_late_declaration() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let (unit, person, office) = (cast.units[0], cast.people[0], &cast.test.office);
        cast.enrol(&joins(unit, person, 202308)).unwrap();
        let clerk = &cast.test.clerk;
        let deemed = |at: i64| {
            let done = cast.test.matter(clerk, |tx, matter| {
                let ratio = kernel::Rate::parse("1.1").unwrap();
                registry::deem_wages(tx, matter, clerk.at, unit, month(at), ratio)
            });
            done.unwrap()
        };
        assert_eq!((deemed(202406), deemed(202407), deemed(202408), deemed(202408)), (0, 1, 1, 0));
        let wages = || {
            let sql = "SELECT from_month, to_month, wage, kind FROM wage WHERE retracted_at = 0 ORDER BY from_month";
            let row = |row: &store::Row<'_>| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<String>(3)?))
            };
            store.read(|tx| tx.rows(sql, store::params![], row)).unwrap()
        };
        let is = |from, to, wage, kind: &str| (from, to, wage, kind.to_owned());
        let before = is(202308, 202406, 800_000, "declared");
        assert_eq!(
            wages(),
            [before.clone(), is(202407, 202407, 880_000, "deemed"), is(202408, 202408, 968_000, "deemed")]
        );
        let (from, kind, wage) = (month(202407), WageKind::Declared, Fen::from_yuan(8200));
        let ask = DeclareWage { payer: unit, person, from, wage, kind, correction: true };
        cast.test.matter(clerk, |tx, matter| registry::declare_wage(tx, office, matter, &ask)).unwrap();
        assert_eq!(wages(), [before, is(202407, 202506, 820_000, "declared")]);
    });
}

#[test]
fn the_database_refuses_an_overlap_too_and_says_it_in_the_same_words() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let (unit, person, office) = (cast.units[0], cast.people[0], &cast.test.office);
        cast.enrol(&joins(unit, person, 202308)).unwrap();
        let raw = store.write(&store::testing::act("raw"), |tx| {
            tx.run(
                "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, region,
                   reason_in, slot, slot_payer, recorded_at)
                 VALUES ($1, $1, 110, 202401, 99, 202401, 2, '990100', '', 110, 0, 1)",
                store::params![person],
            )
        });
        assert_eq!(raw.unwrap_err().code().id, "STO-0107");
        // Two folders of one person, as two officers at once would have them.
        let second = cast.units[1];
        cast.leave(&leaves(unit, person, 202309)).unwrap();
        let race = cast.test.matter(&cast.test.clerk, |tx, matter| {
            let rules = registry::Rules::load(tx, office, day(2023, 7, 1))?;
            let load = |tx: &mut Tx<'_>| registry::Shelf::load(tx, rules.clone(), &[person], &[unit, second]);
            let (mut one, mut two) = (load(tx)?, load(tx)?);
            one.enrol(matter, &joins(unit, person, 202401))?;
            two.enrol(matter, &joins(second, person, 202402))?;
            one.save(tx, matter)?;
            two.save(tx, matter)
        });
        assert_eq!(race.unwrap_err().code().id, "REG-0122");
    });
}

#[test]
fn the_card_in_use_is_the_latest_and_its_states_change() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let (person, office) = (cast.people[0], &cast.test.office);
        let card = |account: &str, on: Date| NewCard {
            person,
            number: "99000000001".to_owned(),
            bank: "105100000017".to_owned(),
            account: BankCard::compose(account).unwrap(),
            issued_on: on,
            financial: CardState::Active,
            social: CardState::Active,
        };
        for (account, on) in
            [("621700000000000001", day(2023, 7, 1)), ("621700000000000002", day(2023, 9, 1))]
        {
            cast.test
                .matter(&cast.test.clerk, |tx, matter| {
                    registry::issue_card(tx, office, matter, &card(account, on))
                })
                .unwrap();
        }
        cast.test
            .matter(&cast.test.clerk, |tx, matter| {
                registry::set_card_state(tx, office, matter, person, CardState::Lost, CardState::Active)
            })
            .unwrap();
        let now = store.read(|tx| facts::card(tx, office, person)).unwrap().unwrap();
        assert_eq!(now.account, BankCard::compose("621700000000000002").unwrap());
        assert_eq!((now.financial, now.social), (CardState::Lost, CardState::Active));
        assert!(!now.masked.contains("0000000000"));
    });
}

#[test]
fn relatives_share_the_medical_account_for_a_time() {
    each_engine(|store| {
        let cast = cast(store, 2);
        let pair = (cast.people[0], cast.people[1]);
        let matter = |at: (i16, i8), work: &dyn Fn(&mut Tx<'_>, &Matter) -> Result<()>| {
            cast.test.matter(&cast.test.clerk_at(at.0, at.1, 1), work).unwrap();
        };
        matter((2023, 8), &|tx, matter| {
            registry::add_relative(tx, matter, pair, Relative::Spouse, true, month(202308))
        });
        matter((2023, 12), &|tx, matter| registry::end_relative(tx, matter, pair, month(202312)));
        let sharers = |at: i64| store.read(|tx| facts::sharers(tx, pair.0, month(at))).unwrap();
        assert_eq!(sharers(202307), []);
        assert_eq!(sharers(202312), [pair.1]);
        assert_eq!(sharers(202401), []);
        let own = cast.test.matter(&cast.test.clerk, |tx, matter| {
            registry::add_relative(tx, matter, (pair.0, pair.0), Relative::Child, true, month(202308))
        });
        assert_eq!(own.unwrap_err().code().id, "REG-0127");
    });
}
