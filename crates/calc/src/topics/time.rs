//! Working days and time limits.

use kernel::{Result, WorkCalendar};
use rules::{Step, Trace};

use crate::case::Case;
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "deadline",
        "办理期限",
        "last day of a time limit",
        "全国年节及纪念日放假办法；国务院办公厅年度放假通知",
        deadline,
        [
            Input::new("received", Kind::Date, "受理日", "day of receipt").required(),
            Input::new("working_days", Kind::Whole(0, 5000), "工作日数", "working days").required(),
        ],
        [
            ("deadline", "期限届满日", "last day"),
            ("provisional", "节假日安排尚未公布", "holidays not yet published")
        ]
    ),
    topic!(
        "workdays-of-year",
        "年工作日",
        "working days of a year",
        "全国年节及纪念日放假办法；国务院办公厅年度放假通知",
        workdays_of_year,
        [Input::new("year", Kind::Year, "年份", "year").required()],
        [
            ("workdays", "工作日数", "working days"),
            ("makeup_days", "调休上班日", "make-up days"),
            ("provisional", "节假日安排尚未公布", "holidays not yet published"),
        ]
    ),
];

fn deadline<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let received = case.inputs.date("received")?;
    let days = case.inputs.whole("working_days")?;
    let deadline = WorkCalendar::standard().deadline(received, u16::try_from(days).unwrap_or(u16::MAX));
    case.trace.note(|| {
        Step::new("期限届满日", "last day", deadline.date)
            .by("counting starts on the next working day")
            .input("received", received)
            .input("working_days", days)
    });
    case.put("deadline", deadline.date);
    case.put("provisional", deadline.provisional);
    Ok(())
}

fn workdays_of_year<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let year = i16::try_from(case.inputs.whole("year")?).unwrap_or(i16::MAX);
    let calendar = WorkCalendar::standard();
    let workdays = calendar.workdays_of_year(year);
    let makeup: Vec<_> = calendar.makeup_days(year).collect();
    case.trace.note(|| {
        Step::new("年工作日", "working days", workdays.days)
            .by("days − weekends − holidays + make-up days")
            .input("makeup_days", makeup.len())
    });
    case.put("workdays", i64::from(workdays.days));
    case.put("makeup_days", makeup);
    case.put("provisional", workdays.provisional);
    Ok(())
}
