//! From retirement to the heirs: award, run, answer, returned, repeated, re-award, adjustment, death, claim.

use bank::{
    Entry, EntryKind, Incoming, Message, Outcome, ReportHead, StatementHead, StatementKind, Status,
    write_report, write_statement,
};
use business::accounts::{self, NewAccount};
use business::desk::{self, Actor, Matter, Role, services};
use business::pension::{self, Claim, Death, TakenOver};
use business::registry::{self, CardState, Document, NewCard, NewPerson};
use business::{approve, benefits, fund, payment, refuse};
use kernel::{
    AccountKind, BankCard, Date, FeeMonth, Fen, Fund, IdNumber, MatterId, PartyId, RegionCode, Result,
};
use ledger::{Deposit, Event, Opening, Source};
use rules::retirement::RetirementMode;
use serde_json::json;
use store::testing::each_engine;
use store::{Tx, params};

use crate::accounts::{accounts_agree, month};
use crate::office::TestOffice;

pub fn date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

fn matter(tx: &mut Tx<'_>, test: &TestOffice, actor: &Actor) -> Result<Matter> {
    desk::open(tx, &test.office, actor, &services::REGISTER_PERSON, None, &json!({}))
}

pub fn person(test: &TestOffice, birth: Date, sequence: u16, card: &str) -> PartyId {
    let number = IdNumber::compose(RegionCode::parse("990101").unwrap(), birth, sequence).unwrap();
    let actor = test.clerk.clone();
    test.office
        .store
        .write(&actor.act("fixture"), |tx| {
            let matter = matter(tx, test, &actor)?;
            let new = NewPerson {
                document: Document::from(number),
                name: format!("某{sequence}"),
                sex: None,
                birth: None,
            };
            let person = registry::register_person(tx, &test.office, &matter, &new)?;
            desk::decide(tx, &test.office, &actor, &matter, &desk::Decision::granted(json!({}), json!({})))?;
            Ok(person)
        })
        .inspect(|person| issue(test, *person, card, &test.clerk))
        .unwrap()
}

pub fn issue(test: &TestOffice, person: PartyId, card: &str, actor: &Actor) {
    let issued = |tx: &mut Tx<'_>| {
        let matter = matter(tx, test, actor)?;
        let new = NewCard {
            person,
            number: format!("C{card}"),
            bank: "102".to_owned(),
            account: BankCard::compose(card)?,
            issued_on: actor.at.date(),
            financial: CardState::Active,
            social: CardState::Active,
        };
        registry::issue_card(tx, &test.office, &matter, &new)?;
        desk::decide(tx, &test.office, actor, &matter, &desk::Decision::granted(json!({}), json!({})))
    };
    test.office.store.write(&actor.act("fixture"), issued).unwrap();
}

/// Contribution months taken over from another system, each with the same base, and an account.
pub fn history(test: &TestOffice, person: PartyId, from: i64, months: i32, base: i64, account: i64) {
    let first = month(from);
    let write = |tx: &mut Tx<'_>| {
        let bill = 20_230_000_000_000 + person.get();
        tx.run(
            "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due, late_from, issued_at)
             VALUES ($1, 0, 1, $2, 202306, 'take-over', 2, '990100', 1, 0, 0, 0, '2023-06-30', '2023-07-01', 1)",
            params![bill, person],
        )?;
        for n in 0..months {
            tx.run(
                "INSERT INTO contribution (bill, person, insurance, month, base, unit, personal, account)
                 VALUES ($1, $2, 110, $3, $4, 0, 0, 0)",
                params![bill, person, first.plus(n), base],
            )?;
        }
        tx.run(
            "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
               reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
             VALUES ($1, $1, 110, $2, 1, 999912, 2, '0.6', '990100', 'first', '', 110, 0, 1, 0)",
            params![person, first],
        )?;
        let opening = Fen::new(account);
        let new =
            NewAccount { kind: AccountKind::Pension, person, opened: first, opening, opening_year: 2023 };
        accounts::open_with(tx, &[new])?;
        let pooled = Fen::from_yuan(1_000_000);
        let event = Event::Opening(Opening {
            fiscal: pooled + opening,
            pooled,
            personal: opening,
            ..Opening::default()
        });
        let source = Source { kind: "take-over", id: person.get() };
        fund::post(tx, &test.clerk, Fund::Pension, date(2024, 1, 2), &event, source, "test")?;
        let account =
            bank::Account { number: "990100003".into(), name: "金保市社保".into(), bank: "102".into() };
        fund::set_account(tx, Deposit::Expenditure, &account)
    };
    test.office.store.write(&test.clerk.act("fixture"), write).unwrap();
}

