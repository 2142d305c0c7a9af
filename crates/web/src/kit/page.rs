//! A page: a frame, a title and blocks.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::Problem;

use super::form::FieldError;
use super::{Block, Blocks, Form, Frame, Link, Reader, Section};
use crate::codes;
use crate::problem::{status, with_wait};
use crate::site::Site;

/// A page made of blocks.
#[derive(Template)]
#[template(path = "page.html")]
pub(crate) struct Page {
    frame: Frame,
    title: String,
    caption: String,
    lead: String,
    crumbs: Vec<Link>,
    back: Option<String>,
    blocks: Vec<Block>,
    aside: Vec<Block>,
    wide: bool,
}

impl Page {
    /// A page with a title, which is its heading too.
    pub(crate) fn new(frame: Frame, title: impl Into<String>) -> Page {
        Page {
            frame,
            title: title.into(),
            caption: String::new(),
            lead: String::new(),
            crumbs: Vec::new(),
            back: None,
            blocks: Vec::new(),
            aside: Vec::new(),
            wide: false,
        }
    }

    /// A line above the heading: the service or matter that the page belongs to.
    pub(crate) fn caption(self, caption: impl Into<String>) -> Page {
        Page { caption: caption.into(), ..self }
    }

    /// The first sentence, in larger print.
    pub(crate) fn lead(self, lead: impl Into<String>) -> Page {
        Page { lead: lead.into(), ..self }
    }

    /// The pages above this one, without the first page, which always stands in front.
    pub(crate) fn crumbs(self, crumbs: Vec<Link>) -> Page {
        Page { crumbs, ..self }
    }

    /// A link to the question before. The browser's own way back works all the same.
    pub(crate) fn back(self, href: impl Into<String>) -> Page {
        Page { back: Some(href.into()), ..self }
    }

    /// One block more.
    pub(crate) fn with(mut self, block: Block) -> Page {
        self.blocks.push(block);
        self
    }

    /// Blocks more.
    pub(crate) fn with_all(mut self, blocks: impl IntoIterator<Item = Block>) -> Page {
        self.blocks.extend(blocks);
        self
    }

    /// What stands beside the content where there is room, and under it where there is none.
    pub(crate) fn aside(mut self, block: Block) -> Page {
        self.aside.push(block);
        self
    }

    /// Takes the whole width: tables and the pages of professionals.
    pub(crate) fn wide(self) -> Page {
        Page { wide: true, ..self }
    }

    /// The page as an answer: 200, or 422 where a form has errors.
    pub(crate) fn answer(self) -> Response {
        let status =
            if self.problems().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.answer_as(status)
    }

    fn answer_as(self, status: StatusCode) -> Response {
        let keep = if self.frame.signed_in.is_some() { "no-store" } else { "no-cache" };
        match self.render() {
            Ok(html) => (status, [(header::CACHE_CONTROL, keep)], Html(html)).into_response(),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, codes::PAGE.id).into_response(),
        }
    }

    fn forms(&self) -> impl Iterator<Item = &Form> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Form(form) = block { Some(&**form) } else { None })
    }

    fn problems(&self) -> Vec<FieldError> {
        self.forms().flat_map(Form::problems).collect()
    }

    /// The label of a single question is the heading; no other stands above it.
    fn asks_one_thing(&self) -> bool {
        self.forms().any(|form| form.question)
    }

    /// Does the page wait for work that is under way?
    fn refreshes(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Progress(work) if work.done < work.all))
    }

    fn content(&self) -> Blocks<'_> {
        Blocks::new(&self.blocks, self.frame.language)
    }

    fn beside(&self) -> Blocks<'_> {
        Blocks::elsewhere(&self.aside, self.frame.language, "aside")
    }
}

/// A page that says what is wrong, what to do, and that nothing is lost.
pub(crate) fn refusal(site: &Site, reader: &Reader, problem: &Problem) -> Response {
    let language = reader.language;
    let words = language.common();
    let frame = Frame::of(site, reader, Section::Elsewhere);
    let mut marks = format!("{} {}", words.problem_code(), problem.code().id);
    if let Some(request) = &frame.request {
        marks = format!("{marks} · {} {request}", words.request());
    }
    let links = vec![Link::new(words.first_page(), "/"), Link::new(words.all_services(), "/services")];
    let page = Page::new(frame, language.pick(problem.zh(), problem.en()))
        .lead(language.pick(problem.fix_zh(), problem.fix_en()))
        .with(Block::Text(words.nothing_lost().to_owned()))
        .with(Block::Links(links))
        .with(Block::Remark(marks));
    with_wait(problem.kind(), page.answer_as(status(problem.kind())))
}
