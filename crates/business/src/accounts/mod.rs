//! Personal accounts (个人账户): credits on receipt, yearly interest, balance, statement, payment out, take-over.
//!
//! Tables: account, account_entry, account_year, interest_run. An account is the sum of its movements from its first month;
//! a settled year ([`Year`]) is a stop on the way, not another truth. The sum of all accounts of a kind is the personal
//! part of its fund on every day, so whoever books a movement posts its event in the same transaction.
//! Not here: the formula of interest (`rules::account`), when a pension is due (`pension`).

mod balance;
mod codes;
mod credit;
mod interest;
mod join;
mod movements;
pub mod services;
mod statement;

use kernel::{AccountKind, Fund, Insurance};

pub use balance::{AccountFacts, Valued, YearFacts, balance, balances, facts};
pub use credit::{credit, credit_subsidy, take_back, take_back_subsidy};
pub use interest::{Progress, Settled, interest};
pub(crate) use join::join;
pub(crate) use movements::bring_in;
pub use movements::{Cause, Movement, NewAccount, close_if_settled, inherit, open_with, pay_out};
pub use statement::{GrowthPoint, MonthCredit, Statement, Year, statement};

/// The account that an insurance feeds, if any.
pub const fn kind_of(insurance: Insurance) -> Option<AccountKind> {
    match insurance {
        Insurance::Pension => Some(AccountKind::Pension),
        Insurance::Medical => Some(AccountKind::Medical),
        Insurance::ResidentPension => Some(AccountKind::ResidentPension),
        _ => None,
    }
}

/// The fund that keeps the accounts of a kind.
pub const fn fund_of(kind: AccountKind) -> Fund {
    match kind {
        AccountKind::Pension => Fund::Pension,
        AccountKind::Medical => Fund::Medical,
        AccountKind::ResidentPension => Fund::ResidentPension,
    }
}

/// The kind of account a fund keeps, if any.
pub const fn kind_in(fund: Fund) -> Option<AccountKind> {
    match fund {
        Fund::Pension => Some(AccountKind::Pension),
        Fund::Medical => Some(AccountKind::Medical),
        Fund::ResidentPension => Some(AccountKind::ResidentPension),
        _ => None,
    }
}

mod lines;

pub use lines::{credit_lines, credit_subsidies, take_back_lines};
