//! The service catalogue (事项目录): one entry a service. Channels, guides and pages are made from it.

use super::Role;

/// How a matter of the service is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// By the rules alone, or by the officer who asks.
    Automatic,
    /// By a second person before anything takes effect.
    SecondPerson,
}

/// A service (事项).
#[derive(Debug)]
pub struct Service {
    /// Stable code: `registry.join`.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Role of the officer who asks.
    pub role: Role,
    /// How it is agreed to.
    pub review: Review,
    /// Statutory time limit in working days; 0: at once.
    pub working_days: u16,
    /// Legal basis (设立依据).
    pub basis: &'static str,
}

macro_rules! catalogue {
    ($($name:ident = $code:literal, $zh:literal, $en:literal, $role:ident, $review:ident, $days:literal, $basis:literal;)*) => {
        $(#[doc = $zh] pub static $name: Service = Service {
            code: $code, zh: $zh, en: $en, role: Role::$role, review: Review::$review, working_days: $days, basis: $basis,
        };)*
        /// All services.
        pub static CATALOGUE: &[&Service] = &[$(&$name),*];
    };
}

catalogue! {
    REGISTER_UNIT = "registry.unit", "单位参保登记", "registration of a unit", Registry, Automatic, 0, "社会保险法第五十七条";
    CHANGE_UNIT = "registry.unit-change", "单位信息变更", "change of unit data", Registry, Automatic, 0, "社会保险法第五十七条";
    REGISTER_PERSON = "registry.person", "个人参保登记", "registration of a person", Registry, Automatic, 10, "社会保险经办条例第六条";
    CHANGE_PERSON = "registry.person-change", "个人信息变更", "change of personal data", Registry, Automatic, 10, "社会保险经办条例第十条";
    MERGE_PERSON = "registry.merge", "重复人员合并", "merging of duplicate records", Registry, SecondPerson, 10, "社会保险经办条例第十条";
    JOIN = "registry.join", "人员增加", "joiners", Registry, Automatic, 0, "社会保险法第五十八条";
    LEAVE = "registry.leave", "人员减少", "leavers", Registry, Automatic, 0, "社会保险法第五十条";
    DECLARE_BASE = "levy.base", "缴费基数申报", "declaration of wages", Registry, Automatic, 0, "社会保险法第六十条";
    CHANGE_TIER = "levy.tier", "缴费档次变更", "change of tier", Registry, Automatic, 0, "社会保险法第六十条";
    TAKE_OVER = "registry.take-over", "数据接收", "take-over from another system", Admin, SecondPerson, 0, "社会保险经办条例第五章";
    CALENDAR = "levy.calendar", "申报日历发布", "declaration calendar", Admin, Automatic, 0, "社会保险费申报缴纳管理规定";
    LEVY = "levy.run", "月度应收核定", "monthly assessment", Levy, Automatic, 0, "社会保险费征缴暂行条例第十条";
    DIFFERENCE = "levy.difference", "补差核定", "settlement of differences", Levy, Automatic, 0, "社会保险费征缴暂行条例第十条";
    BACK_PAYMENT = "levy.back-payment", "断缴补缴", "back payment", Levy, Automatic, 0, "社会保险法第六十三条";
    AGREEMENT = "collection.agreement", "委托扣款协议", "direct debit agreement", Levy, Automatic, 0, "社会保险费征缴暂行条例";
    DEBIT = "collection.debit", "委托扣款", "direct debit", Levy, Automatic, 0, "社会保险费征缴暂行条例";
    RECEIVE = "collection.receive", "到账登记", "receipt of money", Finance, Automatic, 0, "社会保险基金会计制度";
    REVERSE_RECEIPT = "collection.reverse", "到账冲正", "reversal of a receipt", Finance, SecondPerson, 0, "社会保险基金会计制度";
    REFUND = "collection.refund", "多缴退费", "refund of an overpayment", Finance, SecondPerson, 10, "社会保险基金会计制度";
    WRITE_OFF = "collection.write-off", "欠费核销", "write-off of arrears", Levy, SecondPerson, 20, "社会保险费征缴暂行条例";
    INTEREST = "accounts.interest", "年终结息", "yearly interest", Finance, Automatic, 0, "社会保险法第十四条";
    RETIRE = "pension.retire", "养老待遇申领", "claim of a pension", Benefits, SecondPerson, 20, "社会保险经办条例第十八条";
    RE_AWARD = "pension.re-award", "养老待遇重算", "re-award with the year's figures", Benefits, SecondPerson, 20, "国发〔2005〕38号";
    ADJUST = "pension.adjust", "基本养老金调整", "yearly adjustment of pensions", Benefits, SecondPerson, 0, "社会保险法第十八条";
    DEATH = "pension.death", "死亡待遇", "death: stop, grant, inheritance", Benefits, SecondPerson, 20, "社会保险法第十四条、第十七条";
    PAY = "payment.run", "待遇支付批次", "payment run", Finance, SecondPerson, 0, "社会保险基金会计制度";
    CLOSE_MONTH = "fund.close", "基金月结", "closing of a month", Finance, Automatic, 0, "社会保险基金会计制度";
    BANK_STATEMENT = "fund.statement", "银行对账单登记", "booking of a bank statement", Finance, Automatic, 0, "社会保险基金会计制度";
    OFFICERS = "desk.officers", "经办人员管理", "officers", Admin, Automatic, 0, "社会保险经办条例";
}

/// The service of a code.
pub fn service(code: &str) -> Option<&'static Service> {
    CATALOGUE.iter().copied().find(|service| service.code == code)
}
