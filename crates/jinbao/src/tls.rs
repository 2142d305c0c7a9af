//! https: certificates named in the settings, or those of the demo city's own authority.
//!
//! The demo city makes an authority and a certificate for `localhost` once and keeps them with its keys; whoever wants their
//! browser to trust it imports `authority.pem`. Not here: which pages there are (`web`).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::serve::{Listener, ListenerExt};
use kernel::Result;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::Settings;
use crate::wiring::{self, Node};
use crate::{clock, codes, setup};

/// The demo city's port.
const DEMO_PORT: u16 = 8443;
/// How long a client may take to agree on keys.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that have agreed on keys and wait to be served.
const WAITING: usize = 64;
/// Years that the demo city's certificates are good for.
const DEMO_YEARS: i32 = 2;

/// Connections that have agreed on keys. A slow client keeps nobody else waiting.
pub struct Secure {
    address: io::Result<SocketAddr>,
    agreed: Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl Secure {
    /// The port.
    pub fn port(&self) -> Option<u16> {
        self.address.as_ref().ok().map(SocketAddr::port)
    }
}

impl Listener for Secure {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.agreed.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.address.as_ref().copied().map_err(|cause| io::Error::from(cause.kind()))
    }
}

/// Listens for https where the settings ask for it, and in the demo city if its port is free.
///
/// # Errors
/// `CLI-0162` for a certificate or key that cannot be used, `CLI-0108` where the port cannot be had.
pub async fn listen(settings: &Settings, node: &Node) -> Result<Option<Secure>> {
    let server = &settings.server;
    let asked = server.secure_port;
    // A demo on any free port is somebody's test: it takes no fixed port.
    let port = if asked == 0 && node.demo && server.port != 0 { DEMO_PORT } else { asked };
    if port == 0 {
        return Ok(None);
    }
    let named = !server.certificate.as_os_str().is_empty();
    let (certificate, key) = match (named, node.demo) {
        (true, _) => (server.certificate.clone(), server.certificate_key.clone()),
        (false, true) => demo_certificate(&wiring::keys(settings))?,
        (false, false) => return Err(codes::TLS.with("file", "server.certificate")),
    };
    let config = config(&certificate, &key)?;
    match TcpListener::bind((server.listen.as_str(), port)).await {
        Ok(listener) => Ok(Some(agreeing(listener, config))),
        Err(_) if asked == 0 => Ok(None),
        Err(cause) => Err(codes::LISTEN.with("listen", &server.listen).with("port", port).because(cause)),
    }
}

fn config(certificate: &Path, key: &Path) -> Result<ServerConfig> {
    let unusable = |file: &Path| codes::TLS.with("file", file.display());
    let chain: std::result::Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain = chain.map_err(|cause| unusable(certificate).because(cause))?;
    if chain.is_empty() {
        return Err(unusable(certificate));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|cause| unusable(key).because(cause))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|cause| unusable(certificate).because(cause))
}

fn agreeing(listener: TcpListener, config: ServerConfig) -> Secure {
    let address = listener.local_addr();
    let (say, agreed) = channel(WAITING);
    tokio::spawn(agree_for_ever(listener, TlsAcceptor::from(Arc::new(config)), say));
    Secure { address, agreed }
}

async fn agree_for_ever(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    say: Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while !say.is_closed() {
        let Ok((stream, from)) = listener.accept().await else {
            // Too many open files, most often: some close soon.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (acceptor, say) = (acceptor.clone(), say.clone());
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                drop(say.send((stream, from)).await);
            }
        });
    }
}

/// Serves the pages and the API over https until the process is told to stop.
///
/// # Errors
/// As the listener reports.
pub async fn serve(
    listener: Secure,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // What a client says of itself is replaced by what is so.
    let app = app.layer(axum::middleware::map_request(|mut request: Request| async {
        request.headers_mut().insert("x-forwarded-proto", HeaderValue::from_static("https"));
        request
    }));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener.tap_io(|_| {}), app).with_graceful_shutdown(stop).await
}

/// The demo city's certificate and key; made once, with an authority of its own.
fn demo_certificate(keys: &Path) -> Result<(PathBuf, PathBuf)> {
    let [authority, certificate, key] =
        ["authority.pem", "server.pem", "server.key"].map(|name| keys.join(name));
    if !certificate.is_file() || !key.is_file() {
        let made = make_certificate()
            .map_err(|cause| codes::TLS.with("file", certificate.display()).because(cause))?;
        for (file, content) in [(&authority, &made[0]), (&certificate, &made[1]), (&key, &made[2])] {
            setup::write_private(file, content.as_bytes())
                .map_err(|cause| codes::FILE.with("file", file.display()).because(cause))?;
        }
    }
    Ok((certificate, key))
}

/// PEM of the authority, of the server's certificate, and of its key.
fn make_certificate() -> std::result::Result<[String; 3], rcgen::Error> {
    let ends = rcgen::date_time_ymd(i32::from(clock::now().date().year()) + DEMO_YEARS, 12, 31);
    let mut own = CertificateParams::new(Vec::new())?;
    own.distinguished_name.push(DnType::CommonName, "Jinbao demo city authority");
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    own.not_after = ends;
    let authority = CertifiedIssuer::self_signed(own, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let mut names = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    names.distinguished_name.push(DnType::CommonName, "localhost");
    names.not_after = ends;
    let certificate = names.signed_by(&key, &authority)?;
    Ok([authority.pem(), certificate.pem(), key.serialize_pem()])
}
