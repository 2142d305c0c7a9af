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
use crate::read::{self, Care, Region};
use crate::reads::{Read, Reads};
use crate::yaml;

/// The law files that the program carries.
static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/law.rs"));

const START: At = At { line: 1, column: 1 };
const REGION_FILE: &str = "region.yaml";
/// Longest law file that is read, in bytes; the longest so far has some 23,000.
pub const LONGEST_FILE: usize = 1 << 20;
/// Nation, province, city, county, and room to spare.
const DEEPEST_FOLDER: usize = 6;

/// All law data: regions nested nation → province → city, each inheriting parameter by parameter from the one above.
#[derive(Debug)]
pub struct LawBook {
    pub(crate) regions: BTreeMap<String, Region>,
    pub(crate) catalogue: Catalogue,
    archive: String,
    hash: String,
    compiled: Mutex<Compiled>,
    reads: Option<Reads>,
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
        collect(folder, folder, 0, &mut files, &mut mistakes);
        files.sort();
        if files.is_empty() && !mistakes.is_empty() {
            return Err(Mistakes(mistakes));
        }
        LawBook::read(&files, Care::Written, mistakes)
    }

    /// The law in texts given as (path below the law folder, content).
    ///
    /// # Errors
    /// As [`LawBook::load`].
    pub fn from_files<P: AsRef<str>, C: AsRef<str>>(files: &[(P, C)]) -> Result<LawBook, Mistakes> {
        LawBook::read(files, Care::Written, Vec::new())
    }

    fn read<P: AsRef<str>, C: AsRef<str>>(
        files: &[(P, C)],
        care: Care,
        mut mistakes: Vec<Mistake>,
    ) -> Result<LawBook, Mistakes> {
        let mut book = LawBook {
            regions: BTreeMap::new(),
            catalogue: Catalogue::default(),
            archive: String::new(),
            hash: String::new(),
            compiled: Mutex::new(Compiled::new()),
            reads: None,
        };
        let mut trees = Vec::new();
        for (file, text) in files {
            let file = file.as_ref();
            match tree(file, text.as_ref(), care, &mut mistakes) {
                Some(root) if file == catalogue::FILE => {
                    book.catalogue = Catalogue::read(&root, &mut mistakes)
                }
                Some(root) => trees.push((file, root)),
                None => {}
            }
        }
        for (file, root) in trees.iter().filter(|(file, _)| file.ends_with(REGION_FILE)) {
            if let Some(region) = read::region_file(file, folder_of(file), root, &mut mistakes) {
                if book.regions.contains_key(&region.code) {
                    mistakes.push(Mistake::new(file, START, codes::DUPLICATE.with("id", &region.code)));
                }
                book.regions.insert(region.code.clone(), region);
            }
        }
        for (file, root) in &trees {
            if file.ends_with(REGION_FILE) {
                book.check_parent(file, root, &mut mistakes);
            } else if let Some(region) = book.regions.get_mut(folder_of(file)) {
                read::parameter_file((file, root), region, &book.catalogue, care, &mut mistakes);
            } else {
                let problem = codes::UNKNOWN_REGION.with("region", folder_of(file));
                mistakes.push(Mistake::new(file, read::place(root, "region"), problem));
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

    /// A region lies in the folder of the one that it names as its parent.
    fn check_parent(&self, file: &str, root: &yaml::Node, mistakes: &mut Vec<Mistake>) {
        let Some(code) = root.get("parent").and_then(yaml::Node::text) else { return };
        let above = file.rsplit('/').nth(2).unwrap_or_default();
        if !self.regions.contains_key(code) || above != code {
            let problem = codes::UNKNOWN_REGION.with("region", code);
            mistakes.push(Mistake::new(file, read::place(root, "parent"), problem));
        }
    }

    /// A book of these regions that was never written down as files: its archive is empty, its hash says what it was made of.
    pub(crate) fn unwritten(&self, regions: BTreeMap<String, Region>, made_of: &str) -> LawBook {
        LawBook {
            regions,
            catalogue: self.catalogue.clone(),
            archive: String::new(),
            hash: digest(&format!("{}\n{made_of}", self.hash)),
            compiled: Mutex::new(Compiled::new()),
            reads: None,
        }
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
        LawBook::read(&files.into_iter().collect::<Vec<_>>(), Care::Archived, Vec::new())
    }

    /// The same book, which from now on notes every look-up: see [`LawBook::take_reads`].
    #[must_use]
    pub fn recording(self) -> LawBook {
        LawBook { reads: Some(Reads::default()), ..self }
    }

    /// What was looked up since the last time, each value once; nothing unless the book is [`LawBook::recording`].
    pub fn take_reads(&self) -> Vec<Read> {
        self.reads.as_ref().map(Reads::take).unwrap_or_default()
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
        Ok(Law::new(chain, known_on, self.reads.as_ref()))
    }

    /// The flat contribution rules of a month by all that is known, compiled once and kept: for single cases, which would
    /// otherwise look up far more than they compute.
    ///
    /// # Errors
    /// As [`LawBook::in_force`] and [`ContributionRules::compile`].
    pub fn contribution_rules(&self, region: &str, month: FeeMonth) -> Result<Arc<ContributionRules>> {
        if self.reads.is_some() {
            // Rules that are kept would look nothing up.
            return ContributionRules::compile(&self.in_force(region, None)?, month).map(Arc::new);
        }
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

/// The tree of a file; none where it is no YAML that can be relied on, which is then a mistake.
pub(crate) fn tree(file: &str, text: &str, care: Care, mistakes: &mut Vec<Mistake>) -> Option<yaml::Node> {
    if text.len() > LONGEST_FILE && care != Care::Archived {
        mistakes.push(Mistake::new(file, START, codes::TOO_LARGE.with("most", LONGEST_FILE)));
        return None;
    }
    let before = mistakes.len();
    let root = yaml::parse(file, text, mistakes);
    if root.is_none() && mistakes.len() == before {
        mistakes.push(Mistake::new(file, START, codes::WRONG_SHAPE.with("expected", "key: value")));
    }
    root
}

fn collect(
    root: &Path,
    folder: &Path,
    depth: usize,
    files: &mut Vec<(String, String)>,
    mistakes: &mut Vec<Mistake>,
) {
    let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let unreadable = |path: &Path, cause: std::io::Error| {
        let problem = codes::UNREADABLE.with("path", path.display()).because(cause);
        Mistake::new(&path.display().to_string(), START, problem)
    };
    if depth > DEEPEST_FOLDER {
        let problem = codes::TOO_DEEP.with("most", DEEPEST_FOLDER);
        return mistakes.push(Mistake::new(&name(folder), START, problem));
    }
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
            collect(root, &path, depth + 1, files, mistakes);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            match readable(&path) {
                Ok(Some(text)) => files.push((name(&path), text)),
                Ok(None) => {
                    let problem = codes::TOO_LARGE.with("most", LONGEST_FILE);
                    mistakes.push(Mistake::new(&name(&path), START, problem));
                }
                Err(cause) => mistakes.push(unreadable(&path, cause)),
            }
        }
    }
}

/// The text of a file; none where it is too large to be read at all.
fn readable(path: &Path) -> std::io::Result<Option<String>> {
    let large = std::fs::metadata(path)?.len() > u64::try_from(LONGEST_FILE).unwrap_or(u64::MAX);
    if large { Ok(None) } else { std::fs::read_to_string(path).map(Some) }
}
