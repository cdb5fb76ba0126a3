//! The certificate of one sandbox, signed by an authority of its own.
//!
//! The authority may vouch for loopback names alone, lives for seven days, and its key is gone as soon
//! as it has signed one certificate: whoever trusts it trusts nothing else. It is installed nowhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::folder::Folder;
use crate::cli::Error;

/// The seconds that a certificate lives.
const LIFE: i64 = 7 * 24 * 3600;

/// The seconds before its end from which it is made anew.
const MARGIN: i64 = 24 * 3600;

/// The names that the authority may vouch for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Reads the certificate of a folder, or makes one, and sets TLS up with it.
pub(super) fn load(folder: &Folder, now: Timestamp) -> Result<Arc<ServerConfig>, Error> {
    let until = folder
        .read("expires")?
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let until = until.and_then(|text| text.trim().parse::<i64>().ok());
    let fresh = until.is_some_and(|until| now.as_second() + MARGIN < until);
    let known = (folder.read("server.pem")?, folder.read("server.key")?);
    if let ((Some(certificate), Some(key)), true) = (known, fresh)
        && let Ok(config) = config(&certificate, &key)
    {
        return Ok(config);
    }
    let made = make(now).map_err(|error| trouble(&error))?;
    folder.write("ca.pem", made.authority.as_bytes())?;
    folder.write("server.pem", made.certificate.as_bytes())?;
    folder.write("server.key", made.key.as_bytes())?;
    folder.write("expires", (now.as_second() + LIFE).to_string().as_bytes())?;
    config(made.certificate.as_bytes(), made.key.as_bytes()).map_err(|error| trouble(&*error))
}

/// What is made: each part as PEM.
struct Made {
    authority: String,
    certificate: String,
    key: String,
}

/// Makes an authority, has it sign one certificate, and forgets its key.
fn make(now: Timestamp) -> Result<Made, rcgen::Error> {
    let mut authority = lasting(CertificateParams::new(Vec::new())?, now);
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "rolewright sandbox, this machine only");
    authority.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
                IpAddr::V4(Ipv4Addr::LOCALHOST),
                32,
            )),
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
                IpAddr::V6(Ipv6Addr::LOCALHOST),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);
    let mut own = lasting(
        CertificateParams::new(NAMES.map(str::to_owned).to_vec())?,
        now,
    );
    own.distinguished_name.push(DnType::CommonName, "localhost");
    own.use_authority_key_identifier_extension = true;
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = own.signed_by(&key, &issuer)?;
    Ok(Made {
        authority: authority_pem,
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    })
}

/// Says from when until when a certificate holds; clocks may differ by an hour.
fn lasting(mut params: CertificateParams, now: Timestamp) -> CertificateParams {
    let at =
        |second: i64| date_time_ymd(1970, 1, 1) + Duration::from_secs(second.max(0).unsigned_abs());
    params.not_before = at(now.as_second() - 3600);
    params.not_after = at(now.as_second() + LIFE);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
}

fn config(certificate: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, Box<dyn std::error::Error>> {
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn trouble(error: &dyn std::error::Error) -> Error {
    Error::Usage {
        message: format!(
            "no certificate can be made: {}",
            crate::report::safe(&error.to_string())
        ),
        help: "remove the folder of the sandbox and begin anew".to_owned(),
    }
}
