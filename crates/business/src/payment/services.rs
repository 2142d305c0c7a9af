//! Services of the payment of benefits.

use super::on_approved;
use crate::desk::Service;
use crate::desk::service::office_services;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&PAY];

office_services! {
    PAY = "payment.run", "待遇支付批次", "payment run", Payment, Finance, SecondPerson, 0, "社会保险基金会计制度", on_approved;
}
