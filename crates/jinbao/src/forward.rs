//! A command line carried over to the server that holds the database: the same words, the caller's folder and
//! login, and what the server says line by line.

use std::io::{BufRead, BufReader};

use kernel::{Problem, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::codes;
use crate::console::{Console, Progress, write_error, write_output};
use crate::running::Running;
use crate::session::Caller;

/// The path of the server's own command line.
pub const PATH: &str = "/api/v1/cli";
/// The header with the token.
pub const TOKEN: &str = "x-jinbao-token";

/// A command line on its way.
#[derive(Debug, Serialize, Deserialize)]
pub struct Carried {
    /// Version of the program that asks.
    pub version: String,
    /// Its words, the program's name first.
    pub args: Vec<String>,
    /// Folder that paths are relative to.
    pub folder: std::path::PathBuf,
    /// Login.
    pub officer: Option<String>,
    /// `zh` or `en`.
    pub language: String,
    /// For a machine.
    pub json: bool,
    /// What was typed or piped in.
    pub secret: Option<String>,
}

/// Lets the server carry the command out, repeats what it says, and gives its exit code.
///
/// # Errors
/// What the server answers instead of carrying it out; `CLI-0110` where it breaks off.
pub fn send(server: &Running, args: &[String], caller: Caller, console: &mut Console) -> Result<u8> {
    let failed = || codes::SERVER_ANSWER.with("address", &server.address);
    let own = crate::commands::version::VERSION;
    if server.version != own {
        return Err(codes::SERVER_VERSION.with("server", &server.version).with("own", own));
    }
    let carried = Carried {
        version: own.to_owned(),
        args: args.to_vec(),
        folder: caller.folder,
        officer: caller.officer,
        language: console.language.key().to_owned(),
        json: console.json,
        secret: caller.secret,
    };
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let response = agent
        .post(format!("{}{PATH}", server.address))
        .header(TOKEN, &server.token)
        .send_json(&carried)
        .map_err(|cause| failed().because(cause))?;
    if response.status() != 200 {
        return Err(refused(response).unwrap_or_else(failed));
    }
    for line in BufReader::new(response.into_body().into_reader()).lines() {
        let line = line.map_err(|cause| failed().because(cause))?;
        let said: Json = serde_json::from_str(&line).map_err(|cause| failed().because(cause))?;
        if let Some(exit) = repeat(&said, console) {
            return Ok(exit);
        }
    }
    Err(failed().because("no outcome"))
}

fn repeat(said: &Json, console: &mut Console) -> Option<u8> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    if let Some(progress) = said.get("progress") {
        let number = |name| progress.get(name).and_then(Json::as_u64).unwrap_or(0);
        let what = progress.get("what").map(text).unwrap_or_default();
        console.progress(&Progress { what, done: number("done"), of: number("of") });
    }
    if let Some(note) = said.get("note") {
        console.note(&text(note));
    }
    let exit = said.get("exit")?.as_u64()?;
    console.clear();
    write_output(&said.get("out").map(text).unwrap_or_default());
    write_error(&said.get("err").map(text).unwrap_or_default());
    u8::try_from(exit).ok()
}

/// The known refusals of the door itself; what a command refuses comes as its outcome.
fn refused(mut response: ureq::http::Response<ureq::Body>) -> Option<Problem> {
    let body: Json = response.body_mut().read_json().ok()?;
    let code = body.get("code")?.as_str()?;
    if code == codes::TOKEN.id { Some(codes::TOKEN.problem()) } else { None }
}
