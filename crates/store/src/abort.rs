//! Where a kill test may end the process: right before or right after the n-th commit.
//!
//! The hidden variable `JINBAO__TEST__ABORT_AT_COMMIT` is read when a store opens: `3` or `before:3` aborts before
//! the third commit of the process's store, `after:3` right after it, before the caller hears of it. A group commit
//! on SQLite is one commit. Migrations and reads are not counted.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Counts commits and aborts at the chosen one.
#[derive(Debug, Default)]
pub(crate) struct CommitPoints {
    count: AtomicU64,
    /// Positive: before that commit. Negative: after it. Zero: never.
    abort_at: AtomicI64,
}

/// The name of the hidden variable.
pub const ABORT_VARIABLE: &str = "JINBAO__TEST__ABORT_AT_COMMIT";

impl CommitPoints {
    pub(crate) fn from_environment() -> CommitPoints {
        let points = CommitPoints::default();
        if let Some(at) = std::env::var(ABORT_VARIABLE).ok().as_deref().and_then(parse) {
            points.set(at);
        }
        points
    }

    pub(crate) fn set(&self, at: i64) {
        self.abort_at.store(at, Ordering::SeqCst);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// Runs a commit as one commit point.
    pub(crate) fn commit<T>(&self, commit: impl FnOnce() -> T) -> T {
        let number = i64::try_from(self.count.fetch_add(1, Ordering::SeqCst) + 1).unwrap_or(i64::MAX);
        let at = self.abort_at.load(Ordering::SeqCst);
        if at == number {
            std::process::abort();
        }
        let done = commit();
        if at == -number {
            std::process::abort();
        }
        done
    }
}

fn parse(text: &str) -> Option<i64> {
    match text.split_once(':') {
        Some(("before", n)) => n.parse().ok(),
        Some(("after", n)) => n.parse().ok().map(|n: i64| -n),
        Some(_) => None,
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_the_hidden_variable() {
        for (text, at) in
            [("3", Some(3)), ("before:3", Some(3)), ("after:3", Some(-3)), ("soon", None), ("in:3", None)]
        {
            assert_eq!(parse(text), at, "{text}");
        }
    }
}
