//! Medical insurance (基本医疗保险): the split of a fee line, the waterfall of a stay, outpatient care, major illness,
//! medical aid, care elsewhere, the personal account.
//!
//! Order of the layers: basic → major illness → aid. Each fund's amount is rounded once; the person bears what is left.
//! Not here: what a person has already used up this year; accumulators are facts.

use kernel::{Fen, Rate, Result, Rounding};

use crate::codes;
use crate::exact::{NANO, money, product};
use crate::law::{Figure, Law, On};
use crate::trace::{Step, Trace};
use crate::value::{Row, Table};

const ROUND: Rounding = Rounding::FenHalfUp;

/// A band of spending and the share a fund pays of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// From.
    pub from: Fen,
    /// Up to; open where `None`.
    pub to: Option<Fen>,
    /// Share of the fund.
    pub ratio: Rate,
    /// Paid by the large-sum fund (大额) instead of the pool.
    pub large: bool,
}

impl Band {
    /// A region's bands of a stay, by level of the hospital and retirement (住院分段支付比例).
    pub fn of_stay(table: &Table, level: i64, retired: bool) -> Vec<Band> {
        let band = |row: Row<'_>| {
            Some(Band {
                from: row.money("from")?,
                to: row.money("to"),
                ratio: row.rate("ratio")?,
                large: row.word("fund") == Some("large"),
            })
        };
        of_level(table, level, retired).filter_map(band).collect()
    }

    /// The part of spending that lies in the band above `above` and up to `until`.
    fn holds(&self, above: Fen, until: Fen) -> Fen {
        let top = self.to.map_or(until, |to| to.min(until));
        (top - self.from.max(above)).max(Fen::ZERO)
    }
}

/// A region's deductible of the year's so-manyth stay (住院起付线); none where the table has no such level.
pub fn stay_deductible(table: &Table, level: i64, retired: bool, admission: i64) -> Option<Fen> {
    of_level(table, level, retired)
        .filter(|row| row.whole("from_admission").is_some_and(|from| from <= admission))
        .max_by_key(|row| row.whole("from_admission"))
        .and_then(|row| row.money("amount"))
}

fn of_level(table: &Table, level: i64, retired: bool) -> impl Iterator<Item = Row<'_>> {
    let rows = table.rows();
    rows.filter(move |row| row.whole("level") == Some(level) && row.flag("retired") == Some(retired))
}

/// A fee line split by catalogue and price ceiling (目录与限价分割).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineSplit {
    /// Price × quantity.
    pub amount: Fen,
    /// Above the price ceiling (超限价自费).
    pub over_limit: Fen,
    /// Outside the catalogue (全自费).
    pub full_self: Fen,
    /// The person's share of class B (先行自付).
    pub pre_self: Fen,
    /// In scope (符合政策范围).
    pub in_scope: Fen,
}

/// Splits a line: `amount = over_limit + full_self + pre_self + in_scope`.
///
/// # Errors
/// `LAW-0205` for figures beyond all measure.
pub fn split_line<T: Trace>(
    trace: &mut T,
    (price, quantity): (Fen, Rate),
    ceiling: Option<Fen>,
    outside: bool,
    pre_self: Rate,
) -> Result<LineSplit> {
    let times =
        |price: Fen| money(ROUND, product(&[i128::from(price.get()), i128::from(quantity.nano())])?, NANO);
    let amount = times(price)?;
    let over_limit = match ceiling {
        Some(ceiling) => times((price - ceiling).max(Fen::ZERO))?,
        None => Fen::ZERO,
    };
    let full_self = if outside { amount - over_limit } else { Fen::ZERO };
    let rest = amount - over_limit - full_self;
    let own = pre_self.of(rest, ROUND);
    let split = LineSplit { amount, over_limit, full_self, pre_self: own, in_scope: rest - own };
    trace.note(|| {
        let mut step = Step::new("费用分割", "split of a line", split.in_scope)
            .by("price × quantity − over the ceiling − outside the catalogue − class B share")
            .input("price", price)
            .input("quantity", quantity)
            .input("pre_self_ratio", pre_self)
            .rounded(ROUND);
        step.steps = vec![
            Step::new("总额", "amount", amount),
            Step::new("超限价", "over the ceiling", over_limit),
            Step::new("全自费", "outside the catalogue", full_self),
            Step::new("先行自付", "class B share", own),
        ];
        step
    });
    Ok(split)
}

/// What the funds pay of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Pool (统筹).
    pub pool: Fen,
    /// Large-sum fund (大额).
    pub large: Fen,
}

/// The pool of a stay: bands over the spending in scope, the deductible taken off from below, cut at what is left of the
/// year's cap.
pub fn inpatient<T: Trace>(
    trace: &mut T,
    in_scope: Fen,
    deductible: Fen,
    bands: &[Band],
    cap_left: Option<Fen>,
) -> Settled {
    trace.open();
    let mut exact = [0i128; 2];
    for band in bands {
        let part = band.holds(deductible, in_scope);
        exact[usize::from(band.large)] += i128::from(part.get()) * i128::from(band.ratio.nano());
        trace.note(|| {
            Step::new(
                "分段",
                "band",
                ROUND.divide(i128::from(part.get()) * i128::from(band.ratio.nano()), NANO),
            )
            .by("part × ratio")
            .input("from", band.from)
            .input("to", band.to.map_or("~".to_owned(), |to| to.to_string()))
            .input("part", part)
            .input("ratio", band.ratio)
        });
    }
    let [pool, large] = exact.map(|exact| ROUND.divide(exact, NANO));
    let pool = cap_left.map_or(pool, |left| pool.min(left));
    trace.close(|| {
        Step::new("统筹支付", "paid by the pool", pool)
            .by("Σ over bands (in scope above the deductible) × ratio")
            .input("in_scope", in_scope)
            .input("deductible", deductible)
            .input("large", large)
            .rounded(ROUND)
    });
    Settled { pool, large }
}

