//! What a command has at hand: the open office, who asked, and where to speak.

use std::path::{Path, PathBuf};

use business::Office;
use business::desk::{Actor, officer_by_login};
use business::registry::facts;
use kernel::{CreditCode, FeeMonth, IdNumber, PartyId, Problem, Result};
use store::Tx;

use crate::console::Console;
use crate::{clock, codes};

/// One command at work.
pub struct Session<'a> {
    /// The open office.
    pub office: &'a Office,
    /// Where to speak.
    pub console: &'a mut Console,
    /// Who asked, and from where.
    pub caller: Caller,
}

/// Who asked, and from where. Comes over the wire when a server carries the command out.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Login given by `--as` or the configuration.
    pub officer: Option<String>,
    /// The folder that paths are relative to.
    pub folder: PathBuf,
    /// What was typed or piped in, where the command wants it.
    pub secret: Option<String>,
}

impl Session<'_> {
    /// The officer who acts, now.
    ///
    /// # Errors
    /// `CLI-0114` where nobody was named; `DSK-0106`, `DSK-0108` for an unknown or suspended officer.
    pub fn actor(&self) -> Result<Actor> {
        let login = self.caller.officer.as_deref().ok_or_else(|| codes::NO_OFFICER.problem())?;
        self.office.store.read(|tx| officer_by_login(tx, login))?.actor(clock::now(), "cli")
    }

    /// A unit by its credit code or number.
    ///
    /// # Errors
    /// `CLI-0124` where there is none.
    pub fn unit(&self, tx: &mut Tx<'_>, word: &str) -> Result<PartyId> {
        let unknown = || codes::NO_UNIT.with("unit", word);
        if let Ok(number) = word.parse::<i64>() {
            let month = FeeMonth::of(clock::now().date());
            return facts::unit(tx, PartyId::new(number), month).map(|unit| unit.id);
        }
        let code = CreditCode::parse(word)?;
        facts::unit_by_code(tx, &code)?.map(|unit| unit.id).ok_or_else(unknown)
    }

    /// A person by ID number or personal number.
    ///
    /// # Errors
    /// `CLI-0125` where there is none.
    pub fn person(&self, tx: &mut Tx<'_>, word: &str) -> Result<PartyId> {
        // Personal numbers are short; what is as long as an ID number is read as one.
        if word.len() < 15
            && let Ok(number) = word.parse::<i64>()
        {
            let record = facts::true_record(tx, PartyId::new(number))?;
            return facts::person(tx, record).map(|person| person.id);
        }
        let number = IdNumber::parse(word)?;
        facts::person_by_number(tx, self.office, &number)?
            .ok_or_else(|| codes::NO_PERSON.with("person", number.masked()))
    }

    /// A payer: a unit by credit code, a person by ID number, either by number.
    ///
    /// # Errors
    /// As [`Session::unit`] and [`Session::person`].
    pub fn payer(&self, tx: &mut Tx<'_>, word: &str) -> Result<PartyId> {
        if word.len() < 15
            && let Ok(number) = word.parse::<i64>()
        {
            let record = facts::true_record(tx, PartyId::new(number))?;
            facts::payer_name(tx, record)?;
            return Ok(record);
        }
        if CreditCode::parse(word).is_ok() { self.unit(tx, word) } else { self.person(tx, word) }
    }

    /// A path as the caller means it.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.caller.folder.join(path)
    }

    /// The text in the caller's language.
    pub fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        self.console.language.pick(zh.into(), en.into())
    }

    /// Refuses what is not built yet.
    pub fn not_yet(&self, command: &str) -> Problem {
        codes::NOT_YET.with("command", command)
    }

    /// Reads a whole file.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>> {
        let path = self.path(path);
        std::fs::read(&path).map_err(|cause| codes::file(&path, cause))
    }

    /// Writes a whole file.
    pub fn write(&self, path: &Path, content: &[u8]) -> Result<()> {
        let path = self.path(path);
        std::fs::write(&path, content)
            .map_err(|cause| codes::FILE.with("file", path.display()).because(cause))
    }
}
