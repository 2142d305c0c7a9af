//! Files an agency brings from the system it leaves: units, people, contribution records, balances, pensioners, and what they
//! are reconciled against before the switch: its control totals and the opening balances of the funds.

use super::{
    DOCUMENT_KIND, HOUSEHOLDS, ID_NUMBER, INSURANCES, NAME, PERSON_NUMBER, PHONE, REMARK, SEXES, UNIT_NUMBER,
};
use crate::{Column, Content, Layout};

const INSURANCE: Column = Column::new("insurance", "险种", "险种名称或代码")
    .code("AAE140")
    .aliases(&["险种类型", "参保险种"])
    .of(Content::Choice(INSURANCES))
    .required()
    .example("养老");
const BASE: Column = Column::new("base", "缴费基数", "每月的缴费基数")
    .code("AAE180")
    .aliases(&["月缴费基数"])
    .of(Content::Money)
    .required();
const UNIT_PART: Column = Column::new("unit_amount", "单位缴费", "每月单位缴纳的金额")
    .code("AAE480")
    .aliases(&["单位缴费金额", "单位应缴"])
    .of(Content::Money)
    .required();
const PERSON_PART: Column = Column::new("person_amount", "个人缴费", "每月个人缴纳的金额")
    .code("AAE481")
    .aliases(&["个人缴费金额", "个人应缴"])
    .of(Content::Money)
    .required();
const TO_ACCOUNT: Column =
    Column::new("account_amount", "划入个人账户", "每月记入个人账户的金额；不填按个人缴费")
        .aliases(&["划账金额", "记账金额"])
        .of(Content::Money);
const OLD_NUMBER: Column = PERSON_NUMBER.required();
const BANK: Column =
    Column::new("bank", "开户银行", "银行名称或联行号").code("AAE008").aliases(&["银行行号"]);
const ACCOUNT: Column = Column::new("bank_account", "银行账号", "收付款账号，请保持文本格式")
    .code("AAE010")
    .aliases(&["银行卡号"])
    .personal();

/// Units (单位).
pub static UNITS: Layout = Layout {
    key: "takeover-units",
    zh: "单位信息",
    en: "units",
    columns: &[
        UNIT_NUMBER.required(),
        Column::new("credit_code", "统一社会信用代码", "18 位；旧单位没有的可不填").aliases(&["信用代码"]),
        Column::new("name", "单位名称", "登记的全称").code("AAB004").aliases(&["AAE044"]).required(),
        Column::new("kind", "单位类型", "企业、机关、事业等").code("AAB019"),
        Column::new("industry", "行业代码", "国民经济行业分类代码，决定工伤费率类别")
            .code("AAB022")
            .aliases(&["所属行业"]),
        Column::new("injury_class", "工伤行业类别", "1 至 8 类").of(Content::Number),
        Column::new("region", "区划代码", "6 位行政区划代码").code("AAB301").aliases(&["行政区划"]),
        Column::new("registered", "参保登记日期", "首次登记的日期").of(Content::Date),
        Column::new("ended", "注销日期", "已注销的单位填写").of(Content::Date),
        Column::new("contact", "联系人", "社保经办人员"),
        Column::new("phone", "联系电话", "固定电话或手机").code("AAE005").personal(),
        BANK,
        ACCOUNT,
        REMARK,
    ],
};

