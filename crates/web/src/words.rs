//! Every word of the pages, Chinese and English side by side, so that neither can be forgotten.

/// Languages of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// From `?lang=`; Chinese unless English is asked for.
    pub fn from_query(lang: Option<&str>) -> Language {
        if lang == Some("en") { Language::En } else { Language::Zh }
    }

    /// For the `lang` attribute.
    pub fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    /// One of two.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Its words.
    pub fn words(self) -> &'static Words {
        self.pick(&ZH, &EN)
    }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub struct Words { $(#[doc = $en] pub $name: &'static str),* }
        static ZH: Words = Words { $($name: $zh),* };
        static EN: Words = Words { $($name: $en),* };
    };
}

words! {
    name = "金保", "Jinbao";
    title = "社会保险基金总览", "Social insurance funds at a glance";
    skip = "跳到正文", "Skip to content";
    other_language = "English", "中文";
    demo = "演示数据：本页的人员、单位和金额均为虚构。", "Demonstration data (演示数据): all people, units and amounts on this page are fictional.";
    empty = "还没有基金收支。", "Nothing has been booked in the funds yet.";
    people = "人员", "People";
    units = "单位", "Units";
    bills = "应收核定单", "Bills";
    billed = "应收", "Assessed";
    collected = "实收", "Collected";
    arrears = "欠费", "Arrears";
    pensioners = "养老金领取人员", "Pensioners";
    paid = "待遇已发放", "Benefits paid";
    month = "月份", "Month";
    income = "收入", "Income";
    expense = "支出", "Expenditure";
    balance = "累计结余", "Balance";
    by_month = "按月收支与结余", "income, expenditure and balance by month";
    yuan = "元", "yuan";
    in_yuan = "单位：元", "In yuan";
    sum = "合计", "Total";
    figures = "总数", "Totals";
    funds = "基金", "Funds";
    version = "版本", "Version";
    data = "数据（JSON）", "Data (JSON)";
    as_of = "截至", "As of";
    not_found = "没有这个页面", "No such page";
    failed = "页面暂时无法显示", "The page cannot be shown at present";
    first_page = "回到首页", "To the first page";
}
