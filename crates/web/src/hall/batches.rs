//! Files of staff: handed in, columns named once, checked row by row, submitted, and the rows that failed given back.
//!
//! Each state of a file is a page with its own address, so that everything works without a script and can be gone on with
//! later. Small files are done while the answer waits; for others the page says how far it has come.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{Action as Asked, policy};
use business::intake::batch::{self, Step};
use business::intake::uploads::{self, Naming, Upload, UploadState};
use business::intake::{self, Kind};
use business::levy::{Forecast, Sum};
use business::registry::facts::payer_name;
use kernel::{Fen, PartyId, Problem, Result};
use serde::Deserialize;

use super::sign_in::said;
use super::{Answer, CSV, With, XLSX, answer, party};
use crate::access::{Sent, Who};
use crate::codes;
use crate::figures::{count, money};
use crate::handed::Handed;
use crate::kit::{
    Action, Block, Cell, Choice, Column, Confirmation, Empty, Field, Form, Group, Input, KeyFigure, Link,
    Notice, Page, Progress, Reader, Steps, Table, Tag, Tone,
};
use crate::site::Site;
use crate::words::EmployerWords;

/// Files listed.
const LISTED: i64 = 30;
/// Problems on the page of a file.
const SHOWN: i64 = 50;
/// Bytes of a file that is done while the answer waits.
const AT_ONCE: i64 = 512 << 10;
/// What a file may be, for the browser's dialogue.
const ACCEPT: &str = ".xlsx,.xls,.csv";

fn words(with: &With<'_>) -> EmployerWords {
    with.language().employer()
}

/// Name of a kind of file.
fn named(with: &With<'_>, kind: Kind) -> &'static str {
    let service = kind.service();
    with.language().pick(service.zh, service.en)
}

fn home(unit: PartyId) -> String {
    format!("/units/{unit}/batches")
}

fn page_of_file(id: i64) -> String {
    format!("/batches/{id}")
}

/// `GET /units/{party}/batches`.
pub(super) async fn list(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| listed(with, party(&id)?, None, &[]).map(Answer::from)).await
}

fn listed(with: &With<'_>, unit: PartyId, chosen: Option<Kind>, wrong: &[Problem]) -> Result<Page> {
    let words = words(with);
    let office = &with.site.office;
    let files = uploads::uploads(office, &with.actor, unit, LISTED)?;
    let name = office.store.read(|tx| payer_name(tx, unit))?;
    let templates = Kind::ALL.into_iter().map(|kind| {
        Link::new(words.template_of(named(with, kind)), format!("/units/{unit}/templates/{}", kind.word()))
    });
    let mut page = with
        .page(words.batches())
        .caption(name)
        .lead(words.batches_lead())
        .crumbs(vec![Link::new(with.words.unit(), format!("/units/{unit}"))])
        .wide()
        .with_all(super::window::notice(with)?);
    page = page.with(Block::Form(Box::new(hand_in(with, unit, chosen, wrong))));
    let templates = vec![Block::Links(templates.collect())];
    page = page.aside(Block::Section(words.templates().to_owned(), templates));
    if files.is_empty() {
        let (title, text) = (words.no_batches().to_owned(), words.no_batches_why().to_owned());
        return Ok(page.with(Block::Empty(Empty { title, text, link: None })));
    }
    let rows = files.iter().map(|file| {
        vec![
            Cell::Link(Link::new(file.name.clone(), page_of_file(file.id))),
            Cell::from(named(with, file.kind)),
            Cell::from(file.at.to_string()),
            Cell::from(count(i64::try_from(file.rows).unwrap_or(i64::MAX))),
            Cell::Tag(state(words, file)),
        ]
    });
    let columns = vec![
        Column::text(words.file()),
        Column::text(words.file_kind()),
        Column::text(words.handed_in_at()),
        Column::number(words.rows()),
        Column::text(with.words.state()),
    ];
    let table =
        Table { caption: words.history().to_owned(), columns, rows: rows.collect(), ..Table::default() };
    Ok(page.with(Block::Table(Box::new(table))))
}

fn state(words: EmployerWords, file: &Upload) -> Tag {
    let tone = match file.state {
        UploadState::Taken if file.came.bad > 0 => Tone::Warning,
        UploadState::Taken => Tone::Good,
        UploadState::Stopped => Tone::Bad,
        UploadState::New | UploadState::Checked => Tone::Warning,
        UploadState::Checking | UploadState::Taking => Tone::Busy,
    };
    Tag::new(words.upload_state(file.state.key()), tone)
}

