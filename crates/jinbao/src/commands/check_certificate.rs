//! `jinbao check-certificate`: is a certificate genuine and unchanged? Asks nobody, needs no database.

use std::path::{Path, PathBuf};

use business::certificates::{Revocations, Statement};
use clap::Args;
use envelope::{Keys, check_file};
use kernel::Result;
use serde_json::json;

use crate::config::Settings;
use crate::language::Language;
use crate::report::Answer;
use crate::{codes, wiring};

/// 核验证明真伪（PDF原件，或二维码内容）/ check a certificate: the PDF, or what its QR code says
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "退出码 / exit codes: 0 真实有效 genuine, 4 被改动、非本机构出具或已撤销 changed, of others, or taken back, 2 不是证明 no certificate"
)]
pub struct CheckCertificate {
    /// 证明文件 / the file
    pub file: PathBuf,
    /// 出具机构的公钥（JWKS 或 PEM），默认为本机构 / public keys of the agency, by default this one
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// 签名的撤销清单，如 /certificates/revoked.jws / signed list of those taken back
    #[arg(long, value_name = "FILE")]
    pub revoked: Option<PathBuf>,
}

impl CheckCertificate {
    /// Checks it.
    ///
    /// # Errors
    /// Whatever keeps it from being a genuine certificate that holds.
    pub fn run(&self, settings: &Settings, language: Language) -> Result<Answer> {
        let keys = self.trusted(settings)?;
        let bytes = read(&self.file)?;
        let said = if bytes.starts_with(b"%PDF") { of_file(&keys, &bytes)? } else { of_text(&keys, bytes)? };
        let list = match &self.revoked {
            Some(file) => Some(Revocations::check(&keys, &text(read(file)?))?),
            None => None,
        };
        if let Some(list) = &list {
            list.must_not_have(&said.number)?;
        }
        let mut lines = vec![language.pick(
            format!("真实有效：{}　编号 {}", said.title, said.number),
            format!("genuine: {} number {}", said.title, said.number),
        )];
        lines.push(format!("{}　{}", said.agency, said.issued));
        lines.extend(said.facts.iter().map(|(name, value)| format!("{name}：{value}")));
        lines.extend(said.rows.iter().map(|row| row.join("　")));
        if said.whole.is_some() {
            lines.push(language.pick("明细见证明原件。", "The table stands in the file itself.").to_owned());
        }
        lines.push(match &list {
            Some(list) => language.pick(
                format!("撤销清单截至 {}，其中没有此证明。", list.at),
                format!("not on the list of those taken back as of {}", list.at),
            ),
            None => language
                .pick("没有提供撤销清单，未查是否已撤销。", "no list of those taken back was given")
                .to_owned(),
        });
        let json = json!({ "genuine": true, "statement": said, "revoked_as_of": list.map(|list| list.at) });
        Ok(Answer::new(lines.join("\n"), json))
    }

    fn trusted(&self, settings: &Settings) -> Result<Keys> {
        match &self.keys {
            Some(file) => Keys::parse(&text(read(file)?)),
            None if wiring::signing_key(settings).is_file() => {
                Ok(Keys::new(vec![wiring::read_key(settings)?.public()]))
            }
            None => Err(codes::NO_KEYS.problem()),
        }
    }
}

/// The statement of a sealed PDF: attached to it, and signed with the key that sealed the whole.
fn of_file(keys: &Keys, pdf: &[u8]) -> Result<Statement> {
    let key = check_file(keys, pdf)?;
    let attached = print::attachment(pdf).ok_or_else(|| codes::NO_STATEMENT.problem())?;
    Statement::check(&Keys::new(vec![*key]), &text(attached))
}

