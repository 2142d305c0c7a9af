//! The law beyond what is published: figures that follow the wages grow with them, yearly ones are held.
//!
//! What is assumed is written as a file in the form of the law and laid over it, so that every formula finds it where it
//! finds everything else. Floor and ceiling of the base are computed from the average wage by the law's own ratios. Values
//! that the law leaves open are held as they are and need nothing here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kernel::{FeeMonth, Fen, Insurance, Rate, Result, Rounding};
use rules::contribution::{LimitRules, limits};
use rules::{Amendment, Dated, Law, LawBook, NoTrace, Unit, Value, optional};

use crate::assumption::{Assumptions, broken, january};

/// How a figure that follows the wages is published.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// Every year anew: it has grown since its last value.
    Yearly,
    /// Now and then: it is taken to be right at the begin of the simulation and grows from there, every January.
    Seldom,
}

/// What follows the wages.
const FOLLOWERS: &[(&str, Pace)] = &[
    ("contribution.average_wage", Pace::Yearly),
    ("contribution.average_wage_annual", Pace::Yearly),
    ("contribution.medical.flexible.person_fixed", Pace::Yearly),
    ("contribution.resident-medical.groups", Pace::Yearly),
    ("pension.average_wage", Pace::Yearly),
    ("pension.base", Pace::Yearly),
    ("pension.city_base", Pace::Yearly),
    ("adjustment.fixed", Pace::Yearly),
    ("adjustment.year_bands", Pace::Yearly),
    ("adjustment.years_floor", Pace::Yearly),
    ("adjustment.age_tiers", Pace::Yearly),
    ("survivor.income_annual", Pace::Yearly),
    ("injury.average_wage", Pace::Yearly),
    ("resident.basic", Pace::Yearly),
    ("resident.minimum_basic", Pace::Yearly),
    ("medical.inpatient_deductibles", Pace::Seldom),
    ("medical.inpatient_bands", Pace::Seldom),
    ("unemployment.minimum_wage", Pace::Seldom),
    ("unemployment.amounts", Pace::Seldom),
    ("maternity.employee-treatment.fixed_sums", Pace::Seldom),
    ("maternity.employee-treatment.prenatal", Pace::Seldom),
];

/// What is published for a year at a time and does not follow the wages: its last value is held.
const HELD: &[&str] = &["adjustment.percent"];

/// Follows an assumption of its own.
const BOOKKEEPING: &str = "account.bookkeeping_rate";
const AVERAGE: &str = "contribution.average_wage";
const FLOOR: &str = "contribution.floor";
const CEILING: &str = "contribution.ceiling";
const RATIOS: [&str; 3] =
    ["contribution.floor_ratio", "contribution.ceiling_ratio", "contribution.limits_rounding"];

/// The law of a region with the figures of the years from `first` on that are not published yet.
///
/// # Errors
/// `LAW-0102` for an unknown region; `LAW-0101` where the assumptions do not reach the years.
pub fn projected(
    book: &LawBook,
    region: &str,
    assumptions: &Assumptions,
    first: i32,
    years: i32,
) -> Result<LawBook> {
    let writer = Writer::new(book, region, assumptions, first, years)?;
    let book = writer.lay(book, Writer::followers)?;
    // The bounds rest on average wages that were only just written.
    Writer::new(&book, region, assumptions, first, years)?.lay(&book, Writer::bounds)
}

/// A reformed law whose own values go on following the wages, and whose bounds follow from its own ratios.
pub(crate) fn regrown(
    book: &LawBook,
    region: &str,
    assumptions: &Assumptions,
    (first, years): (i32, i32),
    reform: &Amendment,
) -> Result<LawBook> {
    let writer = Writer::new(book, region, assumptions, first, years)?;
    let book = writer.lay(book, |writer, lines| writer.reformed(reform, lines))?;
    let touched = |ids: &[&str]| reform.changes.iter().any(|change| ids.contains(&change.id.as_str()));
    if touched(&[FLOOR, CEILING]) || !(touched(&RATIOS) || touched(&[AVERAGE])) {
        return Ok(book);
    }
    Writer::new(&book, region, assumptions, first, years)?.lay(&book, Writer::bounds)
}

