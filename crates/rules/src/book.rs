//! The law book: all regions, checked as a whole, with one hash.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Date, FeeMonth, Result};
use sha2::{Digest, Sha256};

use crate::catalogue::{self, Catalogue, Definition};
use crate::codes;
use crate::contribution::ContributionRules;
use crate::law::Law;
use crate::mistake::{At, Mistake, Mistakes};
use crate::read::{self, Region};
use crate::yaml;

/// The law files that the program carries.
static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/law.rs"));

const START: At = At { line: 1, column: 1 };
const REGION_FILE: &str = "region.yaml";

/// All law data: regions nested nation → province → city, each inheriting parameter by parameter from the one above.
#[derive(Debug)]
pub struct LawBook {
    pub(crate) regions: BTreeMap<String, Region>,
    pub(crate) catalogue: Catalogue,
    archive: String,
    hash: String,
    compiled: Mutex<Compiled>,
}

/// Flat rules by region and month.
type Compiled = BTreeMap<(String, FeeMonth), Arc<ContributionRules>>;

/// So many are kept at most: all regions of the book over some years.
const MOST_COMPILED: usize = 1000;

impl LawBook {
    /// The law that the program carries.
    ///
    /// # Errors
    /// Never in a released program: the tests load it.
    pub fn builtin() -> Result<LawBook, Mistakes> {
        LawBook::from_files(BUILTIN)
    }

    /// The law in a folder. The only place of this crate that reads files.
    ///
    /// # Errors
    /// All mistakes of all files, each with file, line and column.
    pub fn load(folder: &Path) -> Result<LawBook, Mistakes> {
        let mut files = Vec::new();
        let mut mistakes = Vec::new();
        collect(folder, folder, &mut files, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(Mistakes(mistakes));
        }
        files.sort();
        LawBook::from_files(&files)
    }

    /// The law in texts given as (path below the law folder, content).
    ///
    /// # Errors
    /// As [`LawBook::load`].
    pub fn from_files<P: AsRef<str>, C: AsRef<str>>(files: &[(P, C)]) -> Result<LawBook, Mistakes> {
        let mut mistakes = Vec::new();
        let mut book = LawBook {
            regions: BTreeMap::new(),
            catalogue: Catalogue::default(),
            archive: String::new(),
            hash: String::new(),
            compiled: Mutex::new(Compiled::new()),
        };
        let mut trees = Vec::new();
        for (file, text) in files {
            let (file, text) = (file.as_ref(), text.as_ref());
            match yaml::parse(file, text, &mut mistakes) {
                Some(root) if file == catalogue::FILE => {
                    book.catalogue = Catalogue::read(&root, &mut mistakes)
                }
                Some(root) => trees.push((file, root)),
                None => mistakes.push(Mistake::new(
                    file,
                    START,
                    codes::WRONG_SHAPE.with("expected", "key: value"),
                )),
            }
        }
        for (file, root) in &trees {
            if file.ends_with(REGION_FILE)
                && let Some(region) = read::region_file(file, folder_of(file), root, &mut mistakes)
            {
                if book.regions.contains_key(&region.code) {
                    mistakes.push(Mistake::new(file, START, codes::DUPLICATE.with("id", &region.code)));
                }
                book.regions.insert(region.code.clone(), region);
            }
        }
        for (file, root) in &trees {
            if file.ends_with(REGION_FILE) {
                if let Some(code) = root.get("parent").and_then(yaml::Node::text) {
                    let above = file.rsplit('/').nth(2).unwrap_or_default();
                    if !book.regions.contains_key(code) || above != code {
                        mistakes.push(Mistake::new(
                            file,
                            root.at,
                            codes::UNKNOWN_REGION.with("region", code),
                        ));
                    }
                }
            } else if let Some(region) = book.regions.get_mut(folder_of(file)) {
                read::parameter_file(file, root, region, &book.catalogue, &mut mistakes);
            } else {
                mistakes.push(Mistake::new(
                    file,
                    START,
                    codes::UNKNOWN_REGION.with("region", folder_of(file)),
                ));
            }
        }
        if book.regions.is_empty() && mistakes.is_empty() {
            mistakes.push(Mistake::new(REGION_FILE, START, codes::MISSING_KEY.with("key", "region")));
        }
        if !mistakes.is_empty() {
            mistakes
                .sort_by(|a, b| (&a.file, a.at.line, a.at.column).cmp(&(&b.file, b.at.line, b.at.column)));
            return Err(Mistakes(mistakes));
        }
        book.archive = archive(files);
        book.hash = digest(&book.archive);
        Ok(book)
    }

