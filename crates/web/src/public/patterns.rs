//! The kit on show (组件样例), on demo nodes only: every part once, so that browsers, readers of the kit and the tests
//! of accessibility meet all of them in one place. Its form really checks what is sent.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::{Form as Posted, Json as Answer};
use kernel::Fen;
use serde_json::{Value as Json, json};

use crate::figures::money;
use crate::kit::{
    Action, Block, Card, Cell, Choice, Column, Confirmation, Empty, Event, Facts, Field, Form, Frame, Group,
    Input, Link, Method, Notice, Page, Pager, Progress, Reader, Row, Section, Stage, Steps, Tab, Table, Tag,
    Task, TaskList, Tone,
};
use crate::site::Site;
use crate::words::{Language, PatternWords};

type Answers = Vec<(String, String)>;

/// `GET /patterns`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    show(&site, &reader, form(reader.language)).answer()
}

/// `POST /patterns`.
pub(super) async fn send(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Posted(answers): Posted<Answers>,
) -> Response {
    let mut form = form(reader.language);
    form.fill(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for (name, text) in mistakes(&form, reader.language) {
        form.refuse(&name, text);
    }
    show(&site, &reader, form).answer()
}

/// `POST /patterns/check`: one field by the same rules.
pub(super) async fn check(reader: Reader, Posted(answers): Posted<Answers>) -> Answer<Json> {
    let mut form = form(reader.language);
    form.fill(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let asked = answers.iter().find(|(name, _)| name == "_field").map_or("", |(_, field)| field);
    let found = mistakes(&form, reader.language).into_iter().find(|(name, _)| name == asked);
    Answer(json!({ "error": found.map(|(_, text)| text) }))
}

/// `GET /patterns/question`: one thing on a page.
pub(super) async fn question(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.patterns();
    let choices = vec![
        Choice::new("own", words.leave_own()).hint(words.leave_own_hint()),
        Choice::new("ended", words.leave_ended()),
    ];
    let field = Field::new("reason", words.leave_reason(), Input::Radios(choices));
    let form =
        Form { question: true, method: Method::Get, ..Form::of("/patterns", words.go_on(), vec![field]) };
    Page::new(frame(&site, &reader), words.leave_reason())
        .caption(words.caption())
        .back("/patterns")
        .with(Block::Form(Box::new(form)))
        .answer()
}

/// `GET /patterns/interruption`: stop and think.
pub(super) async fn interruption(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.patterns();
    let form = Form {
        danger: true,
        method: Method::Get,
        cancel: Some(Link::new(words.stop_back(), "/patterns")),
        ..Form::of("/patterns/done", words.stop_go_on(), Vec::new())
    };
    Page::new(frame(&site, &reader), words.stop_title())
        .back("/patterns")
        .with(Block::Interruption(vec![words.stop_why().to_owned(), words.stop_what().to_owned()]))
        .with(Block::Form(Box::new(form)))
        .answer()
}

/// `GET /patterns/done`: after a submission.
pub(super) async fn done(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.patterns();
    let done = Confirmation {
        title: words.done_title().to_owned(),
        number: "990100202409010000123".to_owned(),
        next: vec![words.done_next().to_owned()],
        receipt: Some("/patterns".to_owned()),
    };
    Page::new(frame(&site, &reader), words.done_title()).with(Block::Confirmation(done)).answer()
}

fn frame(site: &Site, reader: &Reader) -> Frame {
    Frame::of(site, reader, Section::Elsewhere)
}

fn show(site: &Site, reader: &Reader, form: Form) -> Page {
    let words = reader.language.patterns();
    Page::new(frame(site, reader), words.title())
        .caption(words.caption())
        .lead(words.lead())
        .with(notice(Tone::Good, words))
        .with(notice(Tone::Warning, words))
        .with(Block::Steps(Steps { names: steps(words), now: 1 }))
        .with(Block::Form(Box::new(form)))
        .with(Block::Section(words.before_sending().to_owned(), vec![Block::Facts(answers(words))]))
        .with(Block::Tasks(tasks(words)))
        .with(Block::Tabs(tabs(words)))
        .with(Block::Form(Box::new(filter(words))))
        .with(Block::Table(Box::new(table(words))))
        .with(Block::Progress(Progress { title: words.working().to_owned(), done: 40, all: 40 }))
        .with(Block::Empty(Empty {
            title: words.empty_title().to_owned(),
            text: words.empty_text().to_owned(),
            link: Some(Link::new(words.go_on(), "/patterns/question")),
        }))
        .with(Block::Cards(vec![Card {
            link: Link::new(words.card(), "/patterns/done"),
            text: words.card_text().to_owned(),
            mark: words.mark().to_owned(),
        }]))
        .with(Block::Details(words.more().to_owned(), vec![Block::Text(words.more_text().to_owned())]))
        .with(Block::Actions(vec![
            Action { link: Link::new(words.go_on(), "/patterns/question"), primary: true },
            Action { link: Link::new(words.stop_title(), "/patterns/interruption"), primary: false },
        ]))
        .aside(Block::Section(words.timeline().to_owned(), vec![Block::Timeline(events(words))]))
}

fn notice(tone: Tone, words: PatternWords) -> Block {
    Block::Notice(Notice {
        tone,
        title: String::new(),
        text: words.notice().to_owned(),
        link: Some(Link::new(words.more(), "/patterns/done")),
    })
}

fn form(language: Language) -> Form {
    let words = language.patterns();
    let kinds = vec![Choice::new("pension", words.pension()), Choice::new("injury", words.injury())];
    let person = vec![
        Field::new("name", words.name(), Input::Text(20)),
        Field::new("number", words.number(), Input::Digits(20)).hint(words.number_hint()),
        Field::new("phone", words.phone(), Input::Digits(14)).optional(),
        Field::new("born", words.born(), Input::Date).hint(words.born_hint()),
        Field::new("since", words.since(), Input::Month).hint(words.since_hint()),
        Field::new("wage", words.wage(), Input::Money),
        Field::new("months", words.months(), Input::Number(words.months_unit().to_owned())),
        Field::new("kind", words.kind(), Input::Select(kinds.clone())),
        Field::new("kinds", words.kinds(), Input::Checkboxes(kinds)).optional(),
    ];
    let file = Input::File { accept: ".xlsx,.csv".to_owned(), multiple: false, limit: "10 MB".to_owned() };
    let papers = vec![
        Field::new("file", words.file(), file).optional(),
        Field::new("remark", words.remark(), Input::Area(3)).optional(),
        Field::new("password", words.password(), Input::Password { current: true }).optional(),
        Field::new("code", words.code(), Input::OneTimeCode).optional(),
    ];
    Form {
        groups: vec![
            Group { legend: Some(words.person().to_owned()), hint: None, fields: person },
            Group {
                legend: Some(words.papers().to_owned()),
                hint: Some(words.papers_hint().to_owned()),
                fields: papers,
            },
        ],
        check: Some("/patterns/check".to_owned()),
        others: vec![("draft".to_owned(), "1".to_owned(), words.keep().to_owned())],
        cancel: Some(Link::new(words.stop_back(), "/")),
        ..Form::of("/patterns", words.send(), Vec::new())
    }
}

/// Required fields that are empty, and an ID number that is none.
fn mistakes(form: &Form, language: Language) -> Vec<(String, String)> {
    let words = language.patterns();
    let typed = |field: &Field| field.values.concat().trim().to_owned();
    let missing = form.fields().filter(|field| !field.optional && typed(field).is_empty());
    let mut found: Vec<_> = missing.map(|field| (field.name.clone(), words.missing(&field.label))).collect();
    let number = form.fields().find(|field| field.name == "number").map(typed).unwrap_or_default();
    if let (false, Err(problem)) = (number.is_empty(), kernel::IdNumber::parse(&number)) {
        found.push(("number".to_owned(), language.pick(problem.zh(), problem.en())));
    }
    found
}

fn filter(words: PatternWords) -> Form {
    let kinds = vec![Choice::new("pension", words.pension()), Choice::new("injury", words.injury())];
    Form {
        id: "filter".to_owned(),
        inline: true,
        method: Method::Get,
        ..Form::of(
            "/patterns",
            words.filter(),
            vec![
                Field::new("filter-name", words.name(), Input::Text(12)).optional(),
                Field::new("filter-kind", words.kind(), Input::Select(kinds)).optional(),
            ],
        )
    }
}

fn steps(words: PatternWords) -> Vec<String> {
    [words.person(), words.papers(), words.before_sending()].map(str::to_owned).to_vec()
}

fn answers(words: PatternWords) -> Facts {
    let rows = vec![
        Row::new(words.name(), words.somebody()).change("/patterns#name"),
        Row::new(words.since(), "2024-09").change("/patterns#since"),
        Row::new(words.phone(), "").change("/patterns#phone"),
    ];
    Facts { title: None, rows }
}

fn tasks(words: PatternWords) -> TaskList {
    let task = |name: &str, href: Option<&str>, text: &str, tone| Task {
        name: name.to_owned(),
        hint: None,
        href: href.map(str::to_owned),
        tag: Tag::new(text, tone),
    };
    let tasks = vec![
        task(words.person(), Some("/patterns/question"), words.task_done(), Tone::Plain),
        task(words.papers(), Some("/patterns/question"), words.task_busy(), Tone::Busy),
        task(words.before_sending(), None, words.task_later(), Tone::Plain),
    ];
    TaskList { title: Some(words.tasks().to_owned()), tasks }
}

fn tabs(words: PatternWords) -> Vec<Tab> {
    let tab = |text: &str, shown, count| Tab { link: Link::new(text, "/patterns"), shown, count };
    vec![tab(words.waiting(), true, Some(3)), tab(words.finished(), false, None)]
}

fn table(words: PatternWords) -> Table {
    let states = [
        (words.task_done(), Tone::Good),
        (words.waiting(), Tone::Busy),
        (words.late(), Tone::Warning),
        (words.refused(), Tone::Bad),
    ];
    let rows = states.iter().zip(1_i64..).map(|((state, tone), number)| {
        vec![
            Cell::Link(Link::new(format!("9901002024090100001{number}"), "/patterns")),
            Cell::Text(words.somebody().to_owned()),
            Cell::Text(money(Fen::new(number * 123_456))),
            Cell::Tag(Tag::new(*state, *tone)),
            Cell::Links(vec![Link::new(words.look(), "/patterns")]),
            Cell::Choose {
                form: "filter".to_owned(),
                name: "chosen".to_owned(),
                value: number.to_string(),
                label: words.choose(number),
            },
        ]
    });
    Table {
        caption: words.table().to_owned(),
        columns: vec![
            Column::text(words.matter()).sort("/patterns?by=number", Some(true)),
            Column::text(words.name()).sort("/patterns?by=name", None),
            Column::number(words.wage()),
            Column::text(words.state()),
            Column::text(words.look()),
            Column::text(words.chosen()),
        ],
        rows: rows.collect(),
        dense: true,
        csv: Some("/patterns".to_owned()),
        pager: Pager { previous: None, next: Some("/patterns?after=4".to_owned()), count: Some(8) },
        ..Table::default()
    }
}

fn events(words: PatternWords) -> Vec<Event> {
    let event = |title: &str, when: &str, stage| Event {
        title: title.to_owned(),
        when: when.to_owned(),
        detail: words.event_detail().to_owned(),
        stage,
    };
    vec![
        event(words.submitted(), "2024-09-01 09:00", Stage::Done),
        event(words.in_review(), "2024-09-02", Stage::Now),
        event(words.decided(), "2024-09-29", Stage::Later),
    ]
}
