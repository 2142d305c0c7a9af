//! The yearly statement of a person's rights (个人权益记录单).
//!
//! Content after the rules on managing personal rights records (社会保险个人权益记录管理办法, 人社部令第14号) and the
//! duty to send one a year (社会保险费征缴暂行条例 art. 17).

use kernel::{FeeMonth, Fen, Insurance, Rate, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printer::Form;
use crate::{Holder, Issue, Printer};

/// The statement of one person for one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsStatement {
    /// Number, date, agency.
    pub issue: Issue,
    /// The year it covers.
    pub year: i16,
    /// Whose.
    pub person: Holder,
    /// Where the person was insured during the year.
    pub units: Vec<UnitSpan>,
    /// What was paid for each insurance.
    pub insurances: Vec<InsuranceYear>,
    /// The personal accounts.
    pub accounts: Vec<AccountYear>,
    /// Picture of an account's growth as SVG for paper (`charts::growth` with `Medium::Paper`).
    #[serde(skip)]
    pub growth: Option<String>,
    /// Remarks under the tables.
    pub notes: Vec<String>,
}

/// A payer (参保单位, or the person as flexible worker) and its months within the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSpan {
    /// Its name.
    pub unit: String,
    /// First month.
    pub from: FeeMonth,
    /// Last month.
    pub to: FeeMonth,
}

/// One insurance over the year. All amounts are those received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuranceYear {
    /// Which.
    pub insurance: Insurance,
    /// Months paid in the year.
    pub months: u32,
    /// Monthly base (缴费基数) of the last month paid.
    pub base: Fen,
    /// Paid by the unit.
    pub unit_part: Fen,
    /// Paid by the person.
    pub person_part: Fen,
    /// Months paid in all (累计缴费月数), deemed ones included.
    pub total_months: u32,
}

/// One personal account over the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountYear {
    /// Name (养老个人账户).
    pub name: String,
    /// Balance at the end of last year.
    pub opening: Fen,
    /// What was credited, by month.
    pub credits: Vec<MonthCredit>,
    /// Interest of the year.
    pub interest: Fen,
    /// The year's interest rate (记账利率), where it is published.
    pub rate: Option<Rate>,
    /// Paid out or transferred away.
    pub paid: Fen,
    /// Balance at the end of the year.
    pub closing: Fen,
}

/// What one month brought to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCredit {
    /// The fee month.
    pub month: FeeMonth,
    /// Base of the month.
    pub base: Fen,
    /// Credited.
    pub amount: Fen,
}

impl Printer {
    /// Prints the statement.
    ///
    /// # Errors
    /// `PRT-0103` where the picture is no SVG, `PRT-0104` for a date of issue outside the calendar.
    pub fn rights_statement(&self, statement: &RightsStatement) -> Result<Vec<u8>> {
        let unit_total: Fen = statement.insurances.iter().map(|row| row.unit_part).sum();
        let person_total: Fen = statement.insurances.iter().map(|row| row.person_part).sum();
        let credited: Vec<Fen> =
            statement.accounts.iter().map(|account| account.credits.iter().map(|c| c.amount).sum()).collect();
        let form = Form {
            template: include_str!("../templates/statement.typ"),
            derived: json!({
                "unit_total": unit_total,
                "person_total": person_total,
                "credited": credited,
                "percent": statement.accounts.iter().map(|account| account.rate.map(percent)).collect::<Vec<_>>(),
                "picture": statement.growth.is_some(),
            }),
            picture: statement.growth.as_deref(),
            attaches: false,
        };
        self.print(&statement.issue, statement, &form)
    }
}

/// A rate as it is announced: `1.5%`.
fn percent(rate: Rate) -> String {
    format!("{}%", Rate::from_nano(rate.nano().saturating_mul(100)))
}