pub fn agree(test: &TestOffice, at: (i16, i8, i8), matter: MatterId) {
    let second = test.second.at(crate::office::at(at.0, at.1, at.2));
    approve(&test.office, &second, matter).unwrap();
}

/// Builds, has approved and sends; gives run and file.
pub fn pay(test: &TestOffice, yyyymm: i64) -> (payment::Run, Vec<u8>) {
    let booked = month(yyyymm);
    let day = (i16::try_from(booked.year()).unwrap(), i8::try_from(booked.month()).unwrap());
    let built = payment::build(&test.office, &test.clerk_at(day.0, day.1, 10), booked).unwrap();
    agree(test, (day.0, day.1, 11), built.matter.id);
    let bytes = payment::send(&test.office, &test.clerk_at(day.0, day.1, 12), built.run.id).unwrap();
    accounts_agree(test);
    (built.run, bytes)
}

/// Takes the bank's report: every order refused for a reason, or all carried out.
pub fn answer(test: &TestOffice, file: &[u8], refuse: Option<&str>, at: (i16, i8, i8)) -> payment::Answered {
    payment::answer(&test.office, &test.clerk_at(at.0, at.1, at.2), &report_on(file, refuse)).unwrap()
}

fn report_on(file: &[u8], refuse: Option<&str>) -> Vec<u8> {
    let Incoming::Orders(orders) = bank::read(file).unwrap() else { panic!("an order file") };
    let head = orders.head.clone();
    let outcomes: Vec<Outcome> = orders
        .map(Result::unwrap)
        .map(|order| Outcome {
            end_to_end_id: order.end_to_end_id,
            amount: Some(order.amount),
            status: if refuse.is_some() { Status::Rejected } else { Status::Settled },
            reason: refuse.map(str::to_owned),
        })
        .collect();
    let report = ReportHead {
        message_id: format!("R-{}", head.message_id),
        created: head.created,
        original_message_id: head.message_id,
        original: Message::CreditTransfers,
        total: Some(head.total),
        group: None,
        reason: None,
    };
    write_report(Vec::new(), &report, &outcomes).unwrap()
}

/// The bank's notice that every order of a file came back because the account is closed.
fn came_back(file: &[u8]) -> Vec<u8> {
    let Incoming::Orders(orders) = bank::read(file).unwrap() else { panic!("an order file") };
    let head = StatementHead {
        kind: StatementKind::Notification,
        message_id: "N1".to_owned(),
        created: orders.head.created,
        account: orders.head.fund.number.clone(),
        day: date(2024, 6, 17),
        balances: None,
    };
    let entries: Vec<Entry> = orders
        .map(|order| order.unwrap())
        .map(|order| Entry {
            reference: format!("B-{}", order.end_to_end_id),
            amount: order.amount,
            booked: date(2024, 6, 17),
            kind: EntryKind::TransferReturned,
            end_to_end_id: Some(order.end_to_end_id),
            batch: None,
            returned: Some("AC04".to_owned()),
            text: String::new(),
        })
        .collect();
    write_statement(Vec::new(), &head, &entries).unwrap()
}