/// The form that takes a file; the kind is asked unless it is known.
fn hand_in(with: &With<'_>, unit: PartyId, chosen: Option<Kind>, wrong: &[Problem]) -> Form {
    let words = words(with);
    let may = |kind: &Kind| policy::may_ever(&with.actor, Asked::Service(kind.service()));
    let kinds: Vec<Choice> = Kind::ALL
        .into_iter()
        .filter(may)
        .map(|kind| {
            let service = kind.service();
            Choice::new(kind.word(), named(with, kind))
                .hint(with.language().pick(service.brief.zh, service.brief.en))
        })
        .collect();
    let mut which = Field::new("kind", words.which_kind(), Input::Radios(kinds));
    if let Some(kind) = chosen {
        which = which.value(kind.word());
    }
    let input =
        Input::File { accept: ACCEPT.to_owned(), multiple: false, limit: words.file_limit().to_owned() };
    let fields = vec![which, Field::new("file", words.which_file(), input).hint(words.file_hint())];
    let mut form = Form::of(home(unit), words.upload_and_check(), fields);
    for problem in wrong {
        let field = problem.place().field.clone().unwrap_or_else(|| "file".to_owned());
        form.refuse(&field, said(problem, with.reader));
    }
    with.form(form)
}

/// `POST /units/{party}/batches`: a file comes, and is checked if its columns are known.
pub(super) async fn take(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    handed: Handed,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        let chosen = Kind::from_word(handed.sent.get("kind"));
        let refused = |problem| listed(with, unit, chosen, &[problem]).map(Answer::from);
        let Some(kind) = chosen else { return refused(codes::CHOOSE_ONE.problem().at("kind", "")) };
        match received(with, unit, kind, handed) {
            Ok(to) => Ok(Answer::Go(to)),
            Err(problem) if matches!(problem.kind(), kernel::Kind::Input | kernel::Kind::Conflict) => {
                refused(problem)
            }
            Err(problem) => Err(problem),
        }
    })
    .await
}

fn received(with: &With<'_>, unit: PartyId, kind: Kind, handed: Handed) -> Result<String> {
    let office = &with.site.office;
    let content = handed.content.map_err(crate::handed::TooBig::problem)?;
    if content.is_empty() {
        return Err(intake::codes::NO_FILE.problem());
    }
    let file = uploads::add(office, &with.actor, kind, unit, (&handed.name, &content))?;
    if file.state != UploadState::New {
        return Ok(page_of_file(file.id));
    }
    if !uploads::survey(office, &with.actor, file.id)?.is_complete() {
        return Ok(format!("/batches/{}/columns", file.id));
    }
    step(with, file.id, Step::Check)?;
    Ok(page_of_file(file.id))
}

/// Asks for a step; a small file is done before the answer.
fn step(with: &With<'_>, id: i64, step: Step) -> Result<()> {
    let office = &with.site.office;
    let file = batch::begin(office, &with.actor, id, step)?;
    if file.bytes <= AT_ONCE {
        batch::work_on(office, &with.actor, id, step)?;
    }
    Ok(())
}

/// `GET /units/{party}/templates/{kind}`.
pub(super) async fn template(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((id, kind)): Path<(String, String)>,
) -> Response {
    answer(site, reader, who, move |with| {
        let unit = party(&id)?;
        // Whoever may not handle the unit's files learns nothing of it.
        uploads::uploads(&with.site.office, &with.actor, unit, 0)?;
        let kind = Kind::from_word(&kind).ok_or_else(|| codes::NO_PAGE.with("path", kind))?;
        let (name, content) = uploads::template(kind, unit)?;
        Ok(Answer::File { media: XLSX, name, content })
    })
    .await
}

/// The number of a file in an address.
fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| codes::NO_PAGE.with("path", text))
}

fn head(with: &With<'_>, file: &Upload, title: &str, at: usize) -> Page {
    let words = words(with);
    let names = [
        words.step_upload(),
        words.step_columns(),
        words.step_check(),
        words.step_submit(),
        words.step_result(),
    ];
    let steps = Steps { names: names.map(str::to_owned).into(), now: at };
    with.page(title)
        .caption(format!("{} · {}", named(with, file.kind), file.name))
        .crumbs(vec![
            Link::new(with.words.unit(), format!("/units/{}", file.unit)),
            Link::new(words.batches(), home(file.unit)),
        ])
        .wide()
        .with(Block::Steps(steps))
}

