//! The years before the take-over: what people earned, paid and saved in the former system.
//!
//! Rough by design: it invents a plausible record, it does not re-compute one. What is taken over is taken as it is.

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Fen, Rate, Rounding};

use crate::dice::Dice;
use crate::people::{Citizen, InPayment, Past, Role};

/// Average monthly wage of 2022 in the city, in yuan; ten percent less with each year back.
const AVERAGE_2022: i64 = 11_297;
/// Accounts are kept since October 1992; months of work before it are deemed.
pub(crate) const ACCOUNTS_SINCE: FeeMonth = match FeeMonth::new(1992, 10) {
    Some(month) => month,
    None => FeeMonth::OPEN,
};
/// Interest of the former system in thousandths, 2016 to 2022; before that three percent.
const INTEREST: [i64; 7] = [83, 71, 83, 76, 60, 67, 61];

/// The record of someone who still pays and earns that wage now; `until` is the first month of the new system.
pub(crate) fn of_worker(dice: &mut Dice, citizen: &Citizen, wage: Fen, until: FeeMonth) -> Past {
    let first = first_work(dice, citizen, until);
    let service = FeeMonth::of(first).months_until(until).max(0);
    let before = before_accounts(first, until);
    let deemed = deemed(dice, before);
    let gaps = i32::try_from(dice.between(0, 350)).unwrap_or(0);
    // The last year is always there: whoever works now has begun before.
    let months = ((service - before) * (1000 - gaps) / 1000).max(service.min(12));
    let index = index(dice, wage);
    Past {
        first_work: first,
        months,
        deemed,
        index,
        pension_account: savings(months - 6, index, 2022)
            + index.of_parts(average(2022), 6 * 8, 100, Rounding::FenHalfUp),
        medical_account: Fen::new(dice.between(0, 12_000) * 100 + dice.between(0, 99)),
        base: Some(wage),
    }
}

/// The record and the pension of someone in payment since that month.
pub(crate) fn of_pensioner(dice: &mut Dice, citizen: &Citizen, from: FeeMonth) -> (Past, InPayment) {
    let first = first_work(dice, citizen, from);
    let deemed = before_accounts(first, from);
    let months = (FeeMonth::of(first).months_until(from) - deemed).clamp(0, 480).max(180 - deemed);
    let wage = dice.log_normal(AVERAGE_2022 * 85, 350);
    let index = index(dice, Fen::new(wage));
    let saved = savings(months, index, from.year() - 1);
    let account_part = Rounding::FenHalfUp.divide(i128::from(saved.get()), 139);
    let years = i128::from(months + deemed);
    let basic = i128::from(9_500 * 100) * (1_000_000_000 + i128::from(index.nano())) * years;
    let monthly = Rounding::FenHalfUp.divide(basic, 2 * 1_000_000_000 * 1200) + account_part;
    let paid = from.months_until(crate::START).max(0);
    let rest = saved.get() - account_part.get() * i64::from(paid) * 85 / 100;
    let past = Past {
        first_work: first,
        months,
        deemed,
        index,
        pension_account: Fen::new(rest.max(0)),
        medical_account: Fen::new(dice.between(0, 9_000) * 100 + dice.between(0, 99)),
        base: None,
    };
    (past, InPayment { from, monthly, account_part })
}

/// What the former system knows of a grown-up resident.
pub(crate) struct ResidentPast {
    /// Yearly tier (缴费档次), in yuan.
    pub(crate) tier: i64,
    /// Years paid up to 2022.
    pub(crate) years: i64,
    /// Month the account was opened.
    pub(crate) opened: FeeMonth,
    /// What stands on the account.
    pub(crate) account: Fen,
    /// The pension in payment of those past sixty.
    pub(crate) in_payment: Option<InPayment>,
}

/// The residents' scheme began in July 2011; its basic pension of 2023, in yuan, stands in the city's law.
const RESIDENTS_SINCE: (i32, i64) = (2011, 924);

