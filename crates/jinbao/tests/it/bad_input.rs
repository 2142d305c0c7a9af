//! Wrong input is refused with a stable code, in the reader's language, and nothing happens.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::run::{Desk, Ran};

#[test]
fn wrong_words_are_refused_with_a_code_and_an_exit_code() {
    let desk = Desk::new();
    for (args, exit, code) in [
        (&["frobnicate"][..], 2, "CLI-0101"),
        (&["serve", "--no-such-flag"], 2, "CLI-0101"),
        (&["init"], 2, "CLI-0101"),
        (&["serve", "--port", "99999"], 2, "CLI-0101"),
        (&["init", "--region", "12"], 2, "KER-0151"),
        (&["levy", "run", "2024-13"], 2, "CLI-0119"),
        (&["verify"], 3, "CLI-0104"),
        (&["serve"], 3, "CLI-0104"),
        (&["migrate"], 3, "CLI-0104"),
        (&["restore", "nowhere"], 4, "CLI-0106"),
        (&["restore", "nowhere", "--yes"], 2, "STO-0115"),
        (&["init", "--region", "990100", "--data", "/proc/nowhere"], 2, "CLI-0113"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, exit, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(code), "{args:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{args:?}: {}", ran.out);
        let mut args = args.to_vec();
        args.push("--json");
        let json = desk.run(&args).json();
        assert_eq!(json["code"], code, "{args:?}");
        assert_eq!(json["exit"], exit, "{args:?}");
        assert!(json["title"].is_string() && json["remedy"].is_string() && json["status"].is_u64());
    }
    assert!(!desk.path("data").exists(), "a refused command made a data folder");
}

#[test]
fn problems_speak_the_language_that_was_asked_for() {
    let desk = Desk::new();
    let zh = desk.run(&["verify"]);
    assert!(zh.err.contains("还没有数据库") && zh.err.contains("处理："), "{}", zh.err);
    let en = desk.run(&["verify", "--lang", "en"]);
    assert!(en.err.contains("there is no database") && en.err.contains("remedy:"), "{}", en.err);
    let env = desk.command(&["verify"]).env("LANG", "en_GB.UTF-8").output().unwrap();
    assert!(Ran::of(env).err.contains("remedy:"));
}

#[test]
fn a_second_init_changes_nothing() {
    let desk = Desk::set_up();
    let ran = desk.run(&["init", "--region", "110000"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("CLI-0105") && ran.err.contains("990100"), "{}", ran.err);
}

#[test]
fn keys_open_to_others_are_refused_and_repaired() {
    let desk = Desk::set_up();
    let key = desk.path("data/keys/node.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = desk.run(&["user", "list"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("STO-0113") && ran.err.contains("node.pem"), "{}", ran.err);
    let keys = |ran: &Ran| {
        let json = ran.json();
        json["findings"].as_array().unwrap().iter().find(|f| f["what"] == "keys").unwrap()["good"] == true
    };
    let looked = desk.run(&["doctor", "--json"]);
    assert!(!keys(&looked) && looked.code == 1, "{}", looked.out);
    assert!(keys(&desk.run(&["doctor", "--fix", "--json"])));
    assert_eq!(desk.run(&["user", "list"]).code, 0);
}

#[test]
fn officers_are_added_by_an_administrator_only() {
    let desk = Desk::set_up();
    let add = ["user", "add", "wang", "--name", "王芳", "--role", "levy,finance"];
    let with = |more: &[&'static str]| desk.run(&add.iter().chain(more).copied().collect::<Vec<_>>());
    assert!(with(&[]).err.contains("CLI-0114"));
    assert_eq!(with(&["--as", "nobody"]).code, 3);
    assert_eq!(with(&["--as", "admin"]).code, 0);
    let again = with(&["--as", "admin"]);
    assert_eq!((again.code, again.err.contains("DSK-0107")), (4, true), "{}", again.err);
    let not_admin = desk.run(&["user", "suspend", "admin", "--as", "wang"]);
    assert_eq!((not_admin.code, not_admin.err.contains("DSK-0101")), (5, true), "{}", not_admin.err);
    let role = desk.run(&["user", "add", "li", "--name", "李", "--role", "king", "--as", "admin"]);
    assert_eq!((role.code, role.err.contains("DSK-0109")), (2, true), "{}", role.err);
    let list = desk.run(&["user", "list", "--json"]).json();
    let wang = list["officers"].as_array().unwrap().iter().find(|o| o["login"] == "wang").unwrap();
    assert_eq!(wang["roles"], serde_json::json!(["levy", "finance"]));
}

#[test]
fn a_password_is_piped_in_and_not_too_short() {
    let desk = Desk::set_up();
    let short = desk.type_in(&["user", "password", "admin"], "short\n");
    assert_eq!((short.code, short.err.contains("CLI-0117")), (2, true), "{}", short.err);
    let good = desk.type_in(&["user", "password", "admin"], "long enough to keep\n");
    assert_eq!(good.code, 0, "{}", good.err);
    assert!(!good.out.contains("long enough"));
    // The database is set up by now: another password is an administrator's matter.
    let again = desk.type_in(&["user", "password", "admin"], "long enough to steal\n");
    assert_eq!((again.code, again.err.contains("CLI-0114")), (2, true), "{}", again.err);
}
