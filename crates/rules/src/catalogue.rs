//! The catalogue: every parameter that law files may set, with its unit and its names.
//!
//! An id may hold placeholders: `contribution.{insurance}.floor` stands for one parameter per insurance.

use kernel::{Insurance, Rate};

use crate::codes;
use crate::mistake::Mistake;
use crate::value::Unit;
use crate::yaml::{Data, Node};

/// The file of the catalogue below the law folder.
pub(crate) const FILE: &str = "catalogue.yaml";

/// What the law may say about one thing.
#[derive(Clone, Debug)]
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
    /// Highest share that a ratio or percentage may be; one unless the catalogue says more.
    pub(crate) at_most: Rate,
}

impl Definition {
    /// What a word of it may be: the value itself, or a cell of its table.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The columns of its table, with their units; none where it is no table.
    pub fn columns(&self) -> &[(String, Unit)] {
        &self.columns
    }
}

/// All definitions, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) definitions: Vec<Definition>,
}

/// The names of a word in the place of a placeholder; `None` where it does not fit there.
pub(crate) fn filled(placeholder: &str, word: &str) -> Option<(&'static str, &'static str)> {
    let known: &[(&str, &str, &str)] = match placeholder {
        "{insurance}" => return Insurance::from_key(word).map(|known| (known.zh(), known.en())),
        "{category}" => &[
            ("employee", "职工", "employees"),
            ("flexible", "灵活就业人员", "flexible workers"),
            ("resident", "城乡居民", "residents"),
        ],
        "{group}" => &[
            ("male-60", "男职工", "men"),
            ("female-55", "原 55 周岁女职工", "women, 55 before the reform"),
            ("female-50", "原 50 周岁女职工", "women, 50 before the reform"),
        ],
        _ => &[],
    };
    known.iter().find(|(key, ..)| *key == word).map(|(_, zh, en)| (*zh, *en))
}

fn fills(part: &str, word: &str) -> bool {
    part == word || filled(part, word).is_some()
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
    check_keys(FILE, item, &["id", "unit", "zh", "en", "words", "columns", "at_most"], mistakes);
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
    let at_most = match item.get("at_most") {
        None => Rate::ONE,
        Some(node) => node.text().and_then(Rate::parse).unwrap_or_else(|| {
            let value = node.text().unwrap_or_default();
            mistakes.push(Mistake::new(
                FILE,
                node.at,
                codes::BAD_VALUE.with("value", value).with("unit", "ratio"),
            ));
            Rate::ONE
        }),
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
    Some(Definition { id, unit, zh, en, words, columns, at_most })
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
