//! The way to a PostgreSQL that takes encrypted connections only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use store::{Store, Target, Way};

/// A server of its own, with a certificate for `localhost` by an authority of its own.
struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// `None` where PostgreSQL is not installed.
    fn start() -> Option<Server> {
        let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .collect();
        versions.sort();
        let programs = versions.pop()?;
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, programs, port };
        server.make_certificates();
        if is_root() {
            let owned = Command::new("chown").args(["-R", "postgres"]).arg(server.folder.path()).status();
            assert!(owned.unwrap().success());
        }
        let at = server.folder.path().display().to_string();
        server.run(&format!("initdb -D {at}/data -U postgres -A trust --no-sync --locale=C -E UTF8"));
        fs::write(server.folder.path().join("data/pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n")
            .unwrap();
        let options = format!(
            "-p {port} -k {at} -c listen_addresses=127.0.0.1 -c fsync=off -c ssl=on -c ssl_cert_file={at}/server.pem \
             -c ssl_key_file={at}/server.key"
        );
        server.run(&format!("pg_ctl -D {at}/data -w -l {at}/log -o '{options}' start"));
        Some(server)
    }

    fn make_certificates(&self) {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut names = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        names.distinguished_name.push(DnType::CommonName, "localhost");
        let certificate = names.signed_by(&key, &authority).unwrap();
        self.write("authority.pem", &authority.pem());
        self.write("server.pem", &certificate.pem());
        self.write("server.key", &key.serialize_pem());
        let stranger = CertificateParams::new(Vec::new()).unwrap().self_signed(&KeyPair::generate().unwrap());
        self.write("stranger.pem", &stranger.unwrap().pem());
    }

    fn write(&self, name: &str, content: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.folder.path().join(name);
        fs::write(&file, content).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// PostgreSQL does not run as root.
    fn run(&self, command: &str) {
        let command = format!("{}/{command}", self.programs.display());
        let mut shell = match is_root() {
            true => {
                let mut su = Command::new("su");
                su.args(["postgres", "-s", "/bin/sh", "-c"]);
                su
            }
            false => {
                let mut sh = Command::new("sh");
                sh.arg("-c");
                sh
            }
        };
        let output = shell.arg(format!("{command} >/dev/null 2>&1")).current_dir(self.folder.path()).status();
        assert!(output.unwrap().success(), "{command}");
    }

    fn open(&self, host: &str, options: &str) -> Result<Way, String> {
        let at = self.folder.path().display();
        let url = format!(
            "postgres://postgres@{host}:{}/postgres?{}",
            self.port,
            options.replace('@', &format!("{at}/"))
        );
        let store = Store::open(&Target::Postgres(url)).map_err(|problem| format!("{problem:?}"))?;
        store.way().map_err(|problem| format!("{problem:?}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run(&format!("pg_ctl -D {}/data -m immediate stop", self.folder.path().display()));
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().is_ok_and(|found| found.uid() == 0)
}

#[test]
fn the_way_is_encrypted_and_the_server_shows_who_it_is() {
    let Some(server) = Server::start() else {
        assert!(std::env::var("REQUIRE_PG").is_err(), "REQUIRE_PG is set, but PostgreSQL is not installed");
        return eprintln!("skipped: PostgreSQL is not installed");
    };
    let refused = |host: &str, options: &str| server.open(host, options).unwrap_err();
    assert_eq!(server.open("localhost", "sslmode=verify-full&sslrootcert=@authority.pem"), Ok(Way::Verified));
    assert_eq!(server.open("127.0.0.1", "sslmode=verify-ca&sslrootcert=@authority.pem"), Ok(Way::Verified));
    assert_eq!(server.open("127.0.0.1", "sslmode=require&sslrootcert=@authority.pem"), Ok(Way::Verified));
    // Without authorities nobody is asked for; on this machine that does not matter.
    assert_eq!(server.open("127.0.0.1", "sslmode=require"), Ok(Way::Local));
    assert_eq!(server.open("127.0.0.1", "sslmode=prefer"), Ok(Way::Local));

    let plain = refused("127.0.0.1", "sslmode=disable");
    assert!(plain.contains("no encryption"), "{plain}");
    let other_name = refused("127.0.0.1", "sslmode=verify-full&sslrootcert=@authority.pem");
    assert!(other_name.contains("not valid for name"), "{other_name}");
    for mode in ["verify-full", "verify-ca", "require"] {
        let stranger = refused("localhost", &format!("sslmode={mode}&sslrootcert=@stranger.pem"));
        assert!(stranger.contains("invalid peer certificate"), "{stranger}");
    }
    // Nor does an authority of the system answer for it.
    assert!(refused("localhost", "sslmode=verify-full").contains("invalid peer certificate"));
}

/// The programs that dump and restore go the same way.
#[test]
fn a_backup_takes_the_same_way() {
    let Some(server) = Server::start() else { return };
    let at = server.folder.path().display().to_string();
    let url = format!(
        "postgres://postgres@localhost:{}/postgres?sslmode=verify-full&sslrootcert={at}/authority.pem",
        server.port
    );
    let target = Target::Postgres(url);
    let store = Store::open(&target).unwrap();
    store.migrate().unwrap();
    store.write(&store::testing::act("set"), |tx| tx.set("a", "1")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("backup");
    store.backup(&dir, store::testing::act("").at).unwrap();
    assert!(store::check(&dir).is_ok());
}
