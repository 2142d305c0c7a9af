//! YAML as a tree in which every node knows its line and column.
//!
//! Only what law files need: mappings with unique scalar keys, sequences, scalars. Anchors, aliases, tags and several
//! documents in a file are refused, so that what is written is what is meant, and nothing written short grows long.

use kernel::Problem;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::codes;
use crate::mistake::{At, Mistake};

/// A node and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) at: At,
    pub(crate) data: Data,
}

#[derive(Debug)]
pub(crate) enum Data {
    /// Text and whether it was quoted.
    Scalar(String, bool),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) at: At,
    pub(crate) text: String,
}

impl Node {
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        match &self.data {
            Data::Map(pairs) => pairs.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// An unquoted `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar(text, false) if text == "~" || text == "null" || text.is_empty())
    }
}

fn at(span: Span) -> At {
    At { line: span.start.line(), column: span.start.col() + 1 }
}

struct Open {
    node: Node,
    key: Option<Key>,
}

/// Deepest nesting of a law file; its own tables need six.
const DEEPEST: usize = 32;

/// Parses one document. Stops at the first break of YAML itself; duplicate keys are collected. `None` where there is no
/// document, or none that can be relied on; a mistake says why, unless the file is empty.
pub(crate) fn parse(file: &str, text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let mut reading = Reading { file, mistakes, open: Vec::new(), root: None, anchored: false, usable: true };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => reading.take(event, at(span))?,
            Err(error) => {
                let at = At { line: error.marker().line(), column: error.marker().col() + 1 };
                return reading.refuse(at, codes::NOT_YAML.with("why", error.info()));
            }
        }
    }
    reading.root.filter(|_| reading.usable)
}

struct Reading<'f, 'm> {
    file: &'f str,
    mistakes: &'m mut Vec<Mistake>,
    open: Vec<Open>,
    root: Option<Node>,
    /// Was an anchor, alias or tag reported? One message a file says it all.
    anchored: bool,
    /// Does the tree say what the file means? Not where an alias stands for something.
    usable: bool,
}

impl Reading<'_, '_> {
    fn refuse<T>(&mut self, at: At, problem: Problem) -> Option<T> {
        self.mistakes.push(Mistake::new(self.file, at, problem));
        None
    }

    fn plain(&mut self, at: At, anchored: bool) {
        if anchored && !std::mem::replace(&mut self.anchored, true) {
            self.mistakes.push(Mistake::new(self.file, at, codes::ANCHOR.problem()));
        }
    }

    /// Takes one event; `None` ends the reading.
    fn take(&mut self, event: Event<'_>, at: At) -> Option<()> {
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plain(at, anchor != 0 || tag.is_some());
                Node { at, data: Data::Scalar(text.into_owned(), style != ScalarStyle::Plain) }
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain(at, anchor != 0 || tag.is_some());
                return self.begin(Node { at, data: Data::List(Vec::new()) });
            }
            Event::MappingStart(anchor, tag) => {
                self.plain(at, anchor != 0 || tag.is_some());
                return self.begin(Node { at, data: Data::Map(Vec::new()) });
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(closed) => closed.node,
                None => return Some(()),
            },
            Event::Alias(_) => {
                self.plain(at, true);
                self.usable = false;
                Node { at, data: Data::Scalar(String::new(), false) }
            }
            _ => return Some(()),
        };
        match self.open.last_mut() {
            None if self.root.is_none() => self.root = Some(done),
            None => return self.refuse(done.at, codes::NOT_YAML.with("why", "one document per file")),
            Some(parent) => attach(self.file, parent, done, self.mistakes),
        }
        Some(())
    }

    fn begin(&mut self, node: Node) -> Option<()> {
        if self.open.len() == DEEPEST {
            let why = format!("nested deeper than {DEEPEST}");
            return self.refuse(node.at, codes::NOT_YAML.with("why", why));
        }
        self.open.push(Open { node, key: None });
        Some(())
    }
}

fn attach(file: &str, parent: &mut Open, done: Node, mistakes: &mut Vec<Mistake>) {
    match &mut parent.node.data {
        Data::List(items) => items.push(done),
        Data::Map(pairs) => match parent.key.take() {
            Some(key) => {
                if pairs.iter().any(|(known, _)| known.text == key.text) {
                    mistakes.push(Mistake::new(file, key.at, codes::DUPLICATE.with("id", &key.text)));
                }
                pairs.push((key, done));
            }
            None => match done.data {
                Data::Scalar(text, _) => parent.key = Some(Key { at: done.at, text }),
                _ => {
                    mistakes.push(Mistake::new(
                        file,
                        done.at,
                        codes::WRONG_SHAPE.with("expected", "a plain key"),
                    ));
                    parent.key = Some(Key { at: done.at, text: String::new() });
                }
            },
        },
        Data::Scalar(..) => {}
    }
}
