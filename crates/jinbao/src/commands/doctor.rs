//! `jinbao doctor`: is this node fit to work? Looks from outside and beside a running server; repairs only what cannot
//! destroy anything.

use std::fs;
use std::path::Path;

use clap::Args;
use kernel::{Moment, Result};
use serde_json::{Value as Json, json};
use store::{Store, Target, Vault, Way, params};

use crate::config::Settings;
use crate::console::Console;
use crate::language::Language;
use crate::report::{Answer, object};
use crate::{clock, running, setup, wiring};

/// 检查运行环境 / check whether this node is fit to work
#[derive(Args, Clone, Debug)]
pub struct Doctor {
    /// 修复可以安全修复的问题 / repair what is safe to repair
    #[arg(long)]
    pub fix: bool,
}

/// One thing looked at.
struct Finding {
    /// Stable word for machines.
    what: &'static str,
    good: bool,
    text: String,
}

/// A font that has the characters of names and documents.
const FONTS: &[&str] =
    &["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"];
/// Below this much free space a month of a large area may not fit.
const FREE_MIB: u64 = 1024;
/// Audit entries that may wait for their block.
const BACKLOG: i64 = 10_000;

impl Doctor {
    /// Looks, and repairs where asked to.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        let language = console.language;
        let mut findings = vec![self.folder(settings, language)];
        findings.push(self.keys(settings, language));
        findings.push(space(&settings.data.folder, language));
        findings.push(fonts(language));
        findings.push(law(settings, language));
        findings.extend(self.database(settings, language));
        let bad = findings.iter().filter(|finding| !finding.good).count();
        let mut lines: Vec<String> =
            findings.iter().map(|f| format!("{} {}", if f.good { "✓" } else { "✗" }, f.text)).collect();
        lines.push(match bad {
            0 => language.pick("一切正常。".to_owned(), "All is well.".to_owned()),
            _ => language.pick(format!("有 {bad} 个问题。"), format!("{bad} findings.")),
        });
        let json: Vec<Json> =
            findings.iter().map(|f| json!({ "what": f.what, "good": f.good, "text": f.text })).collect();
        let answer = Answer::new(lines.join("\n"), object([("findings", json!(json)), ("bad", json!(bad))]));
        Ok(answer.with_finding(bad > 0))
    }

    fn folder(&self, settings: &Settings, language: Language) -> Finding {
        let folder = &settings.data.folder;
        let shown = folder.display();
        if !folder.is_dir() {
            return bad(
                "folder",
                language,
                format!("数据文件夹 {shown} 不存在：请运行 jinbao init"),
                format!("no data folder {shown}: run jinbao init"),
            );
        }
        if self.fix && !setup::is_private(folder) {
            drop(setup::make_private(folder, 0o700));
        }
        if !setup::is_private(folder) {
            return bad(
                "folder",
                language,
                format!("数据文件夹 {shown} 对其他用户开放（--fix 可收紧为 700）"),
                format!("the data folder {shown} is open to other users (--fix makes it 700)"),
            );
        }
        good("folder", language, format!("数据文件夹 {shown}"), format!("data folder {shown}"))
    }

    fn keys(&self, settings: &Settings, language: Language) -> Finding {
        let folder = wiring::keys(settings);
        if self.fix {
            let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
            for file in files.filter(|file| !setup::is_private(file)) {
                drop(setup::make_private(&file, 0o600));
            }
        }
        match Vault::at(&folder).and_then(|_| wiring::read_key(settings)) {
            Ok(_) => good(
                "keys",
                language,
                "密钥可用，仅本用户可读".into(),
                "the keys work and only this user reads them".into(),
            ),
            Err(problem) => {
                let (what, fix) = language.explain(&problem);
                Finding { what: "keys", good: false, text: format!("{what} {fix}") }
            }
        }
    }

    fn database(&self, settings: &Settings, language: Language) -> Vec<Finding> {
        if wiring::must_exist(settings).is_err() {
            return vec![bad(
                "database",
                language,
                "还没有数据库：请运行 jinbao init".into(),
                "no database yet: run jinbao init".into(),
            )];
        }
        let server = running::find(settings);
        let beside = server.is_some() || matches!(settings.target(), Target::Postgres(_));
        match look(settings) {
            Ok(look) => look.findings(language, self.fix && !beside, settings),
            Err(problem) => {
                let (what, fix) = language.explain(&problem);
                vec![Finding { what: "database", good: false, text: format!("{what} {fix}") }]
            }
        }
    }
}

struct Look {
    way: Way,
    pending: Vec<String>,
    last: Option<Moment>,
    unsealed: i64,
}

fn look(settings: &Settings) -> Result<Look> {
    let store = Store::open_to_read(&settings.target())?;
    let (way, pending) = (store.way()?, store.pending()?);
    if store.version()? == 0 {
        return Ok(Look { way, pending, last: None, unsealed: 0 });
    }
    store.read(|tx| {
        let (last, unsealed) = tx
            .row(
                "SELECT max(at), count(*) FROM audit
                 WHERE id > (SELECT coalesce(max(last), 0) FROM audit_block) AND channel <> 'clock'",
                params![],
                |row| Ok((row.get::<Option<Moment>>(0)?, row.get::<i64>(1)?)),
            )?
            .unwrap_or_default();
        Ok(Look { way, pending: pending.clone(), last, unsealed })
    })
}

