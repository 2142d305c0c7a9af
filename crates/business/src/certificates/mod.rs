//! Certificates (证明): what the agency says about a person or a unit, under its seal, so that anyone can check it.
//!
//! Table: certificate. A certificate is a [`Statement`] that the node signs; page, attachment and QR code are made from it,
//! and its code is its digest. Each kind is a service that gathers its contents; [`document`] hands a certificate out,
//! [`check_code`] is the check by anybody, [`revocations`] the signed list for those who check without asking us.
//! Not here: the page (`print`), the seal over the file (`envelope`).

mod check;
mod codes;
mod contents;
mod issue;
mod revoke;
pub(crate) mod services;
mod statement;

pub use check::{CHECKED, Found, check_code};
pub use issue::{Issued, document, is_certificate};
pub use revoke::{Revocations, revocations};
pub use statement::{Column, Statement};
