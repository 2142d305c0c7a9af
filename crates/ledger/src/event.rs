//! What can happen to fund money, and the line each event has in the posting table.

use kernel::{EntryId, Fen, Fund, Result};

use crate::account::{Account, Class, Deposit, Part};
use crate::codes;
use crate::entry::Posting;
use crate::statement::Balances;

/// What a fund has and owes when it is taken over from another system. Debits must equal credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// In the income account.
    pub income: Fen,
    /// In the fiscal special account.
    pub fiscal: Fen,
    /// In the expenditure account.
    pub expenditure: Fen,
    /// Claims for overpaid benefits.
    pub claims: Fen,
    /// Contributions not yet assigned.
    pub suspense: Fen,
    /// Returned benefits not yet paid again.
    pub returned: Fen,
    /// Balance of the pool; may be negative.
    pub pooled: Fen,
    /// Balance of the personal accounts.
    pub personal: Fen,
}

/// An event (事项) that moves fund money. Amounts are not negative unless their field says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// 接管期初: balances brought in by a take-over.
    Opening(Opening),
    /// 收到保险费: money arrived in the income account, or through the treasury in the fiscal one.
    Received {
        /// Where it arrived: income or fiscal.
        into: Deposit,
        /// Pooled part; negative where a completed line takes its personal part back (see [`crate::split`]).
        pooled: Fen,
        /// Part of completed lines that belongs to personal accounts.
        personal: Fen,
        /// Late fee (滞纳金).
        late_fee: Fen,
        /// Overpaid or not assignable.
        suspense: Fen,
    },
    /// 暂收款抵缴: suspense used for a bill of the same fund.
    SuspenseApplied {
        /// Pooled part; may be negative as in `Received`.
        pooled: Fen,
        /// Personal part.
        personal: Fen,
        /// Late fee.
        late_fee: Fen,
    },
    /// 统筹与个人账户调整: moves received contributions between the parts, when the reversal of a receipt makes a line
    /// incomplete again, or a correction.
    Reclassified {
        /// To the personal accounts; negative: back to the pool.
        personal: Fen,
    },
    /// 退还暂收款: suspense paid back to the payer.
    SuspenseRefunded {
        /// Bank account it leaves from.
        from: Deposit,
        /// How much.
        amount: Fen,
    },
    /// 暂收款转出至他基金: suspense handed to another fund, with the money.
    SuspenseGiven {
        /// Bank account the money leaves from.
        from: Deposit,
        /// How much.
        amount: Fen,
    },
    /// 自他基金转入暂收款: the other side of `SuspenseGiven`.
    SuspenseTaken {
        /// Bank account the money comes to.
        into: Deposit,
        /// How much.
        amount: Fen,
    },
    /// 退还保险费: contributions paid back.
    ContributionRefunded {
        /// Bank account it leaves from.
        from: Deposit,
        /// Pooled part.
        pooled: Fen,
        /// Personal part.
        personal: Fen,
        /// Late fee.
        late_fee: Fen,
    },
    /// 多缴保险费转暂收款: contributions that a difference found too much, kept for the payer.
    ContributionSuspended {
        /// Pooled part.
        pooled: Fen,
        /// Personal part.
        personal: Fen,
    },
    /// 存款利息: the bank's interest, all of it to the pool.
    BankInterest {
        /// Bank account that bore it.
        at: Deposit,
        /// How much.
        amount: Fen,
    },
    /// 个人账户记账利息: interest credited to the personal accounts out of the pool; no money moves.
    AccountInterest {
        /// How much, over all accounts.
        amount: Fen,
    },
    /// 收入户上划财政专户, at month end.
    Swept {
        /// How much.
        amount: Fen,
    },
    /// 财政专户拨付支出户.
    Allocated {
        /// How much.
        amount: Fen,
    },
    /// 支付待遇: a payment run, or one payment.
    BenefitPaid {
        /// Borne by the pool.
        pooled: Fen,
        /// Borne by the personal accounts.
        personal: Fen,
        /// Kept back against a claim: so much less is paid out.
        set_off: Fen,
    },
    /// 待遇退票: the bank returned a payment.
    BenefitReturned {
        /// How much.
        amount: Fen,
    },
    /// 退票重发: a returned payment paid again.
    BenefitRepaid {
        /// How much.
        amount: Fen,
    },
    /// 退票不再发放: a returned payment was not due after all.
    ReturnedCancelled {
        /// Had been borne by the pool.
        pooled: Fen,
        /// Had been borne by the personal account.
        personal: Fen,
    },
    /// 多付待遇立为应追回: a claim for what was paid too much.
    ClaimRaised {
        /// Had been borne by the pool.
        pooled: Fen,
        /// Had been borne by the personal account, which gets it back.
        personal: Fen,
    },
    /// 追回多付待遇: money of a claim arrived.
    ClaimRecovered {
        /// Where it arrived.
        into: Deposit,
        /// How much.
        amount: Fen,
    },
    /// 核销应追回待遇: a claim given up, borne by the pool.
    ClaimWrittenOff {
        /// How much.
        amount: Fen,
    },
    /// 个人账户继承: the rest of an account paid to heirs.
    AccountInherited {
        /// How much.
        amount: Fen,
    },
    /// 代缴保险费: a fund pays contributions of another insurance for those who draw its benefit; that fund receives them.
    PremiumPaid {
        /// How much.
        amount: Fen,
    },
    /// 关系转入: money of a relation moved here.
    TransferIn {
        /// Where it arrived: income or fiscal.
        into: Deposit,
        /// Pooled part.
        pooled: Fen,
        /// Personal part.
        personal: Fen,
    },
    /// 关系转出: money of a relation moved away.
    TransferOut {
        /// Pooled part.
        pooled: Fen,
        /// Personal part.
        personal: Fen,
    },
    /// 收到财政补贴, as for residents.
    SubsidyReceived {
        /// Pooled part.
        pooled: Fen,
        /// Part credited to personal accounts.
        personal: Fen,
    },
    /// 收到上级补助.
    GrantReceived {
        /// How much.
        amount: Fen,
    },
    /// 上解上级.
    PaidToAbove {
        /// How much.
        amount: Fen,
    },
    /// 其他支出.
    OtherPaid {
        /// How much.
        amount: Fen,
    },
    /// 年终结转: income and expenditure of the year become balance.
    YearClosed {
        /// Balances of the fund on the last day of the year.
        balances: Balances,
    },
    /// 冲销: undoes an entry.
    Reversed {
        /// The entry undone.
        entry: EntryId,
        /// Its postings as stored.
        postings: Vec<Posting>,
    },
}

