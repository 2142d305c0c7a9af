//! When a declaration can be made, said before somebody fills in a form for nothing.

use business::levy::{calendar_of, facts::first_open};
use kernel::Result;

use super::With;
use crate::kit::{Block, Notice, Tone};

/// The days of the declaration that is open, or a warning that none is.
pub(super) fn notice(with: &With<'_>) -> Result<Vec<Block>> {
    let (office, at) = (&with.site.office, with.actor.at);
    let calendar = office.store.read(|tx| {
        let month = first_open(tx, at.date())?;
        calendar_of(tx, office, month, at.date())
    })?;
    let words = with.language().employer();
    let text = words.window(calendar.month, calendar.opens, calendar.cutoff);
    if calendar.is_open(at, with.actor.party.is_none()) {
        return Ok(vec![Block::Remark(text)]);
    }
    let title = words.window_closed().to_owned();
    let text = if calendar.notice.is_empty() { text } else { format!("{text} {}", calendar.notice) };
    Ok(vec![Block::Notice(Notice { tone: Tone::Warning, title, text, link: None })])
}
