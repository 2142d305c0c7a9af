//! Error codes of the value types: what a number, code or date on a form may be wrong about.

use crate::problem::{Code, Kind};

macro_rules! input {
    ($($name:ident = $id:literal, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {$(
        #[doc = $en]
        pub static $name: Code =
            Code { id: $id, kind: Kind::Input, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en };
    )*

    /// All codes of the kernel, in the order of their ids.
    pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

input! {
    ID_LENGTH = "KER-0101",
        "公民身份号码应为18位（旧号15位），实际{length}位", "请核对证件后重新填写，注意Excel可能把长数字改成科学计数",
        "an ID number has 18 places (an old one 15), this has {length}", "compare with the document; a spreadsheet may have turned the number into scientific notation";
    ID_CHARACTER = "KER-0102",
        "公民身份号码第{place}位不是数字", "请核对证件后重新填写；只有第18位可以是X",
        "place {place} of the ID number is not a digit", "compare with the document; only the 18th place may be X";
    ID_DATE = "KER-0103",
        "公民身份号码中的出生日期{date}不存在", "请核对证件第7至14位",
        "the date of birth {date} in the ID number does not exist", "compare places 7 to 14 with the document";
    ID_CHECK = "KER-0104",
        "公民身份号码校验码不符，有数字填错", "请核对证件，逐位检查",
        "the check character of the ID number does not fit: some place is wrong", "compare each place with the document";
    ID_REGION = "KER-0105",
        "公民身份号码前两位{province}不是任何省份的代码", "请核对证件前6位",
        "no province has the code {province} that the ID number begins with", "compare the first six places with the document";
    CREDIT_LENGTH = "KER-0111",
        "统一社会信用代码应为18位，实际{length}位", "请按营业执照重新填写",
        "a unified social credit code has 18 places, this has {length}", "copy it from the licence again";
    CREDIT_CHARACTER = "KER-0112",
        "统一社会信用代码第{place}位不合规定", "代码不含字母I、O、S、V、Z，第3至8位为数字，请按营业执照核对",
        "place {place} of the unified social credit code is not allowed", "the code has no letters I, O, S, V, Z and digits only in places 3 to 8; compare with the licence";
    CREDIT_CHECK = "KER-0113",
        "统一社会信用代码校验码不符，有字符填错", "请按营业执照逐位检查",
        "the check character of the unified social credit code does not fit", "compare each place with the licence";
    CARD_LENGTH = "KER-0121",
        "银行卡号应为12至19位数字，实际{length}位", "请按银行卡重新填写",
        "a bank card number has 12 to 19 digits, this has {length}", "copy it from the card again";
    CARD_CHARACTER = "KER-0122",
        "银行卡号第{place}位不是数字", "请按银行卡重新填写",
        "place {place} of the bank card number is not a digit", "copy it from the card again";
    CARD_CHECK = "KER-0123",
        "银行卡号校验位不符，有数字填错", "请按银行卡逐位检查",
        "the check digit of the bank card number does not fit", "compare each digit with the card";
    PHONE = "KER-0131",
        "手机号应为11位、以13至19开头", "请填写中国大陆手机号，可以带+86",
        "a mobile number has 11 digits and begins with 13 to 19", "give a mobile number of mainland China; +86 may stand in front";
    DOCUMENT_NUMBER = "KER-0141",
        "{kind}号码不符合格式", "请核对证件种类和号码",
        "the number does not have the form of a {kind}", "compare kind and number with the document";
    REGION_FORM = "KER-0151",
        "行政区划代码应为6位数字", "请填写6位行政区划代码，如110105",
        "a region code has six digits", "give the six digits, such as 110105";
    REGION_UNKNOWN = "KER-0152",
        "没有行政区划代码{region}", "请核对代码；新设区划由管理员加入区划文件",
        "there is no region {region}", "check the code; an administrator can add new regions by file";
    DATA_LINE = "KER-0161",
        "数据文件第{line}行无法识别：{text}", "请按文件头的说明改正这一行",
        "line {line} of the data file cannot be read: {text}", "correct the line as the head of the file says";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn ids_are_unique_and_ordered() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
