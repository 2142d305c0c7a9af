//! The checks, one module each. Every query gives breaks only, or is compared row by row as it streams. What is levied
//! is looked at by `passes`.

mod accounts;
mod approvals;
mod audit;
mod bank;
mod benefits;
mod chains;
mod corrections;
mod fund;
mod identity;
mod instants;
mod interest;
mod law;
mod ledger;
mod participation;
mod payments;
mod receipts;
mod records;
mod references;

use envelope::PublicKey;
use kernel::Result;
use rules::LawBook;

use crate::finder::Finder;
use crate::report::Check;

pub(crate) fn run(find: &mut Finder<'_, '_>, check: Check, law: &LawBook, key: &PublicKey) -> Result<()> {
    match check {
        Check::Ledger => ledger::check(find),
        Check::Fund => fund::check(find),
        Check::Bank => bank::check(find),
        Check::Bills | Check::Receivables => Ok(()),
        Check::Receipts => receipts::check(find),
        Check::Accounts => accounts::check(find, law),
        Check::Participation => participation::check(find),
        Check::References => references::check(find),
        Check::Benefits => benefits::check(find).and_then(|()| payments::check(find)),
        Check::Approvals => approvals::check(find).and_then(|()| corrections::check(find)),
        Check::Audit => audit::check(find),
        Check::Law => law::check(find, key),
        Check::Identity => identity::check(find),
    }
}
