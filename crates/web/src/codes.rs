//! What the web floor itself can refuse (WEB-01xx).

use kernel::{Code, Kind};

/// No such path.
pub static NO_PAGE: Code = Code {
    id: "WEB-0101",
    kind: Kind::Missing,
    zh: "没有这个地址：{path}",
    fix_zh: "请核对地址，或回到首页 /",
    en: "there is nothing at {path}",
    fix_en: "check the address, or go to the first page /",
};
/// The page could not be made.
pub static PAGE: Code = Code {
    id: "WEB-0102",
    kind: Kind::System,
    zh: "页面暂时无法显示",
    fix_zh: "请稍后重试；如重复出现请联系维护人员",
    en: "the page cannot be shown at present",
    fix_en: "try again later; if it happens again, call the maintainers",
};
/// No such service.
pub static NO_SERVICE: Code = Code {
    id: "WEB-0103",
    kind: Kind::Missing,
    zh: "没有事项 {code}",
    fix_zh: "请在“办事服务”中查找，或搜索事项名称",
    en: "there is no service {code}",
    fix_en: "look in the list of services, or search for its name",
};
/// Not signed in.
pub static SIGN_IN: Code = Code {
    id: "WEB-0111",
    kind: Kind::Forbidden,
    zh: "请先登录。",
    fix_zh: "网页请登录；接口请在 Authorization 头中带令牌。",
    en: "sign in first",
    fix_en: "sign in, or send a token in the Authorization header",
};
/// What another site sent, or a form of another session.
pub static FOREIGN: Code = Code {
    id: "WEB-0112",
    kind: Kind::Forbidden,
    zh: "请求不是从本站当前页面发出的，已拒绝。",
    fix_zh: "请回到本站页面，刷新后重新提交。",
    en: "the request did not come from a present page of this site",
    fix_en: "go back to the page, reload it and submit again",
};
/// No standing chosen.
pub static NO_STANDING: Code = Code {
    id: "WEB-0113",
    kind: Kind::Forbidden,
    zh: "还没有选择办理身份。",
    fix_zh: "请先选择身份；没有可选身份的，请联系经办机构。",
    en: "no standing is chosen",
    fix_en: "choose one; without any, ask the agency",
};
/// The token's scope.
pub static SCOPE: Code = Code {
    id: "WEB-0114",
    kind: Kind::Forbidden,
    zh: "此令牌只能查询，不能办理。",
    fix_zh: "请使用带“办理”权限的令牌。",
    en: "this token may look up only",
    fix_en: "use a token with the scope write",
};
/// Too many attempts.
pub static TOO_OFTEN: Code = Code {
    id: "WEB-0115",
    kind: Kind::TooOften,
    zh: "尝试过于频繁。",
    fix_zh: "请稍等一分钟后重试。",
    en: "too many attempts",
    fix_en: "wait a minute and try again",
};
/// The form cannot be read.
pub static FORM: Code = Code {
    id: "WEB-0116",
    kind: Kind::Input,
    zh: "表单内容无法读取。",
    fix_zh: "请回到页面重新填写。",
    en: "the form cannot be read",
    fix_en: "go back and fill it in again",
};
/// Nobody was chosen.
pub static FIND_FIRST: Code = Code {
    id: "WEB-0117",
    kind: Kind::Input,
    zh: "还没有选择为谁办理。",
    fix_zh: "请先查找人员或单位，再从其页面开始办理。",
    en: "it was not said for whom",
    fix_en: "find the person or unit first and start from their page",
};
/// No such step.
pub static NO_STEP: Code = Code {
    id: "WEB-0118",
    kind: Kind::Input,
    zh: "没有办理步骤“{step}”。",
    fix_zh: "可用：{known}。",
    en: "there is no step {step}",
    fix_en: "one of: {known}",
};
/// This node prints nothing.
pub static NO_PRINTER: Code = Code {
    id: "WEB-0119",
    kind: Kind::Missing,
    zh: "本节点没有启用文件打印。",
    fix_zh: "请到经办窗口打印。",
    en: "this node prints no documents",
    fix_en: "ask at a counter",
};
/// Random numbers failed.
pub static RANDOM: Code = Code {
    id: "WEB-0120",
    kind: Kind::System,
    zh: "系统暂时不能生成随机数。",
    fix_zh: "请稍后重试。",
    en: "no random numbers at present",
    fix_en: "try again later",
};
/// The body is not the JSON wanted.
pub static JSON: Code = Code {
    id: "WEB-0121",
    kind: Kind::Input,
    zh: "请求内容不是所要求的 JSON。",
    fix_zh: "请按接口文档的样式发送，Content-Type 为 application/json。",
    en: "the body is not the JSON that is wanted",
    fix_en: "send it as the API document shows, with Content-Type application/json",
};
/// No such parameter.
pub static NO_PARAMETER: Code = Code {
    id: "WEB-0150",
    kind: Kind::Missing,
    zh: "没有法规参数“{id}”",
    fix_zh: "请在“法规参数”页查找",
    en: "the law has no parameter '{id}'",
    fix_en: "look for it on the page of the law, /law",
};
/// Not a day.
pub static NO_DAY: Code = Code {
    id: "WEB-0151",
    kind: Kind::Input,
    zh: "不是日期",
    fix_zh: "请写成 2024-07-01 或 2024-07",
    en: "not a day",
    fix_en: "write it as 2024-07-01 or 2024-07",
};
/// Nothing was chosen where something has to be.
pub static CHOOSE_ONE: Code = Code {
    id: "WEB-0122",
    kind: Kind::Input,
    zh: "还没有选择。",
    fix_zh: "请选择其中一项。",
    en: "nothing is chosen",
    fix_en: "choose one",
};
/// Nobody's insurance or wage was recorded by a matter.
pub static NOBODY_LISTED: Code = Code {
    id: "WEB-0123",
    kind: Kind::Missing,
    zh: "办件 {matter} 没有涉及的人员，不能打印名册。",
    fix_zh: "增员、减员、基数申报办结后可以打印。",
    en: "matter {matter} is about nobody's insurance or wage, there is no list to print",
    fix_en: "lists are printed once joiners, leavers or wages were taken in",
};
/// No month.
pub static NO_MONTH: Code = Code {
    id: "WEB-0130",
    kind: Kind::Input,
    zh: "“{text}”不是年月。",
    fix_zh: "请写作 2024-07。",
    en: "'{text}' is no month",
    fix_en: "write 2024-07",
};
/// What is asked in an address cannot be read.
pub static QUERY: Code = Code {
    id: "WEB-0131",
    kind: Kind::Input,
    zh: "地址中的查询条件无法识别：{cause}",
    fix_zh: "请按接口说明填写，不用的条件不要写。",
    en: "what is asked in the address cannot be read: {cause}",
    fix_en: "write it as the document says, and leave out what is not asked",
};
