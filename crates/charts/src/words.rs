//! What a picture says by itself: axes, units, and the joints of its spoken description.

/// The words of a language. A caller takes [`Words::ZH`], [`Words::EN`] or brings its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// What an axis of amounts measures.
    pub amount: &'static str,
    /// The left axis of [`crate::flows`].
    pub flows: &'static str,
    /// Its right axis.
    pub balance: &'static str,
    /// Instead of a picture of nothing.
    pub nothing: &'static str,
    /// Before the highest amount of a series.
    pub highest: &'static str,
    /// Units of an axis, from the smallest to the largest; the first is also that of a spoken amount.
    pub units: &'static [MoneyUnit],
    /// Around a unit.
    pub brackets: [&'static str; 2],
    /// Between a name and what is said of it.
    pub colon: &'static str,
    /// Between parts of a sentence.
    pub comma: &'static str,
    /// Between sentences.
    pub stop: &'static str,
}

/// A unit of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyUnit {
    /// What it is called.
    pub name: &'static str,
    /// How many yuan it is.
    pub yuan: u64,
    /// From which largest amount on, in yuan, it is used.
    pub from: u64,
}

const fn unit(name: &'static str, yuan: u64, from: u64) -> MoneyUnit {
    MoneyUnit { name, yuan, from }
}

impl Words {
    /// Chinese.
    pub const ZH: Words = Words {
        amount: "金额",
        flows: "收支",
        balance: "结余",
        nothing: "暂无数据",
        highest: "最高",
        units: &[unit("元", 1, 0), unit("万元", 10_000, 100_000), unit("亿元", 100_000_000, 100_000_000)],
        brackets: ["（", "）"],
        colon: "：",
        comma: "，",
        stop: "；",
    };

    /// English.
    pub const EN: Words = Words {
        amount: "amount",
        flows: "income and expenditure",
        balance: "balance",
        nothing: "no data yet",
        highest: "highest",
        units: &[
            unit("yuan", 1, 0),
            unit("thousand yuan", 1_000, 100_000),
            unit("million yuan", 1_000_000, 10_000_000),
            unit("billion yuan", 1_000_000_000, 10_000_000_000),
        ],
        brackets: [" (", ")"],
        colon: ": ",
        comma: ", ",
        stop: "; ",
    };

    /// The unit in which the largest amount, in yuan, has few digits.
    pub(crate) fn unit_for(&self, yuan: u64) -> MoneyUnit {
        let fits = self.units.iter().rev().find(|unit| unit.from <= yuan);
        fits.or(self.units.first()).copied().unwrap_or(unit("", 1, 0))
    }
}
