//! The topics, one file a subject. A new topic is one entry in its file's list.

mod account;
mod arrears;
mod contribution;
mod fund;
mod identity;
mod injury;
mod maternity;
mod medical;
mod pension;
mod relation;
mod resident;
mod retirement;
mod time;
mod unemployment;

use kernel::{FeeMonth, Result};

use crate::case::needed;
use crate::kind::{Input, Kind};
use crate::topic::Topic;

static LISTS: &[&[Topic]] = &[
    identity::TOPICS,
    time::TOPICS,
    contribution::TOPICS,
    arrears::TOPICS,
    account::TOPICS,
    retirement::TOPICS,
    pension::TOPICS,
    relation::TOPICS,
    resident::TOPICS,
    medical::TOPICS,
    unemployment::TOPICS,
    injury::TOPICS,
    maternity::TOPICS,
    fund::TOPICS,
];

/// Every topic, by subject.
pub fn all() -> impl Iterator<Item = &'static Topic> {
    LISTS.iter().flat_map(|list| list.iter())
}

/// The topic of a name.
pub fn find(name: &str) -> Option<&'static Topic> {
    all().find(|topic| topic.name == name)
}

const REGION: Input = Input::new("region", Kind::Region, "地区", "region");
const MONTH: Input = Input::new("month", Kind::Month, "月份", "month");
const DATE: Input = Input::new("date", Kind::Date, "日期", "date");

/// The first month of a year.
fn january(year: i64) -> Result<FeeMonth> {
    let month = i32::try_from(year).ok().and_then(|year| FeeMonth::new(year, 1));
    month.ok_or_else(|| needed("year"))
}
