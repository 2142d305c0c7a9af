//! Tables of assumptions by age or rank, read in whole numbers.

use kernel::Result;
use rules::Table;

use crate::codes;

/// Points by rising place; places and heights are whole numbers of whatever unit.
#[derive(Clone, Debug)]
pub(crate) struct Curve(Vec<(i64, i64)>);

impl Curve {
    /// From a table with a column of places and one of shares or indices (read as billionths).
    pub(crate) fn of(id: &str, table: &Table, [place, height]: [&str; 2]) -> Result<Curve> {
        let points: Vec<(i64, i64)> = table
            .rows()
            .filter_map(|row| {
                let at = row.whole(place).or_else(|| row.rate(place).map(|rate| rate.nano()))?;
                let height = row.rate(height).map(|rate| rate.nano()).or_else(|| row.whole(height))?;
                Some((at, height))
            })
            .collect();
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if points.is_empty() || !rising || points.len() != table.rows().count() {
            return Err(codes::BAD_ASSUMPTION.with("id", id).with("why", "the rows must be whole and rise"));
        }
        Ok(Curve(points))
    }

    /// The height on the straight line between the points around a place; beyond the ends, that of the end.
    pub(crate) fn between(&self, place: i64) -> i64 {
        let after = self.0.partition_point(|(at, _)| *at <= place);
        match (after.checked_sub(1).and_then(|n| self.0.get(n)), self.0.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => {
                let (run, rise) = (i128::from(x1 - x0), i128::from(y1 - y0));
                let part = rise * i128::from(place - x0) / run;
                y0 + i64::try_from(part).unwrap_or(0)
            }
            (Some((_, end)), None) | (None, Some((_, end))) => *end,
            (None, None) => 0,
        }
    }

    /// The height of the last point that was reached; before the first, nothing.
    pub(crate) fn reached(&self, place: i64) -> i64 {
        let after = self.0.partition_point(|(at, _)| *at <= place);
        after.checked_sub(1).and_then(|n| self.0.get(n)).map_or(0, |(_, height)| *height)
    }

    /// The place whose share a draw of billionths falls on, the heights being shares.
    pub(crate) fn drawn(&self, draw: i64) -> i64 {
        let mut left = draw;
        for (place, share) in &self.0 {
            left -= share;
            if left < 0 {
                return *place;
            }
        }
        self.0.last().map_or(0, |(place, _)| *place)
    }
}

#[cfg(test)]
mod tests {
    use super::Curve;

    #[test]
    fn a_curve_is_read_between_and_at_its_points() {
        let curve = Curve(vec![(20, 100), (30, 200), (40, 200), (60, 0)]);
        for (place, between, reached) in [
            (0, 100, 0),
            (20, 100, 100),
            (25, 150, 100),
            (35, 200, 200),
            (50, 100, 200),
            (60, 0, 0),
            (99, 0, 0),
        ] {
            assert_eq!((curve.between(place), curve.reached(place)), (between, reached), "{place}");
        }
    }

    #[test]
    fn a_draw_falls_on_shares_in_order() {
        let curve = Curve(vec![(1, 300_000_000), (2, 700_000_000)]);
        let drawn = [0, 299_999_999, 300_000_000, 999_999_999].map(|draw| curve.drawn(draw));
        assert_eq!(drawn, [1, 1, 2, 2]);
    }
}
