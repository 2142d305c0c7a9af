//! Which parameters were looked up: to say what uses a figure, and which figures no worked case touches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::read::ParameterRef;

/// A look-up: what was asked for, and the value that was found. None where the law said nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Parameter id.
    pub id: String,
    /// What answered.
    pub parameter: Option<Arc<ParameterRef>>,
}

/// The look-ups since they were last taken, each once.
#[derive(Debug, Default)]
pub(crate) struct Reads(Mutex<BTreeMap<Key, Read>>);

/// File and line of what was found tell values apart; empty where nothing was.
type Key = (String, String, usize);

impl Reads {
    pub(crate) fn note(&self, id: &str, found: Option<&Arc<ParameterRef>>) {
        let (file, line) = found.map_or(("", 0), |parameter| (parameter.file.as_str(), parameter.line));
        let key = (id.to_owned(), file.to_owned(), line);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry(key).or_insert_with(|| Read { id: id.to_owned(), parameter: found.cloned() });
    }

    pub(crate) fn take(&self) -> Vec<Read> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *kept).into_values().collect()
    }
}
