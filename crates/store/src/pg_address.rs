//! Where a PostgreSQL is and how the way to it is protected: `sslmode` and `sslrootcert` of its URL, as libpq means them.
//!
//! | sslmode | encrypted | whose certificate |
//! |---|---|---|
//! | `disable` | never | – |
//! | `prefer` (without the option) | where the server can | not looked at |
//! | `require` | always | not looked at; with `sslrootcert` as `verify-ca` |
//! | `verify-ca` | always | signed by an authority we trust |
//! | `verify-full` | always | and made out to the host of the URL |
//!
//! Trusted are the authorities in the file `sslrootcert`, without it those of the system.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use kernel::{Problem, Result};
use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::codes;
use crate::pg::text;

/// How closely the server is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// At nothing: the way is encrypted, but to whom is not known.
    Away,
    /// Who signed the certificate.
    Authority,
    /// And for whom.
    Name,
}

/// How the way to a database is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It does not leave this machine.
    Local,
    /// Anybody on the way can read and change everything.
    Open,
    /// Encrypted, but the other end may be anybody.
    Encrypted,
    /// Encrypted, and the other end has shown who it is.
    Verified,
}

/// A parsed URL.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: Config,
    mode: String,
    roots: Option<PathBuf>,
    look: Look,
    tls: Option<MakeRustlsConnect>,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Address> {
        let (plain, mode, roots) = take_options(url);
        let mut config: Config = plain.parse().map_err(|e: postgres::Error| {
            codes::UNREACHABLE.with("target", "PostgreSQL").because(text(&e))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("jinbao");
        }
        // Our queries are either short, or stream in the order of an index: compiling one takes longer than it saves.
        if config.get_options().is_none() {
            config.options("-c jit=off");
        }
        let mode = mode.unwrap_or_else(|| "prefer".to_owned());
        let (needed, look) = match (mode.as_str(), &roots) {
            ("disable", _) => (SslMode::Disable, Look::Away),
            ("prefer", _) => (SslMode::Prefer, Look::Away),
            ("require", None) => (SslMode::Require, Look::Away),
            ("require" | "verify-ca", _) => (SslMode::Require, Look::Authority),
            ("verify-full", _) => (SslMode::Require, Look::Name),
            _ => return Err(codes::SSL_MODE.with("mode", mode)),
        };
        config.ssl_mode(needed);
        let tls = (needed != SslMode::Disable).then(|| client_config(look, roots.as_ref())).transpose()?;
        Ok(Address { config, mode, roots, look, tls: tls.map(MakeRustlsConnect::new) })
    }

    /// Without the password.
    pub(crate) fn name(&self) -> String {
        format!("PostgreSQL {}", self.config.get_dbname().unwrap_or("postgres"))
    }

    pub(crate) fn connect(&self) -> Result<Client> {
        let connected = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        connected.map_err(|e| codes::UNREACHABLE.with("target", self.name()).because(text(&e)))
    }

    /// Another database of the same server.
    pub(crate) fn with_database(&self, name: &str) -> Address {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    /// The way that an open connection took.
    pub(crate) fn way(&self, encrypted: bool) -> Way {
        let local = |host: &Host| match host {
            Host::Tcp(host) => host == "localhost" || host == "::1" || host.starts_with("127."),
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        match (encrypted, self.look) {
            (true, Look::Authority | Look::Name) => Way::Verified,
            _ if self.config.get_hosts().iter().all(local) => Way::Local,
            (true, Look::Away) => Way::Encrypted,
            (false, _) => Way::Open,
        }
    }

    /// Tells one of PostgreSQL's own programs the same. The password travels in the environment, where a list of processes
    /// does not show it.
    pub(crate) fn tell(&self, command: &mut Command) {
        match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => command.env("PGHOST", host),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => command.env("PGHOST", folder),
            None => command,
        };
        if let Some(port) = self.config.get_ports().first() {
            command.env("PGPORT", port.to_string());
        }
        if let Some(user) = self.config.get_user() {
            command.env("PGUSER", user);
        }
        if let Some(password) = self.config.get_password() {
            command.env("PGPASSWORD", String::from_utf8_lossy(password).as_ref());
        }
        command.env("PGDATABASE", self.config.get_dbname().unwrap_or("postgres"));
        command.env("PGSSLMODE", &self.mode);
        match (&self.roots, self.look) {
            (Some(file), _) => command.env("PGSSLROOTCERT", file),
            (None, Look::Name) => command.env("PGSSLROOTCERT", "system"),
            (None, _) => command,
        };
    }
}

/// The URL without the options that the driver does not know in full, and these: mode and file of authorities.
fn take_options(url: &str) -> (String, Option<String>, Option<PathBuf>) {
    let (mut mode, mut roots) = (None, None);
    let Some((head, options)) = url.split_once('?') else { return (url.to_owned(), mode, roots) };
    let mut kept = Vec::new();
    for option in options.split('&') {
        let value = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        match option.split_once('=') {
            Some(("sslmode", given)) => mode = Some(value(given)),
            Some(("sslrootcert", given)) => {
                roots = Some(value(given)).filter(|file| file != "system").map(PathBuf::from)
            }
            _ => kept.push(option),
        }
    }
    let rest = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (format!("{head}{rest}"), mode, roots)
}

fn client_config(look: Look, roots: Option<&PathBuf>) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = match look {
        Look::Away => None,
        _ => {
            let trusted = Arc::new(trusted(roots)?);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(trusted, Arc::clone(&provider)).build();
            Some(verifier.map_err(|cause| unusable(roots, &cause))?)
        }
    };
    let shown = Shown { look, verifier, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| unusable(roots, &cause))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(shown))
        .with_no_client_auth();
    Ok(config)
}