/// People with their present relation (人员).
pub static PEOPLE: Layout = Layout {
    key: "takeover-people",
    zh: "人员信息",
    en: "people",
    columns: &[
        OLD_NUMBER,
        DOCUMENT_KIND,
        ID_NUMBER,
        NAME,
        Column::new("sex", "性别", "居民身份证由号码带出").code("AAC004").of(Content::Choice(SEXES)),
        Column::new("birth", "出生日期", "居民身份证由号码带出；档案不同的填档案日期")
            .code("AAC006")
            .of(Content::Date),
        Column::new("household", "户口性质", "户籍类别").code("AAC009").of(Content::Choice(HOUSEHOLDS)),
        Column::new("work_start", "参加工作日期", "第一次参加工作的日期").code("AAC007").of(Content::Date),
        Column::new("first_enrolled", "首次参保年月", "第一次缴费的月份").code("AAC049").of(Content::Month),
        UNIT_NUMBER,
        Column::new("status", "参保状态", "目前的状态").code("AAC031").of(Content::Choice(&[
            ("paying", "参保缴费"),
            ("paused", "暂停缴费"),
            ("ended", "终止缴费"),
            ("retired", "退休"),
            ("died", "死亡"),
            ("paying", "1"),
            ("paused", "2"),
            ("ended", "3"),
        ])),
        PHONE,
        BANK,
        ACCOUNT,
        REMARK,
    ],
};

/// Contribution records, one line a month (逐月缴费记录).
pub static RECORDS: Layout = Layout {
    key: "takeover-records",
    zh: "缴费记录",
    en: "contribution records by month",
    columns: &[
        OLD_NUMBER,
        UNIT_NUMBER,
        INSURANCE,
        Column::new("month", "费款所属期", "费款属于哪个月")
            .code("AAE003")
            .aliases(&["缴费年月"])
            .of(Content::Month)
            .required(),
        BASE,
        UNIT_PART,
        PERSON_PART,
        TO_ACCOUNT,
        Column::new("received", "到账日期", "实际到账的日期；不填按所属期末")
            .code("AAB191")
            .of(Content::Date),
    ],
};

/// Contribution records, one line a run of equal months (分段缴费记录).
pub static RUNS: Layout = Layout {
    key: "takeover-runs",
    zh: "分段缴费记录",
    en: "contribution records by run of months",
    columns: &[
        OLD_NUMBER,
        UNIT_NUMBER,
        INSURANCE,
        Column::new("from", "起始年月", "这一段的第一个月").code("AAE041").of(Content::Month).required(),
        Column::new("to", "终止年月", "这一段的最后一个月").code("AAE042").of(Content::Month).required(),
        Column::new("months", "月数", "实际缴费月数，应等于起止之间的月数")
            .code("AAE202")
            .of(Content::Number)
            .required(),
        BASE,
        UNIT_PART,
        PERSON_PART,
        TO_ACCOUNT,
    ],
};

/// Balances of personal accounts (个人账户余额).
pub static BALANCES: Layout = Layout {
    key: "takeover-balances",
    zh: "个人账户余额",
    en: "balances of personal accounts",
    columns: &[
        OLD_NUMBER,
        Column::new("account", "账户种类", "养老或医疗个人账户")
            .of(Content::Choice(&[
                ("pension", "养老个人账户"),
                ("medical", "医保个人账户"),
                ("resident-pension", "居民养老个人账户"),
                ("pension", "养老"),
                ("medical", "医疗"),
                ("resident-pension", "居民养老"),
            ]))
            .required(),
        Column::new("as_of", "截止日期", "上一结息年度的 12 月 31 日，利息已计到这一天")
            .of(Content::Date)
            .required(),
        Column::new("principal", "本金", "历年记账的本金").code("AAE238").of(Content::Money).required(),
        Column::new("interest", "利息", "历年记账的利息").code("AAE239").of(Content::Money).required(),
        Column::new("balance", "余额", "应等于本金与利息之和").code("AAE240").of(Content::Money).required(),
        Column::new("person_principal", "其中个人本金", "1998 年以后全部为个人缴费的可不填")
            .of(Content::Money),
        Column::new("person_interest", "其中个人利息", "同上").of(Content::Money),
    ],
};

