//! Help, version, completion.

use crate::run::Desk;

const COMMANDS: &[&str] = &[
    "init",
    "demo",
    "serve",
    "user",
    "migrate",
    "import",
    "take-over",
    "declare",
    "levy",
    "recompute",
    "collect",
    "close",
    "interest",
    "award",
    "pay",
    "approve",
    "statement",
    "verify",
    "backup",
    "restore",
    "calc",
    "cases",
    "law",
    "simulate",
    "replay",
    "doctor",
    "export",
    "version",
    "config",
    "completions",
];

#[test]
fn every_command_is_explained_in_both_languages() {
    let desk = Desk::new();
    let all = desk.run(&["--help"]);
    assert_eq!(all.code, 0);
    for command in COMMANDS {
        let line = all.out.lines().find(|line| line.trim_start().starts_with(&format!("{command} ")));
        let line = line.unwrap_or_else(|| panic!("no {command} in\n{}", all.out));
        assert!(line.contains("/ ") && !line.is_ascii(), "{line}");
        let own = desk.run(&[command, "--help"]);
        assert_eq!(own.code, 0, "{command}");
        assert!(own.out.contains("--data"), "{command} lacks the global flags");
    }
}

#[test]
fn version_is_said_to_people_and_machines() {
    let desk = Desk::new();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(desk.run(&["version"]).out, format!("jinbao {version}\n"));
    assert_eq!(desk.run(&["version", "--json"]).json()["version"], version);
}

#[test]
fn shells_complete_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&["completions", shell]);
        assert_eq!(script.code, 0, "{shell}: {}", script.err);
        for command in COMMANDS {
            assert!(script.out.contains(command), "{shell} does not know {command}");
        }
    }
}
