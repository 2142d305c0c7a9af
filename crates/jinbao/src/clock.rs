//! The one real clock of the program.

use kernel::Moment;

/// Now.
pub fn now() -> Moment {
    Moment::from_micros(jiff::Timestamp::now().as_microsecond())
}
