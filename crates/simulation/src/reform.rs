//! A reform (改革方案): a file of parameters in the form of the law, with a first month.

use kernel::{FeeMonth, Result};
use rules::{Amendment, Law, LawBook};

use crate::assumption::{Assumptions, broken, january};
use crate::codes;
use crate::projection::regrown;

/// A reform and the law with it.
#[derive(Debug)]
pub struct Reform {
    pub(crate) amendment: Amendment,
    pub(crate) book: LawBook,
}

impl Reform {
    /// The region whose law a reform's file changes.
    ///
    /// # Errors
    /// `SIM-0101` with every mistake of the file by line and column.
    pub fn region(book: &LawBook, file: &str, text: &str) -> Result<String> {
        let (_, amendment) = book.amended(file, text).map_err(|mistakes| broken(file, &mistakes))?;
        Ok(amendment.region)
    }

    /// Reads a reform and lays it over the projected law of a region.
    ///
    /// # Errors
    /// `SIM-0101` with every mistake of the file by line and column; where it changes nothing, changes another region's law,
    /// lies outside the years simulated, or is hidden by a figure of the region's own.
    pub fn over(
        book: &LawBook,
        (file, text): (&str, &str),
        region: &str,
        assumptions: &Assumptions,
        (first, years): (i32, i32),
    ) -> Result<Reform> {
        let (reformed, amendment) = book.amended(file, text).map_err(|mistakes| broken(file, &mistakes))?;
        let (begin, end) = (january(first)?, january(first + years)?.previous());
        if amendment.changes.is_empty() {
            return Err(codes::NO_CHANGE.problem());
        }
        if !book.lineage(region).iter().any(|place| place.code == amendment.region) {
            return Err(codes::ELSEWHERE.with("given", &amendment.region).with("region", region));
        }
        let law = reformed.in_force(region, None)?;
        for change in &amendment.changes {
            let from = FeeMonth::of(change.from);
            let place = |problem: kernel::Problem| {
                problem.with("id", &change.id).with("from", from).at(file, change.at.line)
            };
            if from < begin {
                return Err(place(codes::TOO_EARLY.with("first", begin)));
            }
            if from > end {
                return Err(place(codes::TOO_LATE.with("last", end)));
            }
            let found = law.in_force_on(&change.id, change.from);
            if found.is_none_or(|dated| dated.parameter.file != file) {
                return Err(place(codes::HIDDEN.with("region", region)));
            }
        }
        let book = regrown(&reformed, region, assumptions, (first, years), &amendment)?;
        Ok(Reform { amendment, book })
    }

    /// The law of a region with the reform.
    ///
    /// # Errors
    /// `LAW-0102` where the book does not have the region.
    pub fn law(&self, region: &str) -> Result<Law<'_>> {
        self.book.in_force(region, None)
    }

    /// Chinese and English name.
    pub fn names(&self) -> (&str, &str) {
        (&self.amendment.zh, &self.amendment.en)
    }
}