pub fn paid_of(test: &TestOffice, person: PartyId) -> Fen {
    Fen::new(test.number(&format!(
        "SELECT cast(coalesce(sum(p.amount), 0) as bigint) FROM payment p JOIN award a ON a.id = p.award
         WHERE a.person = {person} AND a.benefit = 'pension' AND p.state NOT IN ('replaced', 'cancelled') AND p.item <> 'set-off'"
    )))
}

/// Wang, born in March 1964, retires in March 2024 with 20 years at 6,000 yuan and 100,000 yuan on the account.
fn retiring(test: &TestOffice) -> PartyId {
    let wang = person(test, date(1964, 3, 10), 1, "622202000000001");
    history(test, wang, 200_404, 240, 600_000, 10_000_000);
    wang
}

pub fn retired(test: &TestOffice) -> (PartyId, Fen) {
    let wang = retiring(test);
    let claim = Claim { person: wang, month: None };
    let claimed = pension::claim(&test.office, &test.clerk_at(2024, 3, 25), claim).unwrap();
    agree(test, (2024, 3, 26), claimed.matter.id);
    (wang, claimed.award.unwrap().total)
}

#[test]
fn a_pension_is_awarded_by_two_people() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let wang = retiring(&test);
        let due = |yyyymm| store.read(|tx| pension::due_to_retire(tx, &test.office, month(yyyymm))).unwrap();
        assert!(due(202402).is_empty());
        assert_eq!(due(202403).iter().map(|due| due.person).collect::<Vec<_>>(), [wang]);
        let clerk = test.clerk_at(2024, 3, 25);
        let ask = |month: Option<i64>| {
            let month = month.and_then(FeeMonth::from_yyyymm);
            pension::claim(&test.office, &clerk, Claim { person: wang, month })
        };
        assert_eq!(ask(Some(202402)).unwrap_err().code().id, "PEN-0101");
        assert_eq!(ask(Some(202404)).unwrap_err().code().id, "PEN-0103");
        let claimed = ask(None).unwrap();
        let award = claimed.award.unwrap();
        assert_eq!((claimed.month, claimed.mode), (month(202403), RetirementMode::Statutory));
        assert!(award.provisional, "the base of 2024 comes out in September");
        // 100,000 yuan with a quarter of a year at the latest known rate, 6.12 %: 101,530 ÷ 139 months.
        assert_eq!(award.account, Fen::new(73_043));
        assert_eq!(ask(None).unwrap_err().code().id, "PEN-0105", "one claim at a time");
        let mut both = clerk.clone();
        both.roles.push(Role::Reviewer);
        assert_eq!(approve(&test.office, &both, claimed.matter.id).unwrap_err().code().id, "DSK-0103");
        assert_eq!(test.number("SELECT count(*) FROM award"), 0);
        agree(&test, (2024, 3, 26), claimed.matter.id);
        assert_eq!(test.number("SELECT count(*) FROM award_amount WHERE from_month = 202404"), 1);
        assert!(due(202403).is_empty());
        let open =
            test.number("SELECT count(*) FROM participation WHERE retracted_at = 0 AND to_month > 202403");
        assert_eq!(open, 0, "contributions end with the month of retirement");
        assert_eq!(ask(None).unwrap_err().code().id, "PEN-0105");
        let steps = store
            .read(|tx| {
                let sql = "SELECT derivation FROM decision WHERE matter = $1";
                tx.row(sql, params![claimed.matter.id], |row| row.get::<String>(0))
            })
            .unwrap();
        for part in ["基础养老金", "个人账户养老金", "平均缴费指数", "计发月数"] {
            assert!(steps.as_deref().unwrap().contains(part), "{part}");
        }
    });
}

