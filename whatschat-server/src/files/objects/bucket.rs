//! A bucket: `s3://BUCKET/PREFIX?endpoint=…&region=…`, and the usual `AWS_…` variables.

use object_store::ClientOptions;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{HttpClient, HttpConnector};
use object_store::path::Path;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a store may say nothing.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Opens a bucket. What the URL says goes before what the environment says.
pub(super) fn open(url: &str) -> Result<(AmazonS3, Path), String> {
    let url = Url::parse(url).map_err(|why| why.to_string())?;
    let bucket = url.host_str().ok_or("write it as s3://BUCKET/PREFIX")?;
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    for (name, value) in url.query_pairs() {
        let key = name.parse().map_err(|_| format!("an S3 store has no setting `{name}`"))?;
        builder = builder.with_config(key, value);
    }
    let store = builder.with_http_connector(Connector).build().map_err(|why| why.to_string())?;
    let prefix = Path::from_url_path(url.path()).map_err(|why| why.to_string())?;
    Ok((store, prefix))
}

/// Connects with the TLS of this workspace: one provider of cryptography, and the roots that the
/// operating system trusts.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let failed = |why: String| object_store::Error::Generic { store: "S3", source: why.into() };
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|why| failed(why.to_string()))?
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .build()
            .map_err(|why| failed(why.to_string()))?;
        Ok(HttpClient::new(client))
    }
}
