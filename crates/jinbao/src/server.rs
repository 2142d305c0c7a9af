//! `serve` at work: the pages of `web` and the door for the command line beside it, until it is told to stop.

use std::any::Any;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use business::Office;
use business::certificates::Issued;
use business::collection::Slip;
use kernel::{PartyId, Result};
use metrics_exporter_prometheus::PrometheusBuilder;
use store::{Act, Store};
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::cli::{Parsed, parse};
use crate::commands::Place;
use crate::commands::version::VERSION;
use crate::config::Settings;
use crate::console::{Console, write_output};
use crate::courier::{self, Carrier};
use crate::forward::{Carried, PATH, TOKEN};
use crate::language::Language;
use crate::report::Answer;
use crate::running::Note;
use crate::session::{Caller, Session};
use crate::wiring::Node;
use crate::{clock, codes, setup, tls};

/// How often the audit trail is chained.
const SEAL_EVERY: Duration = Duration::from_secs(5);
/// How often messages are carried out.
const CARRY_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether a file of rows waits to be worked on.
const WORK_EVERY: Duration = Duration::from_millis(500);
/// How often files whose time is over are removed.
const REMOVE_EVERY: Duration = Duration::from_secs(3600);
/// How long open requests may take to end after the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Documents for the pages, as the command line prints them.
struct Printed {
    /// Where certificates say that they can be checked.
    check: String,
}

impl web::Documents for Printed {
    fn statement(&self, office: &Office, person: PartyId, year: i16) -> Result<Vec<u8>> {
        crate::commands::statement::print(office, person, year)
    }

    fn calculation(&self, office: &Office, figure: &web::Calculation) -> Result<Vec<u8>> {
        crate::commands::explain::print(office, figure)
    }

    fn register(&self, office: &Office, register: &web::Register) -> Result<Vec<u8>> {
        crate::commands::register::print(office, register)
    }

    fn certificate(&self, office: &Office, issued: &Issued) -> Result<Vec<u8>> {
        crate::commands::certificate::print(&office.key, issued, &self.check)
    }

    fn slip(&self, office: &Office, slip: &Slip) -> Result<Vec<u8>> {
        crate::commands::collect::print_slip(office, slip, "")
    }
}

struct Door {
    node: Node,
    token: String,
}

/// Serves until the process is told to stop.
///
/// # Errors
/// `CLI-0107` for a busy port, `CLI-0108` for an address that cannot be listened on.
pub fn serve(settings: &Settings, node: Node, console: &mut Console) -> Result<Answer> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .max_blocking_threads(32)
        .thread_name("jinbao")
        .build()
        .map_err(|cause| codes::LISTEN.with("listen", "tokio").with("port", 0).because(cause))?;
    let outcome = runtime.block_on(run(settings, node, console));
    runtime.shutdown_timeout(PATIENCE);
    outcome
}

async fn run(settings: &Settings, node: Node, console: &mut Console) -> Result<Answer> {
    log();
    let listener = listen(settings).await?;
    let bound = listener.local_addr().map_err(|cause| not_listening(settings).because(cause))?;
    let address = address(bound);
    let secure = tls::listen(settings, &node).await?;
    let note = Note::leave(settings, address.clone(), VERSION)?;
    let public = match settings.server.address.trim_end_matches('/') {
        "" => address.as_str(),
        named => named,
    };
    let printed = Printed { check: format!("{public}/check") };
    let site = web::Site::new(node.office.clone(), node.demo, VERSION, clock::now)
        .with_documents(Arc::new(printed))
        .with_metrics(metrics());
    let door = Door { node: node.clone(), token: note.running.token.clone() };
    let app = web::router(Arc::new(site))
        .merge(Router::new().route(PATH, post(carry_out)).with_state(Arc::new(door)));

    let secure_port = secure.as_ref().and_then(tls::Secure::port);
    let ready = console.language.pick(
        format!("金保已启动：{address}（按 Ctrl-C 停止）"),
        format!("Jinbao serves at {address} (Ctrl-C stops it)"),
    );
    if console.json {
        write_output(
            &serde_json::json!({ "address": address, "secure_port": secure_port, "pid": note.running.pid })
                .to_string(),
        );
    } else {
        write_output(&ready);
        if let Some(port) = secure_port {
            let also = console.language.pick("加密访问", "with encryption at");
            write_output(&format!("{also} https://localhost:{port}"));
        }
    }
    let sealer = tokio::spawn(seal_for_ever(node.clone()));
    let courier = tokio::spawn(carry_for_ever(node.clone(), Arc::from(courier::carrier(settings))));
    let worker = tokio::spawn(work_for_ever(node.clone()));
    let secure = secure.map(|listener| tokio::spawn(tls::serve(listener, app.clone(), told_to_stop())));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app).with_graceful_shutdown(told_to_stop());
    served.await.map_err(|cause| not_listening(settings).because(cause))?;
    if let Some(secure) = secure {
        drop(secure.await);
    }
    sealer.abort();
    courier.abort();
    worker.abort();
    seal(&node);
    drop(note);
    let text = console.language.pick("已停止。", "stopped");
    Ok(Answer::new(text, serde_json::json!({ "stopped": true })))
}

