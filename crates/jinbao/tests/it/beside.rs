//! The server, and the command line beside it on the same embedded file.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::run::Desk;

#[test]
fn a_server_answers_is_ready_and_stops_when_told() {
    let desk = Desk::set_up();
    let server = desk.serve();
    assert_eq!(server.get("/livez"), (200, "ok\n".to_owned()));
    let (status, ready) = server.get("/readyz");
    assert_eq!((status, ready.contains("true")), (200, true), "{ready}");
    assert!(server.get("/version").1.contains(env!("CARGO_PKG_VERSION")));
    let (status, page) = server.get("/");
    assert_eq!(status, 200);
    assert!(page.contains("社会保险基金总览") && page.contains(r#"lang="zh-CN""#));
    assert!(!page.contains("演示数据"), "this is no demo");
    assert!(server.get("/?lang=en").1.contains("Social insurance funds at a glance"));
    let (status, missing) = server.get("/api/v1/nothing");
    assert_eq!((status, missing.contains("WEB-0101")), (404, true), "{missing}");
    assert_eq!(server.get("/nothing").0, 404);
    assert_eq!(server.stop(), 0);
    assert!(!desk.path("data/server.json").exists());
}

#[test]
fn a_busy_port_is_named_with_what_to_do() {
    let desk = Desk::set_up();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = desk.run(&["serve", "--port", &port]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(
        ran.err.contains("CLI-0107") && ran.err.contains(&port) && ran.err.contains("--port"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["serve", "--listen", "192.0.2.1", "--port", "0"]);
    assert_eq!((ran.code, ran.err.contains("CLI-0108")), (2, true), "{}", ran.err);
}

#[test]
fn commands_go_through_the_running_server() {
    let desk = Desk::set_up();
    let alone = desk.run(&["user", "list"]);
    let server = desk.serve();
    let through = desk.run(&["user", "list"]);
    assert_eq!((through.code, &through.out), (0, &alone.out), "{}", through.err);
    let add = ["user", "add", "wang", "--name", "王芳", "--role", "levy", "--as", "admin"];
    assert_eq!(desk.run(&add).code, 0);
    // A refusal comes back with its own exit code and language.
    let refused = desk.run(&[&add[..], &["--lang", "en"]].concat());
    assert_eq!((refused.code, refused.err.contains("the login wang is taken")), (4, true), "{}", refused.err);
    let password = desk.type_in(&["user", "password", "wang", "--as", "admin"], "long enough to keep\n");
    assert_eq!(password.code, 0, "{}", password.err);
    // A file lands where the caller stands, not where the server does.
    let backup = desk.run(&["backup", "copy", "--json"]);
    assert_eq!(backup.code, 0, "{}", backup.err);
    assert!(backup.json()["sha256"].is_string() && desk.path("copy").is_dir());
    assert_eq!(server.stop(), 0);
    assert!(desk.run(&["user", "list"]).out.contains("王芳"));
}

#[test]
fn what_needs_the_database_to_itself_says_who_holds_it() {
    let desk = Desk::set_up();
    let server = desk.serve();
    for args in [&["serve"][..], &["migrate"], &["restore", "copy", "--yes"], &["init", "--region", "990100"]]
    {
        let ran = desk.run(args);
        assert_eq!((ran.code, ran.err.contains("CLI-0109")), (4, true), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(&server.address), "{}", ran.err);
    }
}

#[test]
fn the_door_of_the_command_line_needs_the_token() {
    let desk = Desk::set_up();
    let server = desk.serve();
    let mode = std::fs::metadata(desk.path("data/server.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let body = format!(
        r#"{{"version":"{}","args":["jinbao","user","list"],"folder":"/","language":"zh","json":false}}"#,
        env!("CARGO_PKG_VERSION")
    );
    for token in ["", "x-jinbao-token: guess\r\n"] {
        let (status, answer) = server.send(&format!(
            "POST /api/v1/cli HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{token}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        assert_eq!((status, answer.contains("CLI-0112")), (403, true), "{answer}");
    }
}

#[test]
fn a_note_of_a_dead_server_is_no_obstacle() {
    let desk = Desk::set_up();
    drop(desk.serve());
    assert!(desk.path("data/server.json").exists(), "killed, so it could not clean up");
    let ran = desk.run(&["user", "list"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_backup_is_restored_after_a_yes() {
    let desk = Desk::set_up();
    assert_eq!(desk.run(&["backup", "copy"]).code, 0);
    assert_eq!(
        desk.run(&["user", "add", "wang", "--name", "王芳", "--role", "levy", "--as", "admin"]).code,
        0
    );
    assert_eq!(desk.run(&["restore", "copy"]).code, 4);
    assert!(desk.run(&["user", "list"]).out.contains("王芳"));
    let restored = desk.run(&["restore", "copy", "--yes"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(!desk.run(&["user", "list"]).out.contains("王芳"));
}
