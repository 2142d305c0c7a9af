//! The service catalogue (事项目录): every service and every enquiry, as the subjects register them.

use crate::desk::{Read, Service};

pub use crate::accounts::services::*;
pub use crate::collection::services::*;
pub use crate::desk::standing_services::*;
pub use crate::enquiry::READS;
pub use crate::fund::services::*;
pub use crate::intake::services::*;
pub use crate::levy::services::*;
pub use crate::payment::services::*;
pub use crate::pension::services::*;
pub use crate::registry::services::*;

/// Every service, subject by subject.
static ALL: &[&[&Service]] = &[
    crate::registry::services::SERVICES,
    crate::intake::services::SERVICES,
    crate::levy::services::SERVICES,
    crate::collection::services::SERVICES,
    crate::accounts::services::SERVICES,
    crate::pension::services::SERVICES,
    crate::payment::services::SERVICES,
    crate::fund::services::SERVICES,
    crate::desk::standing_services::SERVICES,
];

/// All services.
pub fn services() -> impl Iterator<Item = &'static Service> {
    ALL.iter().flat_map(|some| some.iter().copied())
}

/// The service of a code.
pub fn service(code: &str) -> Option<&'static Service> {
    services().find(|service| service.code == code)
}

/// The enquiry of a code.
pub fn read(code: &str) -> Option<&'static Read> {
    READS.iter().copied().find(|read| read.code == code)
}
