//! The kinds of tables the platform takes in. What a column means stands in its note.
//!
//! The three templates of a unit are [`JOINERS`], [`LEAVERS`] and [`BASES`]; [`RECEIPTS`] comes from the tax authority;
//! the take-over files of an agency that comes from another system are in [`takeover`].
//! Templates also carry a running number 序号, which is ignored.

pub mod takeover;

use crate::{Column, Content, Layout};

/// Words for an insurance (AAE140): short, full and by code.
pub const INSURANCES: &[(&str, &str)] = &[
    ("pension", "养老"),
    ("unemployment", "失业"),
    ("injury", "工伤"),
    ("medical", "医疗"),
    ("maternity", "生育"),
    ("large-medical", "大病"),
    ("resident-pension", "居民养老"),
    ("resident-medical", "居民医疗"),
    ("pension", "职工养老保险"),
    ("unemployment", "失业保险"),
    ("injury", "工伤保险"),
    ("medical", "职工医疗保险"),
    ("maternity", "生育保险"),
    ("large-medical", "大病互助"),
    ("resident-pension", "居民养老保险"),
    ("resident-medical", "居民医疗保险"),
    ("pension", "110"),
    ("unemployment", "210"),
    ("injury", "410"),
    ("medical", "310"),
    ("maternity", "510"),
    ("large-medical", "330"),
    ("resident-pension", "170"),
    ("resident-medical", "380"),
];

/// Yes and no.
pub const YES_NO: &[(&str, &str)] = &[("yes", "是"), ("no", "否"), ("yes", "1"), ("no", "0")];

/// Kinds of identity document (AAC058).
pub const DOCUMENTS: &[(&str, &str)] = &[
    ("id-card", "居民身份证"),
    ("id-card", "身份证"),
    ("hk-macao", "港澳居民居住证"),
    ("taiwan", "台湾居民居住证"),
    ("foreign-residence", "外国人永久居留身份证"),
    ("passport", "护照"),
];

/// Kinds of household registration (AAC009).
pub const HOUSEHOLDS: &[(&str, &str)] = &[
    ("urban-local", "本市城镇"),
    ("rural-local", "本市农村"),
    ("urban-other", "外地城镇"),
    ("rural-other", "外地农村"),
    ("hk-macao-taiwan", "港澳台"),
    ("foreign", "外籍"),
];

/// Forms of employment.
pub const EMPLOYMENT_FORMS: &[(&str, &str)] = &[
    ("fixed-term", "固定期限合同"),
    ("open-ended", "无固定期限合同"),
    ("task", "以完成一定任务为期限"),
    ("dispatch", "劳务派遣"),
    ("part-time", "非全日制"),
    ("rural-contract", "农民合同工"),
];

/// Reasons for joining (增员原因).
pub const JOIN_REASONS: &[(&str, &str)] = &[
    ("first", "首次参保"),
    ("resume", "续保"),
    ("move-within", "统筹内转入"),
    ("move-in", "统筹外转入"),
    ("military", "军转安置"),
    ("graduate", "大中专毕业"),
];

/// Reasons for leaving (减员原因, AAE160).
pub const LEAVE_REASONS: &[(&str, &str)] = &[
    ("expired", "合同期满"),
    ("dismissed", "单位解除"),
    ("agreed", "协商解除"),
    ("resigned", "本人辞职"),
    ("retired", "退休"),
    ("died", "死亡"),
    ("moved", "调出"),
    ("army-or-school", "入伍升学"),
    ("emigrated", "出国定居"),
    ("other", "其他"),
];

/// Sexes (AAC004).
pub const SEXES: &[(&str, &str)] = &[("male", "男"), ("female", "女"), ("male", "1"), ("female", "2")];

const REMARK: Column = Column::new("remark", "备注", "需要说明的情况").code("AAE013");

const DOCUMENT_KIND: Column = Column::new("document_kind", "证件类型", "身份证件的种类；不填按居民身份证")
    .code("AAC058")
    .aliases(&["证件种类", "身份证件类型"])
    .of(Content::Choice(DOCUMENTS))
    .example("居民身份证");

const ID_NUMBER: Column =
    Column::new("id_number", "证件号码", "与证件一致；居民身份证为 18 位，请保持文本格式")
        .code("AAC002")
        .aliases(&[
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "公民身份证号码",
            "社会保障号",
            "社会保障号码",
            "证件号",
            "AAC147",
        ])
        .personal()
        .required()
        .example("990100199001010019");

const NAME: Column = Column::new("name", "姓名", "与证件一致")
    .code("AAC003")
    .aliases(&["职工姓名", "人员姓名", "参保人姓名"])
    .required()
    .example("张三");

