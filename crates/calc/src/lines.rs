//! JSON Lines in, JSON Lines out: one case a line, in the same order, in constant memory. A bad line gets an error
//! line; nothing ends the run but the end of the input.

use std::io::{BufRead, BufReader, Read, Write};

use kernel::Problem;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use crate::codes;
use crate::engine::{Answer, Engine};
use crate::given::{Given, Pairs};

/// Longest line that is read, in bytes.
pub const MOST: usize = 1 << 20;

/// A problem in the reader's words: what is wrong, and what to do.
pub type Words<'w> = &'w dyn Fn(&Problem) -> (String, String);

/// The next line without its end. `None` at the end of the input, `Err` for a line that is too long; it is then passed over.
pub(crate) fn next_line(
    input: &mut dyn BufRead,
    line: &mut Vec<u8>,
) -> std::io::Result<Option<Result<(), Problem>>> {
    line.clear();
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    if Read::take(&mut *input, most + 1).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.len() > MOST && line.last() != Some(&b'\n') {
        loop {
            let buffer = input.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |end| end + 1);
            input.consume(used);
            if end.is_some() {
                break;
            }
        }
        line.clear();
        return Ok(Some(Err(codes::TOO_LONG.with("most", MOST))));
    }
    Ok(Some(Ok(())))
}

/// An object of a line: its pairs by key.
pub(crate) fn object(line: &[u8]) -> Result<Pairs<'_>, Problem> {
    let text = std::str::from_utf8(line)
        .map_err(|_| codes::NOT_JSON.with("why", "UTF-8"))?
        .trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|cause| codes::NOT_JSON.with("why", cause))
}

/// The text of a string.
pub(crate) fn text(raw: &RawValue) -> Option<String> {
    match Given::open(raw) {
        Ok(Given::Text(text)) => Some(text),
        _ => None,
    }
}

struct Said<'l> {
    id: Option<&'l RawValue>,
    topic: Option<&'l str>,
    outcome: Result<&'l Answer, Json>,
}

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("topic", &self.topic)?;
        match &self.outcome {
            Ok(answer) => answer.entries(&mut map)?,
            Err(error) => map.serialize_entry("error", error)?,
        }
        map.end()
    }
}

impl Engine<'_> {
    /// Answers every line of `input` on `output`. What is answered is flushed whenever no further line is waiting.
    ///
    /// # Errors
    /// Only where reading or writing itself fails.
    pub fn run(
        &self,
        input: impl Read,
        output: &mut dyn Write,
        explain: bool,
        words: Words<'_>,
    ) -> std::io::Result<()> {
        let mut input = BufReader::with_capacity(1 << 16, input);
        let mut line = Vec::new();
        while let Some(read) = next_line(&mut input, &mut line)? {
            match read {
                Ok(()) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(()) => self.answer_line(&line, output, explain, words)?,
                Err(problem) => say(output, None, None, Err(&problem), words)?,
            }
            // A program that asks line by line waits for its answer.
            if input.buffer().is_empty() {
                output.flush()?;
            }
        }
        output.flush()
    }

    fn answer_line(
        &self,
        line: &[u8],
        output: &mut dyn Write,
        explain: bool,
        words: Words<'_>,
    ) -> std::io::Result<()> {
        let pairs = match object(line) {
            Ok(Pairs(pairs)) => pairs,
            Err(problem) => return say(output, None, None, Err(&problem), words),
        };
        let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
        let id = find("id");
        let topic = find("topic").and_then(text);
        let answer = match (&topic, find("inputs")) {
            (Some(topic), Some(inputs)) => self.calculate_raw(topic, inputs, explain),
            (None, _) => Err(codes::NEEDED.with("key", "topic").at("topic", "")),
            (_, None) => Err(codes::NEEDED.with("key", "inputs").at("inputs", "")),
        };
        say(output, id, topic.as_deref(), answer.as_ref(), words)
    }
}

fn say(
    output: &mut dyn Write,
    id: Option<&RawValue>,
    topic: Option<&str>,
    answer: Result<&Answer, &Problem>,
    words: Words<'_>,
) -> std::io::Result<()> {
    let said = Said { id, topic, outcome: answer.map_err(|problem| error(problem, words)) };
    serde_json::to_writer(&mut *output, &said)?;
    output.write_all(b"\n")
}

/// `{code, message, field, remedy}`.
fn error(problem: &Problem, words: Words<'_>) -> Json {
    let (message, remedy) = words(problem);
    json!({"code": problem.code().id, "message": message, "field": problem.place().field, "remedy": remedy})
}
