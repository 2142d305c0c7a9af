//! Services of the funds.

use crate::desk::Service;
use crate::desk::service::office_services;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&CLOSE_MONTH, &BANK_STATEMENT];

office_services! {
    CLOSE_MONTH = "fund.close", "基金月结", "closing of a month", Payment, Finance, Automatic, 0, "社会保险基金会计制度";
    BANK_STATEMENT = "fund.statement", "银行对账单登记", "booking of a bank statement", Payment, Finance, Automatic, 0, "社会保险基金会计制度";
}
