//! Who reads a page and how they like it: language, colours, size of print. Kept in a cookie of plain words.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::Deserialize;

use super::Link;
use crate::words::Language;

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black and white, strong lines.
    HighContrast,
}

impl Theme {
    /// All of them.
    pub(crate) const ALL: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::HighContrast];

    /// In the cookie, in forms and in the style sheet.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::HighContrast => "contrast",
        }
    }
}

/// Size of print and of what can be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    /// Targets of 44 px.
    #[default]
    Standard,
    /// For elders (长辈版): print of 18 px and more, targets of 60 px.
    Elder,
}

impl Size {
    /// Both.
    pub(crate) const ALL: [Size; 2] = [Size::Standard, Size::Elder];

    /// In the cookie, in forms and in the style sheet.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Size::Standard => "standard",
            Size::Elder => "elder",
        }
    }
}

/// How a reader likes pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Display {
    /// Language, unless the address asks for another.
    pub(crate) language: Language,
    /// Colours.
    pub(crate) theme: Theme,
    /// Size.
    pub(crate) size: Size,
    /// May single keys do something?
    pub(crate) keys: bool,
}

impl Default for Display {
    fn default() -> Display {
        Display { language: Language::default(), theme: Theme::default(), size: Size::default(), keys: true }
    }
}

const COOKIE: &str = "display";

impl Display {
    /// From the words of a cookie or a form, in any order; words that mean nothing are passed over.
    pub(crate) fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Display {
        words.into_iter().fold(Display::default(), Display::with)
    }

    /// Changed by one word.
    pub(crate) fn with(self, word: &str) -> Display {
        if let Some(language) = Language::from_key(word) {
            return Display { language, ..self };
        }
        if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == word) {
            return Display { theme, ..self };
        }
        if let Some(size) = Size::ALL.into_iter().find(|size| size.key() == word) {
            return Display { size, ..self };
        }
        match word {
            "keys" => Display { keys: true, ..self },
            "nokeys" => Display { keys: false, ..self },
            _ => self,
        }
    }

    fn of_headers(headers: &HeaderMap) -> Display {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let kept = cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE);
        Display::of_words(kept.map_or("", |(_, words)| words).split('.'))
    }

    /// The header that keeps it for a year. It says nothing about a person, so scripts may read it.
    pub(crate) fn cookie(self) -> Option<HeaderValue> {
        let keys = if self.keys { "keys" } else { "nokeys" };
        let words = [self.language.key(), self.theme.key(), self.size.key(), keys].join(".");
        HeaderValue::from_str(&format!("{COOKIE}={words}; Path=/; Max-Age=31536000; SameSite=Lax")).ok()
    }
}

/// Who is signed in, as the frame shows it. Sign-in puts it among the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// Name as shown.
    pub(crate) name: String,
    /// The hall they are in.
    pub(crate) hall: Link,
    /// The other halls that are open to them.
    pub(crate) others: Vec<Link>,
    /// Where signing out is posted, and what is posted along.
    pub(crate) sign_out: (String, Vec<(String, String)>),
}

/// Who reads, what they asked for, and how they like it. Every page takes it as an argument.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    /// Language of this answer.
    pub(crate) language: Language,
    /// As set.
    pub(crate) display: Display,
    /// Path and query, to come back to.
    pub(crate) address: String,
    /// Who is signed in.
    pub(crate) signed_in: Option<SignedIn>,
    /// Number of the request, also in the log.
    pub(crate) request: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
}

fn asked_language(uri: &Uri) -> Option<Language> {
    let Query(asked) = Query::<Asked>::try_from_uri(uri).ok()?;
    Language::from_key(&asked.lang?)
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Reader, Infallible> {
        let display = Display::of_headers(&parts.headers);
        let request = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        Ok(Reader {
            language: asked_language(&parts.uri).unwrap_or(display.language),
            display,
            address: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            signed_in: parts.extensions.get::<SignedIn>().cloned(),
            request,
        })
    }
}

impl Reader {
    /// The language as set, for answers that come before a page.
    pub(crate) fn language_of(headers: &HeaderMap) -> Language {
        Display::of_headers(headers).language
    }

    /// The same address in another language.
    pub(super) fn in_language(&self, language: Language) -> String {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let kept: String = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
            .flat_map(|pair| ["&", pair])
            .collect();
        format!("{path}?lang={}{kept}", language.key())
    }
}

/// A language that an address asks for stays until another is asked for.
pub(crate) async fn remember_language(request: Request, next: Next) -> Response {
    let asked = asked_language(request.uri());
    let before = Display::of_headers(request.headers());
    let mut answer = next.run(request).await;
    if let Some(language) = asked
        && language != before.language
        && let Some(cookie) = (Display { language, ..before }).cookie()
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::{Display, Language, Reader, Size, Theme};

    #[test]
    fn settings_survive_their_cookie_whatever_else_is_in_it() {
        let set = Display { language: Language::En, theme: Theme::Dark, size: Size::Elder, keys: false };
        let cookie = set.cookie().unwrap();
        let words =
            cookie.to_str().unwrap().split(';').next().unwrap().trim_start_matches("display=").to_owned();
        assert_eq!(Display::of_words(words.split('.')), set);
        assert_eq!(Display::of_words(["<script>", "", "dark"]), Display::default().with("dark"));
    }

    #[test]
    fn the_other_language_is_asked_for_at_the_same_place() {
        let reader = Reader { address: "/search?q=%E9%80%80&lang=zh&page=2".to_owned(), ..Reader::default() };
        assert_eq!(reader.in_language(Language::En), "/search?lang=en&q=%E9%80%80&page=2");
        assert_eq!(Reader { address: "/".to_owned(), ..reader }.in_language(Language::Zh), "/?lang=zh");
    }
}
