//! Shared strings of a workbook, kept in a temporary file once they outgrow a few megabytes.

use std::io::{BufRead, Read, Seek, SeekFrom, Write};

use kernel::{Problem, Result};
use quick_xml::events::Event;
use tempfile::SpooledTempFile;

use super::{broken, entity, xml};
use crate::{Limits, codes};

/// Strings in one block, which is read at once. Cells mostly name strings in the order in which they were stored.
const BLOCK: usize = 256;
const BLOCKS_KEPT: usize = 64;
const IN_MEMORY: usize = 8 << 20;

/// The strings by their number.
pub(super) struct Strings {
    file: SpooledTempFile,
    /// Where each block begins; the last entry is the end.
    starts: Vec<u64>,
    count: usize,
    /// Blocks read, most recent last.
    kept: Vec<(usize, Vec<String>)>,
}

impl Strings {
    /// For a workbook that shares none.
    pub(super) fn none() -> Result<Strings> {
        Ok(Strings { file: SpooledTempFile::new(0), starts: vec![0], count: 0, kept: Vec::new() })
    }

    /// Reads the part that holds them. Reading aids (拼音) beside a string are not part of it.
    pub(super) fn read<R: BufRead>(part: R, limits: &Limits) -> Result<Strings> {
        let mut strings = Strings::none()?;
        strings.file = SpooledTempFile::new(IN_MEMORY);
        let mut xml = xml(part);
        let (mut buffer, mut block, mut text) = (Vec::new(), Vec::new(), String::new());
        let (mut in_text, mut in_phonetic) = (false, false);
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(broken)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => in_text = !in_phonetic,
                    "rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "si" => strings.push(&text, &mut block)?,
                    "t" => in_text = false,
                    "rPh" => in_phonetic = false,
                    _ => {}
                },
                Event::Text(t) if in_text => text.push_str(&t.xml10_content()),
                Event::CData(t) if in_text => text.push_str(&t.xml10_content()),
                Event::GeneralRef(r) if in_text => text.push(entity(&r)?),
                Event::DocType(_) => return Err(codes::BROKEN.problem().because("DOCTYPE")),
                Event::Eof => break,
                _ => {}
            }
            if text.len() > limits.cell_bytes {
                return Err(codes::CELL_TOO_LONG.problem());
            }
        }
        strings.end_block(&mut block)?;
        Ok(strings)
    }

    fn push(&mut self, text: &str, block: &mut Vec<u8>) -> Result<()> {
        let length = u32::try_from(text.len()).map_err(|e| codes::CELL_TOO_LONG.problem().because(e))?;
        block.extend_from_slice(&length.to_le_bytes());
        block.extend_from_slice(text.as_bytes());
        self.count += 1;
        if self.count.is_multiple_of(BLOCK) {
            self.end_block(block)?;
        }
        Ok(())
    }

    fn end_block(&mut self, block: &mut Vec<u8>) -> Result<()> {
        if !block.is_empty() {
            self.file.write_all(block).map_err(failed)?;
            let start = self.starts.last().copied().unwrap_or(0);
            self.starts.push(start + block.len() as u64);
            block.clear();
        }
        Ok(())
    }

    /// The string of that number, if there is one.
    pub(super) fn get(&mut self, number: usize) -> Result<Option<&str>> {
        if number >= self.count {
            return Ok(None);
        }
        let (block, at) = (number / BLOCK, number % BLOCK);
        match self.kept.iter().rposition(|(kept, _)| *kept == block) {
            Some(found) if found + 1 == self.kept.len() => {}
            Some(found) => {
                let entry = self.kept.remove(found);
                self.kept.push(entry);
            }
            None => {
                let strings = self.load(block)?;
                if self.kept.len() == BLOCKS_KEPT {
                    self.kept.remove(0);
                }
                self.kept.push((block, strings));
            }
        }
        Ok(self.kept.last().and_then(|(_, strings)| strings.get(at)).map(String::as_str))
    }

    fn load(&mut self, block: usize) -> Result<Vec<String>> {
        let (start, end) = (self.starts[block], self.starts[block + 1]);
        self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let mut bytes = Vec::new();
        (&mut self.file).take(end - start).read_to_end(&mut bytes).map_err(failed)?;
        let mut strings = Vec::with_capacity(BLOCK);
        let mut rest = bytes.as_slice();
        while let Some((length, tail)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let Some((text, tail)) = tail.split_at_checked(length) else { break };
            strings.push(String::from_utf8_lossy(text).into_owned());
            rest = tail;
        }
        Ok(strings)
    }
}

fn failed(e: std::io::Error) -> Problem {
    codes::READ_FAILED.problem().because(e)
}
