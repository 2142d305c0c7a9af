//! Messages built, read back, tampered with, and held against the published schemas.

#![allow(clippy::unwrap_used)]

mod read_back;
mod samples;
mod schema;
mod tampered;