#[test]
fn too_few_months_are_refused_on_record() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let li = person(&test, date(1964, 3, 10), 3, "622202000000003");
        history(&test, li, 201_004, 168, 600_000, 5_000_000);
        let claim = Claim { person: li, month: None };
        let claimed = pension::claim(&test.office, &test.clerk_at(2024, 3, 25), claim).unwrap();
        assert_eq!(claimed.refused.unwrap().code().id, "PEN-0104");
        assert_eq!(test.number("SELECT count(*) FROM decision WHERE outcome = 'refused'"), 1);
        let woman = person(&test, date(1969, 3, 10), 4, "622202000000004");
        history(&test, woman, 200_404, 240, 600_000, 5_000_000);
        let claim = Claim { person: woman, month: None };
        let refused = pension::claim(&test.office, &test.clerk_at(2024, 3, 25), claim).unwrap_err();
        assert_eq!(refused.code().id, "PEN-0106", "nobody recorded her post");
    });
}

#[test]
fn a_run_is_approved_sent_returned_and_repeated() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, pension) = retired(&test);
        let clerk = test.clerk_at(2024, 4, 10);
        let built = payment::build(&test.office, &clerk, month(202404)).unwrap();
        assert_eq!((built.run.payments, built.run.total), (1, pension));
        assert_eq!(built.report.count(payment::ChangeKind::New), 1);
        assert_eq!(payment::send(&test.office, &clerk, built.run.id).unwrap_err().code().id, "PAY-0104");
        assert_eq!(payment::build(&test.office, &clerk, month(202404)).unwrap_err().code().id, "PAY-0102");
        refuse(&test.office, &test.second, built.matter.id, "请核对").unwrap();
        assert_eq!(test.number("SELECT count(*) FROM payment"), 0);
        let (run, file) = pay(&test, 202404);
        assert_eq!(payment::send(&test.office, &clerk, run.id).unwrap(), file, "asked again, the same file");
        assert_eq!(answer(&test, &file, Some("AC01"), (2024, 4, 12)).returned, 1);
        let again = answer(&test, &file, Some("AC01"), (2024, 4, 13));
        assert_eq!((again.returned, again.known), (0, 1), "taken once");
        let other = payment::answer(&test.office, &test.clerk_at(2024, 4, 13), &report_on(&file, None));
        assert_eq!(other.unwrap_err().code().id, "PAY-0110", "the bank said it came back");
        let suspense = "SELECT cast(-coalesce(sum(amount), 0) as bigint) FROM posting WHERE account = 200102";
        assert_eq!(Fen::new(test.number(suspense)), pension);
        let later = test.clerk_at(2024, 4, 20);
        let again = || payment::repeat(&test.office, &later, month(202404));
        assert_eq!(again().unwrap_err().code().id, "PAY-0108");
        issue(&test, wang, "622202000000099", &test.clerk_at(2024, 4, 19));
        let repeated = again().unwrap();
        assert_eq!(repeated.run.total, pension);
        agree(&test, (2024, 4, 21), repeated.matter.id);
        let file = payment::send(&test.office, &later, repeated.run.id).unwrap();
        assert_eq!(answer(&test, &file, None, (2024, 4, 22)).paid, 1);
        assert_eq!(test.number(suspense), 0);
        assert_eq!(paid_of(&test, wang), pension);
        let spent = "SELECT cast(sum(amount) as bigint) FROM posting WHERE account IN (500101, 500102)";
        assert_eq!(Fen::new(test.number(spent)), pension, "repeated, spent once");
        let (_, file) = pay(&test, 202406);
        assert_eq!(answer(&test, &file, None, (2024, 6, 13)).paid, 1);
        assert_eq!(paid_of(&test, wang), Fen::new(pension.get() * 3), "May follows as arrears");
        // Days later the bank sends it back after all.
        let notice = came_back(&file);
        let take = || payment::returned(&test.office, &test.clerk_at(2024, 6, 18), &notice).unwrap();
        assert_eq!(take().amount, Fen::new(pension.get() * 2));
        assert_eq!(take().returned, 0, "taken once");
        assert_eq!(Fen::new(test.number(suspense)), Fen::new(pension.get() * 2));
    });
}

