//! Late fee (滞纳金).

use kernel::Result;
use rules::Trace;
use rules::arrears::{LateFeeRules, days_between, days_late, late_fee};

use super::REGION;
use crate::case::{Case, contradiction, needed};
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

pub(super) const TOPICS: &[Topic] = &[topic!(
    "late-fee",
    "滞纳金",
    "late fee",
    "社会保险法第八十六条；国务院令第259号第十三条",
    fee,
    [
        Input::new("principal", Kind::Yuan, "欠缴本金", "principal").required(),
        Input::new("days", Kind::Whole(0, 40_000), "天数", "days"),
        Input::new("due", Kind::Date, "缴费期限", "last day in time"),
        Input::new("paid", Kind::Date, "缴纳日", "day of payment"),
        Input::new("first_day", Kind::Date, "起算日", "first day"),
        Input::new("last_day", Kind::Date, "止算日", "last day"),
        Input::new("arrears_month", Kind::Month, "欠费月份", "month of the debt"),
        Input::new("rate", Kind::Share, "日加收率", "share per day").or_law("late_fee.rate"),
        REGION,
    ],
    [("days", "天数", "days"), ("late_fee", "滞纳金", "late fee")]
)];

fn fee<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let principal = case.inputs.fen("principal")?;
    let ways = [("days", "days"), ("due", "paid"), ("first_day", "last_day")];
    let mut given = ways.iter().filter(|(a, b)| case.inputs.has(a) || case.inputs.has(b));
    let way = given.next().ok_or_else(|| needed("days"))?;
    if let Some(other) = given.next() {
        return Err(contradiction(
            way.0,
            other.0,
            "天数只能由一种方式给出",
            "the days can be given in one way only",
        ));
    }
    let (days, first) = match way.0 {
        "days" => (case.inputs.whole("days")?, None),
        "due" => {
            let due = case.inputs.date("due")?;
            (days_late(due, case.inputs.date("paid")?)?, Some(due))
        }
        _ => {
            let first = case.inputs.date("first_day")?;
            (days_between(first, case.inputs.date("last_day")?)?, Some(first))
        }
    };
    let arose = case.inputs.opt_month("arrears_month").map(|month| month.first_day());
    let arose = arose.or(first).unwrap_or(case.on().date());
    let mut rules = LateFeeRules::at(&case.law()?, arose)?;
    if let Some(rate) = case.inputs.opt_rate("rate") {
        rules.rate = rules::Figure::given(rate);
    }
    let fee = late_fee(case.trace, principal, days, &rules)?;
    case.put("days", days);
    case.put("late_fee", fee);
    Ok(())
}
