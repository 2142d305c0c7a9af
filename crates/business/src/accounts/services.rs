//! Services of the personal accounts.

use crate::desk::Service;
use crate::desk::service::office_services;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&INTEREST];

office_services! {
    INTEREST = "accounts.interest", "年终结息", "yearly interest", Payment, Finance, Automatic, 0, "社会保险法第十四条";
}
