//! The accounts (科目) of a fund's ledger.

/// What kind of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// What the fund has (资产). Debit side.
    Asset,
    /// What it owes (负债). Credit side.
    Liability,
    /// Its balance at the last year-end (基金结余). Credit side.
    Balance,
    /// What came in this year (收入). Credit side.
    Income,
    /// What went out this year (支出). Debit side.
    Expense,
}

impl Class {
    /// The English word of the posting table.
    pub const fn key(self) -> &'static str {
        match self {
            Class::Asset => "asset",
            Class::Liability => "liability",
            Class::Balance => "balance",
            Class::Income => "income",
            Class::Expense => "expense",
        }
    }

    /// Does it usually stand on the debit side (借方)?
    pub const fn is_debit(self) -> bool {
        matches!(self, Class::Asset | Class::Expense)
    }
}

/// Which part of the fund an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Undivided: money in the bank, claims and suspense are of no part.
    Whole,
    /// The pool (统筹).
    Pooled,
    /// The personal accounts (个人账户).
    Personal,
}

macro_rules! accounts {
    ($($variant:ident = $code:literal, $class:ident, $part:ident, $zh:literal, $en:literal;)*) => {
        /// An account (科目) of the fund ledger. Every fund has the same ones; those of the personal part only where the
        /// fund keeps personal accounts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Account { $(#[doc = $zh] $variant = $code),* }

        impl Account {
            /// All of them, in the order of their codes.
            pub const ALL: &'static [Account] = &[$(Account::$variant),*];

            /// The stored code.
            pub const fn code(self) -> i64 { self as i64 }

            /// From the stored code.
            pub const fn from_code(code: i64) -> Option<Account> {
                match code { $($code => Some(Account::$variant),)* _ => None }
            }

            /// The name in the accounting rules.
            pub const fn zh(self) -> &'static str { match self { $(Account::$variant => $zh),* } }

            /// The English name.
            pub const fn en(self) -> &'static str { match self { $(Account::$variant => $en),* } }

            /// What kind of account it is.
            pub const fn class(self) -> Class { match self { $(Account::$variant => Class::$class),* } }

            /// Which part of the fund it belongs to.
            pub const fn part(self) -> Part { match self { $(Account::$variant => Part::$part),* } }
        }
    };
}

accounts! {
    IncomeDeposit = 100_100, Asset, Whole, "收入户存款", "income deposit";
    FiscalDeposit = 100_200, Asset, Whole, "财政专户存款", "fiscal special deposit";
    ExpenditureDeposit = 100_300, Asset, Whole, "支出户存款", "expenditure deposit";
    Claims = 120_100, Asset, Whole, "暂付款", "advances and claims";
    Suspense = 200_101, Liability, Whole, "暂收款—待分配缴费", "suspense, contributions";
    ReturnedBenefits = 200_102, Liability, Whole, "暂收款—退回待遇", "suspense, returned benefits";
    PooledBalance = 300_101, Balance, Pooled, "基金结余—统筹", "fund balance, pooled";
    PersonalBalance = 300_102, Balance, Personal, "基金结余—个人账户", "fund balance, personal accounts";
    ContributionsPooled = 400_101, Income, Pooled, "社会保险费收入—统筹", "contributions, pooled";
    ContributionsPersonal = 400_102, Income, Personal, "社会保险费收入—个人账户", "contributions, personal accounts";
    SubsidyPooled = 400_201, Income, Pooled, "财政补贴收入—统筹", "government subsidy, pooled";
    SubsidyPersonal = 400_202, Income, Personal, "财政补贴收入—个人账户", "government subsidy, personal accounts";
    Interest = 400_301, Income, Pooled, "利息收入", "interest";
    TransferInPooled = 400_401, Income, Pooled, "转移收入—统筹", "transfers in, pooled";
    TransferInPersonal = 400_402, Income, Personal, "转移收入—个人账户", "transfers in, personal accounts";
    Grants = 400_501, Income, Pooled, "上级补助收入", "grants from above";
    OtherIncome = 400_901, Income, Pooled, "其他收入", "other income (late fees 滞纳金)";
    BenefitsPooled = 500_101, Expense, Pooled, "社会保险待遇支出—统筹", "benefits, pooled";
    BenefitsPersonal = 500_102, Expense, Personal, "社会保险待遇支出—个人账户", "benefits, personal accounts";
    TransferOutPooled = 500_401, Expense, Pooled, "转移支出—统筹", "transfers out, pooled";
    TransferOutPersonal = 500_402, Expense, Personal, "转移支出—个人账户", "transfers out, personal accounts";
    PaidToAbove = 500_501, Expense, Pooled, "上解上级支出", "payments to above";
    OtherExpense = 500_901, Expense, Pooled, "其他支出", "other expenditure";
}

/// A bank account of the fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deposit {
    /// 收入户: contributions arrive here; empty at the end of each month.
    Income,
    /// 财政专户: keeps the fund's money.
    Fiscal,
    /// 支出户: benefits are paid from here.
    Expenditure,
}

impl Deposit {
    /// All three.
    pub const ALL: [Deposit; 3] = [Deposit::Income, Deposit::Fiscal, Deposit::Expenditure];

    /// The word used in stored statements.
    pub const fn key(self) -> &'static str {
        match self {
            Deposit::Income => "income",
            Deposit::Fiscal => "fiscal",
            Deposit::Expenditure => "expenditure",
        }
    }

    /// From the word used in stored statements.
    pub fn from_key(key: &str) -> Option<Deposit> {
        Deposit::ALL.into_iter().find(|deposit| deposit.key() == key)
    }

    /// Its account in the ledger.
    pub const fn account(self) -> Account {
        match self {
            Deposit::Income => Account::IncomeDeposit,
            Deposit::Fiscal => Account::FiscalDeposit,
            Deposit::Expenditure => Account::ExpenditureDeposit,
        }
    }
}
