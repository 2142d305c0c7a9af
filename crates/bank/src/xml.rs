//! Pulling elements out of a message without holding the message.

use std::io::{self, BufReader, Read, Take};

use kernel::{Date, Fen, Problem, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::codes;

/// Bytes of a file that are read at most.
const FILE_MAX: u64 = 1 << 30;
/// Bytes without the end of a tag.
const GAP_MAX: usize = 1 << 20;
/// Elements of one item. A transaction has a few dozen, but a bank may itemise a whole file under one movement.
const ITEM_MAX: usize = 1_000_000;
const DEPTH_MAX: usize = 32;

/// What comes next.
pub(crate) enum Token {
    Open(String),
    Close,
    End,
}

/// A message being read.
pub(crate) struct Pull<R> {
    reader: Reader<BufReader<Leash<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

/// An element with everything in it. Names are without their namespace prefix.
#[derive(Debug, Default)]
pub(crate) struct Node {
    name: String,
    text: String,
    currency: Option<String>,
    children: Vec<Node>,
}

impl<R: Read> Pull<R> {
    /// Opens the document and gives the part of its namespace behind the last colon: `pain.002.001.10`.
    pub(crate) fn open(reader: R) -> Result<(Pull<R>, String)> {
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, Leash::new(reader)));
        reader.config_mut().expand_empty_elements = true;
        let mut pull = Pull { reader, buffer: Vec::new(), depth: 0 };
        loop {
            match pull.event()? {
                Event::Start(e) if e.local_name().as_ref() == "Document" => {
                    let name = namespace(&e)?;
                    pull.depth = 1;
                    return Ok((pull, name));
                }
                Event::Start(e) => {
                    let found = e.name().as_ref().chars().take(60).collect::<String>();
                    return Err(codes::NOT_A_MESSAGE.with("found", found));
                }
                Event::Eof => return Err(codes::NOT_XML.problem()),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(broken)?;
        match event {
            Event::DocType(_) => Err(codes::DTD.problem()),
            event => Ok(event),
        }
    }

    /// The next beginning or end of an element, whatever text lies before it.
    pub(crate) fn next(&mut self) -> Result<Token> {
        loop {
            let token = match self.event()? {
                Event::Start(e) => Token::Open(e.local_name().as_ref().to_owned()),
                Event::End(_) => Token::Close,
                Event::Eof => Token::End,
                _ => continue,
            };
            match token {
                Token::Open(_) => self.depth += 1,
                Token::Close => self.depth = self.depth.saturating_sub(1),
                Token::End if self.depth > 0 => return Err(codes::NOT_XML.problem()),
                Token::End => {}
            }
            if self.depth > DEPTH_MAX {
                return Err(codes::TOO_LARGE.problem());
            }
            return Ok(token);
        }
    }

    /// The next element within the open one, or nothing at its end.
    pub(crate) fn child(&mut self) -> Result<Option<String>> {
        match self.next()? {
            Token::Open(name) => Ok(Some(name)),
            Token::Close => Ok(None),
            Token::End => Err(codes::NOT_XML.problem()),
        }
    }

    /// Everything in the element that was just opened.
    pub(crate) fn tree(&mut self, name: &str) -> Result<Node> {
        let mut open = vec![Node { name: name.to_owned(), ..Node::default() }];
        let mut count = 0;
        loop {
            let depth = open.len() + self.depth;
            let Some(top) = open.last_mut() else { return Err(codes::NOT_XML.problem()) };
            match self.event()? {
                Event::Start(e) => {
                    let currency = e.try_get_attribute("Ccy").map_err(|e| broken(e.into()))?;
                    let currency = currency.map(|a| a.value.trim().to_owned());
                    let name = e.local_name().as_ref().to_owned();
                    open.push(Node { name, currency, ..Node::default() });
                    count += 1;
                    if count > ITEM_MAX || depth > DEPTH_MAX {
                        return Err(codes::TOO_LARGE.problem());
                    }
                }
                Event::Text(t) => top.text.push_str(&t.xml10_content()),
                Event::CData(t) => top.text.push_str(&t.xml10_content()),
                Event::GeneralRef(r) => {
                    let c = r.resolve_char_ref().map_err(broken)?;
                    let known = match r.as_ref() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    };
                    top.text.push(c.or(known).ok_or_else(|| codes::DTD.problem())?);
                }
                Event::End(_) => {
                    let Some(done) = open.pop() else { return Err(codes::NOT_XML.problem()) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => {
                            self.depth = self.depth.saturating_sub(1);
                            return Ok(done);
                        }
                    }
                }
                Event::Eof => return Err(codes::NOT_XML.problem()),
                _ => {}
            }
        }
    }

    /// Nothing but ends may follow.
    pub(crate) fn finish(&mut self) -> Result<()> {
        loop {
            match self.next()? {
                Token::Open(name) => return Err(codes::BAD_CODE.with("value", name)),
                Token::Close => {}
                Token::End => return Ok(()),
            }
        }
    }
}

fn namespace(document: &BytesStart<'_>) -> Result<String> {
    for attribute in document.attributes() {
        let attribute = attribute.map_err(|e| broken(e.into()))?;
        let key = attribute.key.as_ref();
        if (key == "xmlns" || key.starts_with("xmlns:"))
            && let Some(name) = attribute.value.strip_prefix(NAMESPACE)
        {
            return Ok(name.chars().take(40).collect());
        }
    }
    Err(codes::NOT_A_MESSAGE.with("found", "Document"))
}

/// What stands before the name of a message in its namespace.
pub(crate) const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

fn broken(error: quick_xml::Error) -> Problem {
    match &error {
        quick_xml::Error::Io(io) if io.kind() == io::ErrorKind::FileTooLarge => codes::TOO_LARGE.problem(),
        quick_xml::Error::Io(io) => codes::READ_FAILED.problem().because(io),
        _ => codes::NOT_XML.problem().because(error),
    }
}

impl Node {
    /// An element made of others that were read one by one.
    pub(crate) fn of(name: &str, children: Vec<Node>) -> Node {
        Node { name: name.to_owned(), children, ..Node::default() }
    }

    /// The name of the element.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The first element under a path such as `PmtId/EndToEndId`.
    pub(crate) fn at(&self, path: &str) -> Option<&Node> {
        path.split('/').try_fold(self, |node, name| node.children.iter().find(|child| child.name == name))
    }

    /// All direct children of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text under a path, if it is there and not blank.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.at(path).map(|node| node.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text under a path that must be there.
    pub(crate) fn need(&self, path: &str) -> Result<&str> {
        self.text(path).ok_or_else(|| codes::MISSING.with("element", format_args!("{}/{path}", self.name)))
    }

    /// An amount in CNY.
    pub(crate) fn amount(&self, path: &str) -> Result<Fen> {
        let text = self.need(path)?;
        match self.at(path).and_then(|node| node.currency.as_deref()) {
            Some("CNY") => decimal(text),
            other => Err(codes::WRONG_CURRENCY.with("found", other.unwrap_or("?"))),
        }
    }

    /// A sum, which carries no currency.
    pub(crate) fn sum(&self, path: &str) -> Result<Option<Fen>> {
        self.text(path).map(decimal).transpose()
    }

    /// A number of items.
    pub(crate) fn count(&self, path: &str) -> Result<Option<u64>> {
        let parse = |text: &str| text.parse().map_err(|_| codes::BAD_CODE.with("value", text));
        self.text(path).map(parse).transpose()
    }

    /// A date, or the date of an instant.
    pub(crate) fn date(&self, path: &str) -> Result<Date> {
        let text = self.need(path)?;
        let date = text.split_once('T').map_or(text, |(date, _)| date);
        date.parse().map_err(|_| codes::BAD_DATE.with("value", text))
    }
}

fn decimal(text: &str) -> Result<Fen> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let amount = plain.then(|| Fen::parse_yuan(text)).flatten();
    amount.ok_or_else(|| codes::BAD_AMOUNT.with("value", text))
}

/// Lets through so many bytes, and so many at most between the ends of two tags.
pub(crate) struct Leash<R> {
    inner: Take<R>,
    gap: usize,
}

impl<R: Read> Leash<R> {
    fn new(inner: R) -> Leash<R> {
        Leash { inner: inner.take(FILE_MAX), gap: 0 }
    }
}

impl<R: Read> Read for Leash<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.gap = match buffer[..size].iter().rposition(|b| *b == b'>') {
            Some(at) => size - at,
            None => self.gap + size,
        };
        if self.gap > GAP_MAX || self.inner.limit() == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(size)
    }
}
