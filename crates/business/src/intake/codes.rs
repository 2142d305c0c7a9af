//! Refusals of files and their rows.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
    };
}

codes! {
    /// The same person and month twice in a file.
    DUPLICATE = "INT-0101", Input, "与文件中第 {first} 行重复。", "请删除重复的行。",
        "the same as row {first} of the file", "delete one of them";
    /// The file belongs to another unit.
    OTHER_UNIT = "INT-0102", Conflict, "这是单位 {other} 的文件，不是单位 {unit} 的，未作任何更改。", "请核对所选单位与文件。",
        "this is a file of unit {other}, not of unit {unit}; nothing was changed", "check unit and file";
    /// The personal number is somebody else's.
    NUMBER_DIFFERS = "INT-0103", Input, "个人编号 {given} 与证件号码不是同一人。", "请核对个人编号，或留空由系统查找。",
        "personal number {given} and document belong to different people", "check the personal number, or leave it blank";
    /// Back payment without its months, or not up to the first month.
    BACK_MONTHS = "INT-0104", Input, "补缴起止年月须填写，并与缴费起始年月 {from} 衔接。", "请填写补缴起止年月，止于缴费起始年月的上月。",
        "the months of the back payment have to lead up to {from}", "give both months; the last is the one before the first month";
    /// Not a single row in it.
    NO_ROWS = "INT-0105", Input, "文件中没有数据行。", "请在表头下填写数据。",
        "there are no rows in the file", "fill in rows below the header";
    /// A word for the sex in a document that tells it.
    SEX_DIFFERS = "INT-0106", Input, "性别与公民身份号码不符。", "请核对性别，或留空。",
        "the sex is not that of the citizen's number", "check it, or leave it blank";
    /// Take-over files with bad rows.
    BAD_ROWS = "INT-0107", Input, "接收文件中有 {bad} 行有误，未作任何更改。", "请按所列原因更正后重新检查。",
        "{bad} rows of the take-over files are wrong; nothing was changed", "correct them as listed and check again";
    /// Control totals that do not agree.
    TOTALS_DIFFER = "INT-0108", Conflict, "控制总数不符，未切换：{differences}。", "请与原系统核对后重新导出。",
        "the control totals differ, nothing was switched: {differences_en}", "compare with the old system and export again";
    /// Twice in a file of things that are there once.
    TWICE = "INT-0109", Input, "{what} 在文件中出现两次。", "请保留正确的一行。",
        "{what} occurs twice in the file", "keep the right one";
    /// A number that the file of units or people does not have.
    NO_SUCH = "INT-0110", Input, "{what} 不在所附的单位或人员文件中。", "请补齐，或更正编号。",
        "{what} is not in the file of units or people", "add it, or correct the number";
    /// A person's rows do not stand together.
    SCATTERED = "INT-0111", Input, "人员 {what} 的记录没有排在一起。", "请按个人编号排序后导出。",
        "the records of person {what} do not stand together", "export them ordered by personal number";
    /// A month twice in one insurance.
    MONTH_TWICE = "INT-0112", Input, "与自 {from} 起的{insurance}记录月份重叠。", "请更正起止年月。",
        "overlaps the records of {insurance} from {from}", "correct the months";
    /// The number of months is not that between the ends.
    MONTHS_DIFFER = "INT-0113", Input, "月数与起止年月不符，应为 {months}。", "请更正月数或起止年月；中断的应分段。",
        "the months do not fit their ends; it would be {months}", "correct them; an interrupted run is two rows";
    /// A sum is not that of its parts.
    PARTS_DIFFER = "INT-0114", Input, "合计不等于各项之和 {sum} 元。", "请核对各项金额。",
        "the total is not the sum of its parts, {sum} yuan", "check the amounts";
    /// A negative amount where none can be.
    NEGATIVE = "INT-0115", Input, "金额不能为负。", "请更正金额。",
        "the amount cannot be negative", "correct it";
    /// A pension of an insurance that pays none.
    OTHER_PENSION = "INT-0116", Input, "{insurance}不支付养老金。", "请填写养老或居民养老；其他待遇另行办理。",
        "{insurance} pays no pension", "it is pension or resident-pension; handle other benefits by themselves";
    /// A balance that is not that of a year's end, or not of the same one as the others.
    AS_OF = "INT-0117", Input, "账户余额的截止日期须为 12 月 31 日，且各行同一年度。", "请导出上一结息年度末的余额；其后的记账随缴费记录接收。",
        "balances are those of one 31 December, the same in every row", "export those of the last settled year; what was credited since comes with the records";
    /// Deposits of a fund that are not its balance.
    UNBALANCED = "INT-0118", Input, "{fund}期初不平：存款合计 {deposits} 元，结余合计 {balances} 元。", "请先在原系统清理暂收、暂付款，再核对存款与结余。",
        "the opening of {fund} does not balance: deposits of {deposits} yuan, balances of {balances}", "clear suspense and claims in the old system, then compare deposits and balances";
    /// A file of the set that has to be there.
    NO_TOTALS = "INT-0119", Input, "缺少“控制总数”文件。", "请按模板填写原系统的控制总数。",
        "the file of control totals is missing", "fill in the template with the totals of the old system";
    /// Data of a take-over that a second person did not agree to is still in the database.
    LEFT_OVER = "INT-0120", Conflict, "数据库中有未切换的接收数据，与这些文件不同。", "请用原来的文件继续，或在新的数据文件夹中重新接收。",
        "the database holds data of another take-over that was not switched to", "go on with the same files, or start in a new data folder";
    /// A file of another kind.
    OTHER_KIND = "INT-0121", Input, "这是“{found}”表格，不是“{wanted}”表格。", "请换用“{wanted}”模板，或到“{found}”办理。",
        "this is a file of {found_en}, not of {wanted_en}", "use the template of {wanted_en}, or hand it in under {found_en}";
    /// A file that was not checked, or of which no row is good.
    NOT_CHECKED = "INT-0122", Conflict, "文件尚未检查，或没有可以办理的行。", "请先检查，按提示更正后重新上传。",
        "the file was not checked, or has no row that can be taken", "check it first; correct it as told and hand it in again";
    /// Something is being done with the file.
    BUSY = "INT-0123", Conflict, "文件正在处理或已办理，不能再变更。", "请等待处理完成；需要更正的请上传新文件。",
        "the file is being worked on or was taken in", "wait; to correct something hand in another file";
    /// The content was removed.
    REMOVED = "INT-0124", Conflict, "文件内容已按保存期限删除。", "如需再次办理，请重新上传。",
        "the content of the file was removed after its time", "hand it in again";
    /// No such file, or one of others.
    NO_UPLOAD = "INT-0125", Missing, "没有批量文件 {upload}。", "请从批量办理列表进入。",
        "there is no file {upload}", "choose one from the list of files";
    /// No row failed.
    NO_FAILED_ROWS = "INT-0126", Missing, "没有失败的行。", "全部行均已通过。",
        "no row failed", "there is nothing to correct";
    /// What is kept about a file cannot be written.
    KEPT = "INT-0127", System, "批量文件的处理结果无法保存。", "请稍后重试。",
        "what came of the file cannot be kept", "try again later";
    /// Larger than a file may be.
    TOO_BIG = "INT-0128", Input, "文件超过 {most} MB，未接收。", "请拆分成多个文件分别上传。",
        "the file is larger than {most} MB and was not taken", "split it into several files";
    /// No file was chosen.
    NO_FILE = "INT-0129", Input, "没有选择文件，或文件是空的。", "请选择要上传的文件。",
        "no file was chosen, or it is empty", "choose the file to hand in";
    /// Control totals that say nothing.
    NO_FIGURES = "INT-0130", Input, "“控制总数”和“基金期初”都没有内容。", "请按模板填写原系统的数据；空白模板不能接收。",
        "the control totals and the openings of the funds are empty", "fill in the templates with the figures of the old system";
}
