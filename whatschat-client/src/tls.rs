//! One TLS configuration for HTTP and the socket.

use crate::Error;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;

/// Trusts whom the operating system trusts. The provider of the cryptography is named here, so
/// that the application's choice of a process-wide one makes no difference.
pub(crate) fn trusting_the_platform() -> Result<ClientConfig, Error> {
    let verified = builder()?.with_platform_verifier().map_err(setup)?;
    Ok(verified.with_no_client_auth())
}

/// Trusts nobody: for plain `http`, which must work where the system has no certificates.
pub(crate) fn trusting_nobody() -> Result<ClientConfig, Error> {
    Ok(builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions().map_err(setup)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that `map_err` wants")]
fn setup(error: rustls::Error) -> Error {
    Error::Setup(format!("TLS cannot be set up: {error}"))
}
