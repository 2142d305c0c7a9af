//! YAML as a tree in which every node knows its line and column.
//!
//! Only what law files need: mappings with unique scalar keys, sequences, scalars. Anchors, aliases, tags and several
//! documents in a file are refused, so that what is written is what is meant.

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

/// Parses one document. Stops at the first break of YAML itself; duplicate keys are collected.
pub(crate) fn parse(file: &str, text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(pair) => pair,
            Err(error) => {
                let at = At { line: error.marker().line(), column: error.marker().col() + 1 };
                mistakes.push(Mistake::new(file, at, codes::NOT_YAML.with("why", error.info())));
                return None;
            }
        };
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    mistakes.push(Mistake::new(
                        file,
                        at(span),
                        codes::NOT_YAML.with("why", "anchors and tags are not used here"),
                    ));
                }
                Node { at: at(span), data: Data::Scalar(text.into_owned(), style != ScalarStyle::Plain) }
            }
            Event::SequenceStart(..) => {
                open.push(Open { node: Node { at: at(span), data: Data::List(Vec::new()) }, key: None });
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open { node: Node { at: at(span), data: Data::Map(Vec::new()) }, key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(closed) => closed.node,
                None => continue,
            },
            Event::Alias(_) => {
                mistakes.push(Mistake::new(
                    file,
                    at(span),
                    codes::NOT_YAML.with("why", "aliases are not used here"),
                ));
                return None;
            }
            _ => continue,
        };
        match open.last_mut() {
            None if root.is_none() => root = Some(done),
            None => {
                mistakes.push(Mistake::new(
                    file,
                    done.at,
                    codes::NOT_YAML.with("why", "one document per file"),
                ));
                return None;
            }
            Some(parent) => attach(file, parent, done, mistakes),
        }
    }
    root
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
