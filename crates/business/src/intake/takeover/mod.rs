//! Take-over (数据接收): what an agency brings from the system it leaves.
//!
//! Two passes over the same files. The first reads everything, tells every bad row and compares counts and sums with the
//! old system's control totals; unless all of it is right nothing is written. The second loads it, a chunk at a time, and
//! goes on where it was cut off; from then on nothing else is done on this node until a second person agrees to the switch
//! (切换), which also books the opening of every fund.
//!
//! Accounts come with the balance of the last settled year. What the old system credited since comes with the contribution
//! records of those months, what it paid since follows from the pensions in payment; so the running year bears its interest
//! as if it had been kept here. Not here: cells and columns (`sheets`).

mod check;
mod load;
mod rows;

use std::collections::BTreeMap;

use kernel::{AccountKind, Fen, Fund, Problem, Result};
use ledger::{Event, Opening};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sheets::{Record, Records};
use store::{Tx, params};

use super::codes;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::{Office, accounts, fund};

/// Opens a file from its beginning; both passes do.
pub type Source<'a> = &'a dyn Fn() -> Result<Records>;

/// The files of data. Contribution records come by month, by run of months, or both; each person's rows stand together.
#[derive(Clone, Copy, Default)]
pub struct Files<'a> {
    /// 单位信息.
    pub units: Option<Source<'a>>,
    /// 人员信息.
    pub people: Option<Source<'a>>,
    /// 缴费记录, by month.
    pub records: Option<Source<'a>>,
    /// 分段缴费记录.
    pub runs: Option<Source<'a>>,
    /// 个人账户余额.
    pub balances: Option<Source<'a>>,
    /// 在领养老待遇人员.
    pub pensioners: Option<Source<'a>>,
}

/// Control totals (控制总数) of the old system, and what the files come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Units.
    pub units: i64,
    /// People.
    pub people: i64,
    /// Months of contribution, each insurance by itself.
    pub months: i64,
    /// Contributions of units and people, in fen.
    pub contributions: Fen,
    /// Personal accounts.
    pub accounts: i64,
    /// Their balances, in fen.
    pub balances: Fen,
    /// Pensioners.
    pub pensioners: i64,
    /// Their monthly pensions, in fen.
    pub pensions: Fen,
}

/// What a fund has at the switch (基金期初). Its deposits are its balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundOpening {
    /// Which.
    pub fund: Fund,
    /// In the income account.
    pub income: Fen,
    /// In the fiscal special account.
    pub fiscal: Fen,
    /// In the expenditure account.
    pub expenditure: Fen,
    /// Balance of the pool; may be negative.
    pub pooled: Fen,
    /// Balance of the personal accounts.
    pub personal: Fen,
}

/// What the old system says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Its control totals.
    pub totals: Totals,
    /// What its funds have.
    pub funds: Vec<FundOpening>,
}

/// Where a bad row stands and what is wrong with it.
pub type Bad<'a> = &'a mut dyn FnMut(&Record, &[Problem]) -> Result<()>;

/// Reads the control totals and the openings of the funds from their files.
///
/// # Errors
/// `INT-0119` without control totals, `INT-0130` where they say nothing, `INT-0107` where rows are wrong.
pub fn control(totals: Option<Source<'_>>, funds: Option<Source<'_>>, bad: Bad<'_>) -> Result<Control> {
    let mut control = Control::default();
    let mut wrong = 0_u64;
    let mut each = |source: Source<'_>, take: &mut dyn FnMut(&Record) -> Result<()>| -> Result<()> {
        for record in source()? {
            let record = record?;
            let mut problems = record.check();
            if problems.is_empty() {
                problems.extend(take(&record).err());
            }
            if !problems.is_empty() {
                wrong += 1;
                bad(&record, &problems)?;
            }
        }
        Ok(())
    };
    let totals = totals.ok_or_else(|| codes::NO_TOTALS.problem())?;
    each(totals, &mut |record| rows::total(record, &mut control.totals))?;
    if let Some(funds) = funds {
        each(funds, &mut |record| {
            let opening = rows::opening(record)?;
            if control.funds.iter().any(|known| known.fund == opening.fund) {
                return Err(record.problem("fund", codes::TWICE.with("what", opening.fund.zh())));
            }
            control.funds.push(opening);
            Ok(())
        })?;
    }
    match wrong {
        0 if control == Control::default() => Err(codes::NO_FIGURES.problem()),
        0 => Ok(control),
        _ => Err(codes::BAD_ROWS.with("bad", wrong)),
    }
}

