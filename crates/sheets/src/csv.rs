//! Comma-separated text in UTF-8, UTF-16 or GB18030, read in one pass after its encoding is known.
//!
//! Numbers of rows are those a spreadsheet shows: blank lines count, a line break inside quotation marks does not.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use kernel::{Code, Problem, Result};

use crate::{Cell, Limits, Row, codes, number};

const CHUNK: usize = 64 << 10;

/// The rows of the text, blank ones included.
pub(crate) fn rows<R: Read + Seek>(mut reader: R, limits: &Limits) -> Result<Rows<R>> {
    let encoding = detect(&mut reader)?;
    reader.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut text = Decoded::new(reader, encoding);
    text.refill()?;
    let separator = separator(&text.chunk);
    Ok(Rows { text, separator, number: 1, limits: limits.clone(), field: Vec::new(), cells: Vec::new() })
}

fn failed(e: std::io::Error) -> Problem {
    codes::READ_FAILED.problem().because(e)
}

/// Reads everything once to be sure of the encoding: a wrong guess would turn names into other names.
fn detect<R: Read>(reader: &mut R) -> Result<&'static Encoding> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut candidates = vec![Candidate::new(UTF_8), Candidate::new(GB18030)];
    let mut first = true;
    loop {
        chunk.clear();
        let size = reader.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(failed)?;
        if first && let Some((encoding, _)) = Encoding::for_bom(&chunk) {
            candidates = vec![Candidate::new(encoding)];
        }
        first = false;
        candidates.retain_mut(|candidate| candidate.accepts(&chunk, size == 0));
        let Some(best) = candidates.first() else { return Err(codes::UNKNOWN_ENCODING.problem()) };
        if best.binary {
            return Err(codes::NOT_A_TABLE.problem());
        }
        if size == 0 {
            return Ok(best.encoding);
        }
    }
}

struct Candidate {
    encoding: &'static Encoding,
    decoder: Decoder,
    scratch: String,
    /// Has it held control characters that no text has?
    binary: bool,
}

impl Candidate {
    fn new(encoding: &'static Encoding) -> Candidate {
        let scratch = String::with_capacity(CHUNK * 3 + 16);
        Candidate { encoding, decoder: encoding.new_decoder(), scratch, binary: false }
    }

    fn accepts(&mut self, chunk: &[u8], last: bool) -> bool {
        self.scratch.clear();
        let (result, _) = self.decoder.decode_to_string_without_replacement(chunk, &mut self.scratch, last);
        self.binary |=
            self.scratch.bytes().any(|b| b < b'\t' || (b > b'\r' && b < b' ' && b != 0x1A && b != 0x1B));
        !matches!(result, DecoderResult::Malformed(..))
    }
}

/// A reader as chunks of text.
struct Decoded<R> {
    reader: R,
    decoder: Decoder,
    raw: Vec<u8>,
    chunk: String,
    at: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn new(reader: R, encoding: &'static Encoding) -> Decoded<R> {
        let decoder = encoding.new_decoder();
        let chunk = String::with_capacity(CHUNK * 3 + 16);
        Decoded { reader, decoder, raw: Vec::with_capacity(CHUNK), chunk, at: 0, ended: false }
    }

    /// Replaces the chunk by the next one.
    fn refill(&mut self) -> Result<()> {
        self.chunk.clear();
        self.at = 0;
        while self.chunk.is_empty() && !self.ended {
            self.raw.clear();
            let size = self.reader.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw).map_err(failed)?;
            self.ended = size == 0;
            let (_, _, damaged) = self.decoder.decode_to_string(&self.raw, &mut self.chunk, self.ended);
            if damaged {
                return Err(codes::UNKNOWN_ENCODING.problem());
            }
        }
        Ok(())
    }

    fn next_byte(&mut self) -> Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.refill()?;
        }
        let byte = self.chunk.as_bytes().get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// Takes what lies before the next byte that `stops` names, within this chunk.
    fn plain_run(&mut self, stops: impl Fn(u8) -> bool) -> &[u8] {
        let rest = &self.chunk.as_bytes()[self.at..];
        let length = rest.iter().position(|b| stops(*b)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }
}