impl Look {
    fn findings(self, language: Language, may_fix: bool, settings: &Settings) -> Vec<Finding> {
        let mut found = vec![way(self.way, language)];
        found.push(match self.pending.len() {
            0 => good(
                "migrations",
                language,
                "数据库结构是最新的".into(),
                "the database has the tables of this program".into(),
            ),
            n => bad(
                "migrations",
                language,
                format!("有 {n} 项升级未执行：先备份，再运行 jinbao migrate"),
                format!("{n} migrations are pending: back up, then run jinbao migrate"),
            ),
        });
        let now = clock::now();
        found.push(match self.last {
            Some(last) if last > now.plus_micros(60_000_000) => bad(
                "clock",
                language,
                format!("本机时钟 {now} 早于最后的审计记录 {last}：请校时"),
                format!("this machine's clock, {now}, is before the last audit entry, {last}: set it right"),
            ),
            _ => good("clock", language, format!("本机时钟 {now}"), format!("this machine's clock: {now}")),
        });
        let mut unsealed = self.unsealed;
        if unsealed > BACKLOG
            && may_fix
            && let Ok(node) = wiring::open(settings)
        {
            crate::server::seal(&node);
            unsealed = 0;
        }
        found.push(if unsealed > BACKLOG {
            bad(
                "audit",
                language,
                format!("{unsealed} 条审计记录尚未封链：启动服务，或用 --fix"),
                format!("{unsealed} audit entries are not chained yet: start the server, or use --fix"),
            )
        } else {
            good(
                "audit",
                language,
                format!("审计链：{unsealed} 条待封"),
                format!("audit chain: {unsealed} entries waiting"),
            )
        });
        found
    }
}

fn way(way: Way, language: Language) -> Finding {
    let found = |good: bool, zh: &str, en: &str| Finding {
        what: "way",
        good,
        text: language.pick(zh, en).to_owned(),
    };
    match way {
        Way::Local => found(true, "数据库在本机", "the database is on this machine"),
        Way::Verified => found(
            true,
            "到数据库的连接已加密并验证服务器",
            "the way to the database is encrypted, and the server has shown who it is",
        ),
        Way::Encrypted => found(
            false,
            "到数据库的连接已加密，但未验证服务器：请在地址中加 sslmode=verify-full",
            "the way to the database is encrypted, but not to whom: add sslmode=verify-full to its URL",
        ),
        Way::Open => found(
            false,
            "到数据库的连接未加密，途中可被读取和篡改：请在地址中加 sslmode=verify-full",
            "the way to the database is open: anybody on it can read and change everything; add sslmode=verify-full to its URL",
        ),
    }
}

fn good(what: &'static str, language: Language, zh: String, en: String) -> Finding {
    Finding { what, good: true, text: language.pick(zh, en) }
}

fn bad(what: &'static str, language: Language, zh: String, en: String) -> Finding {
    Finding { what, good: false, text: language.pick(zh, en) }
}

fn space(folder: &Path, language: Language) -> Finding {
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    match rustix::fs::statvfs(there) {
        Ok(found) => {
            let free = found.f_bavail.saturating_mul(found.f_frsize) / (1024 * 1024);
            let (zh, en) = (format!("磁盘剩余 {free} MiB"), format!("{free} MiB of disk are free"));
            Finding { what: "space", good: free >= FREE_MIB, text: language.pick(zh, en) }
        }
        Err(cause) => bad(
            "space",
            language,
            format!("无法得知磁盘空间：{cause}"),
            format!("cannot tell the free disk space: {cause}"),
        ),
    }
}

fn fonts(language: Language) -> Finding {
    let found = FONTS.iter().any(|folder| has_chinese_font(Path::new(folder), 4));
    if found {
        good("fonts", language, "有中文字体".into(), "there is a Chinese font".into())
    } else {
        bad(
            "fonts",
            language,
            "没有中文字体，无法打印单据：请安装 fonts-noto-cjk".into(),
            "there is no Chinese font to print documents with: install fonts-noto-cjk".into(),
        )
    }
}

fn has_chinese_font(folder: &Path, depth: u32) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        if path.is_dir() {
            return depth > 0 && has_chinese_font(&path, depth - 1);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        ["cjk", "sourcehan", "pingfang", "hiragino"].iter().any(|part| name.contains(part))
    })
}

fn law(settings: &Settings, language: Language) -> Finding {
    match wiring::law(settings) {
        Ok(book) => {
            let hash: String = book.hash().chars().take(12).collect();
            good(
                "law",
                language,
                format!("法规数据完好（{hash}）"),
                format!("the law data is sound ({hash})"),
            )
        }
        Err(problem) => Finding { what: "law", good: false, text: language.explain(&problem).0 },
    }
}
