//! The rows of the take-over files.

use kernel::{
    AccountKind, BankCard, CreditCode, Date, FeeMonth, Fen, Fund, Insurance, Period, Phone, RegionCode,
    Result,
};
use rules::{Category, Line};
use sheets::Record;

use super::super::codes;
use super::super::read::{document, money, month};
use super::{FundOpening, Totals};
use crate::registry::{self, Document, NewPerson, NewUnit, PayerKind, Status};

/// A unit under its old number.
pub(super) struct OldUnit {
    pub(super) old: String,
    pub(super) new: NewUnit,
}

/// A person under the old number.
pub(super) struct OldPerson {
    pub(super) old: String,
    pub(super) person: NewPerson,
    pub(super) status: Status,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// Equal months of contribution.
pub(super) struct OldRun {
    pub(super) old: String,
    pub(super) unit: Option<String>,
    pub(super) period: Period,
    pub(super) line: Line,
}

/// The balance of an account.
pub(super) struct OldBalance {
    pub(super) old: String,
    pub(super) kind: AccountKind,
    pub(super) as_of: Date,
    pub(super) balance: Fen,
}

/// A pension in payment.
pub(super) struct OldPension {
    pub(super) old: String,
    /// The employees' or the residents'.
    pub(super) kind: AccountKind,
    pub(super) document: Document,
    pub(super) retired: Date,
    /// Last month the old system has paid.
    pub(super) paid_to: FeeMonth,
    pub(super) monthly: Fen,
    pub(super) account_part: Fen,
    pub(super) months: i64,
    pub(super) bank: String,
    pub(super) account: BankCard,
}

fn old(record: &Record) -> Result<String> {
    Ok(record.required("person_number")?.to_owned())
}

pub(super) fn unit(record: &Record, region: RegionCode) -> Result<OldUnit> {
    let place = |key: &'static str| move |problem| record.problem(key, problem);
    let credit_code =
        record.text("credit_code")?.map(CreditCode::parse).transpose().map_err(place("credit_code"))?;
    let region = match record.text("region")? {
        None => region,
        Some(text) => {
            let code = RegionCode::parse(text).map_err(place("region"))?;
            registry::check_region(region, code).map_err(place("region"))?;
            code
        }
    };
    let new = NewUnit {
        credit_code,
        name: record.required("name")?.to_owned(),
        kind: record.text("kind")?.and_then(PayerKind::from_word).unwrap_or(PayerKind::Company),
        industry_class: record.number("injury_class")?.unwrap_or(1),
        floating_tier: 100,
        region,
        from: record.date("registered")?.map_or(FIRST, FeeMonth::of),
    };
    new.check().map_err(place("injury_class"))?;
    Ok(OldUnit { old: record.required("unit_number")?.to_owned(), new })
}

/// First month of social insurance in today's form, for units that do not say when they registered.
const FIRST: FeeMonth = match FeeMonth::new(1992, 1) {
    Some(month) => month,
    None => FeeMonth::OPEN,
};

pub(super) fn person(record: &Record) -> Result<OldPerson> {
    let mut facts = Vec::new();
    if let Some(household) = record.choice("household")? {
        facts.push(("household", household.to_owned()));
    }
    if let Some(first) = record.date("work_start")? {
        facts.push(("first-work", first.to_string()));
    }
    if let Some(text) = record.text("phone")? {
        let phone = Phone::parse(text).map_err(|problem| record.problem("phone", problem))?;
        facts.push(("phone", phone.expose().to_owned()));
    }
    let sex =
        record.choice("sex")?.map(|sex| if sex == "male" { kernel::Sex::Male } else { kernel::Sex::Female });
    let person = NewPerson {
        document: document(record)?,
        name: record.required("name")?.to_owned(),
        sex,
        birth: record.date("birth")?,
    };
    person.complete(kernel::PartyId::new(0)).map_err(|problem| record.problem("sex", problem))?;
    let status = match record.choice("status")? {
        Some("ended") => Status::Left,
        Some("retired") => Status::Retired,
        Some("died") => Status::Dead,
        _ => Status::Registered,
    };
    Ok(OldPerson { old: old(record)?, person, status, facts })
}

fn line(record: &Record) -> Result<Line> {
    let insurance = record.choice("insurance")?.and_then(Insurance::from_key);
    let insurance = insurance.ok_or_else(|| record.blank("insurance"))?;
    let person = money(record, "person_amount")?;
    let has_account =
        matches!(insurance, Insurance::Pension | Insurance::Medical | Insurance::ResidentPension);
    Ok(Line {
        insurance,
        base: money(record, "base")?,
        unit: money(record, "unit_amount")?,
        person,
        account: record.money("account_amount")?.unwrap_or(if has_account { person } else { Fen::ZERO }),
        subsidy: Fen::ZERO,
    })
}

/// One month.
pub(super) fn record(record: &Record) -> Result<OldRun> {
    let first = month(record, "month")?;
    one_run(record, first, first)
}

/// A run of months; their number has to be that between its ends.
pub(super) fn run(record: &Record) -> Result<OldRun> {
    let (from, to) = (month(record, "from")?, month(record, "to")?);
    let stated = record.number("months")?;
    let months = i64::from(from.months_until(to)) + 1;
    if months < 1 || stated != Some(months) {
        return Err(record.problem("months", codes::MONTHS_DIFFER.with("months", months.max(0))));
    }
    one_run(record, from, to)
}

fn one_run(record: &Record, from: FeeMonth, to: FeeMonth) -> Result<OldRun> {
    let line = line(record)?;
    if let Some(key) = [("base", line.base), ("unit_amount", line.unit), ("person_amount", line.person)]
        .into_iter()
        .find_map(|(key, amount)| amount.is_negative().then_some(key))
    {
        return Err(record.problem(key, codes::NEGATIVE.problem()));
    }
    let unit = record.text("unit_number")?.map(str::to_owned);
    let period = Period::new(from, to).unwrap_or(Period::since(from));
    Ok(OldRun { old: old(record)?, unit, period, line })
}

impl OldRun {
    /// As what the person paid: through a unit, alone, or as a resident.
    pub(super) fn category(&self) -> Category {
        match (self.line.insurance, &self.unit) {
            (Insurance::ResidentPension | Insurance::ResidentMedical, _) => Category::Resident,
            (_, Some(_)) => Category::Employee,
            (_, None) => Category::Flexible,
        }
    }
}

/// A balance; it is principal and interest.
pub(super) fn balance(record: &Record) -> Result<OldBalance> {
    let (principal, interest) = (money(record, "principal")?, money(record, "interest")?);
    let balance = money(record, "balance")?;
    if principal + interest != balance {
        return Err(record.problem("balance", codes::PARTS_DIFFER.with("sum", principal + interest)));
    }
    if balance.is_negative() {
        return Err(record.problem("balance", codes::NEGATIVE.problem()));
    }
    let kind = record.choice("account")?.and_then(AccountKind::from_key);
    let kind = kind.ok_or_else(|| record.blank("account"))?;
    let as_of = record.date("as_of")?.ok_or_else(|| record.blank("as_of"))?;
    if (as_of.month(), as_of.day()) != (12, 31) {
        return Err(record.problem("as_of", codes::AS_OF.problem()));
    }
    Ok(OldBalance { old: old(record)?, kind, as_of, balance })
}

/// A pension; it is the sum of its items.
pub(super) fn pension(record: &Record) -> Result<OldPension> {
    let optional = |key: &str| Ok::<Fen, kernel::Problem>(record.money(key)?.unwrap_or(Fen::ZERO));
    let (basic, account) = (money(record, "basic")?, money(record, "account_pension")?);
    let sum = basic + account + optional("transition")? + optional("adjustments")?;
    let monthly = money(record, "monthly")?;
    if sum != monthly {
        return Err(record.problem("monthly", codes::PARTS_DIFFER.with("sum", sum)));
    }
    let kind = match record.choice("insurance")?.and_then(Insurance::from_key) {
        Some(Insurance::Pension) | None => AccountKind::Pension,
        Some(Insurance::ResidentPension) => AccountKind::ResidentPension,
        Some(other) => {
            return Err(record.problem("insurance", codes::OTHER_PENSION.with("insurance", other.zh())));
        }
    };
    let number = BankCard::parse(record.required("bank_account")?);
    Ok(OldPension {
        old: old(record)?,
        kind,
        document: document(record)?,
        retired: record.date("retired")?.ok_or_else(|| record.blank("retired"))?,
        paid_to: month(record, "paid_to")?,
        monthly,
        account_part: account,
        months: record.number("months")?.unwrap_or(0),
        bank: record.text("bank")?.unwrap_or_default().to_owned(),
        account: number.map_err(|problem| record.problem("bank_account", problem))?,
    })
}

/// One row of the control totals.
pub(super) fn total(record: &Record, totals: &mut Totals) -> Result<()> {
    let count = record.number("count")?.ok_or_else(|| record.blank("count"))?;
    let amount = record.money("amount")?.unwrap_or(Fen::ZERO);
    match record.choice("item")? {
        Some("units") => totals.units = count,
        Some("people") => totals.people = count,
        Some("records") => (totals.months, totals.contributions) = (count, amount),
        Some("accounts") => (totals.accounts, totals.balances) = (count, amount),
        Some("pensioners") => (totals.pensioners, totals.pensions) = (count, amount),
        _ => return Err(record.blank("item")),
    }
    Ok(())
}

/// What a fund has; its deposits are its balances.
pub(super) fn opening(record: &Record) -> Result<FundOpening> {
    let fund = record.choice("fund")?.and_then(Fund::from_key).ok_or_else(|| record.blank("fund"))?;
    let opening = FundOpening {
        fund,
        income: money(record, "income")?,
        fiscal: money(record, "fiscal")?,
        expenditure: money(record, "expenditure")?,
        pooled: money(record, "pooled")?,
        personal: record.money("personal")?.unwrap_or(Fen::ZERO),
    };
    let deposits = opening.income + opening.fiscal + opening.expenditure;
    let balances = opening.pooled + opening.personal;
    if deposits != balances {
        let problem = codes::UNBALANCED.with("fund", fund.zh()).with("deposits", deposits);
        return Err(record.problem("pooled", problem.with("balances", balances)));
    }
    let parts = [
        ("income", opening.income),
        ("fiscal", opening.fiscal),
        ("expenditure", opening.expenditure),
        ("personal", opening.personal),
    ];
    match parts.into_iter().find(|(_, amount)| amount.is_negative()) {
        Some((key, _)) => Err(record.problem(key, codes::NEGATIVE.problem())),
        None => Ok(opening),
    }
}

/// What the former system paid out of the account since the balance was struck: the account part of every month from the
/// January after to the last month paid, as long as something stood on it.
pub(super) fn drawn(pension: &OldPension, settled: i32, balance: Fen) -> Vec<(FeeMonth, Fen)> {
    let Some(first) = FeeMonth::new(settled + 1, 1).filter(|first| *first <= pension.paid_to) else {
        return Vec::new();
    };
    let mut left = balance;
    let months = first.months_until(pension.paid_to) + 1;
    let mut drawn = Vec::new();
    for month in (0..months).map(|n| first.plus(n)) {
        let part = pension.account_part.min(left);
        if part <= Fen::ZERO {
            break;
        }
        left -= part;
        drawn.push((month, part));
    }
    drawn
}
