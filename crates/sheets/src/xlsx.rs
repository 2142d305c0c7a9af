//! Office Open XML workbooks: one pass over the sheet for its merged areas, then rows as they are asked for.
//!
//! Memory does not grow with the file: shared strings lie in a temporary file beyond a few megabytes. Every part is
//! unpacked under a leash, since a small file can hold a huge one.

mod package;
mod sheet;
mod strings;
mod styles;

use std::io::{BufRead, Read, Seek};

use kernel::{Problem, Result};
use quick_xml::events::{BytesRef, BytesStart};

use crate::{Limits, codes};
use package::Package;

/// The rows of the first visible sheet, blank ones included.
pub(crate) fn rows<R: Read + Seek + Send + 'static>(reader: R, limits: &Limits) -> Result<sheet::Rows> {
    let mut package = Package::open(reader, limits)?;
    let book = package.book()?;
    let styles = match &book.styles {
        Some(part) => styles::read(package.part(part)?)?,
        None => Vec::new(),
    };
    let strings = match &book.strings {
        Some(part) => strings::Strings::read(package.part(part)?, limits)?,
        None => strings::Strings::none()?,
    };
    let areas = sheet::merged_areas(package.part(&book.sheet)?)?;
    let xml = package.into_part(&book.sheet)?;
    Ok(sheet::Rows::new(xml, areas, styles, strings, book.since_1904, limits))
}

type Xml<R> = quick_xml::Reader<R>;

fn xml<R: BufRead>(reader: R) -> Xml<R> {
    let mut xml = quick_xml::Reader::from_reader(reader);
    xml.config_mut().expand_empty_elements = true;
    xml
}

/// What an error of the XML reader means to the user.
fn broken(error: quick_xml::Error) -> Problem {
    if let quick_xml::Error::Io(io) = &error
        && let Some(leash) = io.get_ref().and_then(|inner| inner.downcast_ref::<package::Leashed>())
    {
        return leash.problem();
    }
    codes::BROKEN.problem().because(error)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let found = element.try_get_attribute(name).map_err(|e| broken(e.into()))?;
    found
        .map(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|v| v.into_owned()))
        .transpose()
        .map_err(broken)
}

/// The character an entity stands for. Entities that a document defines itself are refused.
fn entity(reference: &BytesRef<'_>) -> Result<char> {
    if let Some(c) = reference.resolve_char_ref().map_err(broken)? {
        return Ok(c);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(codes::BROKEN.problem().because(format_args!("entity {other}"))),
    }
}
