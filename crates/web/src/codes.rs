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
