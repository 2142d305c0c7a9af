//! Writing elements. Every text is checked against what the message can carry.

use std::io::Write;

use kernel::{Date, Fen, Moment, Result};
use quick_xml::escape::escape;

use crate::codes;
use crate::message::Message;
use crate::xml::NAMESPACE;

/// Longest identifier.
pub(crate) const ID: usize = 35;
/// Longest name or free text.
pub(crate) const TEXT: usize = 140;

/// A message being written.
pub(crate) struct Out<W> {
    out: W,
    open: Vec<&'static str>,
}

impl<W: Write> Out<W> {
    /// Begins the document of a message.
    pub(crate) fn new(out: W, message: Message) -> Result<Out<W>> {
        let mut out = Out { out, open: vec!["Document", message.root()] };
        out.put(&format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"{NAMESPACE}{}\"><{}>",
            message.name(),
            message.root()
        ))?;
        Ok(out)
    }

    fn put(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(|e| codes::WRITE_FAILED.problem().because(e))
    }

    /// Writes elements within the elements of a path such as `Acct/Id/Othr`.
    pub(crate) fn within(&mut self, path: &str, fill: impl FnOnce(&mut Out<W>) -> Result<()>) -> Result<()> {
        for name in path.split('/') {
            self.put(&format!("<{name}>"))?;
        }
        fill(self)?;
        for name in path.rsplit('/') {
            self.put(&format!("</{name}>"))?;
        }
        Ok(())
    }

    /// Opens an element that ends with the document or by [`Out::close`].
    pub(crate) fn open(&mut self, name: &'static str) -> Result<()> {
        self.open.push(name);
        self.put(&format!("\n<{name}>"))
    }

    /// Closes the element opened last.
    pub(crate) fn close(&mut self) -> Result<()> {
        match self.open.pop() {
            Some(name) => self.put(&format!("</{name}>")),
            None => Ok(()),
        }
    }

    /// A text of at most so many characters, under a path.
    pub(crate) fn text(&mut self, path: &str, text: &str, limit: usize) -> Result<()> {
        let length = text.chars().count();
        let carried = |c: char| !c.is_control() && c != '\u{FFFE}' && c != '\u{FFFF}';
        if text.trim().is_empty() || length > limit || !text.chars().all(carried) {
            return Err(codes::BAD_FIELD.with("field", path).with("limit", limit).at(path, text));
        }
        self.within(path, |out| out.put(&escape(text)))
    }

    /// The same, unless it is blank.
    pub(crate) fn text_if(&mut self, path: &str, text: &str, limit: usize) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.text(path, text, limit) }
    }

    /// A text that this program makes itself.
    pub(crate) fn plain(&mut self, path: &str, text: impl std::fmt::Display) -> Result<()> {
        self.within(path, |out| out.put(&text.to_string()))
    }

    /// An amount of CNY above zero.
    pub(crate) fn amount(&mut self, name: &str, amount: Fen) -> Result<()> {
        if amount.is_negative() {
            return Err(codes::BAD_AMOUNT.with("value", amount));
        }
        self.put(&format!("<{name} Ccy=\"CNY\">{amount}</{name}>"))
    }

    /// An instant in China's time.
    pub(crate) fn moment(&mut self, name: &str, at: Moment) -> Result<()> {
        self.plain(name, format_args!("{}+08:00", at.civil().strftime("%Y-%m-%dT%H:%M:%S")))
    }

    /// A date.
    pub(crate) fn date(&mut self, path: &str, date: Date) -> Result<()> {
        self.plain(path, date)
    }

    /// Ends the document.
    pub(crate) fn finish(mut self) -> Result<W> {
        while !self.open.is_empty() {
            self.close()?;
        }
        self.put("\n")?;
        self.out.flush().map_err(|e| codes::WRITE_FAILED.problem().because(e))?;
        Ok(self.out)
    }
}