#[test]
fn figures_that_come_out_later_are_paid_from_the_first_month() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, provisional) = retired(&test);
        pay(&test, 202404);
        let early = pension::reaward(&test.office, &test.clerk_at(2024, 8, 1), 2024).unwrap_err();
        assert_eq!(early.code().id, "PEN-0107");
        let again = pension::reaward(&test.office, &test.clerk_at(2024, 10, 1), 2024).unwrap();
        assert_eq!(again.awards, 1);
        agree(&test, (2024, 10, 2), again.matter.id);
        assert_eq!(test.number("SELECT count(*) FROM award WHERE provisional = 1"), 0);
        pay(&test, 202410);
        let last = Fen::new(provisional.get() + again.change.get());
        assert_eq!(paid_of(&test, wang), Fen::new(last.get() * 7));
        // Adjusted in July 2025 from January: fixed 40, 20 years 22.5 + 13, 0.4 %.
        accounts::interest(&test.office, &test.clerk_at(2025, 7, 14), 2024, &mut |_| {}).unwrap();
        let scheme = pension::adjust(&test.office, &test.clerk_at(2025, 7, 15), 2025).unwrap();
        let percent = (last.get() * 4 + 500) / 1000;
        assert_eq!((scheme.people, scheme.increase), (1, Fen::new(4_000 + 2_250 + 1_300 + percent)));
        assert_eq!(scheme.arrears, Fen::new(scheme.increase.get() * 6));
        let twice = pension::adjust(&test.office, &test.clerk_at(2025, 7, 15), 2025).unwrap_err();
        assert_eq!(twice.code().id, "PEN-0110");
        agree(&test, (2025, 7, 16), scheme.matter.id);
        pay(&test, 202508);
        let expected = last.get() * 17 + scheme.increase.get() * 8;
        assert_eq!(paid_of(&test, wang), Fen::new(expected));
    });
}

#[test]
fn a_death_stops_the_pension_and_the_heirs_receive_the_rest() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, pension) = retired(&test);
        let heir = person(&test, date(1990, 5, 1), 2, "622202000000002");
        for yyyymm in [202404, 202405, 202406] {
            let (_, file) = pay(&test, yyyymm);
            answer(&test, &file, None, (2024, 6, 20));
        }
        let ask = |day| {
            let death = Death { person: wang, on: date(2024, 4, 20), heir: Some(heir) };
            pension::death(&test.office, &test.clerk_at(2024, 7, day), death)
        };
        let matter = ask(1).unwrap();
        assert_eq!(ask(2).unwrap_err().code().id, "PEN-0113");
        agree(&test, (2024, 7, 2), matter.id);
        assert_eq!(ask(3).unwrap_err().code().id, "PEN-0113");
        accounts_agree(&test);
        let claim = store.read(benefits::open_claims).unwrap().remove(0);
        assert_eq!((claim.person, claim.open), (wang, Fen::new(pension.get() * 2)));
        // One account part was paid rightly; the two others came back to the account.
        let part = test.number("SELECT account_part FROM payment WHERE month = 202404");
        let (run, file) = pay(&test, 202407);
        let inherited =
            test.number("SELECT amount FROM payment WHERE account_part > 0 AND item = 'lump-sum'");
        assert_eq!(inherited, 10_000_000 - part);
        // 88,650 yuan a year: funeral 2 months, grant 9 + 5 years − 1 month drawn.
        let grant = test.number("SELECT amount FROM payment WHERE account_part = 0 AND item = 'lump-sum'");
        assert_eq!(grant, (8_865_000 * 2 + 6) / 12 + (8_865_000 * (14 * 12 - 1) + 72) / 144);
        assert_eq!(run.total, Fen::new(grant + inherited - pension.get() * 2), "the claim is kept back");
        assert!(store.read(benefits::open_claims).unwrap().is_empty());
        assert_eq!(test.number("SELECT cast(sum(amount) as bigint) FROM posting WHERE account = 120100"), 0);
        answer(&test, &file, None, (2024, 7, 13));
        // Interest of 2024 comes in 2025 and goes to the same heir; then the account is closed.
        accounts::interest(&test.office, &test.clerk_at(2025, 7, 10), 2024, &mut |_| {}).unwrap();
        let rest = pension::rest_of_estates(&test.office, &test.clerk_at(2025, 7, 11)).unwrap();
        assert_eq!(rest.len(), 1);
        agree(&test, (2025, 7, 12), rest[0].id);
        pay(&test, 202507);
        assert_eq!(
            test.number("SELECT cast(sum(amount) + 10000000 as bigint) FROM account_entry WHERE kind = 1"),
            0
        );
        assert_eq!(test.number("SELECT count(*) FROM account WHERE closed = 202507"), 1);
    });
}

