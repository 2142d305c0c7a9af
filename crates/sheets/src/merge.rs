//! Merged areas of a sheet: every cell of one is at fault, since only the first holds the value.

use std::collections::VecDeque;

use crate::{Cell, Row, codes};

/// First row, last row (from 1), first column, last column (from 0).
pub(crate) type Area = (u64, u64, u32, u32);

/// The merged areas still to come or being passed, for rows asked in order.
pub(crate) struct Merges {
    ahead: VecDeque<Area>,
    open: Vec<Area>,
}

impl Merges {
    pub(crate) fn new(mut areas: Vec<Area>, columns_max: usize) -> Merges {
        areas.retain(|area| usize::try_from(area.2).is_ok_and(|left| left < columns_max));
        areas.sort_unstable();
        Merges { ahead: areas.into(), open: Vec::new() }
    }

    /// Marks the cells of this row that lie in a merged area. Rows must come in ascending order.
    pub(crate) fn mark(&mut self, row: &mut Row) {
        while self.ahead.front().is_some_and(|area| area.0 <= row.number) {
            self.open.extend(self.ahead.pop_front());
        }
        self.open.retain(|area| area.1 >= row.number);
        for (_, _, left, right) in &self.open {
            for column in *left..=*right {
                let Ok(at) = usize::try_from(column) else { break };
                // Beyond the cells of the row only blanks follow: a band over the full width would fill it for nothing.
                if at >= row.cells.len() && column > *left {
                    break;
                }
                if at >= row.cells.len() {
                    row.cells.resize(at + 1, Cell::default());
                }
                row.cells[at].fault = Some(&codes::MERGED);
            }
        }
    }
}
