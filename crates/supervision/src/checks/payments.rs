//! Payment runs: their lines make up their total, and what was sent stands in the ledger.

use kernel::Result;
use ledger::Account;

use crate::finder::{By, Finder, Unit, Wrong};

/// Events by which a run's money leaves.
const PAID: &str = "'benefit-paid', 'benefit-repaid', 'account-inherited'";

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    runs(find)?;
    repeats(find)?;
    posted(find)
}

fn runs(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("支付批次总额与明细不符", "a run's total differs from its lines"),
        "select 'payment_run:' || r.id, r.total, cast(coalesce(sum(p.amount), 0) as bigint)
         from payment_run r left join payment p on p.run = r.id
         where r.month between $1 and $2
         group by r.id, r.total having r.total <> coalesce(sum(p.amount), 0)",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("支付批次笔数与明细不符", "a run counts other lines than it has"),
        "select 'payment_run:' || r.id, r.payments, count(p.line)
         from payment_run r left join payment p on p.run = r.id
         where r.month between $1 and $2
         group by r.id, r.payments having r.payments <> count(p.line)",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("支付状态与批次状态不符", "a line's state contradicts its run's"),
        "select 'payment:' || p.run || '/' || p.line, r.state, p.state
         from payment p join payment_run r on r.id = p.run
         where r.month between $1 and $2
           and ((r.state in ('built', 'approved') and p.state <> 'due')
             or (r.state = 'sent' and p.state not in ('sent', 'paid', 'returned', 'replaced', 'cancelled'))
             or (r.state = 'answered' and p.state not in ('paid', 'returned', 'replaced', 'cancelled')))",
    )
}

fn repeats(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("重发与退回的支付不对应", "a repeated payment does not match the one that came back"),
        "select 'payment:' || p.run || '/' || p.line || ' payment:' || o.run || '/' || o.line, o.amount, p.amount
         from payment p join payment o on o.run = p.replaces_run and o.line = p.replaces_line
         where o.amount <> p.amount or o.award <> p.award or o.month <> p.month or o.state <> 'replaced'",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong(
            "已标记重发的支付没有重发，或重发多次",
            "a payment marked as repeated was not, or more than once",
        ),
        "select 'payment:' || o.run || '/' || o.line, 1, count(p.line)
         from payment o left join payment p on p.replaces_run = o.run and p.replaces_line = o.line
         where o.state = 'replaced' group by o.run, o.line having count(p.line) <> 1",
    )
}

fn posted(find: &mut Finder<'_, '_>) -> Result<()> {
    let expenditure = Account::ExpenditureDeposit.code();
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("已发支付与支出户分录不符", "what was sent differs from the expenditure account"),
        &format!(
            "select 'payment_run:' || run || ' fund:' || fund, cast(sum(sent) as bigint), cast(sum(posted) as bigint)
             from (select p.run, p.fund, p.amount as sent, 0 as posted
                     from payment p join payment_run r on r.id = p.run where r.state in ('sent', 'answered')
                   union all
                   select e.source_id, p.fund, 0, -p.amount from entry e join posting p on p.entry = e.id
                    where e.event in ({PAID}) and p.account = {expenditure}) as sides
             group by run, fund having sum(sent) <> sum(posted) order by run, fund"
        ),
    )?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("待重发的退票与暂收款科目不符", "returned payments differ from the ledger"),
        &format!(
            "select 'payment fund:' || fund, cast(sum(returned) as bigint), cast(sum(posted) as bigint)
             from (select fund, amount as returned, 0 as posted from payment
                    where state = 'returned' or (state = 'due' and replaces_run is not null)
                   union all select fund, 0, -amount from posting where account = {}) as sides
             group by fund having sum(returned) <> sum(posted) order by fund",
            Account::ReturnedBenefits.code()
        ),
    )
}
