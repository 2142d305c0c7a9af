//! Where a command speaks while it works: the terminal at hand, or the wire to the terminal that asked.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

use indicatif::{ProgressBar, ProgressStyle};
use kernel::Problem;
use serde_json::{Value as Json, json};

use crate::language::Language;
use crate::report::{Answer, problem_json, problem_text};

/// How far long work is (进度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub what: String,
    /// Done so far.
    pub done: u64,
    /// All there is; 0 where nobody knows.
    pub of: u64,
}

/// What the outside sees of a running command.
pub struct Console {
    /// Language of the person who asked.
    pub language: Language,
    /// For a machine: one JSON object at the end, nothing in between.
    pub json: bool,
    sink: Sink,
}

enum Sink {
    Terminal { bar: Option<ProgressBar>, last: Instant },
    Wire(UnboundedSender<Json>),
}

impl Console {
    /// This process's own terminal.
    pub fn terminal(language: Language, json: bool) -> Console {
        Console { language, json, sink: Sink::Terminal { bar: None, last: Instant::now() } }
    }

    /// A caller elsewhere who gets one JSON object a line.
    pub fn wire(language: Language, json: bool, to: UnboundedSender<Json>) -> Console {
        Console { language, json, sink: Sink::Wire(to) }
    }

    /// Tells how far the work is. Silent for machines.
    pub fn progress(&mut self, progress: &Progress) {
        if self.json {
            return;
        }
        match &mut self.sink {
            Sink::Terminal { bar, last } => draw(bar, last, progress),
            // A caller that went away does not stop the work.
            Sink::Wire(to) => drop(to.send(json!({
                "progress": { "what": progress.what, "done": progress.done, "of": progress.of }
            }))),
        }
    }

    /// A remark beside the answer, on the error output. Silent for machines.
    pub fn note(&mut self, text: &str) {
        if self.json {
            return;
        }
        match &mut self.sink {
            Sink::Terminal { bar: Some(bar), .. } => bar.println(text),
            Sink::Terminal { .. } => write_error(text),
            Sink::Wire(to) => drop(to.send(json!({ "note": text }))),
        }
    }

    /// Says the outcome and ends the progress.
    pub fn finish(&mut self, result: &Result<Answer, Problem>) {
        self.clear();
        let (out, err) = match result {
            // A command that has answered line by line has nothing more to say.
            Ok(answer) if answer.json.is_null() && answer.text.is_empty() => Default::default(),
            Ok(answer) if self.json => (answer.json.to_string(), String::new()),
            Ok(answer) => (answer.text.clone(), String::new()),
            Err(problem) if self.json => (String::new(), problem_json(problem, self.language).to_string()),
            Err(problem) => (String::new(), problem_text(problem, self.language)),
        };
        match &mut self.sink {
            Sink::Terminal { .. } => {
                write_output(&out);
                write_error(&err);
            }
            Sink::Wire(to) => {
                let exit = crate::report::exit_of(result);
                drop(to.send(json!({ "out": out, "err": err, "exit": exit })));
            }
        }
    }

    /// Takes the progress off the terminal.
    pub fn clear(&mut self) {
        if let Sink::Terminal { bar, .. } = &mut self.sink
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

/// A bar on a terminal; elsewhere a line every few seconds, so that a log shows that the work goes on.
fn draw(bar: &mut Option<ProgressBar>, last: &mut Instant, progress: &Progress) {
    if std::io::stderr().is_terminal() {
        let bar = bar.get_or_insert_with(|| ProgressBar::new(0).with_style(style(progress.of > 0)));
        if progress.of > 0 && bar.length() != Some(progress.of) {
            bar.set_length(progress.of);
        }
        bar.set_message(progress.what.clone());
        bar.set_position(progress.done);
    } else if last.elapsed() >= EVERY {
        *last = Instant::now();
        let of = if progress.of > 0 { format!("/{}", progress.of) } else { String::new() };
        write_error(&format!("{} {}{of}", progress.what, progress.done));
    }
}

/// How often a log is told of the progress.
const EVERY: Duration = Duration::from_secs(2);

fn style(known_end: bool) -> ProgressStyle {
    let template = if known_end {
        "{elapsed_precise} {bar:32} {pos}/{len} {msg}"
    } else {
        "{elapsed_precise} {spinner} {pos} {msg}"
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Writes a text and a line break to the output; a reader that left (`| head`) is no failure.
pub fn write_output(text: &str) {
    if !text.is_empty() {
        let mut out = std::io::stdout().lock();
        drop(writeln!(out, "{text}").and_then(|()| out.flush()));
    }
}

/// Writes a text and a line break to the error output.
pub fn write_error(text: &str) {
    if !text.is_empty() {
        drop(writeln!(std::io::stderr().lock(), "{text}"));
    }
}
