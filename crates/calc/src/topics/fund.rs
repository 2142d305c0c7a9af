//! Funds and the labour market.

use kernel::Result;
use rules::Trace;
use rules::indicators::{fund_closing, quotient};

use crate::case::Case;
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "fund-balance",
        "基金期末结余",
        "closing balance of a fund",
        "财会〔2017〕28号",
        balance,
        [
            Input::new("opening", Kind::SignedYuan, "期初结余", "opening").required(),
            Input::new("income", Kind::SignedYuan, "收入", "income").required(),
            Input::new("expense", Kind::SignedYuan, "支出", "expense").required(),
            Input::new("transfer_in", Kind::SignedYuan, "转入", "transfers in").required(),
            Input::new("transfer_out", Kind::SignedYuan, "转出", "transfers out").required(),
        ],
        [("closing", "期末结余", "closing")]
    ),
    topic!(
        "fund-indicator",
        "基金可支付月数",
        "months a fund can pay",
        "社会保险基金统计指标",
        indicator,
        [
            Input::new("balance", Kind::SignedYuan, "结余", "balance").required(),
            Input::new("monthly_expense", Kind::Yuan, "月均支出", "mean monthly expense").required(),
        ],
        [("months_payable", "可支付月数", "months payable")]
    ),
    topic!(
        "labour-ratio",
        "求人倍率",
        "vacancies per job seeker",
        "公共就业服务统计指标",
        ratio,
        [
            Input::new("demand", Kind::Number, "登记招聘人数", "vacancies registered").required(),
            Input::new("supply", Kind::Number, "登记求职人数", "job seekers registered").required(),
        ],
        [("ratio", "求人倍率", "ratio")]
    ),
];

fn balance<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let ins = [inputs.fen("income")?, inputs.fen("transfer_in")?];
    let outs = [inputs.fen("expense")?, inputs.fen("transfer_out")?];
    let closing = fund_closing(case.trace, inputs.fen("opening")?, ins, outs);
    case.put("closing", closing);
    Ok(())
}

fn indicator<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (balance, expense) = (case.inputs.fen("balance")?, case.inputs.fen("monthly_expense")?);
    let months = quotient(
        case.trace,
        ("可支付月数", "months payable"),
        ("balance", i128::from(balance.get())),
        ("monthly_expense", i128::from(expense.get())),
        9,
    )?;
    case.put("months_payable", months);
    Ok(())
}

/// Printed with two decimals.
fn ratio<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (demand, supply) = (case.inputs.rate("demand")?, case.inputs.rate("supply")?);
    let ratio = quotient(
        case.trace,
        ("求人倍率", "vacancies per seeker"),
        ("demand", i128::from(demand.nano())),
        ("supply", i128::from(supply.nano())),
        2,
    )?;
    case.put("ratio", ratio);
    Ok(())
}
