//! Take-over (数据接收): what an agency brings from the system it leaves.
//!
//! Two passes over the same files. The first reads everything, tells every bad row and compares counts and sums with the
//! old system's control totals; unless all of it is right nothing is written. The second loads it, a chunk at a time, and
//! goes on where it was cut off. Then a second person agrees to the switch (切换). Not here: the money in the bank, which
//! `fund` books as its opening.

mod check;
mod load;
mod rows;

use kernel::{Fen, Problem, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sheets::{Record, Records};
use store::{Tx, params};

use super::codes;
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};

/// Opens a file from its beginning; both passes do.
pub type Source<'a> = &'a dyn Fn() -> Result<Records>;

/// The files. Contribution records come by month, by run of months, or both; each person's rows stand together.
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

/// Where a bad row stands and what is wrong with it.
pub type Bad<'a> = &'a mut dyn FnMut(&Record, &[Problem]) -> Result<()>;

/// Looks at the files and compares them with the control totals. Changes nothing.
pub fn check_take_over(office: &Office, files: &Files<'_>, stated: &Totals, bad: Bad<'_>) -> Result<Totals> {
    check::check(files, office.region, stated, bad).map(|found| found.totals)
}

/// Checks, loads, reconciles what was loaded, and puts the switch before a second person. `digest` tells the files again:
/// after an interruption the load goes on where it stood.
pub fn take_over(
    office: &Office,
    actor: &Actor,
    files: &Files<'_>,
    stated: &Totals,
    digest: &str,
    bad: Bad<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Matter> {
    actor.may(&services::TAKE_OVER, office.region)?;
    let found = check::check(files, office.region, stated, bad)?;
    let (matter, loaded) = load::load(office, actor, files, &found, digest, progress)?;
    compare(&loaded, stated)?;
    office.store.write(&actor.act(services::TAKE_OVER.code), |tx| {
        let inputs = json!({ "digest": digest, "stated": stated });
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, json!({ "loaded": loaded })))?;
        Ok(matter)
    })
}

/// The switch: from here on this node is the one that counts.
pub(crate) fn on_approved(tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
    tx.set("take-over", &matter.number)?;
    tx.run("UPDATE intake SET state = 'done' WHERE matter = $1", params![matter.id])?;
    Ok(())
}

/// Every figure has to agree, to the fen.
fn compare(found: &Totals, stated: &Totals) -> Result<()> {
    let counts = [
        ("单位数 units", found.units, stated.units),
        ("人员数 people", found.people, stated.people),
        ("缴费月数 months", found.months, stated.months),
        ("个人账户数 accounts", found.accounts, stated.accounts),
        ("待遇人数 pensioners", found.pensioners, stated.pensioners),
    ];
    let sums = [
        ("缴费金额 contributions", found.contributions, stated.contributions),
        ("账户余额 balances", found.balances, stated.balances),
        ("月养老金 pensions", found.pensions, stated.pensions),
    ];
    let count = counts.iter().find(|(_, found, stated)| found != stated);
    if let Some((what, found, stated)) = count {
        return Err(codes::TOTALS_DIFFER.with("what", what).with("found", found).with("stated", stated));
    }
    match sums.iter().find(|(_, found, stated)| found != stated) {
        Some((what, found, stated)) => {
            Err(codes::TOTALS_DIFFER.with("what", what).with("found", found).with("stated", stated))
        }
        None => Ok(()),
    }
}