const PERSON_NUMBER: Column = Column::new("person_number", "个人编号", "社保机构分配的编号；没有可不填")
    .code("AAC001")
    .aliases(&["个人客户号", "养老个人编号", "人员编号"]);

const UNIT_NUMBER: Column = Column::new("unit_number", "单位编号", "社保机构分配的单位编号")
    .code("AAB001")
    .aliases(&["单位社保编号", "单位助记码", "社保单位编号"]);

const PHONE: Column = Column::new("phone", "手机号", "11 位手机号码")
    .code("AAC067")
    .aliases(&["电话号码", "联系电话", "手机号码", "移动电话", "AAE005"])
    .personal();

const fn insurances(zh: &'static str) -> Column {
    Column::new("insurances", zh, "涉及的险种，可填多项")
        .code("AAE140")
        .aliases(&["参加险种", "险种", "险种选择", "参保险种", "停保险种", "停止缴费险种"])
        .of(Content::Choices(INSURANCES))
        .required()
        .example("养老、失业、工伤、医疗")
}

/// Staff joining a unit (增员).
pub static JOINERS: Layout = Layout {
    key: "joiners",
    zh: "增员",
    en: "joiners",
    columns: &[
        DOCUMENT_KIND,
        ID_NUMBER,
        NAME,
        Column::new("sex", "性别", "居民身份证由号码带出，可不填").code("AAC004").of(Content::Choice(SEXES)),
        Column::new("household", "户口性质", "户籍类别")
            .code("AAC009")
            .aliases(&["户籍类型", "户籍性质"])
            .of(Content::Choice(HOUSEHOLDS))
            .example("本市城镇"),
        Column::new("household_province", "户籍省份", "户籍所在的省级行政区").aliases(&["户籍所属省"]),
        PHONE,
        Column::new("education", "学历", "最高学历").code("AAC011").aliases(&["文化程度"]),
        Column::new("employment_form", "用工形式", "劳动合同的形式")
            .of(Content::Choice(EMPLOYMENT_FORMS))
            .example("固定期限合同"),
        Column::new("person_kind", "人员类别", "缴费人员类别，按当地字典填写")
            .aliases(&["缴费人员类别", "人员身份"]),
        Column::new("work_start", "参加工作日期", "第一次参加工作的日期")
            .code("AAC007")
            .aliases(&["参加工作时间", "参工时间", "参加工作年月"])
            .of(Content::Date),
        Column::new("contract_from", "合同起始日期", "劳动合同第一天")
            .aliases(&["合同开始日期"])
            .of(Content::Date),
        Column::new("contract_to", "合同终止日期", "劳动合同最后一天；无固定期限不填")
            .aliases(&["合同结束日期"])
            .of(Content::Date),
        Column::new("reason", "增员原因", "为什么增加")
            .code("AAC050")
            .aliases(&["增加原因", "参保类型", "申报类别"])
            .of(Content::Choice(JOIN_REASONS))
            .example("首次参保"),
        insurances("参保险种"),
        Column::new("from", "缴费起始年月", "从哪个月开始缴费")
            .code("AAC030")
            .aliases(&["参保时间", "本次缴费起始年月", "参保年月", "增减时间", "开始缴费年月"])
            .of(Content::Month)
            .required()
            .example("202407"),
        Column::new("wage", "申报月工资", "本人月工资收入")
            .code("AAC040")
            .aliases(&["申报工资", "月缴费工资", "缴费工资", "月均工资收入", "月平均工资", "工资"])
            .of(Content::Money)
            .required()
            .example("6500.00"),
        Column::new("back_payment", "是否补缴", "以前月份是否补缴").of(Content::Choice(YES_NO)),
        Column::new("back_from", "补缴起始年月", "补缴的第一个月").of(Content::Month),
        Column::new("back_to", "补缴终止年月", "补缴的最后一个月").of(Content::Month),
        Column::new("post", "岗位", "岗位或工种；特殊工种请注明").aliases(&["工种", "岗位/工种"]),
        REMARK,
    ],
};

/// Staff leaving a unit (减员).
pub static LEAVERS: Layout = Layout {
    key: "leavers",
    zh: "减员",
    en: "leavers",
    columns: &[
        DOCUMENT_KIND,
        ID_NUMBER,
        NAME,
        insurances("停保险种"),
        Column::new("reason", "减员原因", "为什么减少")
            .code("AAE160")
            .aliases(&["停保原因", "停止缴费原因", "减少原因", "变更原因"])
            .of(Content::Choice(LEAVE_REASONS))
            .required()
            .example("合同期满"),
        Column::new("involuntary", "是否非本人意愿", "非因本人意愿中断就业填“是”，决定能否申领失业保险金")
            .aliases(&["是否非本人意愿中断就业"])
            .of(Content::Choice(YES_NO))
            .required()
            .example("是"),
        Column::new("last_month", "停保年月", "最后一个缴费月")
            .code("AAE042")
            .aliases(&["停保时间", "缴费截止月份", "四险缴费截止月份", "减少时间", "停缴年月"])
            .of(Content::Month)
            .required()
            .example("202407"),
        Column::new("death_date", "死亡日期", "原因为死亡时填写").aliases(&["死亡时间"]).of(Content::Date),
        Column::new("dependants", "供养人数", "死亡人员的供养亲属人数").of(Content::Number),
        Column::new("heirs", "有无继承人", "死亡人员有无继承人")
            .aliases(&["是否有继承人"])
            .of(Content::Choice(&[("yes", "有"), ("no", "无"), ("yes", "是"), ("no", "否")])),
        REMARK,
    ],
};

