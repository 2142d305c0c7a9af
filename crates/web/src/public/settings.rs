//! Display settings (显示设置): language, colours, size of print, keyboard. A form that sets a cookie, no script needed.

use std::sync::Arc;

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::kit::{Block, Choice, Display, Field, Form, Frame, Input, Page, Reader, Section, Size, Theme};
use crate::site::Site;
use crate::words::{Language, PublicWords};

/// Where to come back to.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    back: Option<String>,
}

/// `GET /settings`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    let words = reader.language.public();
    let set = reader.display;
    let field =
        |name, label: &str, value, choices| Field::new(name, label, Input::Radios(choices)).value(value);
    let sizes = Size::ALL.map(|size| size_choice(size, words)).to_vec();
    let themes = Theme::ALL.map(|theme| Choice::new(theme.key(), theme_name(theme, words))).to_vec();
    let languages = [Language::Zh, Language::En];
    let languages = languages.map(|one| Choice::new(one.key(), one.common().name_of_language())).to_vec();
    let keys = vec![Choice::new("keys", words.keys_on()), Choice::new("nokeys", words.keys_off())];
    let mut form = Form::of(
        "/settings",
        words.save(),
        vec![
            field("size", words.size(), set.size.key(), sizes),
            field("theme", words.theme(), set.theme.key(), themes),
            field("language", words.language(), reader.language.key(), languages),
            field("keyboard", words.keyboard(), if set.keys { "keys" } else { "nokeys" }, keys),
        ],
    );
    form.hidden.push(("back".to_owned(), own_address(asked.back.as_deref()).to_owned()));
    Page::new(Frame::of(&site, &reader, Section::Elsewhere), words.settings_title())
        .lead(words.settings_lead())
        .with(Block::Form(Box::new(form)))
        .answer()
}

/// `POST /settings`: every field is a word of the cookie; what is not sent stays as it is.
pub(super) async fn save(reader: Reader, Posted(sent): Posted<Vec<(String, String)>>) -> Response {
    let set = sent.iter().filter(|(name, _)| name != "back").map(|(_, word)| word.as_str());
    let display = set.fold(reader.display, Display::with);
    let back = sent.iter().find(|(name, _)| name == "back").map(|(_, address)| address.as_str());
    let mut answer = Redirect::to(own_address(back)).into_response();
    if let Some(cookie) = display.cookie() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// An address of this site, or the first page: nobody is sent elsewhere.
fn own_address(back: Option<&str>) -> &str {
    let inside = |address: &&str| {
        address.starts_with('/')
            && !address.starts_with("//")
            && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    };
    back.filter(inside).unwrap_or("/")
}

fn size_choice(size: Size, words: PublicWords) -> Choice {
    match size {
        Size::Standard => Choice::new(size.key(), words.size_standard()),
        Size::Elder => Choice::new(size.key(), words.size_elder()).hint(words.size_elder_hint()),
    }
}

fn theme_name(theme: Theme, words: PublicWords) -> &'static str {
    match theme {
        Theme::System => words.theme_system(),
        Theme::Light => words.theme_light(),
        Theme::Dark => words.theme_dark(),
        Theme::HighContrast => words.theme_contrast(),
    }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for foreign in
            ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "javascript:1", ""]
        {
            assert_eq!(own_address(Some(foreign)), "/", "{foreign}");
        }
        assert_eq!(own_address(Some("/search?q=%E9%80%80")), "/search?q=%E9%80%80");
        assert_eq!(own_address(None), "/");
    }
}
