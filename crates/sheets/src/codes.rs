//! The problems a table can have. `SHT-01xx`: the file; `SHT-02xx`: its columns and cells.

use kernel::{Code, Kind};

const fn input(
    id: &'static str,
    zh: &'static str,
    fix_zh: &'static str,
    en: &'static str,
    fix_en: &'static str,
) -> Code {
    Code { id, kind: Kind::Input, zh, fix_zh, en, fix_en }
}

/// All of them, for the catalogue.
pub static ALL: &[&Code] = &[
    &READ_FAILED,
    &TOO_LARGE,
    &ZIP_BOMB,
    &ENCRYPTED,
    &NOT_A_TABLE,
    &EMPTY,
    &UNKNOWN_ENCODING,
    &TOO_MANY_ROWS,
    &TOO_MANY_COLUMNS,
    &CELL_TOO_LONG,
    &BROKEN,
    &OPEN_QUOTE,
    &WRITE_FAILED,
    &NO_HEADER,
    &MISSING_COLUMN,
    &DOUBLE_COLUMN,
    &FORMULA,
    &MERGED,
    &DIGITS_LOST,
    &CELL_ERROR,
    &REQUIRED,
    &NOT_MONEY,
    &NOT_A_MONTH,
    &NOT_A_DATE,
    &NOT_A_NUMBER,
    &NOT_A_CHOICE,
];

/// The file cannot be read from its disk.
pub static READ_FAILED: Code = Code {
    id: "SHT-0101",
    kind: Kind::System,
    zh: "读取文件失败",
    fix_zh: "请确认文件存在、未被其他程序占用，然后重试",
    en: "the file could not be read",
    fix_en: "check that it exists and that no other program holds it, then try again",
};
/// More bytes than the limit.
pub static TOO_LARGE: Code = input(
    "SHT-0102",
    "文件大小 {size} MB，超过上限 {limit} MB",
    "请拆分成多个文件分别导入；.xls 请另存为 .xlsx 或 CSV",
    "the file has {size} MB, the limit is {limit} MB",
    "split it into several files; save .xls as .xlsx or CSV",
);
/// A small file that unpacks to a huge one.
pub static ZIP_BOMB: Code = input(
    "SHT-0103",
    "文件解压后超过 {limit} MB，疑似压缩炸弹，已停止读取",
    "请在 Excel 中打开，把数据复制到新工作簿后另存再导入",
    "the file unpacks to more than {limit} MB and was not read further",
    "open it, copy the data into a new workbook and save that",
);
/// A workbook with a password.
pub static ENCRYPTED: Code = input(
    "SHT-0104",
    "工作簿已加密",
    "请在 Excel 中取消打开密码（文件→信息→保护工作簿），另存后再导入",
    "the workbook is encrypted",
    "remove its password and save it again",
);
/// Neither a workbook nor text.
pub static NOT_A_TABLE: Code = input(
    "SHT-0105",
    "不是 Excel 工作簿，也不是 CSV 文本",
    "请使用 .xlsx、.xls 或 .csv 文件；改扩展名不能改变文件格式",
    "neither an Excel workbook nor CSV text",
    "use an .xlsx, .xls or .csv file; renaming a file does not change its format",
);
/// Nothing in it.
pub static EMPTY: Code = input(
    "SHT-0106",
    "文件中没有数据",
    "请把数据填在第一张可见的工作表",
    "the file holds no data",
    "put the data on the first visible sheet",
);
/// Text in an encoding that is neither UTF-8, UTF-16 nor GB18030.
pub static UNKNOWN_ENCODING: Code = input(
    "SHT-0107",
    "无法识别文字编码",
    "请另存为 UTF-8 或 GB18030（“CSV UTF-8”或“CSV”）",
    "the text encoding is not known",
    "save the file as UTF-8 or GB18030",
);
/// More rows than the limit.
pub static TOO_MANY_ROWS: Code = input(
    "SHT-0108",
    "超过 {limit} 行",
    "请拆分成多个文件分别导入",
    "more than {limit} rows",
    "split it into several files",
);
/// More columns than the limit.
pub static TOO_MANY_COLUMNS: Code = input(
    "SHT-0109",
    "超过 {limit} 列",
    "请删除多余的列；也请检查分隔符是否正确",
    "more than {limit} columns",
    "delete the columns that are not needed and check the separator",
);
/// One cell longer than Excel allows.
pub static CELL_TOO_LONG: Code = input(
    "SHT-0110",
    "单元格内容过长",
    "请缩短内容；CSV 文件请检查是否缺少引号",
    "a cell is too long",
    "shorten it; in CSV, check whether a quotation mark is missing",
);
/// Cut off or damaged.
pub static BROKEN: Code = input(
    "SHT-0111",
    "文件损坏或不完整",
    "请重新下载或导出；能打开时请另存为新文件",
    "the file is damaged or incomplete",
    "download or export it again; if it opens, save it as a new file",
);
/// A quotation mark in CSV without its partner.
pub static OPEN_QUOTE: Code = input(
    "SHT-0112",
    "引号没有成对",
    "请补上缺少的双引号；内容里的双引号要写成两个",
    "a quotation mark has no partner",
    "add the missing one; a mark inside a text is written twice",
);
/// The output cannot be written.
pub static WRITE_FAILED: Code = Code {
    id: "SHT-0113",
    kind: Kind::System,
    zh: "写文件失败",
    fix_zh: "请检查磁盘空间和目录权限后重试",
    en: "the file could not be written",
    fix_en: "check the space on the disk and the permissions of the folder",
};