/// Does the fund keep personal accounts (个人账户)?
pub const fn has_accounts(fund: Fund) -> bool {
    matches!(fund, Fund::Pension | Fund::Medical | Fund::ResidentPension)
}

/// Lines of one entry in the making: debits, credits and the first thing that is wrong.
#[derive(Default)]
pub(crate) struct Lines {
    pub(crate) postings: Vec<Posting>,
    negative: Option<Posting>,
    misplaced: Option<Deposit>,
}

impl Lines {
    fn debit(self, account: Account, amount: Fen) -> Lines {
        self.not_negative(account, amount).signed(account, amount)
    }

    fn credit(self, account: Account, amount: Fen) -> Lines {
        self.not_negative(account, amount).signed(account, -amount)
    }

    fn not_negative(mut self, account: Account, amount: Fen) -> Lines {
        if amount.is_negative() && self.negative.is_none() {
            self.negative = Some(Posting { account, amount });
        }
        self
    }

    /// Debit positive, credit negative; either sign is allowed.
    fn signed(mut self, account: Account, amount: Fen) -> Lines {
        if !amount.is_zero() {
            self.postings.push(Posting { account, amount });
        }
        self
    }

    fn arrives(mut self, into: Deposit) -> Lines {
        if into == Deposit::Expenditure {
            self.misplaced = Some(into);
        }
        self
    }

    pub(crate) fn checked(self, event: &Event) -> Result<Vec<Posting>> {
        if let Some(Posting { account, amount }) = self.negative {
            return Err(codes::NEGATIVE.with("account", account.zh()).with("amount", amount));
        }
        if let Some(deposit) = self.misplaced {
            return Err(codes::WRONG_DEPOSIT
                .with("event", event.zh())
                .with("deposit", deposit.account().zh()));
        }
        Ok(self.postings)
    }
}

use Account::{
    BenefitsPersonal, BenefitsPooled, Claims, ContributionsPersonal, ContributionsPooled, ExpenditureDeposit,
    FiscalDeposit, Grants, IncomeDeposit, Interest, OtherExpense, OtherIncome, PaidToAbove, PersonalBalance,
    PooledBalance, ReturnedBenefits, SubsidyPersonal, SubsidyPooled, Suspense, TransferInPersonal,
    TransferInPooled, TransferOutPersonal, TransferOutPooled,
};

