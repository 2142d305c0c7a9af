//! The courier: takes messages out of the outbox and hands them to whoever carries them.
//!
//! A message is opened here and nowhere else. It is at-least-once: who carries it recognises a repetition by its key.

use std::io::Write;
use std::path::PathBuf;

use business::Office;
use kernel::Result;
use store::{Act, Waiting};

use crate::config::Settings;
use crate::{clock, codes, setup};

/// Who carries a message to a telephone.
pub trait Carrier: Send + Sync {
    /// Hands it over; the key is the same whenever it is repeated.
    ///
    /// # Errors
    /// Where it was not taken; it is tried again.
    fn carry(&self, key: &str, to: &str, text: &str) -> Result<()>;
}

/// Writes messages into a file, for demonstrations and for trying out.
pub struct ToFile(pub PathBuf);

impl Carrier for ToFile {
    fn carry(&self, key: &str, to: &str, text: &str) -> Result<()> {
        let failed = |cause: std::io::Error| codes::MESSAGE.with("key", key).because(cause);
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&self.0).map_err(failed)?;
        setup::make_private(&self.0, 0o600).map_err(failed)?;
        writeln!(file, "{} {key} {to} {text}", clock::now()).map_err(failed)
    }
}

/// Posts messages as JSON to a gateway of text messages.
pub struct ToGateway(pub String);

impl Carrier for ToGateway {
    fn carry(&self, key: &str, to: &str, text: &str) -> Result<()> {
        let body = serde_json::json!({ "key": key, "to": to, "text": text });
        let sent = ureq::post(&self.0).header("Idempotency-Key", key).send_json(body);
        sent.map(drop).map_err(|cause| codes::MESSAGE.with("key", key).because(cause))
    }
}

/// The carrier that the settings name: a gateway, else a file beside the data.
pub fn carrier(settings: &Settings) -> Box<dyn Carrier> {
    match settings.messages.gateway.as_str() {
        "" => Box::new(ToFile(settings.data.folder.join("messages.txt"))),
        address => Box::new(ToGateway(address.to_owned())),
    }
}

/// Messages taken out at once.
const AT_ONCE: i64 = 50;

/// Carries what waits. A message that is not taken stays, with what went wrong.
///
/// # Errors
/// What the store reports.
pub fn carry_all(office: &Office, carrier: &dyn Carrier) -> Result<usize> {
    let waiting = office.store.read(|tx| tx.waiting(AT_ONCE))?;
    let mut carried = 0;
    for message in waiting.iter().filter(|message| message.topic == "message.sms") {
        let act =
            Act { by: setup::NODE, at: clock::now(), channel: "node", command: "message.carry".to_owned() };
        let outcome = open(office, message).and_then(|(to, text)| carrier.carry(&message.key, &to, &text));
        office.store.write(&act, |tx| match &outcome {
            Ok(()) => tx.sent(message.id),
            Err(problem) => tx.not_sent(message.id, problem.code().id),
        })?;
        carried += usize::from(outcome.is_ok());
    }
    Ok(carried)
}

fn open(office: &Office, message: &Waiting) -> Result<(String, String)> {
    let damaged = || codes::MESSAGE.with("key", &message.key);
    let hex = message.body["sealed"].as_str().unwrap_or_default();
    let bytes: Option<Vec<u8>> = (0..hex.len() / 2)
        .map(|at| hex.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let plain = office.vault.open(&bytes.ok_or_else(damaged)?)?;
    let content: serde_json::Value =
        serde_json::from_str(&plain).map_err(|cause| damaged().because(cause))?;
    let word = |name: &str| content[name].as_str().map(str::to_owned).ok_or_else(damaged);
    Ok((word("to")?, word("text")?))
}