/// Yearly wage declaration of a unit (缴费基数申报).
pub static BASES: Layout = Layout {
    key: "bases",
    zh: "缴费基数申报",
    en: "declaration of wages",
    columns: &[
        PERSON_NUMBER,
        ID_NUMBER,
        NAME,
        Column::new("old_wage", "原缴费工资", "现行缴费工资，系统预填").code("AAE123").of(Content::Money),
        Column::new("wage", "上年度月均工资", "上一自然年度本人月平均工资")
            .code("AAC040")
            .aliases(&["新缴费工资", "申报工资", "申报月工资", "月平均工资", "新年度月缴费工资", "缴费工资"])
            .of(Content::Money)
            .required()
            .example("7200.00"),
        REMARK,
    ],
};

/// Contributions the tax authority has received (税务到账明细). One line per voucher, month, insurance and item.
pub static RECEIPTS: Layout = Layout {
    key: "receipts",
    zh: "税务到账明细",
    en: "receipts from the tax authority",
    columns: &[
        Column::new("voucher", "凭证号", "税务机关的缴费凭证序号，同一笔不会重复入账")
            .aliases(&["缴费凭证号", "凭证序号", "电子税票号"])
            .required()
            .example("SW202407000001"),
        Column::new("payer_number", "缴费人编号", "单位编号或个人编号")
            .aliases(&["单位编号", "个人编号", "社保编号", "AAB001", "AAC001"])
            .required(),
        Column::new("month", "费款所属期", "费款属于哪个月")
            .code("AAE003")
            .aliases(&["所属期", "所属年月", "费款所属月"])
            .of(Content::Month)
            .required()
            .example("202407"),
        Column::new("insurance", "险种", "险种名称或代码")
            .code("AAE140")
            .aliases(&["征收项目", "险种类型"])
            .of(Content::Choice(INSURANCES))
            .required(),
        Column::new("item", "征收品目", "单位缴纳、个人缴纳、滞纳金等；不填不区分")
            .aliases(&["品目", "征收子目"])
            .of(Content::Choice(&[
                ("unit", "单位缴纳"),
                ("person", "个人缴纳"),
                ("late-fee", "滞纳金"),
                ("interest", "利息"),
                ("subsidy", "财政补助"),
            ])),
        Column::new("amount", "金额", "实缴金额；冲正为负数")
            .aliases(&["实缴金额", "到账金额", "入库金额"])
            .of(Content::Money)
            .required(),
        Column::new("received", "到账日期", "税款入库的日期")
            .aliases(&["入库日期", "缴款日期", "AAB191"])
            .of(Content::Date)
            .required(),
        Column::new("tax_slip", "税票号码", "开给缴费人的税票号码").aliases(&["税票号", "完税证号"]),
    ],
};

/// All of them.
pub static ALL: &[&Layout] = &[
    &JOINERS,
    &LEAVERS,
    &BASES,
    &RECEIPTS,
    &takeover::TOTALS,
    &takeover::FUNDS,
    &takeover::UNITS,
    &takeover::PEOPLE,
    &takeover::RECORDS,
    &takeover::RUNS,
    &takeover::BALANCES,
    &takeover::PENSIONERS,
];

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::Content;

    #[test]
    fn every_header_names_exactly_its_own_column() {
        for layout in ALL {
            for (at, column) in layout.columns.iter().enumerate() {
                for name in column.aliases.iter().chain([&column.zh, &column.key, &column.code]) {
                    let found = (!name.is_empty()).then(|| layout.column_called(name)).flatten();
                    assert!(name.is_empty() || found == Some(at), "{}: {name}", layout.key);
                }
            }
        }
    }

    #[test]
    fn every_choice_has_one_meaning() {
        for column in ALL.iter().flat_map(|layout| layout.columns) {
            if let Content::Choice(words) | Content::Choices(words) = column.content {
                let mut seen: Vec<_> = words.iter().map(|(_, zh)| zh).collect();
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len(), words.len(), "{}", column.zh);
            }
        }
    }
}