    /// SHA-256 of [`LawBook::archive`], in hex: the name of the rule set in the archive. The order in which files were given
    /// does not change it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// All files as given, to be kept under [`LawBook::hash`]; [`LawBook::from_archive`] reads it back.
    pub fn archive(&self) -> &str {
        &self.archive
    }

    /// The law as it was archived.
    ///
    /// # Errors
    /// As [`LawBook::load`]; a text that is no archive is one mistake.
    pub fn from_archive(archive: &str) -> Result<LawBook, Mistakes> {
        let files: BTreeMap<String, String> = serde_json::from_str(archive).map_err(|cause| {
            Mistakes(vec![Mistake::new(
                "archive",
                START,
                codes::UNREADABLE.with("path", "archive").because(cause),
            )])
        })?;
        LawBook::from_files(&files.into_iter().collect::<Vec<_>>())
    }

    /// The law of a region as it was known on a day; `None` for all that is known today.
    ///
    /// # Errors
    /// `LAW-0102` where the book does not have the region.
    pub fn in_force(&self, region: &str, known_on: Option<Date>) -> Result<Law<'_>> {
        let mut chain = Vec::new();
        let mut next = Some(region);
        while let Some(code) = next {
            let found = self.regions.get(code).ok_or_else(|| codes::NO_SUCH_REGION.with("region", code))?;
            chain.push(found);
            next = found.parent.as_deref();
        }
        Ok(Law::new(chain, known_on))
    }

    /// The flat contribution rules of a month by all that is known, compiled once and kept: for single cases, which would
    /// otherwise look up far more than they compute.
    ///
    /// # Errors
    /// As [`LawBook::in_force`] and [`ContributionRules::compile`].
    pub fn contribution_rules(&self, region: &str, month: FeeMonth) -> Result<Arc<ContributionRules>> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = compiled.get(&(region.to_owned(), month)) {
            return Ok(Arc::clone(kept));
        }
        let rules = Arc::new(ContributionRules::compile(&self.in_force(region, None)?, month)?);
        if compiled.len() >= MOST_COMPILED {
            compiled.clear();
        }
        compiled.insert((region.to_owned(), month), Arc::clone(&rules));
        Ok(rules)
    }

    /// Codes and Chinese and English names of all regions, in the order of their codes.
    pub fn regions(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.regions.values().map(|region| (region.code.as_str(), region.zh.as_str(), region.en.as_str()))
    }

    /// What the law can say: every parameter of the catalogue.
    pub fn definitions(&self) -> &[Definition] {
        &self.catalogue.definitions
    }
}

fn archive<P: AsRef<str>, C: AsRef<str>>(files: &[(P, C)]) -> String {
    let files: BTreeMap<&str, &str> =
        files.iter().map(|(path, text)| (path.as_ref(), text.as_ref())).collect();
    serde_json::to_string(&files).unwrap_or_default()
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn folder_of(file: &str) -> &str {
    file.rsplit('/').nth(1).unwrap_or_default()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>, mistakes: &mut Vec<Mistake>) {
    let unreadable = |path: &Path, cause: std::io::Error| {
        Mistake::new(
            &path.display().to_string(),
            START,
            codes::UNREADABLE.with("path", path.display()).because(cause),
        )
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) => return mistakes.push(unreadable(folder, cause)),
    };
    for entry in entries {
        let path = match entry {
            Ok(entry) => entry.path(),
            Err(cause) => return mistakes.push(unreadable(folder, cause)),
        };
        if path.is_dir() {
            collect(root, &path, files, mistakes);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match std::fs::read_to_string(&path) {
                Ok(text) => files.push((name, text)),
                Err(cause) => mistakes.push(unreadable(&path, cause)),
            }
        }
    }
}
