//! Pages over https with a certificate of one's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::run::Desk;

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What the server says over https, to who trusts an authority.
fn get(port: u16, authority: &CertificateDer<'static>, path: &str) -> std::io::Result<String> {
    let mut trusted = RootCertStore::empty();
    trusted.add(authority.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let mut client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let mut secure = Stream::new(&mut client, &mut stream);
    write!(secure, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut said = Vec::new();
    match secure.read_to_end(&mut said) {
        // The server hangs up without a farewell.
        Err(cause) if said.is_empty() || cause.kind() != std::io::ErrorKind::UnexpectedEof => {
            return Err(cause);
        }
        _ => Ok(String::from_utf8_lossy(&said).into_owned()),
    }
}

#[test]
fn pages_are_served_with_the_certificate_that_the_settings_name() {
    let desk = Desk::set_up();
    let mut own = CertificateParams::new(Vec::new()).unwrap();
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(own, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(desk.path("server.pem"), names.signed_by(&key, &authority).unwrap().pem()).unwrap();
    std::fs::write(desk.path("server.key"), key.serialize_pem()).unwrap();
    let port = free_port();
    let mut command = desk.command(&["serve", "--port", "0", "--json"]);
    command.env("JINBAO__SERVER__SECURE_PORT", port.to_string());
    command.env("JINBAO__SERVER__CERTIFICATE", desk.path("server.pem"));
    command.env("JINBAO__SERVER__CERTIFICATE_KEY", desk.path("server.key"));
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&format!("\"secure_port\":{port}")), "{line}");

    // Somebody who connects and says nothing keeps nobody waiting.
    let silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let trusted = authority.der().clone();
    let page = get(port, &trusted, "/").unwrap();
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("社会保险"), "{page}");
    let stranger = CertificateParams::new(Vec::new()).unwrap().self_signed(&KeyPair::generate().unwrap());
    assert!(get(port, &stranger.unwrap().der().clone(), "/").is_err(), "an authority that is not trusted");
    let mut plain = TcpStream::connect(("127.0.0.1", port)).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut said = String::new();
    drop(plain.read_to_string(&mut said));
    assert!(!said.contains("HTTP/1.1 200"), "nothing in the clear: {said}");
    drop(silent);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn https_without_a_usable_certificate_is_refused_with_what_to_do() {
    let desk = Desk::set_up();
    std::fs::write(desk.path("server.pem"), "no certificate").unwrap();
    for (certificate, said) in
        [("", "server.certificate"), ("server.pem", "server.pem"), ("gone.pem", "gone.pem")]
    {
        let mut command = desk.command(&["serve", "--port", "0"]);
        command.env("JINBAO__SERVER__SECURE_PORT", free_port().to_string());
        if !certificate.is_empty() {
            command.env("JINBAO__SERVER__CERTIFICATE", desk.path(certificate));
        }
        let ran = crate::run::Ran::of(command.output().unwrap());
        assert_eq!(
            (ran.code, ran.err.contains("CLI-0162"), ran.err.contains(said)),
            (2, true, true),
            "{}",
            ran.err
        );
    }
}