/// No row that looks like the header of this layout.
pub static NO_HEADER: Code = input(
    "SHT-0201",
    "找不到“{layout}”的表头",
    "请使用该业务的模板，或保留含这些列名的一行：{columns}",
    "no header row of “{layout}” was found",
    "use its template, or keep a row with these column names: {columns}",
);
/// Required columns are not there.
pub static MISSING_COLUMN: Code = input(
    "SHT-0202",
    "缺少必填列：{columns}",
    "请补上这些列；列名可用中文名、别名或指标代码",
    "required columns are missing: {columns}",
    "add them; Chinese names, aliases and field codes are accepted",
);
/// Two columns of one meaning.
pub static DOUBLE_COLUMN: Code = input(
    "SHT-0203",
    "“{first}”与“{second}”是同一列",
    "请只保留一列",
    "“{first}” and “{second}” are the same column",
    "keep only one of them",
);
/// A formula instead of a value.
pub static FORMULA: Code = input(
    "SHT-0204",
    "单元格是公式，不是数值",
    "请选中该列，复制后“选择性粘贴→数值”",
    "the cell holds a formula",
    "copy the column and paste it as values",
);
/// Part of a merged area.
pub static MERGED: Code = input(
    "SHT-0205",
    "单元格是合并单元格",
    "请取消合并，并在每一行填上内容",
    "the cell is part of a merged area",
    "unmerge it and fill in every row",
);
/// A long number kept as a number: its last digits are gone.
pub static DIGITS_LOST: Code = input(
    "SHT-0206",
    "长数字被 Excel 存成了数值，末尾数字已丢失",
    "请先把该列设为“文本”格式，再重新填写号码",
    "a long number was stored as a number and has lost its last digits",
    "format the column as text, then enter the numbers again",
);
/// `#N/A` and its like.
pub static CELL_ERROR: Code = input(
    "SHT-0207",
    "单元格是 Excel 错误值",
    "请改成正确的内容",
    "the cell holds an Excel error",
    "replace it with the right value",
);
/// A required cell is blank.
pub static REQUIRED: Code =
    input("SHT-0208", "必填项为空", "请填写该单元格", "a required cell is blank", "fill it in");
/// Not an amount in yuan.
pub static NOT_MONEY: Code = input(
    "SHT-0209",
    "不是金额",
    "请填写以元为单位的数字，最多两位小数，如 5360.00",
    "not an amount of money",
    "enter yuan with at most two decimals, such as 5360.00",
);
/// Not a month.
pub static NOT_A_MONTH: Code = input(
    "SHT-0210",
    "不是年月",
    "请按 yyyyMM 填写，如 202407",
    "not a month",
    "enter it as yyyyMM, such as 202407",
);
/// Not a date.
pub static NOT_A_DATE: Code = input(
    "SHT-0211",
    "不是日期",
    "请按 yyyy-MM-dd 填写，如 2024-07-01",
    "not a date",
    "enter it as yyyy-MM-dd, such as 2024-07-01",
);
/// Not a whole number.
pub static NOT_A_NUMBER: Code =
    input("SHT-0212", "不是整数", "请填写整数", "not a whole number", "enter a whole number");
/// Not one of the allowed words.
pub static NOT_A_CHOICE: Code = input(
    "SHT-0213",
    "不在可选值之内",
    "请填写其中之一：{choices}",
    "not one of the allowed values",
    "enter one of: {choices}",
);

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_is_listed_once_and_in_order() {
        let ids: Vec<_> = super::ALL.iter().map(|code| code.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}
