//! Refusals of the service desk.

use kernel::{Code, Kind};

/// The officer does not hold the role.
pub static ROLE: Code = Code {
    id: "DSK-0101",
    kind: Kind::Forbidden,
    zh: "您没有{role}权限，不能办理此事项。",
    fix_zh: "请由具有{role}权限的人员办理，或联系管理员调整岗位。",
    en: "this needs the role {role}",
    fix_en: "ask an officer who holds it, or an administrator to assign it",
};
/// The region lies outside the officer's subtree.
pub static REGION: Code = Code {
    id: "DSK-0102",
    kind: Kind::Forbidden,
    zh: "地区 {region} 不在您的管辖范围内。",
    fix_zh: "请由该地区的经办机构办理。",
    en: "region {region} lies outside your own",
    fix_en: "the agency of that region has to act",
};
/// One person may not both prepare and agree.
pub static SAME_PERSON: Code = Code {
    id: "DSK-0103",
    kind: Kind::Forbidden,
    zh: "经办人与复核人不能是同一人（办件 {matter}）。",
    fix_zh: "请由另一名复核岗人员复核。",
    en: "matter {matter} must be approved by somebody else than who prepared it",
    fix_en: "have another reviewer decide",
};
/// No such matter.
pub static NO_MATTER: Code = Code {
    id: "DSK-0104",
    kind: Kind::Missing,
    zh: "没有办件 {matter}。",
    fix_zh: "请核对办件编号。",
    en: "there is no matter {matter}",
    fix_en: "check the number",
};
/// The matter is not waiting for approval.
pub static NOT_WAITING: Code = Code {
    id: "DSK-0105",
    kind: Kind::Conflict,
    zh: "办件 {matter} 不在待复核状态。",
    fix_zh: "请刷新后查看办件的当前状态。",
    en: "matter {matter} is not waiting for approval",
    fix_en: "look at its present state",
};
/// No such officer.
pub static NO_OFFICER: Code = Code {
    id: "DSK-0106",
    kind: Kind::Missing,
    zh: "没有经办人员 {login}。",
    fix_zh: "请用 jinbao user list 查看现有人员。",
    en: "there is no officer {login}",
    fix_en: "see `jinbao user list`",
};
/// The login is taken.
pub static LOGIN_TAKEN: Code = Code {
    id: "DSK-0107",
    kind: Kind::Conflict,
    zh: "登录名 {login} 已被使用。",
    fix_zh: "请换一个登录名。",
    en: "the login {login} is taken",
    fix_en: "choose another",
};
/// The officer was suspended.
pub static SUSPENDED: Code = Code {
    id: "DSK-0108",
    kind: Kind::Forbidden,
    zh: "人员 {login} 已停用。",
    fix_zh: "请联系管理员。",
    en: "officer {login} is suspended",
    fix_en: "ask an administrator",
};
/// Unknown role word.
pub static NO_ROLE: Code = Code {
    id: "DSK-0109",
    kind: Kind::Input,
    zh: "没有岗位“{role}”。",
    fix_zh: "可用岗位：registry levy benefits finance reviewer auditor admin。",
    en: "there is no role {role}",
    fix_en: "roles: registry levy benefits finance reviewer auditor admin",
};
/// The password cannot be hashed.
pub static PASSWORD: Code = Code {
    id: "DSK-0110",
    kind: Kind::Input,
    zh: "口令无法使用。",
    fix_zh: "请换一个口令。",
    en: "the password cannot be used",
    fix_en: "choose another",
};
/// Data of another system is loaded, and nobody has agreed to switch to it.
pub static NOT_SWITCHED: Code = Code {
    id: "DSK-0111",
    kind: Kind::Conflict,
    zh: "正在接收原系统数据，尚未切换，不能办理业务。",
    fix_zh: "请先完成接收并复核切换。",
    en: "data of another system is being taken over and not switched to yet; nothing else can be done",
    fix_en: "finish the take-over and have the switch agreed to",
};
