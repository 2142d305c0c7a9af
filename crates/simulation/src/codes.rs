//! What a simulation can refuse (`SIM-01xx`). Mistakes in a reform's file are `LAW-00xx` with line and column, figures that
//! the law lacks `LAW-01xx`.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
        /// All of them, in the order of their numbers.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The file of a reform or of assumptions has mistakes.
    BROKEN = "SIM-0101", Input, "{file} 有 {count} 处错误：\n{list}", "请按所列行列改正；写法与 law/ 相同，见 law/README.md",
        "{file} has {count} mistakes:\n{list}", "correct them at the places listed; it is written like law/, see law/README.md";
    /// A value of the reform lies before the years that are simulated.
    TOO_EARLY = "SIM-0102", Input, "“{id}”自 {from} 起改，早于仿真首月 {first}", "请把起始年月改到 {first} 或以后，或用 --from 提前首年",
        "'{id}' changes from {from}, before the first month simulated, {first}", "let it begin on {first} or later, or simulate from an earlier year with --from";
    /// A value of the reform lies after the years that are simulated.
    TOO_LATE = "SIM-0103", Input, "“{id}”自 {from} 起改，晚于仿真末月 {last}", "请把起始年月提前，或用 --years 延长",
        "'{id}' changes from {from}, after the last month simulated, {last}", "let it begin earlier, or simulate more years with --years";
    /// The reform is for another region.
    ELSEWHERE = "SIM-0104", Input, "改革写的是 {given}，仿真的是 {region}", "请改正 region，或用 --region 另选；上级地区的改革也可以",
        "the reform is for {given}, the simulation for {region}", "correct region, or choose another with --region; that of a region above will do too";
    /// The region has a figure of its own, so that the reform of the region above does not reach it.
    HIDDEN = "SIM-0105", Input, "{region} 在 {from} 对“{id}”有自己的规定，改上级的不起作用", "请把 region 写成 {region}",
        "{region} has a value of its own of '{id}' on {from}: a change above has no effect there", "write region {region}";
    /// Out of bounds.
    OUT_OF_RANGE = "SIM-0106", Input, "{what}应在 {least} 至 {most} 之间，给的是 {value}", "请改正",
        "{what} lies between {least} and {most}, not at {value}", "correct it";
    /// An assumption is not usable.
    BAD_ASSUMPTION = "SIM-0107", Input, "假设“{id}”不可用：{why}", "请改正假设文件",
        "the assumption '{id}' cannot be used: {why}", "correct the file of assumptions";
    /// Nothing changes.
    NO_CHANGE = "SIM-0108", Input, "改革没有写任何参数", "请在 parameters 下写出要改的参数",
        "the reform changes no parameter", "write what it changes under parameters";
    /// A working thread ended.
    THREAD = "SIM-0109", System, "计算线程异常结束", "请报告维护人员",
        "a working thread broke off", "report it";
    /// Nobody to begin with.
    NOBODY = "SIM-0110", Missing, "没有在册人员，无从推算", "请先登记或接收人员，或不加 --records 而按假设生成",
        "nobody is on record to begin with", "register people first, or leave out --records and have them made from the assumptions";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn ids_are_unique_and_ordered() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
