//! `jinbao collect`: money from payers. Debits and what the bank says ([`bank`]), money by other ways and what is done with it
//! ([`money`]), what is open or kept ([`lists`]).

mod bank;
mod lists;
mod money;

pub use lists::print_slip;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::{Date, FeeMonth, Fen, Problem, Result};
use ledger::Deposit;

use super::values;
use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// 征收：委托扣款、对账单、税务到账、柜台、欠费 / collection
#[derive(Args, Clone, Debug)]
pub struct Collect {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 登记经办机构的银行账户 / record one of the agency's own bank accounts
    Account(OwnAccount),
    /// 登记缴费人的扣款协议 / take a payer's direct debit agreement
    Agree(Agree),
    /// 终止扣款协议 / end a payer's agreement
    EndAgreement {
        /// 缴费人 / payer
        #[arg(long)]
        payer: String,
        /// 从哪天起不再扣款 / from when nothing is collected
        #[arg(long, value_parser = values::day)]
        on: Date,
    },
    /// 写出委托扣款文件（pain.008.001.08）/ write the direct debit file
    DebitsOut {
        /// 到哪个月为止的应收 / of everything open up to this month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
        #[command(flatten)]
        to: To,
    },
    /// 读入扣款结果（pain.002、camt.054）/ take the bank's answer to debits
    DebitsIn {
        /// 文件 / file
        file: PathBuf,
    },
    /// 写出收据打印清单 / write the order to the bank to print receipts
    PrintOrder {
        /// 扣款文件的报文编号 / number of the debit file
        message: String,
        #[command(flatten)]
        to: To,
    },
    /// 读入银行日对账单（camt.053）/ take the bank's statement of a day
    Statement {
        /// 文件 / file
        file: PathBuf,
    },
    /// 读入税务到账文件 / take a file of the tax authority
    Tax {
        /// 文件 / file
        file: PathBuf,
    },
    /// 柜台或转账到账 / money at the counter or by transfer
    Counter(Counter),
    /// 财政补贴到账 / the treasury's subsidies arrived
    Subsidies {
        /// 月份 / month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
    /// 申请到账冲正（须第二人复核）/ ask that a receipt is reversed
    Reverse {
        /// 到账编号 / number of the receipt
        receipt: i64,
        /// 退出账户 / account it left
        #[arg(long, default_value = "income", value_parser = deposit)]
        from: Deposit,
        /// 理由 / reason
        #[arg(long)]
        reason: String,
    },
    /// 申请多缴退费（须第二人复核）/ ask that an overpayment is given back
    Refund {
        /// 缴费人 / payer
        #[arg(long)]
        payer: String,
        /// 金额（元）/ amount in yuan
        #[arg(long, value_name = "YUAN", value_parser = values::yuan, allow_negative_numbers = true)]
        amount: Fen,
        /// 从财政专户退 / from the fiscal account
        #[arg(long)]
        fiscal: bool,
        /// 理由 / reason
        #[arg(long)]
        reason: String,
    },
    /// 申请欠费核销（须第二人复核）/ ask that arrears are given up
    WriteOff {
        /// 应收单号，可多个 / numbers of bills
        #[arg(required = true)]
        bills: Vec<i64>,
        /// 理由 / reason
        #[arg(long)]
        reason: String,
    },
    /// 欠费一览 / arrears
    Arrears {
        /// 截至哪天，默认今天 / on which day
        #[arg(long, value_parser = values::day)]
        on: Option<Date>,
        /// 只看一个缴费人 / only one payer
        #[arg(long)]
        payer: Option<String>,
        /// 按缴费人汇总为催缴清单 / one reminder a payer
        #[arg(long)]
        reminders: bool,
        /// 写成 CSV 文件 / write it as CSV
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 暂收款一览 / money that belongs to no bill yet
    Suspense {
        /// 只看一个缴费人 / only one payer
        #[arg(long)]
        payer: Option<String>,
    },
    /// 用暂收款抵缴未缴应收 / use what is kept for open bills
    Apply,
    /// 认定一笔到账属于谁 / say whose a receipt is
    Assign {
        /// 到账编号 / number of the receipt
        receipt: i64,
        /// 缴费人 / payer
        #[arg(long)]
        payer: String,
    },
    /// 缴费人一个月的收据 / a payer's receipts of a month
    Slips {
        /// 缴费人 / payer
        #[arg(long)]
        payer: String,
        /// 月份 / month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
        /// 打印收据（PDF）到此文件夹 / print the receipts as PDF into this folder
        #[arg(long, value_name = "DIR")]
        pdf: Option<PathBuf>,
    },
}

/// One of the agency's own accounts.
#[derive(Args, Clone, Debug)]
pub struct OwnAccount {
    /// 收入户 income、财政专户 fiscal、支出户 expenditure / which
    #[arg(value_parser = deposit)]
    deposit: Deposit,
    /// 账号 / number
    #[arg(long)]
    number: String,
    /// 户名 / name
    #[arg(long)]
    name: String,
    /// 联行号 / clearing number of the bank
    #[arg(long, default_value = "")]
    bank: String,
}

/// A direct debit agreement.
#[derive(Args, Clone, Debug)]
pub struct Agree {
    /// 缴费人：单位信用代码、公民身份号码或编号 / payer: credit code, ID number or number
    #[arg(long)]
    payer: String,
    /// 协议号，默认自动编号 / number of the agreement
    #[arg(long)]
    mandate: Option<String>,
    /// 账号 / account
    #[arg(long)]
    account: String,
    /// 户名 / holder
    #[arg(long)]
    holder: String,
    /// 联行号 / clearing number of the bank
    #[arg(long, default_value = "")]
    bank: String,
    /// 起始日期 / first day
    #[arg(long, value_parser = values::day)]
    from: Date,
}

/// Money at the counter.
#[derive(Args, Clone, Debug)]
pub struct Counter {
    /// 缴费人，未知则不填 / payer; none if unknown
    #[arg(long)]
    payer: Option<String>,
    /// 金额（元）/ amount in yuan
    #[arg(long, value_name = "YUAN", value_parser = values::yuan, allow_negative_numbers = true)]
    amount: Fen,
    /// 到账日期 / day it arrived
    #[arg(long, value_parser = values::day)]
    on: Date,
    /// 来款凭证号，同一号不会重复入账 / the sender's reference; never taken twice
    #[arg(long)]
    reference: String,
    /// 收据号 / number of the slip given
    #[arg(long, default_value = "")]
    slip: String,
    /// 到账账户 / into which account
    #[arg(long, default_value = "income", value_parser = deposit)]
    into: Deposit,
}

/// Where to.
#[derive(Args, Clone, Debug)]
pub struct To {
    /// 输出文件，默认以报文编号命名 / file to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn deposit(word: &str) -> Result<Deposit, Problem> {
    let known = || Deposit::ALL.iter().map(|deposit| deposit.key()).collect::<Vec<_>>().join(" ");
    Deposit::from_key(word).ok_or_else(|| codes::WORD.with("known", known()))
}

impl Collect {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::Account(account) => account.run(session),
            What::Agree(agree) => agree.run(session),
            What::EndAgreement { payer, on } => bank::end_agreement(session, payer, *on),
            What::DebitsOut { month, to } => bank::debits_out(session, *month, to),
            What::DebitsIn { file } => bank::debits_in(session, file),
            What::PrintOrder { message, to } => bank::print_order(session, message, to),
            What::Statement { file } => bank::statement(session, file),
            What::Tax { file } => money::tax(session, file),
            What::Counter(counter) => counter.run(session),
            What::Subsidies { month } => money::subsidies(session, *month),
            What::Reverse { receipt, from, reason } => money::reverse(session, *receipt, *from, reason),
            What::Refund { payer, amount, fiscal, reason } => {
                money::refund(session, payer, (*amount, *fiscal), reason)
            }
            What::WriteOff { bills, reason } => money::write_off(session, bills, reason),
            What::Arrears { on, payer, reminders, out } => {
                lists::arrears(session, *on, payer.as_deref(), *reminders, out.as_deref())
            }
            What::Suspense { payer } => lists::suspense(session, payer.as_deref()),
            What::Apply => money::apply(session),
            What::Assign { receipt, payer } => money::assign(session, *receipt, payer),
            What::Slips { payer, month, pdf } => lists::slips(session, payer, *month, pdf.as_deref()),
        }
    }
}
