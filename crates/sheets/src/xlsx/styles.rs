//! Cell styles, as far as they say that a number is a date.

use std::collections::HashMap;
use std::io::BufRead;

use kernel::Result;
use quick_xml::events::Event;

use super::{attribute, broken, xml};
use crate::number::{self, Reading};

/// How to read a number, by the style index of its cell.
pub(super) fn read<R: BufRead>(part: R) -> Result<Vec<Reading>> {
    let mut xml = xml(part);
    let mut buffer = Vec::new();
    let mut custom: HashMap<u32, String> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&e, "numFmtId")?.and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")?) {
                        custom.insert(id, code);
                    }
                }
                "cellXfs" => in_cell_styles = true,
                "xf" if in_cell_styles => {
                    let id = attribute(&e, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0);
                    styles.push(number::reading(id, custom.get(&id).map(String::as_str)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}
