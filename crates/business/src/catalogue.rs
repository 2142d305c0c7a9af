//! The service catalogue (事项目录): every service and every enquiry, as the subjects register them.

use crate::desk::{Read, Service};

pub use crate::accounts::services::*;
pub use crate::benefits::services::*;
pub use crate::certificates::services::*;
pub use crate::collection::services::*;
pub use crate::desk::standing_services::*;
pub use crate::enquiry::READS;
pub use crate::fund::services::*;
pub use crate::intake::services::*;
pub use crate::levy::services::*;
pub use crate::payment::services::*;
pub use crate::pension::services::*;
pub use crate::recompute::services::*;
pub use crate::registry::services::*;

/// Every service, subject by subject.
static ALL: &[&[&Service]] = &[
    crate::registry::services::SERVICES,
    crate::intake::services::SERVICES,
    crate::levy::services::SERVICES,
    crate::collection::services::SERVICES,
    crate::accounts::services::SERVICES,
    crate::pension::services::SERVICES,
    crate::recompute::services::SERVICES,
    crate::benefits::services::SERVICES,
    crate::payment::services::SERVICES,
    crate::fund::services::SERVICES,
    crate::certificates::services::SERVICES,
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

/// The calculators whose formulas a service decides by, named as in the contract (`calc`). A test runs the services over a
/// law that notes what is looked up, and holds it against what these calculators look up.
static COMPUTES: &[(&Service, &[&str])] = &[
    (&LEVY, &["contribution", "contribution-lines", "injury-rate"]),
    (&DIFFERENCE, &["contribution", "contribution-lines", "injury-rate"]),
    (&BACK_PAYMENT, &["contribution", "contribution-lines", "injury-rate", "late-fee"]),
    (&INTEREST, &["account-interest", "bookkeeping-rate"]),
    (
        &RETIRE,
        &[
            "retirement-age",
            "flexible-retirement",
            "minimum-contribution",
            "average-index",
            "account-interest",
            "bookkeeping-rate",
            "payment-months",
            "pension",
        ],
    ),
    (&RE_AWARD, &["average-index", "account-interest", "bookkeeping-rate", "payment-months", "pension"]),
    (&ADJUST, &["pension-adjustment"]),
    (&DEATH, &["survivor-benefit"]),
];

/// What a service looks up beside what its calculators do: the calculators are given it, the service finds it out.
static LOOKS_UP: &[(&Service, &[&str])] = &[
    (&RETIRE, &["pension.average_wage", "pension.reference_year_offset"]),
    (&RE_AWARD, &["pension.average_wage", "pension.reference_year_offset"]),
];

/// The parameters, as the law's catalogue writes them, that a service looks up beside what its calculators do.
pub fn looks_up(service: &Service) -> &'static [&'static str] {
    LOOKS_UP.iter().find(|(known, _)| known.code == service.code).map_or(&[], |(_, ids)| *ids)
}

/// The calculators whose formulas a service decides by.
pub fn computes(service: &Service) -> &'static [&'static str] {
    COMPUTES.iter().find(|(known, _)| known.code == service.code).map_or(&[], |(_, topics)| *topics)
}
