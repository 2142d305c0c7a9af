//! What stands around every page.

use super::{Display, Link, Reader, SignedIn, Size};
use crate::assets;
use crate::site::Site;
use crate::words::{CommonWords, Language};

/// The part of the site a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Section {
    /// None of those in the navigation.
    #[default]
    Elsewhere,
    /// The first page.
    Home,
    /// Services and their guides.
    Services,
    /// The funds.
    Funds,
    /// Contribution standards.
    Standards,
    /// The law as data.
    Law,
    /// The calculators.
    Calculators,
}

/// What every page has around its content.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) words: CommonWords,
    pub(crate) display: Display,
    pub(crate) place: String,
    pub(crate) demo: bool,
    pub(crate) version: &'static str,
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) section: Section,
    pub(crate) signed_in: Option<SignedIn>,
    /// This address in the other language.
    pub(crate) translated: String,
    /// This address.
    pub(crate) address: String,
    /// What is being searched for.
    pub(crate) query: String,
    pub(crate) request: Option<String>,
}

impl Frame {
    /// The frame for a reader.
    pub(crate) fn of(site: &Site, reader: &Reader, section: Section) -> Frame {
        let language = reader.language;
        Frame {
            language,
            words: language.common(),
            display: reader.display,
            place: site.place(language),
            demo: site.demo,
            version: site.version,
            style: assets::address(assets::STYLE),
            script: assets::address(assets::SCRIPT),
            section,
            signed_in: reader.signed_in.clone(),
            translated: reader.in_language(language.other()),
            address: reader.address.clone(),
            query: String::new(),
            request: reader.request.clone(),
        }
    }

    pub(crate) fn sections(&self) -> [(Section, Link); 6] {
        let words = self.words;
        [
            (Section::Home, Link::new(words.home(), "/")),
            (Section::Services, Link::new(words.services(), "/services")),
            (Section::Standards, Link::new(words.standards(), "/standards")),
            (Section::Law, Link::new(words.law(), "/law")),
            (Section::Calculators, Link::new(words.calculators(), "/calculators")),
            (Section::Funds, Link::new(words.funds(), "/funds")),
        ]
    }

    pub(crate) fn is_elder(&self) -> bool {
        self.display.size == Size::Elder
    }
}
