//! From figures and a template to the bytes of a PDF.

use std::collections::BTreeMap;

use kernel::{Fund, Insurance, Problem, Result};
use serde::Serialize;
use serde_json::{Value, json};
use typst::foundations::{Bytes, Datetime, Smart};
use typst::text::FontBook;
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::{FontPlaces, Fonts};
use crate::world::Desk;
use crate::{Issue, codes};

/// Makes documents; can be shared between threads. Open it when the first document is wanted, not at start: the
/// fonts take some 75 MB from the first document until it is dropped. A batch keeps one, its memory stays flat.
pub struct Printer {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Fonts,
}

/// A template and what it needs besides the figures.
pub(crate) struct Form<'a> {
    pub(crate) template: &'static str,
    /// Sums and words that belong to the figures.
    pub(crate) derived: Value,
    /// A picture (SVG) that the template knows as `picture.svg`.
    pub(crate) picture: Option<&'a str>,
    /// Does the template attach a file? An archival PDF may carry some since its third part.
    pub(crate) attaches: bool,
}

impl Printer {
    /// Finds the fonts.
    ///
    /// # Errors
    /// `PRT-0101` where a font is missing (with the name of the package that has it), `PRT-0102` where one is broken.
    pub fn open(places: &FontPlaces) -> Result<Printer> {
        let fonts = Fonts::find(places)?;
        Ok(Printer {
            library: LazyHash::new(<Library as LibraryExt>::default()),
            book: LazyHash::new(fonts.book.clone()),
            fonts,
        })
    }

    /// Lays out the form with its figures. Everything that differs between two documents is in `figures`.
    pub(crate) fn print(&self, issue: &Issue, figures: &impl Serialize, form: &Form<'_>) -> Result<Vec<u8>> {
        let failed = |cause: String| codes::DOCUMENT_FAILED.with("number", &issue.number).because(cause);
        let data = json!({ "doc": figures, "derived": form.derived, "names": names() });
        let data = serde_json::to_vec(&data).map_err(|e| failed(e.to_string()))?;
        let mut files = BTreeMap::from([
            ("/main.typ", Bytes::from_string(form.template)),
            ("/common.typ", Bytes::from_string(include_str!("../templates/common.typ"))),
            ("/data.json", Bytes::new(data)),
        ]);
        if let Some(svg) = form.picture {
            files.insert("/picture.svg", Bytes::from_string(svg.to_owned()));
        }
        let desk = Desk::new(&self.library, &self.book, &self.fonts, files)
            .ok_or_else(|| failed("the main file has no path".to_owned()))?;
        let complaint = |list: &[typst::diag::SourceDiagnostic]| -> Problem {
            failed(list.iter().map(|d| format!("{} {:?}", d.message, d.hints)).collect::<Vec<_>>().join("; "))
        };
        let document = typst::compile::<PagedDocument>(&desk).output.map_err(|e| complaint(&e))?;
        let pdf = typst_pdf::pdf(&document, &options(issue, form.attaches)?).map_err(|e| complaint(&e))?;
        // The layout cache would otherwise hold every document ever made.
        typst::comemo::evict(4);
        Ok(pdf)
    }
}

impl Drop for Printer {
    /// The layout cache holds on to the fonts, which are most of the memory.
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

/// An archival PDF whose identity and date come from the issue alone.
fn options(issue: &Issue, attaches: bool) -> Result<PdfOptions> {
    let date = issue.date;
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    let timestamp =
        Datetime::from_ymd_hms(i32::from(date.year()), part(date.month()), part(date.day()), 0, 0, 0)
            .ok_or_else(|| codes::DATE_UNUSABLE.with("number", &issue.number).with("date", date))?;
    let standards = PdfStandards::new(&[if attaches { PdfStandard::A_3u } else { PdfStandard::A_2u }])
        .map_err(|e| codes::DOCUMENT_FAILED.with("number", &issue.number).because(format!("{e:?}")))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{} {}", issue.agency, issue.number)),
        creator: Smart::Custom(Some("Jinbao".to_owned())),
        timestamp: Some(Timestamp::new_utc(timestamp)),
        standards,
        ..PdfOptions::default()
    })
}

/// The Chinese names of what the figures carry as keys.
fn names() -> Value {
    let insurances: BTreeMap<_, _> = Insurance::ALL.iter().map(|i| (i.key(), i.zh())).collect();
    let funds: BTreeMap<_, _> = Fund::ALL.iter().map(|f| (f.key(), f.zh())).collect();
    json!({ "insurance": insurances, "fund": funds })
}
