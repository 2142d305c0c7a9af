//! What the store can report (STO-01xx).

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
    /// The database cannot be opened or reached.
    UNREACHABLE = "STO-0101", System, "无法打开数据库 {target}。", "请检查路径、权限或数据库服务是否运行。",
        "Cannot open the database {target}.", "Check the path, its permissions, or whether the database server runs.";
    /// A second process wants to write to the embedded file.
    TAKEN = "STO-0102", Conflict, "另一个 jinbao 进程（服务）正在使用此数据库 {target}。", "请通过该服务办理，或先停止它。",
        "Another jinbao process (a server) uses this database {target}.", "Work through that server, or stop it first.";
    /// A statement failed for a reason that is a defect or a broken machine.
    FAILED = "STO-0103", System, "数据库操作失败。", "请查看日志；如重复出现请联系维护人员。",
        "A database operation failed.", "See the log; if it happens again, call the maintainers.";
    /// The database was migrated by a newer program.
    NEWER = "STO-0104", Conflict, "数据库版本 {found} 高于本程序所知的 {known}。", "请使用新版本程序。",
        "The database has version {found}; this program knows {known}.", "Use the newer program.";
    /// An applied migration is not the one in this program.
    DIVERGED = "STO-0105", System, "数据库的迁移记录与本程序不一致。", "请用建立该数据库的程序版本，或从备份恢复。",
        "The migrations recorded in the database are not those of this program.", "Use the program that made the database, or restore a backup.";
    /// The database did not answer in time.
    BUSY = "STO-0106", System, "系统繁忙。", "请稍后重试。",
        "The database is busy.", "Try again later.";
    /// A unique key, a check, a reference or a trigger refused the change.
    CONSTRAINT = "STO-0107", Conflict, "与已有记录冲突，未作任何更改。", "请刷新后核对已有记录再办理。",
        "It contradicts what is recorded; nothing was changed.", "Reload, look at the existing record, then try again.";
    /// A cell does not hold what the program expects.
    CELL = "STO-0108", System, "第 {column} 列的内容不是所需的类型 {wanted}。", "请运行 verify，并查看日志。",
        "Column {column} does not hold a {wanted}.", "Run verify and see the log.";
    /// The program used the store against its rules.
    MISUSE = "STO-0109", System, "程序内部错误：{what}。", "请报告此缺陷。",
        "The program misused its store: {what}.", "Report this defect.";
    /// Write on a store that was opened to read only.
    READ_ONLY = "STO-0110", Conflict, "数据库以只读方式打开。", "请通过正在运行的服务办理。",
        "The database is open for reading only.", "Work through the running server.";
    /// The idempotency key was used for another command.
    KEY_REUSED = "STO-0111", Conflict, "办理编号 {key} 已用于内容不同的申请。", "请使用新的办理编号。",
        "The key {key} was already used for a different command.", "Use a new key.";
    /// A sealed value cannot be opened with the keys at hand.
    VAULT = "STO-0112", System, "无法解密受保护的数据。", "请检查 keys 目录中的密钥是否属于此数据库。",
        "A protected value cannot be opened.", "Check that the keys in the folder keys belong to this database.";
    /// The key file is missing, open to others or damaged.
    KEYS = "STO-0113", System, "密钥文件 {file} 不可用。", "请恢复该文件，并仅对本用户开放（600）。",
        "The key file {file} cannot be used.", "Restore it and let only this user read it (mode 600).";
    /// A backup could not be written.
    BACKUP = "STO-0114", System, "备份到 {dir} 失败。", "请检查空间与权限；未留下完整备份。",
        "The backup into {dir} failed.", "Check space and permissions; no complete backup was left.";
    /// A backup is damaged or not one.
    BACKUP_DAMAGED = "STO-0115", Input, "{dir} 中的备份不完整或已损坏。", "请使用另一份备份；现有数据库未改动。",
        "The backup in {dir} is incomplete or damaged.", "Use another one; the present database was not touched.";
    /// The job's lease ran out and another worker has it.
    LEASE_LOST = "STO-0116", Conflict, "任务 {id} 的租约已过期，由他人接手。", "无需处理，本次结果不计。",
        "The lease on job {id} ran out and another worker took it.", "Nothing to do; this result does not count.";
    /// An unknown value of the URL's option sslmode.
    SSL_MODE = "STO-0117", Input, "数据库地址中的 sslmode={mode} 不可用。", "可用：disable prefer require verify-ca verify-full。",
        "sslmode={mode} in the database URL is unknown.", "Known are disable, prefer, require, verify-ca and verify-full.";
    /// The certificates of trusted authorities cannot be read.
    AUTHORITIES = "STO-0118", Input, "无法读取受信任的证书 {file}。", "请检查 sslrootcert 指向的 PEM 文件；不给则用系统证书。",
        "The trusted certificates {file} cannot be read.", "Check the PEM file that sslrootcert names; without it those of the system are used.";
    /// A command of that key was carried out before.
    MADE_BEFORE = "STO-0119", Conflict, "办理编号 {key} 的申请已经办过，未重复办理。", "无需处理，请查看已有的办理结果。",
        "The command with the key {key} was carried out before; nothing was done twice.", "Nothing to do; look at what it came to.";
    /// A folder that has a backup.
    BACKUP_THERE = "STO-0120", Conflict, "{dir} 中已有备份。", "请换一个新文件夹；原有备份未改动。",
        "{dir} holds a backup already.", "Name a new folder; the one that is there was not touched.";
    /// The chain does not end where it should.
    CHAIN_CUT = "STO-0121", System, "审计链在第 {block} 块之后被截断，未继续封存。", "请运行 jinbao verify，并与备份核对。",
        "The audit chain was cut after block {block}; nothing more is chained.", "Run jinbao verify and compare with a backup.";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn codes_are_in_order_and_used_once() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(ALL.iter().all(|code| code.id.starts_with("STO-01") && code.id.len() == 8));
    }
}
