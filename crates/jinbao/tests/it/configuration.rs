//! defaults < `jinbao.toml` < environment < flags, and secrets stay secret.

use std::fs;

use crate::run::{Desk, Ran};

fn setting(ran: &Ran, key: &str) -> (String, String) {
    let json = ran.json();
    let found = json["settings"].as_array().unwrap().iter().find(|s| s["key"] == key).unwrap();
    (found["value"].as_str().unwrap().to_owned(), found["source"].as_str().unwrap().to_owned())
}

#[test]
fn each_layer_wins_over_the_one_before_and_says_where_it_is() {
    let desk = Desk::new();
    let print = |env: &[(&str, &str)], flags: &[&str]| {
        let args: Vec<&str> =
            ["config", "print", "--json", "--lang", "en"].iter().chain(flags).copied().collect();
        let output = desk.command(&args).envs(env.iter().copied()).output().unwrap();
        setting(&Ran::of(output), "cli.officer")
    };
    assert_eq!(print(&[], &[]), (String::new(), "default".into()));
    fs::write(desk.path("jinbao.toml"), "[cli]\nofficer = \"from-file\"\n").unwrap();
    assert_eq!(print(&[], &[]).0, "from-file");
    assert!(print(&[], &[]).1.ends_with("jinbao.toml"));
    let env = [("JINBAO__CLI__OFFICER", "from-env")];
    assert_eq!(print(&env, &[]), ("from-env".into(), "JINBAO__CLI__OFFICER".into()));
    assert_eq!(print(&env, &["--as", "from-flag"]), ("from-flag".into(), "flag".into()));
}

#[test]
fn a_password_is_masked_wherever_it_came_from() {
    let desk = Desk::new();
    let url = "postgres://jin:s3cret@db.example/jinbao";
    for ran in [
        desk.run(&["config", "print", "--database-url", url]),
        desk.run(&["config", "print", "--json", "--database-url", url]),
    ] {
        assert!(ran.out.contains("postgres://jin:***@db.example/jinbao"), "{}", ran.out);
        assert!(!ran.out.contains("s3cret"));
    }
}

#[test]
fn a_wrong_setting_is_named_with_its_source() {
    let desk = Desk::new();
    for (file, key) in [
        ("[server]\nport = \"eighty\"\n", "server.port"),
        ("[server]\nport = 70000\n", "server.port"),
        ("[sever]\nport = 1\n", "sever"),
        ("[cli]\nlang = \"fr\"\n", "cli.lang"),
        ("server = {\n", "jinbao.toml"),
    ] {
        fs::write(desk.path("jinbao.toml"), file).unwrap();
        let ran = desk.run(&["config", "print", "--json"]);
        assert_eq!((ran.code, ran.json()["code"].as_str()), (2, Some("CLI-0102")), "{file}");
        assert!(ran.err.contains(key) && ran.err.contains("jinbao.toml"), "{file}: {}", ran.err);
    }
    fs::remove_file(desk.path("jinbao.toml")).unwrap();
    let ran = desk.run(&["config", "print", "--config", "missing.toml"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("CLI-0103") && ran.err.contains("missing.toml"));
}

#[test]
fn several_pooling_areas_stand_behind_one_program() {
    let desk = Desk::new();
    fs::write(
        desk.path("jinbao.toml"),
        "[areas.990100]\nfolder = \"east\"\n[areas.110000]\nfolder = \"west\"\nurl = \"postgres://db/west\"\n",
    )
    .unwrap();
    let place = |area: &str| {
        let ran = desk.run(&["version", "--area", area, "--json"]);
        (ran.code, ran.err.clone())
    };
    assert_eq!(place("990100").0, 0);
    let (code, err) = place("420100");
    assert!(code == 3 && err.contains("CLI-0140") && err.contains("110000、990100"), "{err}");
    let ran = desk.run(&["user", "list", "--area", "990100"]);
    assert!(ran.err.contains("CLI-0104") && ran.err.contains("east"), "{}", ran.err);
}
