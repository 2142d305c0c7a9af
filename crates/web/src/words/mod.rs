//! Every text of the pages, Chinese and English side by side. A text without one of the languages, or with a place
//! that is not filled, does not compile; a text that nobody uses is a warning.
//!
//! One catalogue a subject, made by `words!`. A test of this crate finds Chinese that stands anywhere else.

mod check;
mod common;
mod employer;
mod everyday;
mod hall;
mod law;
mod law_terms;
mod patterns;
mod public;

pub(crate) use check::CheckWords;
pub(crate) use common::CommonWords;
pub(crate) use employer::EmployerWords;
pub(crate) use everyday::EVERYDAY;
pub(crate) use hall::HallWords;
pub(crate) use law::LawWords;
pub(crate) use patterns::PatternWords;
pub(crate) use public::PublicWords;

/// Languages of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// From `?lang=` or a cookie.
    pub fn from_key(key: &str) -> Option<Language> {
        match key {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// As `?lang=` and the cookie say it.
    pub fn key(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// The words that pictures say by themselves.
    pub(crate) fn of_charts(self) -> charts::Words {
        self.pick(charts::Words::ZH, charts::Words::EN)
    }

    /// For the `lang` attribute.
    pub fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    /// The other one.
    pub fn other(self) -> Language {
        self.pick(Language::En, Language::Zh)
    }

    /// One of two.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The texts of the frame and the kit.
    pub(crate) fn common(self) -> CommonWords {
        CommonWords(self)
    }

    /// The texts of the check of certificates.
    pub(crate) fn check(self) -> CheckWords {
        CheckWords(self)
    }

    /// The texts of the halls.
    pub(crate) fn hall(self) -> HallWords {
        HallWords(self)
    }

    /// The texts of the employer hall.
    pub(crate) fn employer(self) -> EmployerWords {
        EmployerWords(self)
    }

    /// The texts of the pages of the law.
    pub(crate) fn law(self) -> LawWords {
        LawWords(self)
    }

    /// The texts of the kit on show.
    pub(crate) fn patterns(self) -> PatternWords {
        PatternWords(self)
    }

    /// The texts of the public pages.
    pub(crate) fn public(self) -> PublicWords {
        PublicWords(self)
    }
}

/// A catalogue of texts: a type that knows its language, with one method a text. Places in braces are the method's
/// parameters.
macro_rules! words {
    (@text $name:ident () $zh:literal $en:literal) => {
        #[doc = $en]
        pub(crate) fn $name(self) -> &'static str {
            self.0.pick($zh, $en)
        }
    };
    (@text $name:ident ($($place:ident)+) $zh:literal $en:literal) => {
        #[doc = $en]
        pub(crate) fn $name(self, $($place: impl std::fmt::Display),+) -> String {
            self.0.pick(format!($zh), format!($en))
        }
    };
    ($(#[$doc:meta])* $catalogue:ident; $($name:ident $(($($place:ident),+))? = $zh:literal, $en:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $catalogue(pub(super) $crate::words::Language);

        #[allow(clippy::wrong_self_convention, reason = "texts are named after what they say")]
        impl $catalogue {
            $($crate::words::words!(@text $name ($($($place)+)?) $zh $en);)*
        }
    };
}
pub(crate) use words;

/// Names of stored words: a method of a catalogue that knows some keys; another key is its own name.
macro_rules! pairs {
    ($(#[$doc:meta])* $catalogue:ident . $name:ident; $($key:literal = $zh:literal, $en:literal;)*) => {
        impl $catalogue {
            $(#[$doc])*
            pub(crate) fn $name(self, key: &str) -> String {
                match key {
                    $($key => self.0.pick($zh, $en).to_owned(),)*
                    other => other.to_owned(),
                }
            }
        }
    };
}
pub(crate) use pairs;