/// Pensioners in payment (在领待遇人员).
pub static PENSIONERS: Layout = Layout {
    key: "takeover-pensioners",
    zh: "在领养老待遇人员",
    en: "pensioners in payment",
    columns: &[
        OLD_NUMBER,
        ID_NUMBER,
        NAME,
        INSURANCE,
        Column::new("retired", "退休日期", "批准的退休日期").code("AIC162").of(Content::Date).required(),
        Column::new("first_paid", "开始领取年月", "第一次发放的月份").of(Content::Month).required(),
        Column::new("paid_to", "已发放至年月", "原系统发放的最后一个月").of(Content::Month).required(),
        Column::new("months", "缴费月数", "核定的缴费月数，含视同缴费").code("AIC142").of(Content::Number),
        Column::new("basic", "基础养老金", "现行月标准中的基础养老金")
            .code("AIC240")
            .of(Content::Money)
            .required(),
        Column::new("transition", "过渡性养老金", "现行月标准中的过渡性养老金")
            .code("AIC241")
            .of(Content::Money),
        Column::new("account_pension", "个人账户养老金", "现行月标准中的个人账户养老金")
            .code("AIC242")
            .of(Content::Money)
            .required(),
        Column::new("adjustments", "历年调整增加额", "历次调整累计增加的金额").of(Content::Money),
        Column::new("monthly", "月养老金合计", "现在每月发放的总额，应等于各项之和")
            .of(Content::Money)
            .required(),
        BANK,
        ACCOUNT.required(),
        REMARK,
    ],
};

/// What the old system counts and sums (控制总数), one row for each kind of record.
pub static TOTALS: Layout = Layout {
    key: "takeover-totals",
    zh: "控制总数",
    en: "control totals",
    columns: &[
        Column::new("item", "项目", "统计的记录种类")
            .of(Content::Choice(&[
                ("units", "单位"),
                ("people", "人员"),
                ("records", "缴费记录"),
                ("accounts", "个人账户"),
                ("pensioners", "在领待遇人员"),
            ]))
            .required()
            .example("人员"),
        Column::new("count", "数量", "单位数、人数、缴费月数（每险种分别计）、账户数")
            .of(Content::Number)
            .required()
            .example("20000"),
        Column::new(
            "amount",
            "金额",
            "缴费记录为单位与个人缴费之和，个人账户为余额之和，在领待遇人员为月养老金之和",
        )
        .of(Content::Money),
    ],
};

/// What each fund has at the switch (基金期初), one row a fund. Suspense and claims are cleared in the old system first.
pub static FUNDS: Layout = Layout {
    key: "takeover-funds",
    zh: "基金期初",
    en: "opening balances of the funds",
    columns: &[
        Column::new("fund", "基金", "基金名称")
            .of(Content::Choice(&[
                ("pension", "职工养老保险基金"),
                ("medical", "职工医疗保险基金"),
                ("unemployment", "失业保险基金"),
                ("injury", "工伤保险基金"),
                ("resident-pension", "居民养老保险基金"),
                ("resident-medical", "居民医疗保险基金"),
                ("pension", "职工养老"),
                ("medical", "职工医疗"),
                ("unemployment", "失业"),
                ("injury", "工伤"),
                ("resident-pension", "居民养老"),
                ("resident-medical", "居民医疗"),
            ]))
            .required()
            .example("职工养老保险基金"),
        Column::new("income", "收入户存款", "切换日余额").of(Content::Money).required(),
        Column::new("fiscal", "财政专户存款", "切换日余额").of(Content::Money).required(),
        Column::new("expenditure", "支出户存款", "切换日余额").of(Content::Money).required(),
        Column::new("pooled", "统筹结余", "可为负").of(Content::Money).required(),
        Column::new("personal", "个人账户结余", "应等于个人账户余额之和，加本年已记账、减本年已支付")
            .of(Content::Money),
    ],
};

/// All of them, in the order in which they are read.
pub static ALL: [&Layout; 8] = [&TOTALS, &FUNDS, &UNITS, &PEOPLE, &RECORDS, &RUNS, &BALANCES, &PENSIONERS];