async fn listen(settings: &Settings) -> Result<TcpListener> {
    let (listen, port) = (settings.server.listen.as_str(), settings.server.port);
    TcpListener::bind((listen, port)).await.map_err(|cause| match cause.kind() {
        ErrorKind::AddrInUse => codes::PORT
            .with("port", port)
            .with("listen", listen)
            .with("other", if port == u16::MAX { port - 1 } else { port + 1 })
            .because(cause),
        _ => not_listening(settings).because(cause),
    })
}

fn not_listening(settings: &Settings) -> kernel::Problem {
    codes::LISTEN.with("listen", &settings.server.listen).with("port", settings.server.port)
}

/// Where a browser on this machine finds it.
fn address(bound: SocketAddr) -> String {
    if bound.ip().is_unspecified() {
        format!("http://localhost:{}", bound.port())
    } else {
        format!("http://{bound}")
    }
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    drop(interrupt.await);
}

async fn seal_for_ever(node: Node) {
    loop {
        tokio::time::sleep(SEAL_EVERY).await;
        let node = node.clone();
        drop(tokio::task::spawn_blocking(move || seal(&node)).await);
    }
}

async fn carry_for_ever(node: Node, carrier: Arc<dyn Carrier>) {
    loop {
        tokio::time::sleep(CARRY_EVERY).await;
        let (office, carrier) = (node.office.clone(), Arc::clone(&carrier));
        // What is not carried now is carried next time; the outbox keeps why.
        drop(tokio::task::spawn_blocking(move || courier::carry_all(&office, &*carrier)).await);
    }
}

/// Works on the files that units hand in. A step that fails is tried again later; its file says so.
async fn work_for_ever(node: Node) {
    let mut removed = None::<tokio::time::Instant>;
    loop {
        tokio::time::sleep(WORK_EVERY).await;
        let remove = removed.is_none_or(|at| at.elapsed() >= REMOVE_EVERY);
        if remove {
            removed = Some(tokio::time::Instant::now());
        }
        let office = node.office.clone();
        drop(tokio::task::spawn_blocking(move || work_on_files(&office, remove)).await);
    }
}

fn work_on_files(office: &Office, remove: bool) {
    let act = |command: &str| Act {
        by: setup::NODE,
        at: clock::now(),
        channel: "clock",
        command: command.to_owned(),
    };
    let worker = format!("node-{}", std::process::id());
    while let Ok(true) = business::intake::batch::work(office, &act("intake.work"), &worker) {}
    if remove {
        drop(business::intake::uploads::remove_expired(office, &act("intake.remove")));
        drop(business::desk::materials::remove_expired(office, &act("material.remove")));
    }
}

/// Counts for Prometheus, rendered when they are asked for.
fn metrics() -> web::Render {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    // A second server in one process counts into the first one's book.
    drop(metrics::set_global_recorder(recorder));
    Arc::new(move || handle.render())
}

/// The log: one JSON object a line on the error output, as `JINBAO_LOG` asks (`info`, `web=debug`); none without it.
fn log() {
    let wanted = tracing_subscriber::EnvFilter::try_from_env("JINBAO_LOG").unwrap_or_default();
    let lines = tracing_subscriber::fmt().json().with_env_filter(wanted).with_writer(std::io::stderr);
    // Whoever set a log up before keeps it.
    drop(lines.try_init());
}

/// Chains the audit trail of a node.
pub fn seal(node: &Node) {
    seal_store(&node.office.store);
}

/// Chains the audit trail. What fails now is chained next time; `doctor` shows a backlog.
pub fn seal_store(store: &Store) {
    let act = Act { by: setup::NODE, at: clock::now(), channel: "clock", command: "audit.seal".to_owned() };
    drop(store.seal(&act));
}

async fn carry_out(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    Json(carried): Json<Carried>,
) -> Response {
    let given = headers.get(TOKEN).map_or(&b""[..], |value| value.as_bytes());
    if !same(given, door.token.as_bytes()) {
        return web::Refusal::new(codes::TOKEN.problem(), language(&carried).page()).into_response();
    }
    let (say, hear) = unbounded_channel();
    let language = language(&carried);
    tokio::task::spawn_blocking(move || {
        let mut console = Console::wire(language, carried.json, say);
        let outcome =
            std::panic::catch_unwind(AssertUnwindSafe(|| run_carried(&door, carried, &mut console)))
                .unwrap_or_else(|panic| Err(codes::PANIC.problem().because(words(&*panic))));
        console.finish(&outcome);
    });
    let lines = UnboundedReceiverStream::new(hear).map(|said| Ok::<_, std::io::Error>(format!("{said}\n")));
    Body::from_stream(lines).into_response()
}

fn run_carried(door: &Door, carried: Carried, console: &mut Console) -> Result<Answer> {
    let Parsed::Run(cli) = parse(&carried.args)? else {
        return Err(codes::SERVER_ANSWER.with("address", "help"));
    };
    if cli.command.place() != Place::Office {
        return Err(codes::SERVER_HOLDS
            .with("address", "")
            .with("pid", std::process::id())
            .with("command", cli.command.name()));
    }
    let caller = Caller { officer: carried.officer, folder: carried.folder, secret: carried.secret };
    cli.command.run(&mut Session { office: &door.node.office, console, caller })
}

fn language(carried: &Carried) -> Language {
    Language::from_key(&carried.language).unwrap_or(Language::Zh)
}

/// What a panic said.
pub fn words(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

/// Compares without telling by its duration where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
