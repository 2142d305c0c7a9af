//! Error codes of the demo city.

use kernel::{Code, Kind};

/// The database holds a city of another seed or size, or one that an earlier edition of the program began.
pub static OTHER_CITY: Code = Code {
    id: "CTY-0101",
    kind: Kind::Conflict,
    zh: "这个数据库里已有另一座演示城市（{persons}人，种子{seed}），或由旧版本程序建立",
    fix_zh: "请用相同的 --persons 和 --seed 继续，或用 --data 另指一个文件夹",
    en: "another demo city lives in this database ({persons} people, seed {seed}), or one of an earlier program",
    fix_en: "go on with the same --persons and --seed, or name another folder with --data",
};

/// What was kept of the city cannot be read.
pub static DAMAGED: Code = Code {
    id: "CTY-0102",
    kind: Kind::System,
    zh: "演示城市的进度记录无法读取",
    fix_zh: "请用 --data 另指一个文件夹重新建立",
    en: "the kept progress of the demo city cannot be read",
    fix_en: "begin again in another folder with --data",
};

/// Someone of the script is not in the registry.
pub static STRANGER: Code = Code {
    id: "CTY-0103",
    kind: Kind::System,
    zh: "演示剧本中的人员或单位未登记：{who}",
    fix_zh: "请用 --data 另指一个文件夹重新建立，并报告此问题",
    en: "someone of the script is not registered: {who}",
    fix_en: "begin again in another folder with --data, and report this",
};

/// The bank was sent something that is no order file.
pub static NOT_ORDERS: Code = Code {
    id: "CTY-0104",
    kind: Kind::Input,
    zh: "演示银行只收支付或扣款文件",
    fix_zh: "请发送 pain.001 或 pain.008 文件",
    en: "the demo bank takes order files only",
    fix_en: "send a pain.001 or pain.008 file",
};

/// All codes, in the order of their ids.
pub static ALL: &[&Code] = &[&OTHER_CITY, &DAMAGED, &STRANGER, &NOT_ORDERS];
