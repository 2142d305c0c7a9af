//! `jinbao replay`: a decision computed again from its receipt.

use std::path::{Path, PathBuf};

use business::desk::{self, DecisionReceipt, DecisionRecord};
use business::replay::{self, Replayed};
use clap::Args;
use envelope::PublicKey;
use kernel::{Problem, Result};
use serde_json::{Value as Json, json};

use crate::config::Settings;
use crate::language::Language;
use crate::report::Answer;
use crate::session::Session;
use crate::{clock, codes, running, wiring};

/// 重演：按决定回执重新计算，核对结果 / compute a decision again from its receipt
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "退出码 / exit codes: 0 相同 same, 1 结果不同 another answer, 4 签名不符 forged, 6 无法如实重演 cannot be faithful"
)]
pub struct Replay {
    /// 回执文件，或决定编号、办件编号 / file of a receipt, or number of a decision or matter
    pub receipt: String,
    /// 规则集所在目录，默认为数据库存档或程序自带 / folder of the rule set, if it is neither archived nor built in
    #[arg(long, value_name = "DIR")]
    pub law: Option<PathBuf>,
    /// 把回执另存为文件 / keep the receipt as a file
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// 出具机构的公钥（PEM），默认为本机构 / public key of the agency that issued it
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

impl Replay {
    /// Is the receipt a file, and is there no database whose archive could hold its rule set?
    pub fn stands_alone(&self, settings: &Settings) -> bool {
        Path::new(&self.receipt).is_file()
            && running::find(settings).is_none()
            && wiring::must_exist(settings).is_err()
    }

    /// With nothing but the file and the law at hand.
    pub fn run_alone(&self, settings: &Settings, language: Language) -> Result<Answer> {
        let read = |path: &Path| std::fs::read(path).map_err(|cause| codes::file(path, cause));
        let receipt = DecisionReceipt::parse(&read(Path::new(&self.receipt))?)?;
        let key = match &self.key {
            Some(file) => self.named_key(&read(file)?)?,
            None => receipt.own_key()?,
        };
        receipt.check(&key)?;
        let decision = &receipt.decision;
        let law = self.law.as_deref().map(wiring::law_in).unwrap_or_else(|| wiring::law(settings))?;
        let replayed = replay::replay(decision, &law)?;
        Ok(answer(language, decision, &key, self.key.is_some(), &replayed))
    }

    /// With the archive and key of an office.
    pub fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let office = session.office;
        let file = session.path(Path::new(&self.receipt));
        let receipt = if file.is_file() {
            DecisionReceipt::parse(&session.read(&file)?)?
        } else {
            office.store.read(|tx| {
                let named = self.receipt.parse::<i64>().ok().filter(|_| self.receipt.len() < 16);
                let id = match desk::decision_of(tx, &self.receipt)? {
                    Some(id) => id,
                    None => named.ok_or_else(|| codes::NO_RECEIPT.with("receipt", &self.receipt))?,
                };
                desk::issue_receipt(tx, office, id, clock::now())
            })?
        };
        let key = match &self.key {
            Some(file) => self.named_key(&session.read(file)?)?,
            None => office.key.public(),
        };
        receipt.check(&key)?;
        if let Some(file) = &self.save {
            let text = serde_json::to_vec_pretty(&receipt)
                .map_err(|cause| codes::FILE.with("file", file.display()).because(cause))?;
            session.write(file, &text)?;
        }
        let decision = &receipt.decision;
        let archived = office.store.read(|tx| desk::archived_law(tx, &decision.law))?;
        let replayed = match (archived, &self.law) {
            (Some(book), _) => replay::replay(decision, &book)?,
            (None, Some(folder)) => replay::replay(decision, &wiring::law_in(&session.path(folder))?)?,
            (None, None) => replay::replay(decision, &office.law)?,
        };
        Ok(answer(session.console.language, decision, &key, true, &replayed))
    }

    fn named_key(&self, pem: &[u8]) -> Result<PublicKey> {
        let unusable = || -> Problem {
            codes::FILE.with("file", self.key.as_deref().unwrap_or(Path::new("")).display())
        };
        let text = std::str::from_utf8(pem).map_err(|cause| unusable().because(cause))?;
        PublicKey::from_pem(text).map_err(|problem| unusable().because(problem.en()))
    }
}

fn answer(
    language: Language,
    decision: &DecisionRecord,
    key: &PublicKey,
    trusted: bool,
    replayed: &Replayed,
) -> Answer {
    let Replayed { formula: (name, version), again, changed, same_steps } = replayed;
    let same = changed.is_empty();
    let DecisionRecord { id, matter, law, outcome, .. } = decision;
    let mut text = vec![
        language.pick(
            format!("决定 {id}（办件 {matter}，{outcome}，{}）", decision.at),
            format!("decision {id} (matter {matter}, {outcome}, {})", decision.at),
        ),
        language.pick(format!("签名有效，密钥 {}", key.id()), format!("signature valid, key {}", key.id())),
        language.pick(format!("规则集 {law}"), format!("rule set {law}")),
        language.pick(format!("公式 {name} 第 {version} 版"), format!("formula {name}, version {version}")),
    ];
    if !trusted {
        text.push(
            language
                .pick(
                    "密钥取自回执本身：请与机构公布的公钥核对，或用 --key 指定。",
                    "the key is the receipt's own: compare it with the one the agency publishes, or name it with --key",
                )
                .to_owned(),
        );
    }
    let verdict = match (same, same_steps) {
        (true, true) => language.pick("重演结果与决定完全相同，各步相同。", "same answer, same steps"),
        (true, false) => language
            .pick("重演结果与决定相同；计算步骤的表述不同。", "same answer; the steps are worded otherwise"),
        (false, _) => language.pick("重演结果与决定不同：", "another answer:"),
    };
    text.push(verdict.to_owned());
    text.extend(changed.iter().map(|change| {
        let (decided, now) = (&change.decided, &change.now);
        language.pick(
            format!("  {}：决定 {decided}，重演 {now}", change.path),
            format!("  {}: decided {decided}, now {now}", change.path),
        )
    }));
    let changes: Vec<Json> = changed
        .iter()
        .map(|change| json!({ "path": change.path, "decided": change.decided, "now": change.now }))
        .collect();
    let json = json!({
        "decision": id, "matter": matter, "service": decision.service, "outcome": outcome, "law": law,
        "key": key.id(), "key_trusted": trusted, "formula": { "name": name, "version": version },
        "faithful": true, "same": same, "same_steps": same_steps, "changed": changes, "effects": again.effects,
    });
    Answer::new(text.join("\n"), json).with_finding(!same)
}
