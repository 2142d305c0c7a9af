//! Finding services and pages by what people type: words in any order, everyday words, pinyin or its initials, English.

use std::collections::HashSet;
use std::sync::LazyLock;

use business::catalogue;
use jieba_rs::Jieba;
use pinyin::ToPinyin;

use crate::words::{EVERYDAY, Language};

/// Something that can be found.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    zh: String,
    en: String,
    /// The English name in lower case.
    english: String,
    /// What more is said about it, in both languages.
    text: String,
    /// Where it is.
    pub(super) href: String,
    words: HashSet<String>,
    initials: String,
    spelled: String,
}

impl Entry {
    fn new(jieba: &Jieba, zh: &str, en: &str, text: String, href: String) -> Entry {
        let syllables: Vec<_> = zh.to_pinyin().flatten().collect();
        Entry {
            zh: zh.to_owned(),
            en: en.to_owned(),
            english: en.to_lowercase(),
            words: jieba.cut_for_search(zh, true).iter().map(|token| token.word.to_owned()).collect(),
            text,
            href,
            initials: syllables.iter().map(|syllable| syllable.first_letter()).collect(),
            spelled: syllables.iter().map(|syllable| syllable.plain()).collect(),
        }
    }

    /// Its name.
    pub(super) fn name(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }

    /// How well a word of the question fits; 0: not at all.
    fn weight(&self, word: &str) -> u32 {
        if self.words.contains(word) {
            return 6;
        }
        let latin = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let starts = latin && (self.initials.starts_with(word) || self.spelled.starts_with(word));
        let holds = latin && word.len() > 1 && (self.initials.contains(word) || self.spelled.contains(word));
        let named = word.chars().count() > 1 && (self.zh.contains(word) || self.english.contains(word));
        let told = word.chars().count() > 1 && self.text.contains(word);
        [(starts, 5), (named, 4), (holds, 3), (told, 1)]
            .iter()
            .find(|(fits, _)| *fits)
            .map_or(0, |(_, weight)| *weight)
    }
}

/// What can be found, and how a question is cut into words. Made when somebody first searches: the dictionary takes a
/// third of a second and some 30 MB.
pub(super) struct Finder {
    jieba: Jieba,
    entries: Vec<Entry>,
}

/// The finder over the catalogue and the public pages.
pub(super) static FINDER: LazyLock<Finder> = LazyLock::new(|| {
    let jieba = Jieba::new();
    let services = catalogue::services().map(|service| {
        let text = format!("{} {} {}", service.brief.zh, service.basis, service.code);
        Entry::new(&jieba, service.zh, service.en, text, format!("/services/{}", service.code))
    });
    let (zh, en) = (Language::Zh, Language::En);
    let pages = [
        (zh.law().standards_title(), en.law().standards_title(), "/standards"),
        (zh.law().law_title(), en.law().law_title(), "/law"),
        (zh.law().calculators_title(), en.law().calculators_title(), "/calculators"),
        (zh.law().retirement_title(), en.law().retirement_title(), "/retirement"),
        (zh.public().funds_title(), en.public().funds_title(), "/funds"),
        (zh.check().title(), en.check().title(), "/check"),
        (zh.public().settings_title(), en.public().settings_title(), "/settings"),
        (zh.public().accessibility_title(), en.public().accessibility_title(), "/accessibility"),
    ];
    let pages = pages.map(|(zh, en, href)| Entry::new(&jieba, zh, en, String::new(), href.to_owned()));
    let entries = services.chain(pages).collect();
    Finder { jieba, entries }
});

impl Finder {
    /// What fits a question, best first. A word that fits nothing is passed over; what fits far less than the best is
    /// left out.
    pub(super) fn find(&self, question: &str) -> Vec<&Entry> {
        let question: String = question.trim().chars().take(60).collect::<String>().to_lowercase();
        let tokens = self.jieba.cut_for_search(&question, true);
        let typed: HashSet<&str> =
            tokens.iter().map(|token| token.word).filter(|word| !word.trim().is_empty()).collect();
        let said: Vec<_> = EVERYDAY.iter().filter(|(everyday, _)| question.contains(everyday)).collect();
        let part_of_another =
            |word: &str| said.iter().any(|(other, _)| other.len() > word.len() && other.contains(word));
        let meant = said.iter().filter(|(everyday, _)| !part_of_another(everyday));
        let meant: HashSet<&str> = meant.flat_map(|(_, words)| words.split_whitespace()).collect();
        let score = |entry: &Entry| {
            let typed: u32 = typed.iter().map(|word| entry.weight(word)).sum();
            let meant: u32 = meant.iter().filter(|word| entry.zh.contains(**word)).map(|_| 8).sum();
            typed + meant
        };
        let mut found: Vec<_> =
            self.entries.iter().map(|entry| (score(entry), entry)).filter(|(score, _)| *score > 0).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let best = found.first().map_or(0, |(score, _)| *score);
        found.into_iter().filter(|(score, _)| score * 2 >= best).map(|(_, entry)| entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::FINDER;
    use crate::words::Language;

    fn first(question: &str) -> Option<&str> {
        FINDER.find(question).first().map(|entry| entry.name(Language::Zh))
    }

    #[test]
    fn services_are_found_by_words_everyday_words_pinyin_and_english() {
        for (question, expected) in [
            ("养老待遇申领", "养老待遇申领"),
            ("申领养老", "养老待遇申领"),
            ("怎么领退休金", "养老待遇申领"),
            ("yldysl", "养老待遇申领"),
            ("YLDY", "养老待遇申领"),
            ("tuifei", "多缴退费"),
            ("离职", "人员减少"),
            ("新员工入职", "人员增加"),
            ("信息变更", "单位信息变更"),
            ("retire", "法定退休年龄计算"),
            ("几岁退休", "法定退休年龄计算"),
            ("缴费标准", "历年缴费标准"),
        ] {
            assert_eq!(first(question), Some(expected), "{question}");
        }
        assert!(
            FINDER.find("退休").iter().any(|entry| entry.href == "/services/pension.retire"),
            "besides the calculator"
        );
        for nothing in ["", "   ", "#", "天气预报", "zzzz"] {
            assert_eq!(first(nothing), None, "{nothing}");
        }
    }
}