impl Event {
    /// The lines of the posting table, unchecked as to their sum.
    pub(crate) fn lines(&self) -> Lines {
        let lines = Lines::default();
        match *self {
            Event::Opening(opening) => opening_lines(opening),
            Event::Received { into, pooled, personal, late_fee, suspense } => lines
                .arrives(into)
                .debit(into.account(), pooled + personal + late_fee + suspense)
                .signed(ContributionsPooled, -pooled)
                .credit(ContributionsPersonal, personal)
                .credit(OtherIncome, late_fee)
                .credit(Suspense, suspense),
            Event::SuspenseApplied { pooled, personal, late_fee } => lines
                .debit(Suspense, pooled + personal + late_fee)
                .signed(ContributionsPooled, -pooled)
                .credit(ContributionsPersonal, personal)
                .credit(OtherIncome, late_fee),
            Event::Reclassified { personal } => {
                lines.signed(ContributionsPooled, personal).signed(ContributionsPersonal, -personal)
            }
            Event::SuspenseRefunded { from, amount } | Event::SuspenseGiven { from, amount } => {
                lines.debit(Suspense, amount).credit(from.account(), amount)
            }
            Event::SuspenseTaken { into, amount } => {
                lines.debit(into.account(), amount).credit(Suspense, amount)
            }
            Event::ContributionRefunded { from, pooled, personal, late_fee } => lines
                .debit(ContributionsPooled, pooled)
                .debit(ContributionsPersonal, personal)
                .debit(OtherIncome, late_fee)
                .credit(from.account(), pooled + personal + late_fee),
            Event::ContributionSuspended { pooled, personal } => lines
                .debit(ContributionsPooled, pooled)
                .debit(ContributionsPersonal, personal)
                .credit(Suspense, pooled + personal),
            Event::BankInterest { at, amount } => lines.debit(at.account(), amount).credit(Interest, amount),
            Event::AccountInterest { amount } => {
                lines.debit(PooledBalance, amount).credit(PersonalBalance, amount)
            }
            Event::Swept { amount } => lines.debit(FiscalDeposit, amount).credit(IncomeDeposit, amount),
            Event::Allocated { amount } => {
                lines.debit(ExpenditureDeposit, amount).credit(FiscalDeposit, amount)
            }
            Event::BenefitPaid { .. }
            | Event::BenefitReturned { .. }
            | Event::BenefitRepaid { .. }
            | Event::ReturnedCancelled { .. }
            | Event::AccountInherited { .. }
            | Event::PremiumPaid { .. } => self.benefit_lines(),
            Event::ClaimRaised { pooled, personal } => lines
                .debit(Claims, pooled + personal)
                .credit(BenefitsPooled, pooled)
                .credit(BenefitsPersonal, personal),
            Event::ClaimRecovered { into, amount } => {
                lines.debit(into.account(), amount).credit(Claims, amount)
            }
            Event::ClaimWrittenOff { amount } => lines.debit(BenefitsPooled, amount).credit(Claims, amount),
            Event::TransferIn { into, pooled, personal } => lines
                .arrives(into)
                .debit(into.account(), pooled + personal)
                .credit(TransferInPooled, pooled)
                .credit(TransferInPersonal, personal),
            Event::TransferOut { pooled, personal } => lines
                .debit(TransferOutPooled, pooled)
                .debit(TransferOutPersonal, personal)
                .credit(ExpenditureDeposit, pooled + personal),
            Event::SubsidyReceived { pooled, personal } => lines
                .debit(FiscalDeposit, pooled + personal)
                .credit(SubsidyPooled, pooled)
                .credit(SubsidyPersonal, personal),
            Event::GrantReceived { amount } => lines.debit(FiscalDeposit, amount).credit(Grants, amount),
            Event::PaidToAbove { amount } => lines.debit(PaidToAbove, amount).credit(FiscalDeposit, amount),
            Event::OtherPaid { amount } => {
                lines.debit(OtherExpense, amount).credit(ExpenditureDeposit, amount)
            }
            Event::YearClosed { ref balances } => closing_lines(balances),
            Event::Reversed { ref postings, .. } => {
                postings.iter().fold(lines, |lines, posting| lines.signed(posting.account, -posting.amount))
            }
        }
    }

    fn benefit_lines(&self) -> Lines {
        let lines = Lines::default();
        match *self {
            Event::BenefitPaid { pooled, personal, set_off } => lines
                .debit(BenefitsPooled, pooled)
                .debit(BenefitsPersonal, personal)
                .credit(ExpenditureDeposit, pooled + personal - set_off)
                .credit(Claims, set_off),
            Event::BenefitReturned { amount } => {
                lines.debit(ExpenditureDeposit, amount).credit(ReturnedBenefits, amount)
            }
            Event::BenefitRepaid { amount } => {
                lines.debit(ReturnedBenefits, amount).credit(ExpenditureDeposit, amount)
            }
            Event::ReturnedCancelled { pooled, personal } => lines
                .debit(ReturnedBenefits, pooled + personal)
                .credit(BenefitsPooled, pooled)
                .credit(BenefitsPersonal, personal),
            Event::AccountInherited { amount } => {
                lines.debit(BenefitsPersonal, amount).credit(ExpenditureDeposit, amount)
            }
            Event::PremiumPaid { amount } => {
                lines.debit(BenefitsPooled, amount).credit(FiscalDeposit, amount)
            }
            _ => lines,
        }
    }