/// Ids of the parameters of a region that follow the wages, and of those that are held, for who wants to know.
pub(crate) fn followed(law: &Law<'_>) -> (Vec<&'static str>, Vec<&'static str>) {
    let set = law.ids("");
    let follows = FOLLOWERS.iter().map(|(id, _)| *id).chain([FLOOR, CEILING]);
    (
        follows.filter(|id| set.contains(id)).collect(),
        HELD.iter().copied().filter(|id| set.contains(id)).collect(),
    )
}

/// The values of each parameter, as they will stand in the file.
type Lines = BTreeMap<String, (Unit, String)>;

struct Writer<'b> {
    book: &'b LawBook,
    law: Law<'b>,
    assumed: Law<'b>,
    region: &'b str,
    first: i32,
    /// Month after the last that is simulated.
    end: FeeMonth,
}

impl<'b> Writer<'b> {
    fn new(
        book: &'b LawBook,
        region: &'b str,
        assumptions: &'b Assumptions,
        first: i32,
        years: i32,
    ) -> Result<Writer<'b>> {
        let (law, assumed) = (book.in_force(region, None)?, assumptions.law()?);
        Ok(Writer { book, law, assumed, region, first, end: january(first + years)? })
    }

    /// Writes a file and lays it over the book.
    fn lay(
        &self,
        book: &LawBook,
        write: impl FnOnce(&Writer<'b>, &mut Lines) -> Result<()>,
    ) -> Result<LawBook> {
        let mut lines = Lines::new();
        write(self, &mut lines)?;
        let mut text = format!("region: \"{}\"\nstart: {}-01\nparameters:\n", self.region, self.first);
        for (id, (unit, values)) in &lines {
            let unit = unit.name();
            let _ =
                writeln!(text, "  - {{id: {id}, unit: {unit}, values: [{}]}}", values.trim_end_matches(", "));
        }
        if lines.is_empty() {
            text.push_str("  []\n");
        }
        let laid = book.amended("projection.yaml", &text);
        laid.map(|(book, _)| book).map_err(|mistakes| broken("projection.yaml", &mistakes))
    }

    fn followers(&self, lines: &mut Lines) -> Result<()> {
        let own = Insurance::ALL.iter().flat_map(|insurance| {
            ["floor", "ceiling"]
                .map(|bound| (format!("contribution.{}.{bound}", insurance.key()), Pace::Yearly))
        });
        let all = FOLLOWERS.iter().map(|(id, pace)| ((*id).to_owned(), *pace)).chain(own);
        for (id, pace) in all {
            if let Some((last, unit)) = self.last(&id) {
                self.grow(&id, unit, &last, pace, lines)?;
            }
        }
        if !self.has_average() {
            for id in [FLOOR, CEILING] {
                if let Some((last, unit)) = self.last(id) {
                    self.grow(id, unit, &last, Pace::Yearly, lines)?;
                }
            }
        }
        for id in HELD.iter().chain([&BOOKKEEPING]) {
            if let Some((last, unit)) = self.last(id) {
                self.hold(id, unit, &last, lines)?;
            }
        }
        Ok(())
    }

    /// Floor and ceiling from the average wage of each contribution year.
    fn bounds(&self, lines: &mut Lines) -> Result<()> {
        let (Some((last, _)), Some(_)) = (self.last(AVERAGE), self.last(FLOOR)) else { return Ok(()) };
        let mut from = last.from.plus(12);
        while from < self.end {
            let next = from.plus(12);
            let rules = LimitRules::at(&self.law, from)?;
            let average = self.law.money(AVERAGE, from)?;
            let (floor, ceiling) = limits(&mut NoTrace, average.value, &rules);
            for (id, bound) in [(FLOOR, floor), (CEILING, ceiling)] {
                self.put(
                    id,
                    Unit::Yuan,
                    (from, next.previous()),
                    &Value::Money(bound).yaml(Unit::Yuan),
                    lines,
                );
            }
            from = next;
        }
        Ok(())
    }

    /// Values of a reform that have no end grow with the wages where the parameter does.
    fn reformed(&self, reform: &Amendment, lines: &mut Lines) -> Result<()> {
        for change in &reform.changes {
            let pace = FOLLOWERS.iter().find(|(id, _)| *id == change.id).map(|(_, pace)| *pace);
            let later = reform.changes.iter().any(|other| other.id == change.id && other.from > change.from);
            if change.to.is_some() || later || pace.is_none() {
                continue;
            }
            let Some(dated) = self.law.in_force_on(&change.id, change.from) else { continue };
            let Some(parameter) = self.book.parameter(&change.id) else { continue };
            let last = Last { value: dated.value, from: FeeMonth::of(change.from), end: None };
            self.grow(&change.id, parameter.definition.unit, &last, Pace::Yearly, lines)?;
        }
        Ok(())
    }

    /// The last value that the region or one above it publishes. What was only assumed or proposed is not what growth
    /// begins at.
    fn last(&self, id: &str) -> Option<(Last<'b>, Unit)> {
        let lineage = self.book.lineage(self.region).into_iter();
        let stated = lineage.flat_map(|place| self.book.stated(place.code, id, None));
        let published = stated.filter(|dated| dated.value.is_some() && !is_assumed(dated));
        // Its own first day: what an amendment left of an older value begins later. Of two the nearer region's counts.
        let last = published.min_by_key(|dated| std::cmp::Reverse(dated.parameter.from))?;
        let unit = self.book.parameter(id)?.definition.unit;
        Some((
            Last {
                value: last.value,
                from: FeeMonth::of(last.parameter.from),
                end: last.until.map(FeeMonth::of),
            },
            unit,
        ))
    }

    fn has_average(&self) -> bool {
        self.last(AVERAGE).is_some()
    }

    fn grow(&self, id: &str, unit: Unit, last: &Last<'_>, pace: Pace, lines: &mut Lines) -> Result<()> {
        let Some(value) = last.value else { return Ok(()) };
        let begin = january(self.first)?;
        let (mut from, since) = match pace {
            Pace::Yearly => (last.from.plus(12), last.from.year()),
            Pace::Seldom => (begin.max(last.from.next()), self.first - 1),
        };
        // A value that ended early leaves no hole.
        if let Some(end) = last.end {
            from = from.min(end.next());
        }
        while from < self.end {
            let next = if pace == Pace::Yearly { from.plus(12) } else { january(from.year() + 1)? };
            let factor = self.growth(since, from.year())?;
            self.put(
                id,
                unit,
                (from, next.previous()),
                &value.with_amounts(&|fen| grown(fen, factor)).yaml(unit),
                lines,
            );
            from = next;
        }
        Ok(())
    }

    fn hold(&self, id: &str, unit: Unit, last: &Last<'_>, lines: &mut Lines) -> Result<()> {
        let (Some(value), Some(end)) = (last.value, last.end) else { return Ok(()) };
        let mut from = end.next();
        while from < self.end {
            let next = january(from.year() + 1)?;
            let held = if id == BOOKKEEPING {
                let rate = self.assumed.rate("account.rate", from)?.value;
                Value::Rate(rate).yaml(unit)
            } else {
                value.yaml(unit)
            };
            self.put(id, unit, (from, next.previous()), &held, lines);
            from = next;
        }
        Ok(())
    }

    /// What wages grow by from one year to another.
    fn growth(&self, since: i32, to: i32) -> Result<Rate> {
        let mut factor = Rate::ONE;
        for year in since + 1..=to {
            let growth = optional(self.assumed.rate("wage.growth", january(year)?))?;
            let more = growth.map_or(0, |growth| growth.value.nano());
            factor = Rate::from_nano(crate::assumption::scaled(
                factor.nano(),
                Rate::from_nano(Rate::ONE.nano() + more),
            ));
        }
        Ok(factor)
    }

    fn put(&self, id: &str, unit: Unit, (from, to): (FeeMonth, FeeMonth), value: &str, lines: &mut Lines) {
        let values = &mut lines.entry(id.to_owned()).or_insert((unit, String::new())).1;
        let _ = write!(values, "{{from: {from}, to: {to}, value: {value}}}, ");
    }
}

/// The last published value of a parameter.
struct Last<'b> {
    value: Option<&'b Value>,
    from: FeeMonth,
    end: Option<FeeMonth>,
}

/// Was it written by no law, but by us or by a reform?
fn is_assumed(dated: &Dated<'_>) -> bool {
    let source = &dated.parameter.source;
    source.body.is_none() && source.doc.as_deref() == Some(dated.parameter.file.as_str())
}

fn grown(fen: Fen, factor: Rate) -> Fen {
    factor.of(fen, Rounding::FenHalfUp)
}