#[test]
fn an_approval_that_fails_leaves_nothing() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (_, _) = retired(&test);
        let built = payment::build(&test.office, &test.clerk_at(2024, 4, 10), month(202404)).unwrap();
        // Nothing in the fiscal account: the money cannot be moved.
        test.sql(&["UPDATE posting SET amount = 1 WHERE account = 100200"]);
        let second = test.second.at(crate::office::at(2024, 4, 11));
        assert_eq!(approve(&test.office, &second, built.matter.id).unwrap_err().code().id, "FND-0110");
        assert_eq!(test.number("SELECT count(*) FROM approval WHERE outcome = 'waiting'"), 1);
        assert_eq!(test.number("SELECT count(*) FROM payment_run WHERE state = 'built'"), 1);
        assert_eq!(test.number("SELECT count(*) FROM posting WHERE account = 100300"), 0);
    });
}

#[test]
fn a_pensioner_brought_in_is_paid_from_the_first_month() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let zhao = person(&test, date(1955, 1, 5), 5, "622202000000005");
        history(&test, zhao, 198_001, 1, 100_000, 0);
        let taken = |amount: i64| TakenOver {
            resident: false,
            person: zhao,
            from: month(202402),
            amount: Fen::new(amount),
            account_part: Fen::new(50_000),
            months: 300,
        };
        let take = |amount| {
            let matter = store.write(&test.clerk.act("take"), |tx| {
                let matter = matter(tx, &test, &test.clerk)?;
                pension::take_over_award(tx, &matter, &taken(amount))?;
                Ok(matter)
            });
            matter.map(|_| ())
        };
        assert_eq!(take(40_000).unwrap_err().code().id, "PEN-0115");
        take(400_000).unwrap();
        let (run, _) = pay(&test, 202403);
        assert_eq!(run.total, Fen::new(800_000));
        let part = test.number("SELECT cast(sum(account_part) as bigint) FROM payment");
        assert_eq!(part, 0, "an empty account carries nothing, the pool bears it");
    });
}

#[test]
fn heirs_may_come_later() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, _) = retired(&test);
        let heir = person(&test, date(1990, 5, 1), 2, "622202000000002");
        let early = pension::heir(&test.office, &test.clerk_at(2024, 4, 1), wang, heir).unwrap_err();
        assert_eq!(early.code().id, "PEN-0116");
        let death = Death { person: wang, on: date(2024, 3, 28), heir: None };
        let matter = pension::death(&test.office, &test.clerk_at(2024, 4, 2), death).unwrap();
        agree(&test, (2024, 4, 3), matter.id);
        assert_eq!(test.number("SELECT count(*) FROM award WHERE benefit <> 'pension'"), 0);
        let matter = pension::heir(&test.office, &test.clerk_at(2024, 5, 2), wang, heir).unwrap();
        agree(&test, (2024, 5, 3), matter.id);
        let (run, _) = pay(&test, 202405);
        assert_eq!(run.payments, 2, "grant and account, no pension");
        assert_eq!(test.number("SELECT cast(sum(account_part) as bigint) FROM payment"), 10_000_000);
    });
}
