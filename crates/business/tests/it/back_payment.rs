//! Months that a unit missed for somebody: asked for on its form, agreed to by the levy, billed by their own rules, once.

use business::desk::{self, Actor, Ask, Given, Role, State, add_user, services::STAFF_BACK_PAYMENT};
use business::levy;
use business::registry::enrol;
use kernel::{FeeMonth, Fen};
use store::testing::each_engine;

use crate::office::at;
use crate::registry::{cast, day, joins, month, number};

#[test]
fn missed_months_become_a_bill_once_the_levy_agrees() {
    each_engine(|store| {
        let cast = cast(store, 2);
        let (test, unit) = (&cast.test, cast.units[0]);
        let office = &test.office;
        test.matter(&test.clerk_at(2023, 7, 5), |tx, matter| {
            enrol(tx, office, matter, &joins(unit, cast.people[0], 202_309))?;
            enrol(tx, office, matter, &joins(unit, cast.people[1], 202_307))
        })
        .unwrap();
        for (year, number) in [(2023, 7), (2023, 8)] {
            let month = FeeMonth::new(year, number).unwrap();
            levy::run(office, &test.clerk_at(2023, i8::try_from(number).unwrap(), 24), month, &mut |_| {})
                .unwrap();
        }
        let user = store
            .write(&store::testing::act("hr"), |tx| add_user(tx, "hr", "人事", None, at(2023, 8, 1)))
            .unwrap();
        let hr = Actor {
            officer: user,
            party: Some(unit),
            roles: vec![Role::UnitStaff],
            ..test.clerk_at(2023, 9, 5)
        };
        let given = |from: &str, to: &str| -> Given {
            let digits = number(day(1990, 5, 1), 11);
            let pairs = [("id_number", digits.expose()), ("from", from), ("to", to), ("wage", "8000")];
            pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
        };
        let service = &STAFF_BACK_PAYMENT;
        let ask =
            |given: &Given| desk::ask(office, &hr, &Ask { service, subject: Some(unit), given, key: None });
        let early = ask(&given("2023-09", "2023-10")).unwrap_err();
        assert!(!early.is_empty(), "months that are not assessed yet are no back payment");
        let receipt = ask(&given("2023-07", "2023-08")).unwrap();
        assert_eq!(receipt.state, State::Submitted);
        let back = "SELECT count(*) FROM bill WHERE kind = 'back-payment'";
        assert_eq!(test.number(back), 0);
        desk::agree(office, &test.clerk_at(2023, 9, 6), &receipt.number).unwrap();
        assert_eq!(test.number(back), 1);
        let bills = store.read(|tx| levy::facts::bills_of(tx, unit)).unwrap();
        let bill = bills.iter().find(|bill| bill.kind == "back-payment").unwrap();
        assert_eq!((bill.month, bill.people), (month(202_309), 1));
        assert!(bill.total > Fen::ZERO);
        let history = store.read(|tx| levy::facts::history(tx, cast.people[0])).unwrap();
        let months: std::collections::BTreeSet<FeeMonth> = history.iter().map(|line| line.month).collect();
        assert_eq!(months.into_iter().collect::<Vec<_>>(), [month(202_307), month(202_308)]);
        let dossier = store.read(|tx| desk::dossier(tx, office, &hr, &receipt.number)).unwrap();
        assert_eq!(dossier.decision.unwrap().effects["to_collect"], bill.total.to_string());
        // Once more: nothing is missed any longer.
        let again = ask(&given("2023-07", "2023-08")).unwrap();
        desk::agree(office, &test.clerk_at(2023, 9, 7), &again.number).unwrap();
        assert_eq!(test.number(back), 1);
    });
}
