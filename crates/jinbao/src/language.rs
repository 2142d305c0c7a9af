//! The two languages of the program.

use clap::ValueEnum;
use kernel::Problem;

/// A language people read (语言).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 中文 / Chinese
    Zh,
    /// 英文 / English
    En,
}

impl Language {
    /// What the environment of the user asks for; Chinese unless it says English.
    pub fn of_environment() -> Language {
        let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        match wanted {
            Some(value) if value.starts_with("en") => Language::En,
            _ => Language::Zh,
        }
    }

    /// From the word used in files and requests.
    pub fn from_key(key: &str) -> Option<Language> {
        match key {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// The word used in files and requests.
    pub fn key(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The text of this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The same language of the pages.
    pub fn page(self) -> web::words::Language {
        self.pick(web::words::Language::Zh, web::words::Language::En)
    }

    /// What is wrong, and what to do.
    pub fn explain(self, problem: &Problem) -> (String, String) {
        self.pick((problem.zh(), problem.fix_zh()), (problem.en(), problem.fix_en()))
    }
}