fn unusable(roots: Option<&PathBuf>, cause: &dyn std::fmt::Display) -> Problem {
    let file = roots.map_or_else(|| "system".to_owned(), |file| file.display().to_string());
    codes::AUTHORITIES.with("file", file).because(cause)
}

fn trusted(roots: Option<&PathBuf>) -> Result<RootCertStore> {
    let mut trusted = RootCertStore::empty();
    match roots {
        None => {
            trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Some(file) => {
            let found = CertificateDer::pem_file_iter(file).map_err(|cause| unusable(roots, &cause))?;
            for certificate in found {
                let certificate = certificate.map_err(|cause| unusable(roots, &cause))?;
                trusted.add(certificate).map_err(|cause| unusable(roots, &cause))?;
            }
        }
    }
    Ok(trusted)
}

/// What the server has to show. The signature over the handshake is checked however little else is.
#[derive(Debug)]
struct Shown {
    look: Look,
    verifier: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Shown {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(verifier) = &self.verifier else { return Ok(ServerCertVerified::assertion()) };
        match verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.look == Look::Authority => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Address, Way, take_options};

    #[test]
    fn the_options_of_the_way_are_taken_out_of_the_url() {
        let (url, mode, roots) = take_options(
            "postgres://a:b@db/x?connect_timeout=3&sslmode=verify-full&sslrootcert=%2Fetc%2Fca%20x.pem",
        );
        assert_eq!(url, "postgres://a:b@db/x?connect_timeout=3");
        assert_eq!((mode.as_deref(), roots), (Some("verify-full"), Some(PathBuf::from("/etc/ca x.pem"))));
        assert_eq!(take_options("postgres://db/x?sslmode=require").0, "postgres://db/x");
    }

    #[test]
    fn wrong_options_are_told() {
        let code = |url: &str| Address::parse(url).err().map(|problem| problem.code().id);
        assert_eq!(code("postgres://db/x?sslmode=maybe"), Some("STO-0117"));
        assert_eq!(code("postgres://db/x?sslmode=verify-ca&sslrootcert=/nowhere.pem"), Some("STO-0118"));
        assert_eq!(code("postgres://db/x?nonsense=1"), Some("STO-0101"));
    }

    #[test]
    fn only_a_way_that_leaves_the_machine_is_open() {
        for (url, encrypted, way) in [
            ("postgres://db.example/x", false, Way::Open),
            ("postgres://db.example/x", true, Way::Encrypted),
            ("postgres://127.0.0.1/x", false, Way::Local),
            ("postgres://localhost/x?sslmode=disable", false, Way::Local),
            ("postgres://db.example/x?sslmode=verify-full", true, Way::Verified),
        ] {
            let found = Address::parse(url).map(|address| address.way(encrypted));
            assert_eq!(found.ok(), Some(way), "{url}");
        }
    }
}