/// Looks at the files and compares them with what the old system says. Changes nothing.
pub fn check_take_over(office: &Office, files: &Files<'_>, stated: &Control, bad: Bad<'_>) -> Result<Totals> {
    check::check(files, office.region, stated, bad).map(|found| found.totals)
}

/// Checks, loads, reconciles what was loaded, and puts the switch before a second person. `digest` tells the files again:
/// after an interruption the load goes on where it stood.
///
/// # Errors
/// `INT-0107` and `INT-0108` before anything is written; `INT-0120` over the remains of another take-over.
pub fn take_over(
    office: &Office,
    actor: &Actor,
    files: &Files<'_>,
    stated: &Control,
    digest: &str,
    bad: Bad<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Matter> {
    actor.may(&services::TAKE_OVER, office.region)?;
    let found = check::check(files, office.region, stated, bad)?;
    let (matter, loaded, personal) = load::load(office, actor, files, &found, digest, progress)?;
    compare(&loaded, &personal, stated)?;
    office.store.write(&actor.act(services::TAKE_OVER.code), |tx| {
        let inputs = json!({ "digest": digest, "stated": stated });
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, json!({ "loaded": loaded })))?;
        Ok(matter)
    })
}

/// The switch: the funds are opened, one entry each, and from here on this node is the one that counts.
pub(crate) fn on_approved(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let inputs = tx.row("SELECT inputs FROM decision WHERE matter = $1", params![matter.id], |row| {
        row.get::<String>(0)
    })?;
    let inputs: Json = serde_json::from_str(&inputs.unwrap_or_default()).unwrap_or_default();
    let stated =
        Control::deserialize(&inputs["stated"]).map_err(|cause| codes::NO_TOTALS.problem().because(cause))?;
    let source = ledger::Source { kind: "take-over", id: matter.id.get() };
    for FundOpening { fund, income, fiscal, expenditure, pooled, personal } in stated.funds {
        let opening = Opening { income, fiscal, expenditure, pooled, personal, ..Opening::default() };
        fund::post(tx, actor, fund, actor.at.date(), &Event::Opening(opening), source, "接管期初")?;
    }
    tx.set(desk::TAKE_OVER, &matter.number)?;
    tx.run("UPDATE intake SET state = 'done' WHERE matter = $1", params![matter.id])?;
    Ok(())
}

/// Every figure has to agree, to the fen; all that do not are told at once.
fn compare(found: &Totals, personal: &BTreeMap<AccountKind, Fen>, stated: &Control) -> Result<()> {
    let totals = &stated.totals;
    let count = |zh, en, found: i64, stated: i64| (zh, en, found.to_string(), stated.to_string());
    let sum = |zh, en, found: Fen, stated: Fen| (zh, en, found.to_string(), stated.to_string());
    let mut figures = vec![
        count("单位数", "units", found.units, totals.units),
        count("人员数", "people", found.people, totals.people),
        count("缴费月数", "months", found.months, totals.months),
        sum("缴费金额", "contributions", found.contributions, totals.contributions),
        count("个人账户数", "accounts", found.accounts, totals.accounts),
        sum("账户余额", "balances", found.balances, totals.balances),
        count("待遇人数", "pensioners", found.pensioners, totals.pensioners),
        sum("月养老金", "pensions", found.pensions, totals.pensions),
    ];
    for &kind in AccountKind::ALL {
        let fund = accounts::fund_of(kind);
        let opening = stated.funds.iter().find(|opening| opening.fund == fund);
        let found = personal.get(&kind).copied().unwrap_or_default();
        figures.push(sum(kind.zh(), kind.en(), found, opening.map_or(Fen::ZERO, |opening| opening.personal)));
    }
    figures.retain(|(.., found, stated)| found != stated);
    if figures.is_empty() {
        return Ok(());
    }
    let zh = figures.iter().map(|(zh, _, found, stated)| format!("{zh}：文件为 {found}，原系统为 {stated}"));
    let en =
        figures.iter().map(|(_, en, found, stated)| format!("{en}: {found} in the files, {stated} stated"));
    let (zh, en) = (zh.collect::<Vec<_>>().join("；"), en.collect::<Vec<_>>().join("; "));
    Err(codes::TOTALS_DIFFER.with("differences", zh).with("differences_en", en))
}
