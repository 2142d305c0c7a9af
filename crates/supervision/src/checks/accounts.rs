//! Every account from its first movement: never overdrawn, and all together the personal part of the funds. Credits and
//! subsidies are weighed in `passes`, a month's accounts are no more than these.

use kernel::Result;
use rules::LawBook;

use super::{chains, interest};
use crate::finder::{By, Finder, Unit, Wrong};

pub(super) fn check(find: &mut Finder<'_, '_>, law: &LawBook) -> Result<()> {
    find.count(By::Months, "select count(*) from account_entry where month between $1 and $2")?;
    if find.scope().is_whole() {
        interest::check(find, law)?;
        chains::check(find)?;
        joined(find)?;
    }
    Ok(())
}

/// What left the account of a record that was merged away arrived on that of the true one.
fn joined(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户归并转出与转入不符", "what left an account at a merge did not arrive on the other"),
        "select 'account_entry:' || kind || '/' || month || ' matter:' || source, 0, cast(sum(amount) as bigint)
         from account_entry where cause = 9 and source in (select matter from person_merge)
         group by kind, month, fee_month, source having sum(amount) <> 0",
    )
}
