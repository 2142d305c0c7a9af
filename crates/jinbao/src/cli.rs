//! The command line: global flags, commands, and how a mistake in it becomes a problem.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use kernel::Problem;

use crate::codes;
use crate::commands::{
    approve, award, backup, calc, check_certificate, close, collect, completions, config, declare, demo,
    doctor, export, import, init, interest, law, levy, migrate, pay, recompute, replay, restore, serve,
    simulate, statement, take_over, user, verify, version,
};
use crate::language::Language;

const TEMPLATE: &str = "{about-with-newline}
用法 / Usage: {usage}

{all-args}{after-help}";

/// 金保：社会保险经办平台 / Jinbao, a social insurance platform
#[derive(Clone, Debug, Parser)]
#[command(
    name = "jinbao",
    disable_version_flag = true,
    disable_help_flag = true,
    max_term_width = 110,
    after_help = "先试一试 / try it: jinbao demo"
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command has.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "通用选项 / Global options")]
pub struct Globals {
    /// 数据文件夹（嵌入式数据库、密钥）/ data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 使用 PostgreSQL 而不是嵌入式数据库 / a PostgreSQL instead of the embedded database
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// 统筹区代码，数据位置见配置的 areas 一节 / pooling area whose data the section `areas` names
    #[arg(long, global = true, value_name = "CODE")]
    pub area: Option<String>,
    /// 配置文件，默认为当前文件夹的 jinbao.toml / configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 以哪位经办人员的身份办理 / the officer who acts
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub officer: Option<String>,
    /// 输出 JSON，供程序读取 / JSON for machines
    #[arg(long, global = true)]
    pub json: bool,
    /// 语言 / language
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// 对会破坏数据的操作不再询问 / do not ask before destroying
    #[arg(long, global = true)]
    pub yes: bool,
    /// 显示帮助 / show this help
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    /// Of `serve` and `demo`; kept here so that it is the last layer of the configuration.
    #[arg(skip)]
    pub listen: Option<String>,
    /// As `listen`.
    #[arg(skip)]
    pub port: Option<u16>,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum Command {
    Init(init::Init),
    Demo(demo::Demo),
    Serve(serve::Serve),
    User(user::User),
    Migrate(migrate::Migrate),
    Import(import::Import),
    TakeOver(take_over::TakeOver),
    Declare(declare::Declare),
    Levy(levy::Levy),
    Collect(collect::Collect),
    Close(close::Close),
    Interest(interest::Interest),
    Award(award::Award),
    Pay(pay::Pay),
    Approve(approve::Approve),
    Statement(statement::Statement),
    Verify(verify::Verify),
    CheckCertificate(check_certificate::CheckCertificate),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Calc(calc::Calc),
    Cases(calc::Cases),
    Law(law::Law),
    Simulate(simulate::Simulate),
    Replay(replay::Replay),
    Recompute(recompute::Recompute),
    Doctor(doctor::Doctor),
    Export(export::Export),
    Version(version::Version),
    Config(config::Config),
    Completions(completions::Completions),
}

/// What was asked, or what to say instead.
pub enum Parsed {
    /// A command.
    Run(Box<Cli>),
    /// Help was asked for.
    Say(String),
}

/// The whole command line, its help in both languages all the way down.
pub fn command() -> clap::Command {
    fn bilingual(command: clap::Command) -> clap::Command {
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let command =
            names.into_iter().fold(command, |command, name| command.mut_subcommand(name, bilingual));
        command
            .help_template(TEMPLATE)
            .subcommand_help_heading("命令 / Commands")
            .subcommand_value_name("命令/COMMAND")
            .mut_args(|argument| match argument.get_help_heading() {
                Some(_) => argument,
                None => argument.help_heading("参数 / Arguments"),
            })
    }
    bilingual(Cli::command())
}

/// Reads the command line.
///
/// # Errors
/// The problem that a value itself reports, else `CLI-0101`.
pub fn parse(args: &[String]) -> Result<Parsed, Problem> {
    let parsed = command().try_get_matches_from(args).and_then(|found| Cli::from_arg_matches(&found));
    match parsed {
        Ok(mut cli) => {
            let listening = match &cli.command {
                Command::Serve(serve) => Some(serve.at.clone()),
                Command::Demo(demo) => Some(demo.at.clone()),
                _ => None,
            };
            if let Some(at) = listening {
                (cli.globals.listen, cli.globals.port) = (at.listen, at.port);
            }
            Ok(Parsed::Run(Box::new(cli)))
        }
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Ok(Parsed::Say(error.render().to_string().trim_end().to_owned()))
            }
            _ => Err(mistake(&error, args)),
        },
    }
}