/// The statement that a QR code carries.
fn of_text(keys: &Keys, bytes: Vec<u8>) -> Result<Statement> {
    Statement::check(keys, &text(bytes))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| codes::file(path, cause))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use business::certificates::{Column, Issued, Statement};
    use envelope::{Key, Keys};
    use kernel::Date;

    use super::{of_file, of_text};
    use crate::commands::certificate::print;

    fn statement() -> Statement {
        let cells = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        let column = |name: &str, number| Column { name: name.to_owned(), number };
        Statement {
            kind: "jinbao-certificate/1".to_owned(),
            number: "990100202409020000001".to_owned(),
            title: "社会保险参保证明".to_owned(),
            agency: "金保市社会保险经办机构".to_owned(),
            issued: Date::constant(2024, 9, 2),
            facts: vec![("姓名".to_owned(), "王芳".to_owned())],
            columns: vec![column("险种", false), column("累计实缴月数", true)],
            rows: vec![cells(["职工养老保险", "88"]), cells(["失业保险", "87"])],
            ..Statement::default()
        }
    }

    fn issued(key: &Key, statement: Statement) -> Issued {
        Issued {
            signed: statement.sign(key).unwrap(),
            qr: statement.sign_for_qr(key).unwrap(),
            code: statement.code().unwrap().to_string(),
            statement,
        }
    }

    fn refused(keys: &Keys, pdf: &[u8]) -> &'static str {
        of_file(keys, pdf).unwrap_err().code().id
    }

    #[test]
    fn only_a_genuine_unchanged_file_passes() {
        let (agency, other) = (Key::generate(&[1; 32]), Key::generate(&[2; 32]));
        let keys = Keys::new(vec![agency.public()]);
        let pdf = print(&agency, &issued(&agency, statement()), "https://example.org/check").unwrap();
        assert_eq!(of_file(&keys, &pdf).unwrap(), statement());

        // Any byte, spread over the whole file.
        for at in (0..pdf.len()).step_by(pdf.len() / 97) {
            let mut changed = pdf.clone();
            changed[at] ^= 1;
            assert!(of_file(&keys, &changed).is_err(), "byte {at}");
        }
        let longer = [&pdf[..], b"\n%more"].concat();
        assert_eq!(refused(&keys, &longer), "ENV-0104");
        assert_eq!(refused(&keys, &pdf[..pdf.len() - 1]), "ENV-0104");

        // Another page around the statement, or another statement in the page, is of another key or none.
        let forged = print(&other, &issued(&agency, statement()), "https://example.org/check").unwrap();
        assert_eq!(refused(&keys, &forged), "ENV-0103");
        let both = Keys::new(vec![agency.public(), other.public()]);
        assert_eq!(refused(&both, &forged), "ENV-0103", "sealed by one, said by another");
        let more =
            Statement { rows: vec![vec!["职工养老保险".to_owned(), "188".to_owned()]], ..statement() };
        let swapped = Issued { signed: issued(&other, more).signed, ..issued(&agency, statement()) };
        let swapped = print(&agency, &swapped, "https://example.org/check").unwrap();
        assert_eq!(refused(&keys, &swapped), "ENV-0103");
        assert_eq!(refused(&keys, b"%PDF-1.7 of somebody"), "ENV-0107");
    }

    #[test]
    fn paper_is_checked_by_its_code_and_a_long_table_by_its_digest() {
        let agency = Key::generate(&[1; 32]);
        let keys = Keys::new(vec![agency.public()]);
        let short = issued(&agency, statement());
        let scanned = format!("https://example.org/check#{}", short.qr).into_bytes();
        assert_eq!(of_text(&keys, scanned).unwrap(), statement());
        let rows = vec![vec!["职工养老保险".to_owned(), "88".to_owned()]; 60];
        let long = issued(&agency, Statement { rows, ..statement() });
        let scanned = of_text(&keys, long.qr.into_bytes()).unwrap();
        assert!(scanned.rows.is_empty() && scanned.whole.is_some_and(|digest| digest.len() == 64));
        assert_eq!(scanned.facts, statement().facts);
    }
}
