//! What a verification found: one line a check, each break with its records, as text in two languages or as JSON.

use std::fmt::Write as _;

use serde::Serialize;

macro_rules! checks {
    ($($(#[doc = $doc:literal])* $name:ident = $key:literal, $zh:literal, $en:literal;)*) => {
        /// A check (核对项). They run in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Check { $($(#[doc = $doc])* $name),* }

        impl Check {
            /// All checks, in the order in which they run.
            pub const ALL: &'static [Check] = &[$(Check::$name),*];

            /// The word on the command line and in JSON.
            pub const fn key(self) -> &'static str { match self { $(Check::$name => $key),* } }

            /// What holds if nothing is found, in Chinese.
            pub const fn zh(self) -> &'static str { match self { $(Check::$name => $zh),* } }

            /// What holds if nothing is found, in English.
            pub const fn en(self) -> &'static str { match self { $(Check::$name => $en),* } }

            /// From the word on the command line.
            pub fn from_key(key: &str) -> Option<Check> {
                Check::ALL.iter().copied().find(|check| check.key() == key)
            }
        }
    };
}

checks! {
    /// 分录.
    Ledger = "ledger", "每张凭证、每只基金借贷平衡", "postings balance per entry and fund";
    /// 基金.
    Fund = "fund", "期初 + 收 − 支 = 期末，逐月重算与月结一致", "opening + in − out = closing, month by month";
    /// 银行.
    Bank = "bank", "账上存款与银行对账单一致", "deposits agree with the bank's statements";
    /// 应收.
    Bills = "bills", "缴费明细之和 = 险种合计 = 应收单", "contribution lines = bill lines = bills";
    /// 备查账.
    Receivables = "receivables", "应收 = 已收 + 核销 + 未收", "due = received + written off + open";
    /// 到账.
    Receipts = "receipts", "到账全部分配，并且只入账一次", "receipts are wholly allocated and posted once";
    /// 个人账户.
    Accounts = "accounts", "个人账户 = 记入 + 利息 − 支付，自首月重算", "accounts = credits + interest − payments, from the first month";
    /// 参保关系.
    Participation = "participation", "同一险种同月无重复参保", "nobody is insured twice in one insurance and month";
    /// 引用.
    References = "references", "所引用的记录都存在", "every record that is named exists";
    /// 待遇.
    Benefits = "benefits", "待遇支付 = 核定待遇 = 基金支出", "payments = awards = fund expenditure";
    /// 复核.
    Approvals = "approvals", "须复核的事项都经第二人复核", "what needs a second person had one";
    /// 审计.
    Audit = "audit", "审计链完整，记录与办理时一致", "the audit chain is whole and records are as they were recorded";
    /// 法规.
    Law = "law", "决定所依据的法规已存档，签名有效", "decisions name an archived law and bear the node's signature";
    /// 身份.
    Identity = "identity", "一人一档", "one person, one record";
}

impl Check {
    /// Can it look at one month alone? The others are about all records or none.
    pub const fn has_months(self) -> bool {
        !matches!(self, Check::Approvals | Check::Audit | Check::Law | Check::Identity)
    }
}

impl Serialize for Check {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// Something that does not agree (差错).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Break {
    /// The records by table and key: `bill:20240000000001 insurance:110`.
    pub records: String,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// What is wrong, in Chinese.
    pub zh: &'static str,
    /// What is wrong, in English.
    pub en: &'static str,
}

/// Something to know that is no break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The check.
    pub check: Check,
    /// What holds if there is no break, in Chinese.
    pub zh: &'static str,
    /// What holds if there is no break, in English.
    pub en: &'static str,
    /// How many records were looked at.
    pub checked: i64,
    /// How many breaks there are.
    pub total: u64,
    /// The first of them.
    pub breaks: Vec<Break>,
    /// Worth knowing, but no break.
    pub remarks: Vec<Remark>,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One line a check.
    pub lines: Vec<Line>,
    /// No break at all?
    pub ok: bool,
}

impl Line {
    pub(crate) fn new(check: Check) -> Line {
        Line {
            check,
            zh: check.zh(),
            en: check.en(),
            checked: 0,
            total: 0,
            breaks: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

impl Report {
    pub(crate) fn new(lines: Vec<Line>) -> Report {
        let ok = lines.iter().all(|line| line.total == 0);
        Report { lines, ok }
    }

    /// The line of a check, if it ran.
    pub fn line(&self, check: Check) -> Option<&Line> {
        self.lines.iter().find(|line| line.check == check)
    }

    /// For reading, in Chinese.
    pub fn zh(&self) -> String {
        self.text(&WORDS_ZH, |line| line.zh, |found| found.zh, |remark| &remark.zh)
    }

    /// For reading, in English.
    pub fn en(&self) -> String {
        self.text(&WORDS_EN, |line| line.en, |found| found.en, |remark| &remark.en)
    }

    fn text(
        &self,
        words: &Words,
        name: fn(&Line) -> &'static str,
        wrong: fn(&Break) -> &'static str,
        said: fn(&Remark) -> &str,
    ) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let mark = if line.total == 0 { '✓' } else { '✗' };
            let key = line.check.key();
            let _ = writeln!(text, "{mark} {key:<14} {:>12}  {}", line.checked, name(line));
            for found in &line.breaks {
                let Break { records, expected, found: stands, .. } = found;
                let _ = writeln!(
                    text,
                    "    {}: {records}  {} {expected}  {} {stands}",
                    wrong(found),
                    words.expected,
                    words.found
                );
            }
            let shown = u64::try_from(line.breaks.len()).unwrap_or(u64::MAX);
            if line.total > shown {
                let _ = writeln!(text, "    … {} {}", words.more, line.total - shown);
            }
            for remark in &line.remarks {
                let _ = writeln!(text, "    {}", said(remark));
            }
        }
        let total: u64 = self.lines.iter().map(|line| line.total).sum();
        let _ = if total == 0 {
            writeln!(text, "{}", words.whole)
        } else {
            writeln!(text, "{}: {total}", words.broken)
        };
        text
    }
}

struct Words {
    expected: &'static str,
    found: &'static str,
    more: &'static str,
    whole: &'static str,
    broken: &'static str,
}

static WORDS_ZH: Words = Words {
    expected: "应为",
    found: "实为",
    more: "另有差错",
    whole: "全部一致，分文不差。",
    broken: "差错合计",
};
static WORDS_EN: Words = Words {
    expected: "expected",
    found: "found",
    more: "further breaks:",
    whole: "Everything agrees, to the fen.",
    broken: "Breaks in all",
};
