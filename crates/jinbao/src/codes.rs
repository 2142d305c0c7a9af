//! What the command line itself can refuse (CLI-01xx).

use std::path::Path;

use kernel::{Code, Kind, Problem};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
        /// All of them, in the order of their numbers.
        #[cfg(test)]
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The command line cannot be read.
    USAGE = "CLI-0101", Input, "命令行有误：{detail}", "请用 jinbao {command}--help 查看用法",
        "the command line cannot be read: {detail}", "see jinbao {command}--help";
    /// A configuration value is wrong or unknown.
    CONFIG = "CLI-0102", Input, "配置项 {key} 有误（来自{source}）：{detail}", "请改正后重试；jinbao config print 显示生效的配置",
        "the setting {key} is wrong (from {source}): {detail}", "correct it; jinbao config print shows what is in force";
    /// The named configuration file does not exist.
    NO_CONFIG = "CLI-0103", Missing, "没有配置文件 {file}", "请核对 --config 的路径",
        "there is no configuration file {file}", "check the path given to --config";
    /// Nothing has been set up in the data folder.
    NOT_SET_UP = "CLI-0104", Missing, "{folder} 中还没有数据库", "请先运行 jinbao init --region 代码，或 jinbao demo 建立演示城市，或用 --data 指定文件夹",
        "there is no database in {folder} yet", "run jinbao init --region CODE or jinbao demo first, or name the folder with --data";
    /// Something was set up there already.
    SET_UP = "CLI-0105", Conflict, "{folder} 中已有数据库（地区 {region}），未作任何更改", "请用 --data 指定另一个文件夹",
        "{folder} already holds a database (region {region}); nothing was changed", "name another folder with --data";
    /// A command that destroys needs a yes.
    NOT_CONFIRMED = "CLI-0106", Conflict, "未确认，没有执行：{question}", "确认无误后加 --yes 再运行",
        "not confirmed, nothing was done: {question}", "run it again with --yes if you mean it";
    /// The port is taken.
    PORT = "CLI-0107", Conflict, "端口 {port} 已被占用（地址 {listen}）", "请停止占用它的程序，或用 --port 指定另一个端口，如 --port {other}",
        "port {port} on {listen} is in use", "stop the program that uses it, or choose another with --port, such as --port {other}";
    /// The address cannot be listened on.
    LISTEN = "CLI-0108", Input, "无法监听地址 {listen}:{port}", "请核对 --listen；127.0.0.1 只供本机，0.0.0.0 供全网",
        "cannot listen on {listen}:{port}", "check --listen: 127.0.0.1 is this machine only, 0.0.0.0 every network";
    /// A running server holds the database and the command cannot go through it.
    SERVER_HOLDS = "CLI-0109", Conflict, "服务 {address}（进程 {pid}）正在使用此数据库，{command} 不能同时进行", "请先停止该服务（Ctrl-C 或 kill {pid}），再运行",
        "the server at {address} (process {pid}) uses this database; {command} cannot run beside it", "stop the server first (Ctrl-C, or kill {pid}), then run it again";
    /// The running server did not answer as it should.
    SERVER_ANSWER = "CLI-0110", System, "服务 {address} 没有正常应答", "请查看该服务的日志；必要时重启服务",
        "the server at {address} did not answer properly", "see its log; restart it if need be";
    /// The running server is another version.
    SERVER_VERSION = "CLI-0111", Conflict, "服务的版本是 {server}，本程序是 {own}", "请用同一版本：升级后重启服务",
        "the server is version {server}, this program {own}", "use the same version: restart the server after an upgrade";
    /// The token of the running server was not given or wrong.
    TOKEN = "CLI-0112", Forbidden, "口令无效，命令未执行", "请在服务所用的数据文件夹上、以同一用户运行 jinbao",
        "the token is wrong; the command was not carried out", "run jinbao on the server's data folder as the same user";
    /// A file cannot be read or written.
    FILE = "CLI-0113", Input, "无法读写文件 {file}", "请核对路径、权限和磁盘空间",
        "the file {file} cannot be read or written", "check path, permissions and disk space";
    /// A command that acts needs to know for whom.
    NO_OFFICER = "CLI-0114", Input, "没有说明由谁办理", "请用 --as 登录名，或在 jinbao.toml 的 [cli] 中写 officer",
        "it was not said who acts", "give --as LOGIN, or officer under [cli] in jinbao.toml";
    /// The database has to be migrated first.
    PENDING = "CLI-0115", Conflict, "数据库还有 {count} 项升级未执行", "请先备份，再运行 jinbao migrate",
        "{count} migrations of the database are pending", "back it up, then run jinbao migrate";
    /// The program broke down.
    PANIC = "CLI-0116", System, "程序内部出错，操作已中止；未提交的内容不会留下", "请把以上信息和所用命令报告给维护人员",
        "the program broke down; nothing uncommitted is left behind", "report this with the command you gave";
    /// The password is too weak or was not given.
    PASSWORD = "CLI-0117", Input, "密码至少 {least} 个字符", "请重新设置更长的密码",
        "a password has at least {least} characters", "choose a longer one";
    /// The command is not built yet.
    NOT_YET = "CLI-0118", Input, "此版本还不能办理 {command}", "请使用更新的版本",
        "this version cannot do {command} yet", "use a newer version";
    /// No fee month.
    MONTH = "CLI-0119", Input, "不是月份", "请写成 2024-07 或 202407",
        "not a month", "write it as 2024-07 or 202407";
    /// No day.
    DAY = "CLI-0120", Input, "不是日期", "请写成 2024-07-01",
        "not a day", "write it as 2024-07-01";
    /// No amount.
    AMOUNT = "CLI-0121", Input, "不是金额", "请写成元，最多两位小数，如 1234.56",
        "not an amount", "write yuan with at most two decimals, such as 1234.56";
    /// The law's files hold mistakes.
    LAW = "CLI-0122", Input, "法规数据有 {count} 处错误：\n{mistakes}", "请按所列文件和行改正",
        "the law files hold {count} mistakes:\n{mistakes}", "correct the files at the lines named";
    /// Not one of the known words.
    WORD = "CLI-0123", Input, "不在可用的词中", "可用：{known}",
        "not one of the known words", "known are: {known}";
    /// No such unit.
    NO_UNIT = "CLI-0124", Missing, "没有单位 {unit}", "请核对信用代码或单位编号；新单位先用 jinbao declare unit 登记",
        "there is no unit {unit}", "check the credit code or number; register a new unit with jinbao declare unit";
    /// No such person.
    NO_PERSON = "CLI-0125", Missing, "没有人员 {person}", "请核对公民身份号码或个人编号；新参保人先增员",
        "there is no person {person}", "check the ID number or personal number; somebody new has to join first";
    /// A file in a folder of take-over files that is none of them.
    STRANGE_FILE = "CLI-0126", Input, "{file} 不是接收文件", "请移走，或以模板名命名：{known}",
        "{file} is none of the take-over files", "move it away, or name it as its template: {known}";
    /// Two files for one layout.
    FILE_TWICE = "CLI-0127", Input, "{file} 与 {other} 是同一种接收文件", "请只保留一个",
        "{file} and {other} are the same kind of take-over file", "keep one of them";
    /// A form that a table does not come in.
    NO_FORM = "CLI-0128", Input, "此表没有 {form} 格式", "可用：{known}",
        "this table does not come as {form}", "it comes as: {known}";
    /// A document is about one fund.
    ONE_FUND = "CLI-0129", Input, "{form} 一次只写一个基金", "请用 --fund 指明基金",
        "{form} is written for one fund at a time", "name it with --fund";
    /// Nothing to print.
    NOTHING_TO_PRINT = "CLI-0130", Missing, "没有可打印的{what}", "请核对人员、缴费人和月份",
        "there is no {what_en} to print", "check the person, payer and month";
    /// A message could not be handed over.
    MESSAGE = "CLI-0131", System, "消息 {key} 未能发出", "稍后自动重试；请检查 messages.gateway 的设置",
        "message {key} could not be handed over", "it is tried again; check the setting messages.gateway";
    /// A pooling area that the configuration does not know.
    NO_AREA = "CLI-0140", Missing, "配置中没有统筹区 {area}", "请在 jinbao.toml 中加一节 [areas.\"{area}\"] 并写明 folder；已有：{areas}",
        "the configuration knows no pooling area {area}", "add a section [areas.\"{area}\"] with its folder to jinbao.toml; known are: {areas}";
    /// A side of a comparison that is none.
    SIDE = "CLI-0150", Input, "“{side}”不是目录、日期、地区或“地区@日期”", "例如 2024-07-01、110000、110000@2024-07，或一个法规目录",
        "'{side}' is no folder, day, region or region@day", "for example 2024-07-01, 110000, 110000@2024-07, or a law folder";
    /// A folder beside something else.
    SIDES = "CLI-0151", Input, "目录只能与目录比较", "请两边都写目录，或两边都写日期、地区",
        "a folder is compared with a folder", "give two folders, or two days or regions";
    /// Neither a file nor a decision.
    NO_RECEIPT = "CLI-0152", Missing, "没有文件、决定或办件 {receipt}", "请写回执文件的路径、决定编号或办件编号",
        "there is no file, decision or matter {receipt}", "give the path of a receipt, or the number of a decision or matter";
    /// A year that has not begun.
    YEAR_TO_COME = "CLI-0153", Input, "{year} 年还没有到，没有权益记录", "请填写今年或以前的年度",
        "the year {year} has not begun: there is no record of it", "name this year or one before";
    /// A file that is not there.
    NO_FILE = "CLI-0154", Input, "没有文件 {file}", "请核对文件名和所在文件夹",
        "there is no file {file}", "check its name and folder";
    /// Nobody's keys to check a certificate with.
    NO_KEYS = "CLI-0160", Input, "没有核验所用的公钥", "请从出具机构网站下载 /.well-known/jwks.json，用 --keys 指定",
        "there are no public keys to check with", "download /.well-known/jwks.json from the agency and name it with --keys";
    /// A sealed file without a statement.
    NO_STATEMENT = "CLI-0161", Input, "文件没有内附的证明内容", "请使用下载的证明原件",
        "no statement is attached to the file", "take the certificate as it was downloaded";
    /// No usable certificate for https.
    TLS = "CLI-0162", Input, "https 所用的证书或私钥无法使用：{file}", "请核对 server.certificate（PEM 证书链）和 server.certificate_key（PKCS #8 私钥）",
        "the certificate or key for https cannot be used: {file}", "check server.certificate (a PEM chain) and server.certificate_key (PKCS #8)";
}

/// Why a file cannot be used.
pub fn file(path: &Path, cause: std::io::Error) -> Problem {
    let code = if cause.kind() == std::io::ErrorKind::NotFound { &NO_FILE } else { &FILE };
    code.with("file", path.display()).because(cause)
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn ids_are_unique_and_ordered() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
