//! `bench idle`: how soon a fresh server answers and what it holds while nobody asks.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::report::{Cell, Report, Table};
use crate::watch::memory_mb;

/// Seconds to the first answer, at most.
const START: f64 = 0.5;
/// Megabytes, at most.
const MEMORY: f64 = 60.0;
const IDLE: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(30);

/// 空闲服务器的启动时间与内存 / start and memory of an idle server
#[derive(Args)]
pub struct Options {
    /// jinbao 程序（默认与本程序同一文件夹）/ the jinbao program (default: beside this one)
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// 启动几次 / how often to start it
    #[arg(long, default_value_t = 5)]
    times: usize,
}

/// A started server, ended with its value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server some times on a fresh data folder.
pub fn bench(options: &Options) -> Result<Report> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()?.with_file_name("jinbao"),
    };
    ensure!(
        binary.exists(),
        "{} is missing: build it with cargo build --release -p jinbao",
        binary.display()
    );
    let folder = tempfile::tempdir()?;
    let done = Command::new(&binary)
        .args(["init", "--region", "990100", "--data"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .status()?;
    ensure!(done.success(), "jinbao init ended with {done}");
    let mut table = Table::new(
        "空闲服务器 / an idle server",
        &["start", "first 200 of /livez, s", "of the goal", "RSS MB after 5 s", "of the goal", "peak MB"],
    );
    for n in 1..=options.times.max(1) {
        let (start, rss, peak) = one_start(&binary, folder.path())?;
        let rss_of = Cell::ratio(rss, MEMORY);
        table.row([
            Cell::Text(n.to_string()),
            start.into(),
            Cell::ratio(start, START),
            rss.into(),
            rss_of,
            peak.into(),
        ]);
    }
    table.note("embedded database, freshly initialised; the first start is the coldest");
    let mut report = Report::new("idle");
    report.add(table);
    Ok(report)
}

fn one_start(binary: &Path, data: &Path) -> Result<(f64, f64, f64)> {
    // The port is free again when the listener goes; nothing else takes it in that moment on a quiet machine.
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let begun = Instant::now();
    let mut server = Server(
        Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1", "--port", &port.to_string(), "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .spawn()
            .context("starting the server")?,
    );
    while !lives(port) {
        if let Some(ended) = server.0.try_wait()? {
            bail!("the server ended with {ended}");
        }
        ensure!(begun.elapsed() < PATIENCE, "no answer within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
    let start = begun.elapsed().as_secs_f64();
    std::thread::sleep(IDLE);
    let process = server.0.id();
    Ok((start, memory_mb(process, "VmRSS:")?, memory_mb(process, "VmHWM:")?))
}

fn lives(port: u16) -> bool {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}