/// The language and form asked for on a command line that may be wrong elsewhere.
pub fn wishes(args: &[String]) -> (Language, bool) {
    let language = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--lang") {
        Some("") => Language::from_key(args.get(at + 1)?),
        Some(rest) => Language::from_key(rest.strip_prefix('=')?),
        None => None,
    });
    (language.unwrap_or_else(Language::of_environment), args.iter().any(|arg| arg == "--json"))
}

fn mistake(error: &clap::Error, args: &[String]) -> Problem {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join("、")),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg);
    if let Some(problem) =
        std::error::Error::source(error).and_then(|source| source.downcast_ref::<Problem>())
    {
        let value = context(ContextKind::InvalidValue).unwrap_or_default();
        return problem.clone().at(argument.unwrap_or_default(), value);
    }
    let rendered = error.render().to_string();
    let english = rendered.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let value = context(ContextKind::InvalidValue);
    let named = argument.clone().unwrap_or_default();
    let chinese = match error.kind() {
        ErrorKind::UnknownArgument => Some(format!("没有选项 {named}")),
        ErrorKind::InvalidSubcommand => {
            context(ContextKind::InvalidSubcommand).map(|command| format!("没有命令 {command}"))
        }
        ErrorKind::MissingRequiredArgument => Some(format!("缺少 {named}")),
        ErrorKind::MissingSubcommand => Some("缺少命令".to_owned()),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            value.filter(|value| !value.is_empty()).map(|value| format!("{named} 的值“{value}”不可用"))
        }
        ErrorKind::ArgumentConflict => Some(format!("{named} 与其他选项冲突")),
        _ => None,
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(context)
            .map(|near| format!("（{near}？）"));
    let chinese = chinese.unwrap_or_else(|| english.clone());
    let detail = match suggestion {
        Some(near) => format!("{chinese}{near} / {english}"),
        None if chinese == english => english,
        None => format!("{chinese} / {english}"),
    };
    codes::USAGE.with("detail", detail).with("command", command_of(args))
}

fn command_of(args: &[String]) -> String {
    let known = |arg: &&String| Cli::command().find_subcommand(arg).is_some();
    args.iter().skip(1).find(known).map(|name| format!("{name} ")).unwrap_or_default()
}

impl Command {
    /// Its name, as typed.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Init(_) => "init",
            Command::Demo(_) => "demo",
            Command::Serve(_) => "serve",
            Command::User(_) => "user",
            Command::Migrate(_) => "migrate",
            Command::Import(_) => "import",
            Command::TakeOver(_) => "take-over",
            Command::Declare(_) => "declare",
            Command::Levy(_) => "levy",
            Command::Collect(_) => "collect",
            Command::Close(_) => "close",
            Command::Interest(_) => "interest",
            Command::Award(_) => "award",
            Command::Pay(_) => "pay",
            Command::Approve(_) => "approve",
            Command::Statement(_) => "statement",
            Command::Verify(_) => "verify",
            Command::CheckCertificate(_) => "check-certificate",
            Command::Backup(_) => "backup",
            Command::Restore(_) => "restore",
            Command::Calc(_) => "calc",
            Command::Cases(_) => "cases",
            Command::Law(_) => "law",
            Command::Simulate(_) => "simulate",
            Command::Replay(_) => "replay",
            Command::Recompute(_) => "recompute",
            Command::Doctor(_) => "doctor",
            Command::Export(_) => "export",
            Command::Version(_) => "version",
            Command::Config(_) => "config",
            Command::Completions(_) => "completions",
        }
    }
}
