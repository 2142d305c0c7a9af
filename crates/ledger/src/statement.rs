//! Balances, trial balance (试算平衡表) and the statement of income and expenditure (收支表).

use std::collections::BTreeMap;

use kernel::{Fen, Fund};

use crate::account::{Account, Class, Deposit, Part};
use crate::entry::Posting;

/// What stands on each account of a fund: debit positive, credit negative. Accounts with nothing on them are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<Account, Fen>);

impl Balances {
    /// Adds one posting, or a sum of postings read from the store.
    pub fn add(&mut self, account: Account, amount: Fen) {
        let balance = self.get(account) + amount;
        if balance.is_zero() {
            self.0.remove(&account);
        } else {
            self.0.insert(account, balance);
        }
    }

    /// Adds the lines of an entry.
    pub fn apply(&mut self, postings: &[Posting]) {
        for posting in postings {
            self.add(posting.account, posting.amount);
        }
    }

    /// Debit positive, credit negative.
    pub fn get(&self, account: Account) -> Fen {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// In the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = (Account, Fen)> {
        self.0.iter().map(|(&account, &amount)| (account, amount))
    }

    /// Money in a bank account.
    pub fn deposit(&self, deposit: Deposit) -> Fen {
        self.get(deposit.account())
    }

    /// Money in all bank accounts.
    pub fn bank(&self) -> Fen {
        Deposit::ALL.into_iter().map(|deposit| self.deposit(deposit)).sum()
    }

    /// What the fund owes: suspense and returned benefits.
    pub fn liabilities(&self) -> Fen {
        -self.sum(|account| account.class() == Class::Liability)
    }

    /// The fund's balance (基金结余): last year-end's and what the running year added. Equals bank + claims − liabilities.
    pub fn fund_balance(&self) -> Fen {
        -self.sum(|account| !matches!(account.class(), Class::Asset | Class::Liability))
    }

    /// What of it belongs to the personal accounts. Equals the sum of all personal accounts.
    pub fn personal_balance(&self) -> Fen {
        -self.sum(|account| account.part() == Part::Personal)
    }

    fn sum(&self, wanted: impl Fn(Account) -> bool) -> Fen {
        self.iter().filter(|&(account, _)| wanted(account)).map(|(_, amount)| amount).sum()
    }
}

/// One account over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialRow {
    /// The account.
    pub account: Account,
    /// At the beginning; debit positive.
    pub opening: Fen,
    /// Sum of debits; not negative.
    pub debit: Fen,
    /// Sum of credits; not negative.
    pub credit: Fen,
}

impl TrialRow {
    /// At the end; debit positive.
    pub fn closing(&self) -> Fen {
        self.opening + self.debit - self.credit
    }
}

/// Every account of a fund that has a balance or moved, over a period, in the order of the codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    /// The fund.
    pub fund: Fund,
    /// One row an account.
    pub rows: Vec<TrialRow>,
}

impl TrialBalance {
    /// From the balances at the beginning and the postings of the period.
    pub fn new(fund: Fund, opening: &Balances, postings: impl IntoIterator<Item = Posting>) -> TrialBalance {
        let mut moved: BTreeMap<Account, (Fen, Fen)> =
            opening.iter().map(|(account, _)| (account, Default::default())).collect();
        for Posting { account, amount } in postings {
            let (debit, credit) = moved.entry(account).or_default();
            if amount.is_negative() {
                *credit -= amount;
            } else {
                *debit += amount;
            }
        }
        let row =
            |(account, (debit, credit))| TrialRow { account, opening: opening.get(account), debit, credit };
        TrialBalance { fund, rows: moved.into_iter().map(row).collect() }
    }

    /// Openings sum to nothing, and debits equal credits.
    pub fn is_balanced(&self) -> bool {
        let sum = |column: fn(&TrialRow) -> Fen| -> Fen { self.rows.iter().map(column).sum() };
        sum(|row| row.opening).is_zero() && sum(|row| row.debit) == sum(|row| row.credit)
    }

    /// The balances at the end.
    pub fn closing(&self) -> Balances {
        let mut balances = Balances::default();
        for row in &self.rows {
            balances.add(row.account, row.closing());
        }
        balances
    }
}

/// One line of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// An income or expense account.
    pub account: Account,
    /// What came in or went out; negative where more was taken back.
    pub amount: Fen,
}

/// Income and expenditure of a fund over a period (收支表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The fund.
    pub fund: Fund,
    /// Fund balance at the beginning (上期结余).
    pub opening: Fen,
    /// Income by account.
    pub income: Vec<StatementRow>,
    /// Expenditure by account.
    pub expense: Vec<StatementRow>,
    /// Fund balance at the end (期末结余).
    pub closing: Fen,
}

impl Statement {
    /// Total income (收入合计).
    pub fn total_income(&self) -> Fen {
        self.income.iter().map(|row| row.amount).sum()
    }

    /// Total expenditure (支出合计).
    pub fn total_expense(&self) -> Fen {
        self.expense.iter().map(|row| row.amount).sum()
    }

    /// Income less expenditure (本期结余).
    pub fn surplus(&self) -> Fen {
        self.total_income() - self.total_expense()
    }

    /// Opening + income − expenditure = closing. Does not hold over a year-end close or a take-over, which move no income:
    /// take the trial balance without those entries.
    pub fn is_balanced(&self) -> bool {
        self.opening + self.surplus() == self.closing
    }
}

/// The statement of a trial balance.
pub fn statement(trial: &TrialBalance) -> Statement {
    let of = |class: Class| -> Vec<StatementRow> {
        trial
            .rows
            .iter()
            .filter(|row| row.account.class() == class)
            .map(|row| {
                let debit = row.debit - row.credit;
                StatementRow { account: row.account, amount: if class.is_debit() { debit } else { -debit } }
            })
            .collect()
    };
    let mut opening = Balances::default();
    for row in &trial.rows {
        opening.add(row.account, row.opening);
    }
    Statement {
        fund: trial.fund,
        opening: opening.fund_balance(),
        income: of(Class::Income),
        expense: of(Class::Expense),
        closing: trial.closing().fund_balance(),
    }
}
