//! The catalogue: every parameter that law files may set, with its unit and its names.
//!
//! An id may hold placeholders: `contribution.{insurance}.floor` stands for one parameter per insurance.

use kernel::Insurance;

use crate::codes;
use crate::mistake::Mistake;
use crate::value::Unit;
use crate::yaml::{Data, Node};

/// The file of the catalogue below the law folder.
pub(crate) const FILE: &str = "catalogue.yaml";

/// What the law may say about one thing.
#[derive(Debug)]
pub struct Definition {
    /// Id, perhaps with placeholders.
    pub id: String,
    /// Unit of its values.
    pub unit: Unit,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    pub(crate) words: Vec<String>,
    pub(crate) columns: Vec<(String, Unit)>,
}

/// All definitions, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) definitions: Vec<Definition>,
}

fn fills(placeholder: &str, word: &str) -> bool {
    match placeholder {
        "{insurance}" => Insurance::from_key(word).is_some(),
        "{category}" => ["employee", "flexible", "resident"].contains(&word),
        "{group}" => ["male-60", "female-55", "female-50"].contains(&word),
        fixed => fixed == word,
    }
}

impl Catalogue {
    pub(crate) fn find(&self, id: &str) -> Option<&Definition> {
        self.definitions.iter().find(|definition| {
            let pattern = definition.id.split('.');
            pattern.clone().count() == id.split('.').count()
                && pattern.zip(id.split('.')).all(|(p, w)| fills(p, w))
        })
    }

    pub(crate) fn read(root: &Node, mistakes: &mut Vec<Mistake>) -> Catalogue {
        let mut catalogue = Catalogue::default();
        let Some(Data::List(items)) = root.get("parameters").map(|node| &node.data) else {
            mistakes.push(Mistake::new(FILE, root.at, codes::MISSING_KEY.with("key", "parameters")));
            return catalogue;
        };
        for item in items {
            if let Some(definition) = definition(item, mistakes) {
                if catalogue.definitions.iter().any(|known| known.id == definition.id) {
                    mistakes.push(Mistake::new(FILE, item.at, codes::DUPLICATE.with("id", &definition.id)));
                }
                catalogue.definitions.push(definition);
            }
        }
        catalogue
    }
}

fn definition(item: &Node, mistakes: &mut Vec<Mistake>) -> Option<Definition> {
    check_keys(FILE, item, &["id", "unit", "zh", "en", "words", "columns"], mistakes);
    let mut text = |key: &str| match item.get(key).and_then(Node::text) {
        Some(text) => Some(text.to_owned()),
        None => {
            mistakes.push(Mistake::new(FILE, item.at, codes::MISSING_KEY.with("key", key)));
            None
        }
    };
    let (id, unit, zh, en) = (text("id")?, text("unit")?, text("zh")?, text("en")?);
    let Some(unit) = Unit::from_name(&unit) else {
        mistakes.push(Mistake::new(FILE, item.at, codes::BAD_VALUE.with("value", unit).with("unit", "unit")));
        return None;
    };
    let mut columns = Vec::new();
    if let Some(Data::Map(pairs)) = item.get("columns").map(|node| &node.data) {
        for (key, node) in pairs {
            match node.text().and_then(Unit::from_name) {
                Some(unit) => columns.push((key.text.clone(), unit)),
                None => {
                    mistakes.push(Mistake::new(FILE, node.at, codes::WRONG_SHAPE.with("expected", "unit")))
                }
            }
        }
    }
    let words = match item.get("words").map(|node| &node.data) {
        Some(Data::List(words)) => words.iter().filter_map(|word| word.text().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    if unit == Unit::Table && columns.is_empty() {
        mistakes.push(Mistake::new(FILE, item.at, codes::MISSING_KEY.with("key", "columns")));
    }
    if unit == Unit::Word && words.is_empty() {
        mistakes.push(Mistake::new(FILE, item.at, codes::MISSING_KEY.with("key", "words")));
    }
    Some(Definition { id, unit, zh, en, words, columns })
}

/// Reports every key of a mapping that is not known, and a node that is no mapping at all.
pub(crate) fn check_keys(file: &str, node: &Node, known: &[&str], mistakes: &mut Vec<Mistake>) {
    match &node.data {
        Data::Map(pairs) => {
            for (key, _) in pairs {
                if !known.contains(&key.text.as_str()) {
                    mistakes.push(Mistake::new(file, key.at, codes::UNKNOWN_KEY.with("key", &key.text)));
                }
            }
        }
        _ => mistakes.push(Mistake::new(file, node.at, codes::WRONG_SHAPE.with("expected", "key: value"))),
    }
}