/// What may be asked of the page of a file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    after: Option<i64>,
}

/// `GET /batches/{id}`.
pub(super) async fn file(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Response {
    answer(site, reader, who, move |with| {
        let file = uploads::upload(&with.site.office, &with.actor, number(&id)?)?;
        if file.state == UploadState::New && !file.removed {
            return Ok(Answer::Go(format!("/batches/{}/columns", file.id)));
        }
        shown(with, &file, from.after.unwrap_or(0), None).map(Answer::from)
    })
    .await
}

fn shown(with: &With<'_>, file: &Upload, after: i64, wrong: Option<&Problem>) -> Result<Page> {
    let words = words(with);
    let page = match file.state {
        UploadState::Checking | UploadState::Taking => return Ok(under_way(with, file)),
        UploadState::Stopped | UploadState::New => stopped(with, file),
        UploadState::Checked => checked(with, file),
        UploadState::Taken => taken(with, file),
    };
    let mut page = page.with_all(wrong.map(|problem| {
        let (text, title) = (said(problem, with.reader), words.stopped_title().to_owned());
        Block::Notice(Notice { tone: Tone::Bad, title, text, link: None })
    }));
    if file.removed {
        return Ok(page.with(Block::Remark(words.removed().to_owned())));
    }
    page = page.with_all(problems(with, file, after)?);
    if file.state == UploadState::Checked {
        if let Some(forecast) = &file.came.forecast {
            page = page.with_all(beside(with, forecast));
        }
        page = page.with_all(submit(with, file));
    }
    let title = match file.state {
        UploadState::Taken if file.came.bad > 0 => words.again(),
        _ => words.another(),
    };
    let again = hand_in(with, file.unit, Some(file.kind), &[]);
    Ok(page.with(Block::Details(title.to_owned(), vec![Block::Form(Box::new(again))])))
}

fn under_way(with: &With<'_>, file: &Upload) -> Page {
    let words = words(with);
    let (title, at) = match file.state {
        UploadState::Taking => (words.taking(&file.name), 3),
        _ => (words.checking(&file.name), 2),
    };
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    // One more than is done: the page asks again until the last of it is written down.
    let all = size(file.rows).max(size(file.done) + 1);
    head(with, file, &title, at)
        .with(Block::Progress(Progress { title: file.name.clone(), done: size(file.done), all }))
        .with(Block::Remark(words.waits_by_itself().to_owned()))
}

fn stopped(with: &With<'_>, file: &Upload) -> Page {
    let words = words(with);
    let page = head(with, file, words.stopped_title(), 2);
    match &file.came.stopped {
        None => page,
        Some([code, zh, fix_zh, en, fix_en]) => {
            let language = with.language();
            let text = language.pick(format!("{zh}{fix_zh}"), format!("{en}; {fix_en}"));
            let notice =
                Notice { tone: Tone::Bad, title: words.stopped_title().to_owned(), text, link: None };
            let mark = format!("{} {code}", language.common().problem_code());
            page.with(Block::Notice(notice)).with(Block::Remark(mark))
        }
    }
}

fn figures(with: &With<'_>, file: &Upload) -> Block {
    let words = words(with);
    let figure = |name: &str, value: u64| KeyFigure {
        name: name.to_owned(),
        value: count(i64::try_from(value).unwrap_or(i64::MAX)),
        unit: words.rows_unit().to_owned(),
        href: None,
    };
    let came = &file.came;
    let good = if file.state == UploadState::Taken { words.taken_rows() } else { words.good_rows() };
    Block::Figures(vec![
        figure(words.all_rows(), came.rows),
        figure(good, came.recorded),
        figure(words.known_rows(), came.known),
        figure(words.bad_rows(), came.bad),
    ])
}

fn checked(with: &With<'_>, file: &Upload) -> Page {
    let words = words(with);
    let columns = Link::new(words.change_columns(), format!("/batches/{}/columns", file.id));
    head(with, file, words.checked_lead(), 3).with(figures(with, file)).with(Block::Links(vec![columns]))
}

fn taken(with: &With<'_>, file: &Upload) -> Page {
    let words = words(with);
    let came = &file.came;
    let title = match came.bad {
        0 => words.taken_title(came.recorded + came.known),
        bad => words.partly_title(came.recorded + came.known, bad),
    };
    let mut next = Vec::new();
    if came.known > 0 {
        next.push(words.known_before(came.known));
    }
    if came.bad > 0 {
        next.push(words.correct_and_again().to_owned());
    }
    let mut page = head(with, file, &title, 4);
    if let Some(number) = &file.matter_number {
        let done = Confirmation { title: title.clone(), number: number.clone(), next, receipt: None };
        let links = [
            (words.print_list(), format!("/matters/{number}/list.pdf"), came.bad == 0),
            (words.see_matter(), format!("/matters/{number}"), false),
        ];
        let actions = links.map(|(text, href, primary)| Action { link: Link::new(text, href), primary });
        page = page.with(Block::Confirmation(done)).with(Block::Actions(actions.into()));
    }
    page.with(figures(with, file))
}

/// The rows that are wrong, some at a time, and the file of them.
fn problems(with: &With<'_>, file: &Upload, after: i64) -> Result<Vec<Block>> {
    let words = words(with);
    let language = with.language();
    let mut told = uploads::told(&with.site.office, &with.actor, file.id, (after, SHOWN + 1))?;
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let shown = usize::try_from(SHOWN).unwrap_or(0);
    let next = (told.len() > shown).then(|| format!("{}?after={}", page_of_file(file.id), after + SHOWN));
    let previous = (after > 0).then(|| format!("{}?after={}", page_of_file(file.id), (after - SHOWN).max(0)));
    told.truncate(shown);
    let rows = told.into_iter().map(|told| {
        vec![
            Cell::from(told.row.to_string()),
            Cell::from(told.field),
            Cell::from(told.value),
            Cell::from(language.pick(told.reason.0, told.reason.1)),
            Cell::from(language.pick(told.remedy.0, told.remedy.1)),
        ]
    });
    let names = [words.row(), words.column(), words.value(), words.what_is_wrong(), words.what_to_do()];
    let table = Table {
        caption: words.wrong_rows().to_owned(),
        columns: names.map(Column::text).into(),
        rows: rows.collect(),
        dense: true,
        pager: crate::kit::Pager { previous, next, count: None },
        ..Table::default()
    };
    let failed = Link::new(words.failed_file(), format!("/batches/{}/failed", file.id));
    Ok(vec![
        Block::Table(Box::new(table)),
        Block::Actions(vec![Action { link: failed, primary: file.state == UploadState::Taken }]),
    ])
}

/// A month beside the one before, and why they differ.
pub(super) fn beside(with: &With<'_>, forecast: &Forecast) -> Vec<Block> {
    let words = words(with);
    let (before, after) = (&forecast.before, &forecast.after);
    let less = |a: u64, b: u64| i64::try_from(a).unwrap_or(0) - i64::try_from(b).unwrap_or(0);
    let line = |name: String, people: i64, unit: Fen, person: Fen| {
        vec![
            Cell::from(name),
            Cell::from(count(people)),
            Cell::from(money(unit)),
            Cell::from(money(person)),
            Cell::from(money(unit + person)),
        ]
    };
    let whole = |name: String, sum: &Sum| line(name, less(sum.people, 0), sum.unit, sum.person);
    let rows =
        vec![whole(forecast.month.previous().to_string(), before), whole(forecast.month.to_string(), after)];
    let foot = line(
        words.difference().to_owned(),
        less(after.people, before.people),
        after.unit - before.unit,
        after.person - before.person,
    );
    let columns = |first: &str| {
        vec![
            Column::text(first),
            Column::number(words.people()),
            Column::number(words.unit_part()),
            Column::number(words.person_part()),
            Column::number(words.total()),
        ]
    };
    let caption = words.forecast_title(forecast.month, forecast.month.previous());
    let table =
        Table { caption, columns: columns(with.words.month()), rows, foot, dense: true, ..Table::default() };
    let mut blocks = vec![Block::Table(Box::new(table))];
    if forecast.reasons.is_empty() {
        blocks.push(Block::Text(words.same_as_before().to_owned()));
    } else {
        let rows =
            forecast.reasons.iter().map(|(reason, sum)| whole(words.difference_reason(reason.key()), sum));
        let table = Table {
            caption: words.why_different().to_owned(),
            columns: columns(with.words.reason()),
            rows: rows.collect(),
            dense: true,
            ..Table::default()
        };
        blocks.push(Block::Table(Box::new(table)));
    }
    if forecast.undeclared > 0 {
        blocks.push(Block::Remark(words.forecast_undeclared(forecast.undeclared)));
    }
    blocks
}

fn submit(with: &With<'_>, file: &Upload) -> Vec<Block> {
    let words = words(with);
    let came = &file.came;
    if came.recorded == 0 {
        let text = if came.bad == 0 { words.all_known() } else { words.nothing_to_submit() };
        return vec![Block::Text(text.to_owned())];
    }
    let mut form = Form::of(
        format!("/batches/{}/submit", file.id),
        words.submit_rows(came.recorded + came.known),
        Vec::new(),
    );
    form.id = "submit".to_owned();
    let mut blocks = Vec::new();
    if came.bad > 0 {
        blocks.push(Block::Text(words.good_ones_only().to_owned()));
    }
    blocks.push(Block::Form(Box::new(with.form(form))));
    blocks
}

/// `POST /batches/{id}/submit`.
pub(super) async fn submitted(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    _: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = number(&id)?;
        match step(with, id, Step::Take) {
            Ok(()) => Ok(Answer::Go(page_of_file(id))),
            Err(problem) if problem.kind() == kernel::Kind::Conflict => {
                let file = uploads::upload(&with.site.office, &with.actor, id)?;
                shown(with, &file, 0, Some(&problem)).map(Answer::from)
            }
            Err(problem) => Err(problem),
        }
    })
    .await
}