/// The record of a resident of eighteen or more: paid every year, drawn since sixty.
pub(crate) fn of_resident(citizen: &Citizen) -> Option<ResidentPast> {
    let age = citizen.age_on(crate::START.first_day());
    if !matches!(citizen.role, Role::Resident) || age < 18 {
        return None;
    }
    let (since, basic) = RESIDENTS_SINCE;
    let tier = [100, 500, 500, 1000, 2000][citizen.no.0 % 5];
    let subsidy = if tier < 500 { 30 } else { 60 };
    let birth = citizen.birth_month();
    let first = since.max(birth.year() + 18);
    let years = i64::from((birth.year() + 60).min(2023) - first).max(0);
    let saved = Fen::from_yuan(years * (tier + subsidy));
    let from = birth.plus(60 * 12 + 1);
    let drawn = i64::from(from.months_until(crate::START));
    let in_payment = (drawn >= 0).then(|| {
        let account_part = Rounding::FenHalfUp.divide(i128::from(saved.get()), 139);
        InPayment { from, monthly: Fen::from_yuan(basic) + account_part, account_part }
    });
    let spent = in_payment.as_ref().map_or(0, |award| award.account_part.get() * drawn);
    let opened = FeeMonth::new(first.min(2022), 7)?;
    Some(ResidentPast { tier, years, opened, account: Fen::new((saved.get() - spent).max(0)), in_payment })
}

/// The months of a record up to the take-over with the base of each, oldest first.
pub(crate) fn records(past: &Past) -> impl Iterator<Item = (FeeMonth, Fen)> + '_ {
    (1..=past.months).rev().map(|back| {
        let month = crate::START.plus(-back);
        (month, past.index.of(average(month.year().min(2022)), Rounding::YuanHalfUp))
    })
}

fn first_work(dice: &mut Dice, citizen: &Citizen, until: FeeMonth) -> Date {
    let birth = citizen.id.birth();
    let earliest =
        birth.saturating_add(dice.between(18, 24).years()).saturating_add(dice.between(0, 300).days());
    earliest.min(until.plus(-12).first_day())
}

/// Months of work before accounts were opened: nobody paid for them.
fn before_accounts(first: Date, until: FeeMonth) -> i32 {
    FeeMonth::of(first).months_until(ACCOUNTS_SINCE.min(until)).max(0)
}

/// Half of those who worked before accounts were opened did so where it counts.
fn deemed(dice: &mut Dice, before: i32) -> i32 {
    if dice.chance(5000) { before } else { 0 }
}

fn index(dice: &mut Dice, wage: Fen) -> Rate {
    let myriadths = wage.get() * 100 / AVERAGE_2022 * dice.between(80, 110) / 100;
    Rate::from_nano(myriadths.clamp(6000, 30_000) * 100_000)
}

/// What eight percent of such wages came to with interest, paid without a gap up to that year.
fn savings(months: i32, index: Rate, last_year: i32) -> Fen {
    let years = months.max(0) / 12;
    let mut balance = 0;
    for year in last_year - years + 1..=last_year {
        let interest =
            usize::try_from(year - 2016).ok().and_then(|at| INTEREST.get(at)).copied().unwrap_or(30);
        let credit = index.of_parts(average(year), 12 * 8, 100, Rounding::FenHalfUp).get();
        balance += balance * interest / 1000 + credit + credit * interest / 2000;
    }
    Fen::new(balance)
}

fn average(year: i32) -> Fen {
    let back = 2022 - year;
    Fen::from_yuan((0..back).fold(AVERAGE_2022, |wage, _| wage * 10 / 11))
}

#[cfg(test)]
mod tests {
    use super::savings;
    use kernel::{Fen, Rate};

    #[test]
    fn thirty_years_at_the_average_save_more_than_five() {
        let saved = |months| savings(months, Rate::ONE, 2022);
        assert!((Fen::from_yuan(45_000)..Fen::from_yuan(65_000)).contains(&saved(60)), "{}", saved(60));
        assert!((Fen::from_yuan(130_000)..Fen::from_yuan(260_000)).contains(&saved(360)), "{}", saved(360));
        assert_eq!(saved(11), Fen::ZERO);
    }
}
