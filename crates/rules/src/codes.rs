//! Codes of the law: `LAW-00xx` mistakes in the files, `LAW-01xx` what the law does not say, `LAW-02xx` inputs that no
//! formula takes.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $en, ".")]
            pub static $name: Code =
                Code { id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en };
        )*
        /// Every code of this crate.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    BROKEN_LAW = "LAW-0001", Input, "法规数据有 {count} 处错误：\n{list}", "请按所列文件和行列改正后重新加载。",
        "the law data has {count} mistakes:\n{list}", "Correct them at the places listed and load again.";
    NOT_YAML = "LAW-0002", Input, "不是有效的 YAML：{why}", "请检查缩进、引号和冒号。",
        "not valid YAML: {why}", "Check indentation, quotes and colons.";
    UNKNOWN_KEY = "LAW-0003", Input, "未知的键“{key}”", "请删除或改正拼写。",
        "unknown key '{key}'", "Remove it or correct its spelling.";
    MISSING_KEY = "LAW-0004", Input, "缺少“{key}”", "请补充。",
        "'{key}' is missing", "Add it.";
    WRONG_SHAPE = "LAW-0005", Input, "此处应为{expected}", "请按格式改写。",
        "expected {expected} here", "Rewrite it in that form.";
    UNKNOWN_PARAMETER = "LAW-0006", Input, "参数目录中没有“{id}”", "请改正拼写，或先在参数目录中登记。",
        "the catalogue has no parameter '{id}'", "Correct its spelling or enter it in the catalogue first.";
    WRONG_UNIT = "LAW-0007", Input, "“{id}”的单位应为 {expected}，写的是 {unit}", "请核对单位。",
        "the unit of '{id}' is {expected}, not {unit}", "Check the unit.";
    BAD_VALUE = "LAW-0008", Input, "“{value}”不是有效的 {unit} 值", "请改正数值。",
        "'{value}' is not a value in {unit}", "Correct the value.";
    BAD_DATE = "LAW-0009", Input, "“{value}”不是日期或月份", "请写成 2024-07 或 2024-07-01。",
        "'{value}' is neither a day nor a month", "Write 2024-07 or 2024-07-01.";
    DUPLICATE = "LAW-0010", Input, "“{id}”重复", "请合并或删除其一。",
        "'{id}' stands twice", "Merge them or remove one.";
    GAP = "LAW-0011", Input, "“{id}”自 {from} 至 {to} 无值", "请补充该期间，未知的写 absent: true。",
        "'{id}' has no value from {from} to {to}", "Add the period; where the figure is unknown write absent: true.";
    OVERLAP = "LAW-0012", Input, "“{id}”的有效期自 {from} 起重叠", "请改正起止日期。",
        "the periods of '{id}' overlap from {from}", "Correct the dates.";
    UNKNOWN_REGION = "LAW-0013", Input, "地区“{region}”没有登记", "请检查六位地区代码及其 region.yaml。",
        "region '{region}' is not registered", "Check the six-digit code and its region.yaml.";
    BAD_SOURCE = "LAW-0014", Input, "依据“{source}”不完整或没有列出", "依据须有发文机关和文号，或注明 unverified、fictional。",
        "the source '{source}' is incomplete or not listed", "A source has a body and a document number, or says unverified or fictional.";
    UNQUOTED = "LAW-0015", Input, "小数“{value}”须加引号", "请写成 \"{value}\"。",
        "the decimal {value} needs quotes", "Write \"{value}\".";
    UNREADABLE = "LAW-0016", System, "无法读取法规文件：{path}", "请检查目录和权限。",
        "cannot read the law file {path}", "Check the folder and its permissions.";
    OUT_OF_BOUNDS = "LAW-0017", Input, "“{id}”的值 {value} 超出范围 {least} 至 {most}", "比例写成小数：16% 写作 \"0.16\"；数值确实如此的，在参数目录中写明 at_most。",
        "{value} lies outside {least} to {most} of '{id}'", "Write a ratio as a decimal: \"0.16\" for 16 %. If the figure is right, raise at_most in the catalogue.";
    TOO_LARGE = "LAW-0018", Input, "文件超过 {most} 字节", "请按险种或文件拆分。",
        "the file has more than {most} bytes", "Split it by insurance or document.";
    ANCHOR = "LAW-0019", Input, "不使用 YAML 的锚点（&）、别名（*）和标签（!）", "请把内容直接写在用到的地方。",
        "anchors (&), aliases (*) and tags (!) of YAML are not used here", "Write the content where it is used.";
    TOO_DEEP = "LAW-0020", Input, "目录嵌套超过 {most} 层", "法规目录只有全国、省、市、县四层。",
        "folders are nested deeper than {most}", "The law has four levels: nation, province, city, county.";
    NO_CASE = "LAW-0021", Input, "{region} 有自己的参数，但没有算例用到它们", "请在法规目录旁的 cases/ 中为该地区写算例。",
        "{region} has figures of its own, but no worked case reads one", "Write cases for the region in cases/ beside the law.";
    BEFORE_LAW = "LAW-0022", Input, "“{id}”自 {first} 起才有规定，不能从 {from} 起改", "请把起始年月改到 {first} 或以后。",
        "'{id}' has a value from {first} on only; it cannot be changed from {from}", "Let the change begin on {first} or later.";

    MISSING = "LAW-0101", Missing, "{region} 在 {at} 没有参数“{id}”的规定", "请在 law/ 中补充该参数及其依据。",
        "no value of '{id}' for {region} at {at}", "Add the parameter and its source to law/.";
    NO_SUCH_REGION = "LAW-0102", Missing, "没有地区 {region} 的法规数据", "请检查地区代码，或为该地区建立 law/ 目录。",
        "there is no law data for region {region}", "Check the code or add a folder for the region to law/.";
    WRONG_KIND = "LAW-0103", System, "参数“{id}”不是{expected}", "这是程序错误，请报告。",
        "parameter '{id}' is not {expected}", "This is a defect of the program; please report it.";
    NOT_KNOWN_YET = "LAW-0104", Missing, "参数“{id}”({region}，{at})在 {known_on} 尚未公布", "可先按上一期数据预算，公布后重算。",
        "'{id}' for {region} at {at} was not yet published on {known_on}", "Compute provisionally with the last figure and again after publication.";

    NEGATIVE = "LAW-0201", Input, "{what}不能为负：{value}", "请核对数据。",
        "{what} cannot be negative: {value}", "Check the figure.";
    NO_TIER = "LAW-0202", Input, "本地没有缴费档次“{tier}”，可选：{tiers}", "请改选公布的档次。",
        "there is no tier '{tier}' here; offered: {tiers}", "Choose a published tier.";
    NO_INJURY_TIER = "LAW-0203", Input, "工伤行业类别 {class} 没有浮动档次 {tier}", "一类行业不下浮，请核对类别与档次。",
        "injury class {class} has no tier {tier}", "Class 1 never floats down; check class and tier.";
    NOT_OFFERED = "LAW-0204", Input, "{region} {month} 未开办该类人员的“{insurance}”", "请核对险种与参保身份。",
        "{insurance} is not offered to this payer in {region} in {month}", "Check the insurance and the kind of payer.";
    OUT_OF_RANGE = "LAW-0205", Input, "{what}超出范围：{value}", "请核对数据。",
        "{what} is out of range: {value}", "Check the figure.";
    DIVIDED_BY_NOTHING = "LAW-0206", Input, "{what}为零，无法计算", "请核对数据。",
        "{what} is zero, so nothing can be computed", "Check the figure.";
    BACKWARDS = "LAW-0207", Input, "止于 {to} 早于起于 {from}", "请核对起止。",
        "the end {to} lies before the start {from}", "Check both ends.";
    WAITING = "LAW-0208", Input, "{region} 等待期内不享受该待遇", "等待期满后再申请。",
        "no such benefit during the waiting period in {region}", "Claim it after the waiting period.";
}
