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
/// The party is not the one acted for.
pub static NOT_YOURS: Code = Code {
    id: "DSK-0129",
    kind: Kind::Forbidden,
    zh: "这不是您本人或所代表单位的事项。",
    fix_zh: "请切换到相应的身份，或由本人、所在单位或经办机构办理。",
    en: "this is not yours, nor your unit's",
    fix_en: "change to the standing it belongs to, or leave it to them or the agency",
};
/// Nobody handles their own case.
pub static OWN_CASE: Code = Code {
    id: "DSK-0112",
    kind: Kind::Forbidden,
    zh: "不能以经办身份办理本人的事项。",
    fix_zh: "请以本人身份申请，由其他人员审核。",
    en: "officers do not handle their own case",
    fix_en: "ask for it as yourself; somebody else will decide",
};
/// No such user.
pub static NO_USER: Code = Code {
    id: "DSK-0113",
    kind: Kind::Missing,
    zh: "没有用户 {login}。",
    fix_zh: "请核对登录名。",
    en: "there is no user {login}",
    fix_en: "check the login",
};
/// The role does not belong to the kind of standing.
pub static ROLE_OF_OTHERS: Code = Code {
    id: "DSK-0114",
    kind: Kind::Input,
    zh: "{kind}身份不能有{role}权限。",
    fix_zh: "请选择该身份可用的权限。",
    en: "the role {role} does not belong to the standing {kind}",
    fix_en: "choose a role of that standing",
};
/// Duties that exclude each other.
pub static EXCLUSIVE: Code = Code {
    id: "DSK-0115",
    kind: Kind::Input,
    zh: "{one}与{other}不相容，不能由同一人担任。",
    fix_zh: "请把其中一个岗位交给他人。",
    en: "the duties {one} and {other} exclude each other",
    fix_en: "give one of them to somebody else",
};
/// Nobody was named.
pub static NO_SUBJECT: Code = Code {
    id: "DSK-0116",
    kind: Kind::Input,
    zh: "没有说明是为谁办理。",
    fix_zh: "请先选择人员或单位。",
    en: "it was not said whom it is about",
    fix_en: "choose a person or unit first",
};
/// The service has no form.
pub static NO_FORM: Code = Code {
    id: "DSK-0117",
    kind: Kind::Conflict,
    zh: "事项“{service}”不能在这里申请。",
    fix_zh: "请按办事指南列出的方式办理。",
    en: "the service {service} cannot be asked for here",
    fix_en: "see its guide for the ways it stands in",
};
/// A trial, undone on purpose. Never shown.
pub static TRIAL: Code = Code {
    id: "DSK-0118",
    kind: Kind::System,
    zh: "试办未保存。",
    fix_zh: "请正式提交。",
    en: "a trial, not kept",
    fix_en: "submit it",
};
/// The matter is not in a state for it.
pub static WRONG_STATE: Code = Code {
    id: "DSK-0119",
    kind: Kind::Conflict,
    zh: "办件 {matter} 的状态是“{state}”，不能这样办理。",
    fix_zh: "请刷新后查看办件的当前状态。",
    en: "matter {matter} does not stand so that this could be done",
    fix_en: "look at its present state",
};
/// Another clerk holds it.
pub static HELD: Code = Code {
    id: "DSK-0120",
    kind: Kind::Conflict,
    zh: "办件 {matter} 已由{holder}签收。",
    fix_zh: "请与其联系，或由其转办。",
    en: "matter {matter} is held by {holder}",
    fix_en: "ask them to hand it over",
};
/// Wrong login or password.
pub static WRONG_SECRET: Code = Code {
    id: "DSK-0121",
    kind: Kind::Forbidden,
    zh: "登录名或密码不正确。",
    fix_zh: "请核对后重试；忘记密码请到经办窗口或社区重新开通。",
    en: "wrong login or password",
    fix_en: "check both; if you forgot it, a counter or your community opens the account anew",
};
/// Too many wrong secrets.
pub static LOCKED: Code = Code {
    id: "DSK-0122",
    kind: Kind::Forbidden,
    zh: "密码错误次数过多，账户锁定至 {until}。",
    fix_zh: "请在此时间之后重试。",
    en: "too many wrong passwords; locked until {until}",
    fix_en: "try again after that time",
};
/// Wrong or used code.
pub static WRONG_CODE: Code = Code {
    id: "DSK-0123",
    kind: Kind::Forbidden,
    zh: "验证码或开通码不正确，或已失效。",
    fix_zh: "请核对，或重新获取。",
    en: "the code is wrong, used or too old",
    fix_en: "check it or get a new one",
};
/// Too short a password.
pub static SHORT_PASSWORD: Code = Code {
    id: "DSK-0124",
    kind: Kind::Input,
    zh: "密码至少要有 {least} 个字符。",
    fix_zh: "请加长，可以用一句话。",
    en: "a password has at least {least} characters",
    fix_en: "make it longer; a sentence will do",
};
/// Personal data in a password.
pub static PERSONAL_PASSWORD: Code = Code {
    id: "DSK-0125",
    kind: Kind::Input,
    zh: "密码中不能有您的姓名、登录名、证件号码或生日。",
    fix_zh: "请换一个别人想不到的密码。",
    en: "the password contains your name, login, ID number or birthday",
    fix_en: "choose one that others cannot think of",
};
/// An obvious or breached password.
pub static WEAK_PASSWORD: Code = Code {
    id: "DSK-0126",
    kind: Kind::Input,
    zh: "这个密码太常见，容易被猜出。",
    fix_zh: "请用几个不相关的词，或加长。",
    en: "this password is common or easy to guess",
    fix_en: "use some unrelated words, or make it longer",
};
/// No such factor.
pub static NO_FACTOR: Code = Code {
    id: "DSK-0127",
    kind: Kind::Missing,
    zh: "没有登记可用的手机或动态口令。",
    fix_zh: "请先登记，或到经办窗口办理。",
    en: "no phone or authenticator is set up",
    fix_en: "set one up first, or ask at a counter",
};
/// A reason is needed.
pub static NO_REASON: Code = Code {
    id: "DSK-0128",
    kind: Kind::Input,
    zh: "请写明理由。",
    fix_zh: "退回要写明补正内容，不予办理要写明法律依据。",
    en: "a reason is needed",
    fix_en: "say what to correct, or the legal ground",
};
/// Not answered.
pub static REQUIRED: Code = Code {
    id: "DSK-0131",
    kind: Kind::Input,
    zh: "请填写“{label}”。",
    fix_zh: "这一项必须填写。",
    en: "“{label_en}” is not answered",
    fix_en: "it must be answered",
};
/// Not among what is offered.
pub static NOT_OFFERED: Code = Code {
    id: "DSK-0132",
    kind: Kind::Input,
    zh: "不在可选范围内。",
    fix_zh: "可选：{known}。",
    en: "this is not offered",
    fix_en: "choose one of: {known}",
};
/// Too long.
pub static TOO_LONG: Code = Code {
    id: "DSK-0133",
    kind: Kind::Input,
    zh: "最多 {most} 个字符。",
    fix_zh: "请缩短。",
    en: "at most {most} characters",
    fix_en: "make it shorter",
};
/// Not a month.
pub static NO_MONTH: Code = Code {
    id: "DSK-0134",
    kind: Kind::Input,
    zh: "不是年月。",
    fix_zh: "请按 2024-07 的样式填写。",
    en: "not a month",
    fix_en: "write it like 2024-07",
};
/// Not a day.
pub static NO_DAY: Code = Code {
    id: "DSK-0135",
    kind: Kind::Input,
    zh: "不是日期。",
    fix_zh: "请按 2024-07-01 的样式填写。",
    en: "not a day",
    fix_en: "write it like 2024-07-01",
};
/// Not an amount.
pub static NO_AMOUNT: Code = Code {
    id: "DSK-0136",
    kind: Kind::Input,
    zh: "不是金额。",
    fix_zh: "请填写大于零的金额，单位为元，最多两位小数。",
    en: "not an amount",
    fix_en: "write yuan, more than nothing, at most two decimals",
};
/// Neither yes nor no.
pub static YES_OR_NO: Code = Code {
    id: "DSK-0137",
    kind: Kind::Input,
    zh: "请选择是或否。",
    fix_zh: "请选择其中一项。",
    en: "neither yes nor no",
    fix_en: "choose one of them",
};
/// No such question.
pub static UNKNOWN_FIELD: Code = Code {
    id: "DSK-0138",
    kind: Kind::Input,
    zh: "表单没有“{field}”这一项。",
    fix_zh: "请按事项的表单填写。",
    en: "the form has no field {field}",
    fix_en: "use the fields of the service's form",
};
/// Granted before.
pub static HAS_STANDING: Code = Code {
    id: "DSK-0141",
    kind: Kind::Conflict,
    zh: "该用户已有此授权（{standing}）。",
    fix_zh: "无需重复授权。",
    en: "the user has this standing already ({standing})",
    fix_en: "there is nothing to do",
};
/// Nobody to take it from.
pub static NO_STANDING: Code = Code {
    id: "DSK-0142",
    kind: Kind::Missing,
    zh: "没有用户 {login}，或其没有此项授权。",
    fix_zh: "请核对登录名。",
    en: "there is no user {login}, or they hold no such standing",
    fix_en: "check the login",
};
/// One's own rights.
pub static OWN_STANDING: Code = Code {
    id: "DSK-0143",
    kind: Kind::Conflict,
    zh: "不能撤销自己的授权。",
    fix_zh: "请由另一名管理员办理。",
    en: "nobody ends their own rights",
    fix_en: "another administrator has to",
};
/// A day that is over.
pub static DAY_PAST: Code = Code {
    id: "DSK-0144",
    kind: Kind::Input,
    zh: "截止日期已过。",
    fix_zh: "请填写今天或以后的日期。",
    en: "the last day is over",
    fix_en: "give today or a later day",
};
/// Not a user who can act for relatives.
pub static NOT_AGENT: Code = Code {
    id: "DSK-0145",
    kind: Kind::Conflict,
    zh: "该用户不能作为代办人。",
    fix_zh: "代办人须为另一位已实名的用户。",
    en: "this user cannot act for you",
    fix_en: "it has to be another person with an account of their own",
};
/// Acts for too many.
pub static TOO_MANY: Code = Code {
    id: "DSK-0146",
    kind: Kind::Conflict,
    zh: "该用户已代办 {most} 人，不能再增加。",
    fix_zh: "请选择其他亲属。",
    en: "the user acts for {most} people already",
    fix_en: "choose another relative",
};
/// Not a share.
pub static NO_SHARE: Code = Code {
    id: "DSK-0139",
    kind: Kind::Input,
    zh: "不是百分比。",
    fix_zh: "请填写缴费基准的百分比，如 60。",
    en: "not a percentage",
    fix_en: "write the percentage of the average wage, such as 60",
};
/// A file that is none of the kinds taken.
pub static MATERIAL_KIND: Code = Code {
    id: "DSK-0170",
    kind: Kind::Input,
    zh: "不能接收这种文件：{name}。",
    fix_zh: "请上传照片（JPEG、PNG、WebP）、PDF、Word或Excel文件；带宏的文件不接收。",
    en: "files of this kind are not taken: {name}",
    fix_en: "hand in a photo (JPEG, PNG, WebP), a PDF, a Word or Excel file without macros",
};
/// A file that is too large, or one too many.
pub static MATERIAL_SIZE: Code = Code {
    id: "DSK-0171",
    kind: Kind::Input,
    zh: "文件为空、超过 {megabytes} MB，或材料已满 {most} 份。",
    fix_zh: "请压缩照片或分开上传；多页的请合并成一个PDF。",
    en: "the file is empty or larger than {megabytes} MB, or there are {most} already",
    fix_en: "make the photo smaller; put several pages into one PDF",
};
/// A matter that takes no materials now.
pub static MATERIAL_LATE: Code = Code {
    id: "DSK-0172",
    kind: Kind::Conflict,
    zh: "办件 {matter} 已办结或不由您办理，不能添加材料。",
    fix_zh: "请在办结前由申请人或受理人员添加。",
    en: "no materials can be added to matter {matter}",
    fix_en: "whoever asked, or the desk, adds them before it is decided",
};
/// A material that is not there.
pub static NO_MATERIAL: Code = Code {
    id: "DSK-0173",
    kind: Kind::Missing,
    zh: "没有这份材料，或已按保管期限清除。",
    fix_zh: "请在办件页面查看现有材料。",
    en: "there is no such material, or its time is over and it was removed",
    fix_en: "see the page of the matter for those there are",
};
/// Not a receipt of a decision.
pub static NO_RECEIPT: Code = Code {
    id: "DSK-0160",
    kind: Kind::Input,
    zh: "不是决定回执：{why}。",
    fix_zh: "请使用在办件页面下载的原文件，不要改动。",
    en: "not the receipt of a decision: {why}",
    fix_en: "use the file as it was downloaded from the page of the matter",
};
/// A receipt that the key did not sign.
pub static FORGED: Code = Code {
    id: "DSK-0161",
    kind: Kind::Conflict,
    zh: "回执的签名与密钥 {key} 不符：内容被改动过，或由其他机构出具。",
    fix_zh: "请重新下载回执，或向出具机构核实。",
    en: "the signature does not fit the key {key}: the receipt was changed, or another agency issued it",
    fix_en: "download the receipt again, or ask the agency that issued it",
};
/// Nothing was decided.
pub static UNDECIDED: Code = Code {
    id: "DSK-0162",
    kind: Kind::Missing,
    zh: "{matter} 还没有决定。",
    fix_zh: "请在作出决定后下载回执。",
    en: "there is no decision on {matter} yet",
    fix_en: "ask again when it is decided",
};
/// The archive of rule sets is damaged.
pub static ARCHIVE: Code = Code {
    id: "DSK-0163",
    kind: Kind::System,
    zh: "存档的规则集 {hash} 已损坏。",
    fix_zh: "请运行 jinbao verify，并从备份恢复。",
    en: "the archived rule set {hash} is damaged",
    fix_en: "run jinbao verify and restore it from a backup",
};
