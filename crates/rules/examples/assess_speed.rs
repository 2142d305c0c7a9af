//! How long the assessment of a million employees takes: `cargo run --release -p rules --example assess_speed`.

use std::hint::black_box;
use std::time::Instant;

use kernel::{FeeMonth, Fen, Insurance, Rate, Result};
use rules::{ContributionRules, InsuranceSet, LawBook, NoTrace};

#[allow(clippy::print_stdout)]
fn main() -> Result<()> {
    let book = LawBook::builtin()?;
    let law = book.in_force("990100", None)?;
    let month = FeeMonth::from_yyyymm(202_409).unwrap_or(FeeMonth::OPEN);
    let rules = ContributionRules::compile(&law, month)?;
    let five = InsuranceSet::of(&[
        Insurance::Pension,
        Insurance::Medical,
        Insurance::Unemployment,
        Insurance::Injury,
        Insurance::LargeMedical,
    ]);
    let injury = rules.injury_rate(&mut NoTrace, 2, Rate::ONE)?;
    for _ in 0..5 {
        let start = Instant::now();
        let mut sum = 0i64;
        for person in 0..1_000_000i64 {
            let lines = rules.assess_employee(
                &mut NoTrace,
                Fen::new(300_000 + person * 37 % 4_000_000),
                five,
                injury,
            );
            sum += black_box(&lines).iter().map(|line| line.unit.get() + line.person.get()).sum::<i64>();
        }
        println!("1,000,000 people × {} insurances: {:?} ({sum} fen)", five.iter().count(), start.elapsed());
    }
    Ok(())
}