    /// The word of the posting table, as stored.
    pub const fn key(&self) -> &'static str {
        self.names().0
    }

    /// The Chinese name.
    pub const fn zh(&self) -> &'static str {
        self.names().1
    }

    /// The entry this event undoes.
    pub(crate) const fn reverses(&self) -> Option<EntryId> {
        match self {
            Event::Reversed { entry, .. } => Some(*entry),
            _ => None,
        }
    }

    const fn names(&self) -> (&'static str, &'static str) {
        match self {
            Event::Opening(_) => ("opening", "接管期初"),
            Event::Received { .. } => ("received", "收到保险费"),
            Event::SuspenseApplied { .. } => ("suspense-applied", "暂收款抵缴"),
            Event::Reclassified { .. } => ("reclassified", "统筹与个人账户调整"),
            Event::SuspenseRefunded { .. } => ("suspense-refunded", "退还暂收款"),
            Event::SuspenseGiven { .. } => ("suspense-given", "暂收款转出至他基金"),
            Event::SuspenseTaken { .. } => ("suspense-taken", "自他基金转入暂收款"),
            Event::ContributionRefunded { .. } => ("contribution-refunded", "退还保险费"),
            Event::ContributionSuspended { .. } => ("contribution-suspended", "多缴保险费转暂收款"),
            Event::BankInterest { .. } => ("bank-interest", "存款利息"),
            Event::AccountInterest { .. } => ("account-interest", "个人账户记账利息"),
            Event::Swept { .. } => ("swept", "收入户上划财政专户"),
            Event::Allocated { .. } => ("allocated", "财政专户拨付支出户"),
            Event::BenefitPaid { .. } => ("benefit-paid", "支付待遇"),
            Event::BenefitReturned { .. } => ("benefit-returned", "待遇退票"),
            Event::BenefitRepaid { .. } => ("benefit-repaid", "退票重发"),
            Event::ReturnedCancelled { .. } => ("returned-cancelled", "退票不再发放"),
            Event::ClaimRaised { .. } => ("claim-raised", "多付待遇立为应追回"),
            Event::ClaimRecovered { .. } => ("claim-recovered", "追回多付待遇"),
            Event::ClaimWrittenOff { .. } => ("claim-written-off", "核销应追回待遇"),
            Event::AccountInherited { .. } => ("account-inherited", "个人账户继承"),
            Event::PremiumPaid { .. } => ("premium-paid", "代缴保险费"),
            Event::TransferIn { .. } => ("transfer-in", "关系转入"),
            Event::TransferOut { .. } => ("transfer-out", "关系转出"),
            Event::SubsidyReceived { .. } => ("subsidy-received", "收到财政补贴"),
            Event::GrantReceived { .. } => ("grant-received", "收到上级补助"),
            Event::PaidToAbove { .. } => ("paid-to-above", "上解上级"),
            Event::OtherPaid { .. } => ("other-paid", "其他支出"),
            Event::YearClosed { .. } => ("year-closed", "年终结转"),
            Event::Reversed { .. } => ("reversed", "冲销"),
        }
    }
}

fn opening_lines(opening: Opening) -> Lines {
    Lines::default()
        .debit(IncomeDeposit, opening.income)
        .debit(FiscalDeposit, opening.fiscal)
        .debit(ExpenditureDeposit, opening.expenditure)
        .debit(Claims, opening.claims)
        .credit(Suspense, opening.suspense)
        .credit(ReturnedBenefits, opening.returned)
        .signed(PooledBalance, -opening.pooled)
        .credit(PersonalBalance, opening.personal)
}

/// Each income and expense account to zero, the difference to the balance of its part.
fn closing_lines(balances: &Balances) -> Lines {
    let of_year =
        || balances.iter().filter(|(account, _)| matches!(account.class(), Class::Income | Class::Expense));
    let lines = of_year().fold(Lines::default(), |lines, (account, amount)| lines.signed(account, -amount));
    let result = |personal: bool| -> Fen {
        of_year()
            .filter(|(account, _)| (account.part() == Part::Personal) == personal)
            .map(|(_, amount)| amount)
            .sum()
    };
    lines.signed(PooledBalance, result(false)).signed(PersonalBalance, result(true))
}