/// Comma, tab or semicolon: whichever the first line that holds something has most of.
fn separator(text: &str) -> u8 {
    let Some(line) = text.lines().find(|line| !line.trim().is_empty()) else { return b',' };
    let count = |c: u8| line.bytes().filter(|b| *b == c).count();
    let (commas, tabs, semicolons) = (count(b','), count(b'\t'), count(b';'));
    if tabs > commas && tabs >= semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

/// The rows of a text.
pub(crate) struct Rows<R> {
    text: Decoded<R>,
    separator: u8,
    number: u64,
    limits: Limits,
    field: Vec<u8>,
    cells: Vec<Cell>,
}

impl<R: Read> Rows<R> {
    fn problem(&self, code: &'static Code) -> Problem {
        code.problem().in_row(self.number)
    }

    fn end_field(&mut self) -> Result<()> {
        if self.cells.len() >= self.limits.columns {
            return Err(self.problem(&codes::TOO_MANY_COLUMNS).with("limit", self.limits.columns));
        }
        let text = String::from_utf8(std::mem::take(&mut self.field))
            .map_err(|e| self.problem(&codes::UNKNOWN_ENCODING).because(e))?;
        self.cells.push(unguard(text));
        Ok(())
    }

    fn check_length(&self) -> Result<()> {
        if self.field.len() > self.limits.cell_bytes {
            return Err(self.problem(&codes::CELL_TOO_LONG));
        }
        Ok(())
    }

    /// What follows an opening quotation mark, up to its partner.
    fn quoted(&mut self) -> Result<()> {
        loop {
            let run = self.text.plain_run(|b| b == b'"');
            self.field.extend_from_slice(run);
            self.check_length()?;
            match self.text.next_byte()? {
                None => return Err(self.problem(&codes::OPEN_QUOTE)),
                Some(b'"') => match self.text.next_byte()? {
                    Some(b'"') => self.field.push(b'"'),
                    next => {
                        self.text.at -= usize::from(next.is_some());
                        return Ok(());
                    }
                },
                Some(byte) => self.field.push(byte),
            }
        }
    }

    fn row(&mut self) -> Result<Option<Row>> {
        let mut started = false;
        loop {
            let separator = self.separator;
            let run = self.text.plain_run(|b| b == separator || matches!(b, b'\n' | b'\r' | b'"'));
            self.field.extend_from_slice(run);
            self.check_length()?;
            match self.text.next_byte()? {
                None if !started && self.field.is_empty() => return Ok(None),
                None | Some(b'\n') => break,
                Some(b'\r') => {
                    match self.text.next_byte()? {
                        None | Some(b'\n') => {}
                        Some(_) => self.text.at -= 1,
                    }
                    break;
                }
                Some(byte) if byte == separator => self.end_field()?,
                Some(b'"') if self.field.is_empty() => self.quoted()?,
                Some(byte) => self.field.push(byte),
            }
            started = true;
        }
        self.end_field()?;
        let row = Row { number: self.number, cells: std::mem::take(&mut self.cells) };
        self.number += 1;
        Ok(Some(row))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        self.row().transpose()
    }
}

/// Undoes what [`guard`] does, and the `="…"` with which others keep numbers as text.
fn unguard(mut text: String) -> Cell {
    if text.ends_with('\t') && is_number_like(text.trim_end_matches('\t')) {
        text.truncate(text.len() - 1);
        return Cell::text(text);
    }
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return Cell::text(inner);
    }
    if let Some(rest) = text.strip_prefix('\'')
        && looks_like_formula(rest)
    {
        return Cell::text(rest);
    }
    let fault = if text.starts_with('=') {
        Some(&codes::FORMULA)
    } else if number::is_scientific(&text) {
        Some(&codes::DIGITS_LOST)
    } else {
        None
    };
    Cell { text, fault }
}

/// A text as it must stand in CSV so that a spreadsheet neither computes it nor cuts its digits.
///
/// Long numbers and those with leading zeros get a tab behind them; what would be a formula gets an apostrophe in front.
pub(crate) fn guard(text: &str) -> String {
    if is_number_like(text) && (text.len() >= 12 || text.starts_with('0') && text.len() > 1) {
        format!("{text}\t")
    } else if looks_like_formula(text) || number::is_scientific(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Only digits, perhaps with the X of an ID number.
fn is_number_like(text: &str) -> bool {
    let digits = text.strip_suffix(['X', 'x']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Would a spreadsheet compute it? Also what already carries our apostrophe, so that the guard can be undone.
fn looks_like_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '@'])
        || bare.starts_with('-') && bare[1..].parse::<f64>().is_err()
        || number::is_scientific(bare)
}