/// Outpatient pooling (门诊统筹) with the year's counters: the deductible and the cap accumulate.
pub fn outpatient<T: Trace>(
    trace: &mut T,
    in_scope: Fen,
    (scope_before, paid_before): (Fen, Fen),
    (deductible, ratio, cap): (Fen, Rate, Fen),
) -> Fen {
    let above = |spent: Fen| (spent - deductible).max(Fen::ZERO);
    let part = above(scope_before + in_scope) - above(scope_before);
    let left = (cap - paid_before).max(Fen::ZERO);
    let pool = ratio.of(part, ROUND).min(left);
    trace.note(|| {
        Step::new("门诊统筹支付", "paid for outpatient care", pool)
            .by("min((in scope above the year's deductible) × ratio, cap − paid_before)")
            .input("in_scope", in_scope)
            .input("scope_before", scope_before)
            .input("deductible", deductible)
            .input("part", part)
            .input("ratio", ratio)
            .input("cap_left", left)
            .rounded(ROUND)
    });
    pool
}

/// Major illness (大病保险): the parts of each band above `above`; cut from the top where the year's cap is reached, so
/// that they add up to what is paid.
pub fn major_illness<T: Trace>(
    trace: &mut T,
    amount: Fen,
    above: Fen,
    bands: &[Band],
    cap_left: Option<Fen>,
) -> (Fen, Vec<Fen>) {
    let mut left = cap_left;
    let mut parts = Vec::with_capacity(bands.len());
    trace.open();
    for band in bands {
        let held = band.holds(above, amount);
        let full = band.ratio.of(held, ROUND);
        let part = left.map_or(full, |left| full.min(left));
        left = left.map(|left| left - part);
        trace.note(|| {
            Step::new("分段", "band", part)
                .by("part × ratio")
                .input("part", held)
                .input("ratio", band.ratio)
                .rounded(ROUND)
        });
        parts.push(part);
    }
    let pay = parts.iter().copied().sum();
    trace.close(|| {
        Step::new("大病保险支付", "paid for a major illness", pay)
            .by("Σ over bands above the deductible × ratio, not above the cap")
            .input("amount", amount)
            .input("deductible", above)
    });
    (pay, parts)
}

/// A layer that pays a share of what is left above its own deductible (医疗救助、倾斜救助).
pub fn aid_layer<T: Trace>(
    trace: &mut T,
    left: Fen,
    deductible: Fen,
    ratio: &Figure<Rate>,
    cap: Option<Fen>,
) -> Fen {
    let plain = ratio.value.of((left - deductible).max(Fen::ZERO), ROUND);
    let aid = cap.map_or(plain, |cap| plain.min(cap));
    trace.note(|| {
        Step::new("医疗救助", "medical aid", aid)
            .by("max(left − deductible, 0) × ratio, not above the cap")
            .input("left", left)
            .input("deductible", deductible)
            .figure("ratio", ratio)
            .rounded(ROUND)
    });
    aid
}

/// The share paid for care elsewhere (异地就医): the local ratio less so many points.
///
/// # Errors
/// `LAW-0205` where the cut is larger than the ratio.
pub fn remote_ratio<T: Trace>(trace: &mut T, local: Rate, points: &Figure<Rate>) -> Result<Rate> {
    let ratio = Rate::from_nano(local.nano() - points.value.nano());
    if ratio < Rate::ZERO {
        return Err(codes::OUT_OF_RANGE.with("what", "cut_points").with("value", points.value));
    }
    trace.note(|| {
        Step::new("异地支付比例", "ratio elsewhere", ratio)
            .by("local_ratio − cut")
            .input("local_ratio", local)
            .figure("cut", points)
    });
    Ok(ratio)
}

/// Months a resident waits for benefits after missing the yearly window (待遇等待期): a fixed span, and more for every
/// further year missed.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn waiting_months<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, missed_years: i64) -> Result<i64> {
    let fixed = law.whole("medical.waiting_fixed_months", on)?;
    let more = law.whole("medical.waiting_months_per_year", on)?;
    let months = if missed_years > 0 { fixed.value + more.value * (missed_years - 1) } else { 0 };
    trace.note(|| {
        Step::new("等待期月数", "months of waiting", months)
            .by("fixed + per_year × (missed_years − 1)")
            .input("missed_years", missed_years)
            .figure("fixed", &fixed)
            .figure("per_year", &more)
    });
    Ok(months)
}

/// Monthly credit of the medical account.
pub fn account_credit<T: Trace>(trace: &mut T, base: Fen, rate: &Figure<Rate>) -> Fen {
    let credit = rate.value.of(base, ROUND);
    trace.note(|| {
        Step::new("医保个人账户划入", "credit to the medical account", credit)
            .by("base × rate")
            .input("base", base)
            .figure("rate", rate)
            .rounded(ROUND)
    });
    credit
}