/// `GET /batches/{id}/failed`.
pub(super) async fn failed(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let (name, content) = uploads::failed_rows(&with.site.office, &with.actor, number(&id)?)?;
        let media = if name.ends_with(".csv") { CSV } else { XLSX };
        Ok(Answer::File { media, name, content })
    })
    .await
}

/// `GET /batches/{id}/columns`.
pub(super) async fn columns(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| questions(with, number(&id)?, &[], None).map(Answer::from)).await
}

/// Field of the column at a place.
fn field(at: usize) -> String {
    format!("column-{at}")
}

/// Stands for "left out" among the choices: a blank one would be "not chosen".
const LEFT_OUT: &str = "-";

fn questions(with: &With<'_>, id: i64, typed: &[(String, String)], wrong: Option<&Problem>) -> Result<Page> {
    let words = words(with);
    let office = &with.site.office;
    let file = uploads::upload(office, &with.actor, id)?;
    let survey = uploads::survey(office, &with.actor, id)?;
    let language = with.language();
    let mut choices = vec![Choice::new(LEFT_OUT, words.column_left_out())];
    choices.extend(file.kind.layout().columns.iter().map(|column| {
        let name = language.pick(column.zh.to_owned(), format!("{} ({})", column.key, column.zh));
        Choice::new(column.key, if column.required { words.column_required(name) } else { name })
    }));
    let fields: Vec<Field> = survey
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let hint = match column.samples.as_slice() {
                [] => words.column_empty().to_owned(),
                samples => words.column_samples(samples.join(language.pick("、", ", "))),
            };
            let meaning = column.column.map_or(LEFT_OUT, |column| column.key);
            Field::new(field(at), column.header.clone(), Input::Select(choices.clone()))
                .hint(hint)
                .value(meaning)
        })
        .collect();
    let mut form = Form::of(format!("/batches/{id}/columns"), words.save_and_check(), Vec::new());
    form.groups = vec![Group { fields, ..Group::default() }];
    form.inline = true;
    form.fill(typed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if let Some(problem) = wrong {
        form.refuse("", said(problem, with.reader));
    }
    let lead = if survey.is_complete() { words.columns_known() } else { words.columns_lead() };
    let mut page = head(with, &file, words.columns_title(), 1).lead(lead);
    if let Err(problem) = uploads::must_be_complete(&survey) {
        let (title, text) = (String::new(), said(&problem, with.reader));
        page = page.with(Block::Notice(Notice { tone: Tone::Warning, title, text, link: None }));
    }
    Ok(page.with(Block::Form(Box::new(with.form(form)))))
}

/// `POST /batches/{id}/columns`: said once, remembered for the unit.
pub(super) async fn name_columns(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    sent: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = number(&id)?;
        let office = &with.site.office;
        let survey = uploads::survey(office, &with.actor, id)?;
        let naming: Naming = survey
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| (column.header.clone(), sent.get(&field(at)).trim_matches('-').to_owned()))
            .collect();
        let done = uploads::name_columns(office, &with.actor, id, &naming);
        match done.and_then(|()| step(with, id, Step::Check)) {
            Ok(()) => Ok(Answer::Go(page_of_file(id))),
            Err(problem) if matches!(problem.kind(), kernel::Kind::Input | kernel::Kind::Conflict) => {
                questions(with, id, &sent.0, Some(&problem)).map(Answer::from)
            }
            Err(problem) => Err(problem),
        }
    })
    .await
}
