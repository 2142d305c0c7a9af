//! One case over HTTP: the platform's API beside OpenFisca's web API, asked by the same client on the same machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::figures::Figures;
use super::peers::{Peers, WAGE};
use super::single;
use crate::report::{Cell, Table};

/// Milliseconds of the slowest hundredth, at most.
const P99: f64 = 10.0;
/// Requests a second as a multiple of OpenFisca's, at least.
const GOAL: f64 = 50.0;
const CONNECTIONS: [usize; 5] = [1, 2, 4, 8, 16];
const TIME: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(60);

/// A server of its own process, ended with its value.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most requests a second that a server answers within the goal.
struct Best {
    connections: usize,
    rate: f64,
    p99: f64,
}

pub(super) fn table(figures: &Figures, peers: &Peers) -> Result<Table> {
    let ours = ours(figures)?;
    let theirs = theirs(figures, peers)?;
    let mut table = Table::new(
        format!("一次 HTTP 请求 / one case over HTTP, p99 ≤ {P99} ms"),
        &["server", "connections", "requests/s", "p99 ms", "/ OpenFisca"],
    );
    for (name, best, goal) in
        [("openfisca serve, 2 workers", &theirs, None), ("jinbao serve", &ours, Some(GOAL))]
    {
        let ratio = best.rate / theirs.rate;
        let ratio = match goal {
            Some(goal) => {
                Cell::Text(format!("{ratio:.1} {} {goal}", if ratio >= goal { "≥" } else { "✗ <" }))
            }
            None => ratio.into(),
        };
        table.row([name.into(), (best.connections as u64).into(), best.rate.into(), best.p99.into(), ratio]);
    }
    table.note("closed loop over kept connections; client and server share the machine; the answers are the same amounts");
    Ok(table)
}

fn ours(figures: &Figures) -> Result<Best> {
    let program = std::env::current_exe()?.with_file_name("jinbao");
    ensure!(
        program.exists(),
        "{} is missing: build it with cargo build --release -p jinbao",
        program.display()
    );
    let folder = tempfile::tempdir()?;
    init(&program, folder.path())?;
    let server = start(|port| {
        let mut command = Command::new(&program);
        command
            .args(["serve", "--listen", "127.0.0.1", "--port", &port.to_string(), "--data"])
            .arg(folder.path());
        command
    })?;
    let request = post("/api/v1/calc/contribution", &single::case(figures));
    best(server.port, &request, |answer| single::amounts(figures, answer))
}

fn init(program: &Path, data: &Path) -> Result<()> {
    let mut command = Command::new(program);
    let done =
        command.args(["init", "--region", "990100", "--data"]).arg(data).stdout(Stdio::null()).status()?;
    ensure!(done.success(), "jinbao init ended with {done}");
    Ok(())
}

fn theirs(figures: &Figures, peers: &Peers) -> Result<Best> {
    let server = start(|port| {
        let mut command = peers.command();
        command.args([
            "-m",
            "openfisca_core.scripts.openfisca_command",
            "serve",
            "--country-package",
            "peer",
        ]);
        command
            .args(["--workers", "2", "--port", &port.to_string()])
            .env("PYTHONPATH", ".")
            .stderr(Stdio::null());
        command
    })?;
    let month = figures.month.to_string();
    let mut one = json!({ "wage": { &month: WAGE } });
    let parts = || {
        figures.lines.iter().flat_map(|line| ["unit", "person"].map(|side| format!("{}_{side}", line.key)))
    };
    parts().for_each(|part| one[part] = json!({ &month: null }));
    let request = post("/calculate", &json!({ "persons": { "one": one } }).to_string());
    best(server.port, &request, |answer| {
        let one = &answer["persons"]["one"];
        parts().map(|part| one[&part][&month].as_i64().with_context(|| part.clone())).collect()
    })
}

fn post(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn start(command: impl FnOnce(u16) -> Command) -> Result<Server> {
    // The port is free again when the listener goes; nothing else takes it in that moment on a quiet machine.
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let child = command(port).stdout(Stdio::null()).spawn().context("starting a server")?;
    let mut server = Server { child, port };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(server.child.try_wait()?.is_none() && begun.elapsed() < PATIENCE, "a server did not come up");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(server)
}

fn best(port: u16, request: &str, amounts: impl Fn(&Value) -> Result<Vec<i64>>) -> Result<Best> {
    let answer = Connection::open(port)?.ask(request)?;
    let found = amounts(&serde_json::from_slice(&answer).context("an answer in JSON")?)?;
    ensure!(found.iter().sum::<i64>() > 0, "an answer without amounts");
    let mut best = Best { connections: 1, rate: 0.0, p99: 0.0 };
    for connections in CONNECTIONS {
        let (rate, p99) = load(port, request, connections)?;
        if (p99 <= P99 || best.rate == 0.0) && rate > best.rate {
            best = Best { connections, rate, p99 };
        }
    }
    Ok(best)
}

/// Requests a second and the 99th percentile in milliseconds.
fn load(port: u16, request: &str, connections: usize) -> Result<(f64, f64)> {
    let begun = Instant::now();
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(|| keep_asking(port, request))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())))
            .collect::<Result<Vec<_>>>()
    })?
    .concat();
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or(f64::INFINITY);
    Ok((times.len() as f64 / seconds, p99))
}

fn keep_asking(port: u16, request: &str) -> Result<Vec<f64>> {
    let mut connection = Connection::open(port)?;
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < TIME {
        let start = Instant::now();
        connection.ask(request)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

/// A kept connection; opened again where the server closes it after each answer.
struct Connection {
    port: u16,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(port: u16) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Connection { port, stream: BufReader::new(stream) })
    }

    fn ask(&mut self, request: &str) -> Result<Vec<u8>> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut closes, mut line) = (0, false, String::new());
        self.stream.read_line(&mut line)?;
        ensure!(line.contains(" 200 "), "a server answered {line:?}");
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            closes |= header == "connection: close";
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        if closes {
            *self = Connection::open(self.port)?;
        }
        Ok(body)
    }
}
