//! The commands, one file a group: flags, the use case behind them, and what is said about the outcome.
//!
//! A command that works on an open office is a function of a [`Session`], so that it runs alike in this process and
//! inside a running server for the command line beside it. Not here: any rule of a subject (`business`).

pub mod approve;
pub mod award;
mod award_sheet;
pub mod backup;
mod benefit;
pub mod calc;
pub mod certificate;
pub mod check_certificate;
pub mod close;
pub mod collect;
pub mod completions;
pub mod config;
pub mod declare;
pub mod demo;
pub mod derived;
pub mod doctor;
pub mod explain;
pub mod export;
mod fund_tables;
pub mod import;
pub mod init;
pub mod interest;
pub mod law;
pub mod levy;
pub mod migrate;
mod paper;
pub mod pay;
pub mod recompute;
pub mod register;
pub mod replay;
pub mod restore;
pub mod serve;
pub mod simulate;
mod simulate_page;
mod simulate_records;
pub mod statement;
pub mod take_over;
pub mod user;
pub mod values;
pub mod verify;
pub mod version;

use kernel::Result;

use crate::cli::Command;
use crate::config::Settings;
use crate::report::Answer;
use crate::session::Session;

/// Where a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this process, without an open database or with its own way of opening one.
    Here,
    /// On an open office: in this process, or inside the server that holds the database.
    Office,
}

impl Command {
    /// Where it runs.
    pub fn place(&self) -> Place {
        match self {
            Command::Init(_)
            | Command::Demo(_)
            | Command::Serve(_)
            | Command::Migrate(_)
            | Command::Restore(_)
            | Command::Calc(_)
            | Command::CheckCertificate(_)
            | Command::Cases(_)
            | Command::Law(_)
            | Command::Doctor(_)
            | Command::Version(_)
            | Command::Config(_)
            | Command::Completions(_) => Place::Here,
            Command::Simulate(simulate) if !simulate.records => Place::Here,
            _ => Place::Office,
        }
    }

    /// Can it do without an office although it usually works on one, because there is none?
    pub fn stands_alone(&self, settings: &Settings) -> bool {
        matches!(self, Command::Replay(replay) if replay.stands_alone(settings))
    }

    /// What it destroys, as a question to be answered with yes. Chinese and English.
    pub fn question(&self) -> Option<(String, String)> {
        match self {
            Command::Restore(restore) => restore.question(),
            _ => None,
        }
    }

    /// Does it need a secret that is typed in or piped in, never given as an argument?
    pub fn wants_secret(&self) -> bool {
        matches!(self, Command::User(user) if user.wants_secret())
    }

    /// Runs it on an open office.
    ///
    /// # Errors
    /// Whatever the use case refuses.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match self {
            Command::User(command) => command.run(session),
            Command::Import(command) => command.run(session),
            Command::TakeOver(command) => command.run(session),
            Command::Declare(command) => command.run(session),
            Command::Levy(command) => command.run(session),
            Command::Collect(command) => command.run(session),
            Command::Close(command) => command.run(session),
            Command::Interest(command) => command.run(session),
            Command::Award(command) => command.run(session),
            Command::Pay(command) => command.run(session),
            Command::Approve(command) => command.run(session),
            Command::Statement(command) => command.run(session),
            Command::Verify(command) => command.run(session),
            Command::Backup(command) => command.run(session),
            Command::Export(command) => command.run(session),
            Command::Replay(command) => command.run(session),
            Command::Recompute(command) => command.run(session),
            Command::Simulate(command) => command.run_on_records(session),
            // The rest never asks for an office: see `place`.
            _ => Err(session.not_yet(self.name())),
        }
    }
}
