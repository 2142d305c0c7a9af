//! Services of the take-over.

use super::takeover::on_approved;
use crate::desk::Service;
use crate::desk::service::office_services;

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&TAKE_OVER];

office_services! {
    TAKE_OVER = "registry.take-over", "数据接收", "take-over from another system", Internal, Admin, SecondPerson, 0, "社会保险经办条例第五章", on_approved;
}
