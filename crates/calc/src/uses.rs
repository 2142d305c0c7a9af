//! Which calculators look up which parameters: found by running the worked cases over a law book that notes every look-up,
//! and by what the topics declare. Nothing here is kept by hand.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Date;
use rules::{LawBook, Mistakes};

use crate::engine::Engine;
use crate::given::Pairs;
use crate::lines::{object, text};
use crate::topic::Topic;
use crate::topics;

/// The worked cases that the program carries, a file each.
static CASES: &[&str] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// By parameter, as the catalogue writes it (`contribution.{insurance}.floor`), the names of the topics that look it up.
#[derive(Clone, Debug, Default)]
pub struct Uses(BTreeMap<String, BTreeSet<&'static str>>);

impl Uses {
    /// Runs every worked case on a copy of the book.
    ///
    /// # Errors
    /// Never for a book that was loaded: its own archive is read again.
    pub fn of(book: &LawBook, today: Date) -> Result<Uses, Mistakes> {
        let book = LawBook::from_archive(book.archive())?.recording();
        let engine = Engine::new(&book, today);
        let mut uses = Uses::default();
        for topic in topics::all() {
            for declared in topic.inputs.iter().filter_map(|input| input.parameter) {
                uses.note(&book, declared, topic);
            }
        }
        for line in CASES.iter().flat_map(|file| file.lines()) {
            let Ok(Pairs(pairs)) = object(line.as_bytes()) else { continue };
            let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
            let topic = find("topic").and_then(text).and_then(|name| topics::find(&name));
            let (Some(topic), Some(inputs)) = (topic, find("inputs")) else { continue };
            // A case that is to be refused has looked something up all the same.
            drop(engine.calculate_raw(topic.name, inputs, false));
            for read in book.take_reads() {
                uses.note(&book, &read.id, topic);
            }
        }
        Ok(uses)
    }

    fn note(&mut self, book: &LawBook, id: &str, topic: &'static Topic) {
        if let Some(parameter) = book.parameter(id) {
            self.0.entry(parameter.definition.id.clone()).or_default().insert(topic.name);
        }
    }

    /// The topics that look up a parameter, given as the catalogue writes it, in the order of their names.
    pub fn topics(&self, definition: &str) -> impl Iterator<Item = &'static Topic> {
        self.0.get(definition).into_iter().flatten().filter_map(|name| topics::find(name))
    }

    /// Does a topic look up a parameter, given as the catalogue writes it?
    pub fn looks_up(&self, topic: &str, definition: &str) -> bool {
        self.0.get(definition).is_some_and(|topics| topics.contains(topic))
    }
}
