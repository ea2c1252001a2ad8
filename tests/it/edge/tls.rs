//! TLS in the server itself.

use crate::support::people::registration;
use crate::support::{Backend, Person, TestServer, private_chat, within};
use rcgen::CertifiedKey;
use std::path::Path;
use std::sync::Arc;
use whatschat_client::rustls::crypto::ring;
use whatschat_client::rustls::pki_types::CertificateDer;
use whatschat_client::rustls::{ClientConfig, RootCertStore};
use whatschat_client::{Client, Error, Event};

/// A certificate of nobody's but its own, and its key, beside the server's data.
fn certificate(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

fn trusting(cert: CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(cert).unwrap();
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

async fn person(server: &TestServer, name: &str, tls: &ClientConfig) -> Person {
    let client = Client::builder(server.url()).tls(tls.clone()).build().unwrap();
    let account = client.auth().register(registration(name)).await.unwrap().user;
    Person { client, account }
}

/// A server with a certificate, in whose folder the certificate and its key are.
async fn server(folder: &Path) -> TestServer {
    TestServer::start_with(Backend::Sqlite, |config| {
        config.tls_cert = Some(folder.join("cert.pem"));
        config.tls_key = Some(folder.join("key.pem"));
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_refuses_a_certificate_that_nobody_vouches_for() {
    let folder = tempfile::tempdir().unwrap();
    let tls = trusting(certificate(folder.path()));
    let server = server(folder.path()).await;
    let alice = person(&server, "alice", &tls).await;

    let client = Client::builder(server.url()).build().unwrap(); // trusts what the system trusts
    let refused = client.auth().register(registration("bob")).await;
    assert!(matches!(refused, Err(Error::Network(_))), "{refused:?}");
    assert_eq!(server.count("select count(*) from users").await, 1, "nothing was sent");
    let tokens = alice.client.tokens().unwrap();
    let client = Client::builder(server.url()).tokens(tokens).build().unwrap();
    match within("an attempt", client.events().next()).await {
        Some(Event::Disconnected { .. }) => {}
        other => panic!("it connected: {other:?}"),
    }
    let name = server.url().replace("localhost", "127.0.0.1");
    let misnamed = Client::builder(name).tls(tls).build().unwrap().health().get().await;
    assert!(matches!(misnamed, Err(Error::Network(_))), "{misnamed:?}");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_talks_and_listens_by_tls() {
    let folder = tempfile::tempdir().unwrap();
    let tls = trusting(certificate(folder.path()));
    let server = server(folder.path()).await;
    assert!(server.url().starts_with("https://localhost:"), "{}", server.url());
    let alice = person(&server, "alice", &tls).await;
    let bob = person(&server, "bob", &tls).await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let said = alice.say(chat, "by TLS").await;
    assert_eq!(stream.message().await, said);

    let stranger = certificate(folder.path());
    let trusting_another = Client::builder(server.url()).tls(trusting(stranger)).build().unwrap();
    let refused = trusting_another.health().get().await;
    assert!(matches!(refused, Err(Error::Network(_))), "{refused:?}");
    let plain = Client::builder(server.url().replace("https", "http")).build().unwrap();
    assert!(matches!(plain.health().get().await, Err(Error::Network(_))));
    server.finish().await;
}
