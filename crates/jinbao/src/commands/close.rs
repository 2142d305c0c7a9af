//! `jinbao close`: the end of a month in the funds.

use business::fund;
use clap::Args;
use kernel::{FeeMonth, Result};
use serde_json::{Value as Json, json};

use super::values;
use crate::report::{Answer, table};
use crate::session::Session;

/// 基金月结：上划、对账、结账 / end a month of the funds: sweep, compare with the bank, close
#[derive(Args, Clone, Debug)]
pub struct Close {
    /// 月份，如 2024-07 / month
    #[arg(value_parser = values::month)]
    pub month: FeeMonth,
    /// 只上划收入户，暂不结账 / only sweep the income account, do not close yet
    #[arg(long)]
    pub sweep: bool,
}

impl Close {
    /// Sweeps or closes.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        if self.sweep {
            return self.sweep(session, &fund::sweep(session.office, &actor, self.month)?);
        }
        let closed = fund::close_month(session.office, &actor, self.month)?;
        let rows: Vec<Vec<String>> = closed
            .balances
            .iter()
            .map(|(fund, balance)| vec![session.say(fund.zh(), fund.en()), balance.to_string()])
            .collect();
        let head = session.console.language.pick(["基金", "结余（元）"], ["fund", "balance in yuan"]);
        let month = closed.month;
        let mut text = session.say(format!("{month} 已结账。\n"), format!("closed {month}\n"));
        if closed.year_closed {
            text.push_str(
                &session.say("年度收支已结转。\n", "the year's income and expenditure became balance\n"),
            );
        }
        text.push_str(&table(&head, &rows));
        let balances: Vec<Json> =
            closed.balances.iter().map(|(fund, fen)| json!({ "fund": fund.key(), "balance": fen })).collect();
        Ok(Answer::new(
            text,
            json!({ "month": month, "year_closed": closed.year_closed, "balances": balances }),
        ))
    }

    fn sweep(&self, session: &Session<'_>, orders: &[fund::Transfer]) -> Result<Answer> {
        let rows: Vec<Vec<String>> = orders
            .iter()
            .map(|order| vec![session.say(order.fund.zh(), order.fund.en()), order.amount.to_string()])
            .collect();
        let head = session.console.language.pick(["基金", "上划（元）"], ["fund", "swept, yuan"]);
        let text = match orders.is_empty() {
            true => {
                session.say("收入户没有余额，无需上划。", "the income account is empty; nothing to sweep")
            }
            false => table(&head, &rows),
        };
        let json: Vec<Json> =
            orders.iter().map(|order| json!({ "fund": order.fund.key(), "amount": order.amount })).collect();
        Ok(Answer::new(text, json!({ "month": self.month, "orders": json })))
    }
}
