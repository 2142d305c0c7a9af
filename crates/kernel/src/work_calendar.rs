//! Working days of mainland China (工作日): weekends, holidays and the working weekends that make up for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::civil::{Date, Weekday};

use crate::codes;
use crate::problem::Result;
use crate::regions::lines;

/// The calendar of working days. The State Council publishes a year's holidays in the autumn before; beyond the years that
/// the data covers only weekends are known, and every answer says that it is provisional.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    /// Days that differ from Monday to Friday.
    differing: BTreeMap<Date, Differing>,
    covered: BTreeSet<i16>,
}

#[derive(Clone, Debug)]
struct Differing {
    works: bool,
    holiday: String,
}

/// Is it a working day?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workday {
    /// Yes or no.
    pub works: bool,
    /// The year's holidays are not known: only the weekend was considered.
    pub provisional: bool,
}

/// The last day of a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub date: Date,
    /// Some day on the way lies in a year whose holidays are not known.
    pub provisional: bool,
}

/// How many working days a year has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workdays {
    /// The number.
    pub days: u16,
    /// The year's holidays are not known.
    pub provisional: bool,
}

const NATIONAL: &str = include_str!("../../../data/workdays.csv");

impl WorkCalendar {
    /// The calendar compiled in.
    pub fn standard() -> &'static WorkCalendar {
        static STANDARD: OnceLock<WorkCalendar> = OnceLock::new();
        STANDARD.get_or_init(|| {
            let none = WorkCalendar { differing: BTreeMap::new(), covered: BTreeSet::new() };
            none.with(NATIONAL).expect("a test reads the data that is compiled in")
        })
    }

    /// This calendar and the lines `date,rest|work,holiday` of a file, which win. A year that occurs in the file counts as
    /// known, so give all days of a year. Empty lines and those with `#` in front are skipped.
    ///
    /// Errors: a line of another form ([`codes::DATA_LINE`]).
    pub fn with(&self, file: &str) -> Result<WorkCalendar> {
        let mut calendar = self.clone();
        for (line, text) in lines(file) {
            let bad = || codes::DATA_LINE.with("line", line).with("text", text);
            let mut fields = text.split(',').map(str::trim);
            let (Some(date), Some(kind), Some(holiday), None) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                return Err(bad());
            };
            let date: Date = date.parse().map_err(|_| bad())?;
            let works = match kind {
                "work" => true,
                "rest" => false,
                _ => return Err(bad()),
            };
            calendar.covered.insert(date.year());
            calendar.differing.insert(date, Differing { works, holiday: holiday.to_owned() });
        }
        Ok(calendar)
    }

    /// Is it a working day?
    pub fn is_workday(&self, date: Date) -> Workday {
        let works = match self.differing.get(&date) {
            Some(day) => day.works,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        };
        Workday { works, provisional: !self.covered.contains(&date.year()) }
    }

    /// The holiday a day is off for, or that its work makes up for: `春节`. None for ordinary days and weekends.
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.differing.get(&date).map(|day| day.holiday.as_str())
    }

    /// The last day of a limit of so many working days. Counting starts on the working day after receipt; a limit of none
    /// ends on the day of receipt.
    pub fn deadline(&self, received: Date, working_days: u16) -> Deadline {
        let mut deadline = Deadline { date: received, provisional: false };
        let mut left = working_days;
        while left > 0 {
            let Ok(next) = deadline.date.tomorrow() else { break };
            let day = self.is_workday(next);
            deadline = Deadline { date: next, provisional: deadline.provisional || day.provisional };
            left -= u16::from(day.works);
        }
        deadline
    }

    /// The first working day that is not before a day, as for a payment date that falls on a holiday.
    pub fn on_or_after(&self, date: Date) -> Deadline {
        match date.yesterday() {
            Ok(before) => self.deadline(before, 1),
            Err(_) => Deadline { date, provisional: true },
        }
    }

    /// How many working days a year has.
    pub fn workdays_of_year(&self, year: i16) -> Workdays {
        let days = Date::new(year, 1, 1).map(|first| {
            first
                .series(jiff::Span::new().days(1))
                .take_while(|day| day.year() == year)
                .fold(0, |days, day| days + u16::from(self.is_workday(day).works))
        });
        Workdays { days: days.unwrap_or(0), provisional: !self.covered.contains(&year) }
    }

    /// The weekend days of a year on which people work (调休上班日).
    pub fn makeup_days(&self, year: i16) -> impl Iterator<Item = Date> {
        self.differing
            .iter()
            .filter(move |(date, day)| date.year() == year && day.works)
            .map(|(&date, _)| date)
    }
}

#[cfg(test)]
mod tests {
    use super::{WorkCalendar, Workday, Workdays};
    use jiff::civil::date;

    #[test]
    fn counts_limits_over_holidays_and_working_weekends() {
        let calendar = WorkCalendar::standard();
        for (received, days, ends) in [
            (date(2025, 1, 20), 15, date(2025, 2, 14)),
            (date(2025, 4, 24), 15, date(2025, 5, 19)),
            (date(2025, 9, 22), 15, date(2025, 10, 17)),
            (date(2026, 2, 9), 15, date(2026, 3, 6)),
            (date(2025, 5, 31), 0, date(2025, 5, 31)),
            (date(2025, 6, 6), 1, date(2025, 6, 9)),
        ] {
            let deadline = calendar.deadline(received, days);
            assert_eq!((deadline.date, deadline.provisional), (ends, false), "{received} {days}");
        }
        assert_eq!(calendar.on_or_after(date(2025, 10, 1)).date, date(2025, 10, 9));
        assert_eq!(calendar.on_or_after(date(2025, 10, 11)).date, date(2025, 10, 11));
    }

    #[test]
    fn knows_the_working_days_of_a_year() {
        let calendar = WorkCalendar::standard();
        assert_eq!(calendar.workdays_of_year(2026), Workdays { days: 248, provisional: false });
        let makeup: Vec<_> = calendar.makeup_days(2026).map(|day| day.to_string()).collect();
        assert_eq!(
            makeup,
            ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
        );
        assert_eq!(calendar.holiday(date(2026, 2, 17)), Some("春节"));
        assert_eq!(calendar.holiday(date(2026, 3, 3)), None);
        for year in 2004..=2026 {
            let days = calendar.workdays_of_year(year);
            assert!(!days.provisional && (247..=252).contains(&days.days), "{year} {days:?}");
        }
    }

    #[test]
    fn beyond_its_data_it_knows_weekends_and_says_so_until_a_file_tells_more() {
        let calendar = WorkCalendar::standard();
        let provisional = |works| Workday { works, provisional: true };
        assert_eq!(calendar.is_workday(date(2031, 10, 1)), provisional(true));
        assert_eq!(calendar.is_workday(date(2031, 10, 4)), provisional(false));
        assert_eq!(calendar.is_workday(date(2003, 12, 31)), provisional(true));
        assert!(calendar.deadline(date(2026, 12, 28), 15).provisional);
        assert!(calendar.workdays_of_year(2031).provisional);

        let more = calendar.with("# 2031\n2031-10-01,rest,国庆节\n2031-09-27,work,国庆节\n").unwrap();
        assert_eq!(more.is_workday(date(2031, 10, 1)), Workday { works: false, provisional: false });
        assert_eq!(more.is_workday(date(2031, 9, 27)), Workday { works: true, provisional: false });
        for file in ["2031-02-30,rest,x", "2031-10-01,off,x", "2031-10-01,rest", "2031-10-01,rest,x,y"] {
            assert_eq!(calendar.with(file).unwrap_err().code().id, "KER-0161", "{file}");
        }
    }
}
