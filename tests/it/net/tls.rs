//! The certificates of the server: good ones from an authority of its own, and three kinds of bad ones.

use super::reply::Wire;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::Acceptor;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// What a server says that knows nothing newer than TLS 1.0: a fatal alert, `protocol_version`.
const PROTOCOL_VERSION: [u8; 7] = [0x15, 3, 1, 0, 2, 2, 70];

/// Who signs the certificates, and the one key that all of them are for.
pub struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
}

impl Authority {
    /// A new one, which nobody trusts yet.
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names are good names");
        params.distinguished_name.push(DnType::CommonName, "The authority of these tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("the system has random numbers");
        let root = params.self_signed(&key).expect("the key can sign");
        let der = root.der().clone();
        let own = KeyPair::generate().expect("the system has random numbers");
        Self { root: der, issuer: Issuer::new(params, key), key: own }
    }

    /// Its own certificate. Who trusts it trusts the good ones.
    pub fn root(&self) -> &CertificateDer<'static> {
        &self.root
    }

    /// Says hello. The certificate goes by the first label of the host that is asked for.
    pub fn greet(&self, mut stream: TcpStream) -> io::Result<Box<dyn Wire>> {
        let mut acceptor = Acceptor::default();
        let accepted = loop {
            if acceptor.read_tls(&mut stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(accepted) = acceptor.accept().map_err(|(why, _)| io::Error::other(why))? {
                break accepted;
            }
        };
        let host = accepted.client_hello().server_name().unwrap_or("localhost").to_owned();
        if host.starts_with("tls10.") {
            stream.write_all(&PROTOCOL_VERSION)?;
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let connection = accepted.into_connection(self.config(&host));
        let connection: ServerConnection = connection.map_err(|(why, _)| io::Error::other(why))?;
        Ok(Box::new(StreamOwned::new(connection, stream)))
    }

    fn config(&self, host: &str) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().expect("ring knows TLS 1.2 and 1.3");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let config = builder.with_no_client_auth().with_single_cert(vec![self.certificate(host)], key);
        Arc::new(config.expect("the key is the certificate's"))
    }

    fn certificate(&self, host: &str) -> CertificateDer<'static> {
        let kind = host.split('.').next().unwrap_or_default();
        let name = if kind == "wrong" { "another-host.net" } else { host };
        let mut params = CertificateParams::new([name.to_owned()]).expect("a host is a good name");
        if kind == "expired" {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let signed = if kind == "selfsigned" {
            params.self_signed(&self.key)
        } else {
            params.signed_by(&self.key, &self.issuer)
        };
        signed.expect("the key can sign").der().clone()
    }
}
