//! The program: command line, configuration, wiring. Floor 5, the only `main()`.
//!
//! Start at [`cli`] for what can be asked, [`commands`] for what happens then, [`wiring`] for how a node is opened.
//! Beside a running server on the same embedded file a command is carried out by that server ([`forward`]).
//! Not here: rules (`rules`, `business`), SQL (`store`, `business`), pages (`web`).

mod cli;
mod clock;
mod codes;
mod commands;
mod config;
mod console;
mod courier;
mod forward;
mod language;
mod report;
mod running;
mod server;
mod session;
mod setup;
mod tls;
mod wiring;

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use kernel::Result;

use cli::{Cli, Command, Parsed};
use commands::Place;
use config::{Settings, Shown};
use console::{Console, write_output};
use report::Answer;
use session::{Caller, Session};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let (language, json) = cli::wishes(&args);
    let mut console = Console::terminal(language, json);
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| start(&args, &mut console))).unwrap_or_else(
        |panic| {
            let outcome = Err(codes::PANIC.problem().because(server::words(&*panic)));
            console.finish(&outcome);
            report::outcome(&outcome)
        },
    )
}

fn start(args: &[String], console: &mut Console) -> ExitCode {
    let outcome = match cli::parse(args) {
        Ok(Parsed::Say(text)) => {
            write_output(&text);
            return ExitCode::SUCCESS;
        }
        Ok(Parsed::Run(cli)) => match carry(&cli, args, console) {
            Ok(Done::Here(answer)) => Ok(answer),
            Ok(Done::There(exit)) => return ExitCode::from(exit),
            Err(problem) => Err(problem),
        },
        Err(problem) => Err(problem),
    };
    console.finish(&outcome);
    report::outcome(&outcome)
}

enum Done {
    Here(Answer),
    There(u8),
}

fn carry(cli: &Cli, args: &[String], console: &mut Console) -> Result<Done> {
    let (settings, shown) = Settings::load(&cli.globals)?;
    console.language = settings.language();
    confirm(cli, console)?;
    if cli.command.place() == Place::Here || cli.command.stands_alone(&settings) {
        return here(&cli.command, &settings, &shown, console).map(Done::Here);
    }
    let server = running::find(&settings);
    if server.is_none() {
        wiring::must_exist(&settings)?;
    }
    let secret = if cli.command.wants_secret() { Some(secret(console)?) } else { None };
    let folder = std::env::current_dir().unwrap_or_default();
    let caller = Caller { officer: settings.officer().map(str::to_owned), folder, secret };
    if let Some(server) = server {
        return forward::send(&server, args, caller, console).map(Done::There);
    }
    let node = wiring::open(&settings)?;
    let answer = cli.command.run(&mut Session { office: &node.office, console, caller });
    server::seal(&node);
    answer.map(Done::Here)
}

fn here(command: &Command, settings: &Settings, shown: &[Shown], console: &mut Console) -> Result<Answer> {
    match command {
        Command::Init(init) => init.run(settings, console),
        Command::Demo(demo) => demo.run(settings, console),
        Command::Serve(serve) => serve.run(settings, console),
        Command::Migrate(migrate) => migrate.run(settings, console),
        Command::Restore(restore) => restore.run(settings, console),
        Command::Doctor(doctor) => doctor.run(settings, console),
        Command::Calc(calc) => calc.run(settings, console),
        Command::CheckCertificate(check) => check.run(settings, console.language),
        Command::Cases(cases) => cases.run(settings, console),
        Command::Law(law) => law.run(settings, console),
        Command::Simulate(simulate) => simulate.run(settings, console),
        Command::Replay(replay) => replay.run_alone(settings, console.language),
        Command::Version(version) => Ok(version.run()),
        Command::Config(config) => Ok(config.run(shown, console.language)),
        Command::Completions(completions) => Ok(completions.run()),
        _ => Err(codes::NOT_YET.with("command", command.name())),
    }
}

/// Asks before something is destroyed. Without a terminal only `--yes` is a yes.
fn confirm(cli: &Cli, console: &Console) -> Result<()> {
    let Some((zh, en)) = cli.command.question() else { return Ok(()) };
    if cli.globals.yes {
        return Ok(());
    }
    let question = console.language.pick(zh, en);
    let asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !console.json;
    if asked {
        let hint = console.language.pick("继续吗？输入 yes：", "Go on? Type yes: ");
        drop(write!(std::io::stderr(), "{question}\n{hint}"));
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line).is_ok() && line.trim() == "yes" {
            return Ok(());
        }
    }
    Err(codes::NOT_CONFIRMED.with("question", question))
}

/// A password, typed without an echo or piped in as one line.
fn secret(console: &Console) -> Result<String> {
    let failed = |cause: std::io::Error| codes::FILE.with("file", "stdin").because(cause);
    if std::io::stdin().is_terminal() {
        let prompt = console.language.pick("密码：", "password: ");
        return rpassword::prompt_password(prompt).map_err(failed);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
