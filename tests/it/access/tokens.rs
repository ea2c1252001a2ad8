//! Tokens that are none: every operation refuses each of them.

use super::{guarded, path};
use crate::support::{Person, TestServer, answer, on_both_databases};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use whatschat_client::ErrorCode;

on_both_databases![
    every_operation_refuses_every_token_that_is_none,
    an_expired_token_is_refused_everywhere,
    the_token_of_an_ended_session_is_refused_everywhere,
];

/// Asks for every guarded operation with this `Authorization` header.
async fn all_refuse(server: &TestServer, header: Option<&str>, what: &str) {
    for info in guarded() {
        let path = path(&info, |_| uuid::Uuid::nil().to_string());
        let mut request = server.request(info.method.as_str(), &path);
        if let Some(header) = header {
            request = request.header(AUTHORIZATION, header);
        }
        let refused = answer(request).await;
        assert_eq!(refused.status, 401, "{} with {what}: {refused:?}", info.name);
        assert_eq!(refused.code(), ErrorCode::TokenInvalid, "{} with {what}", info.name);
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    }
}

async fn every_operation_refuses_every_token_that_is_none(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let forger = Forger::new(&server, &alice);
    let me = server.request("GET", "/auth/me").bearer_auth(forger.forge(&json!({})));
    assert_eq!(
        answer(me).await.status,
        200,
        "the forger's art works, so what follows proves something"
    );

    all_refuse(&server, None, "no header").await;
    for header in ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer nonsense", "Bearer a.b.c"] {
        all_refuse(&server, Some(header), header).await;
    }
    let alone = alice.token();
    all_refuse(&server, Some(&alone), "a token without a scheme").await;
    let Some(tokens) = alice.client.tokens() else { panic!("nobody is logged in") };
    let bearer = |token: &str| format!("Bearer {token}");
    all_refuse(&server, Some(&bearer(&tokens.refresh_token)), "a refresh token").await;
    for (what, token) in forger.bad_tokens(&bob) {
        all_refuse(&server, Some(&bearer(&token)), what).await;
    }
}

async fn an_expired_token_is_refused_everywhere(server: TestServer) {
    let token = server.person("alice").await.token();
    server.clock().advance_ms(7 * 24 * 3600 * 1000);
    all_refuse(&server, Some(&format!("Bearer {token}")), "an expired token").await;
}

async fn the_token_of_an_ended_session_is_refused_everywhere(server: TestServer) {
    let alice = server.person("alice").await;
    let token = alice.token();
    alice.client.auth().logout().await.unwrap();
    all_refuse(&server, Some(&format!("Bearer {token}")), "the token of an ended session").await;
}

/// Makes tokens with the server's own secret.
struct Forger {
    claims: Value,
    secret: Vec<u8>,
}

impl Forger {
    fn new(server: &TestServer, person: &Person) -> Self {
        let token = person.token();
        let claims = BASE64.decode(token.split('.').nth(1).unwrap()).unwrap();
        let secret = std::fs::read(server.config().data_dir.join("secret")).unwrap();
        Self { claims: serde_json::from_slice(&claims).unwrap(), secret }
    }

    /// A token like the person's own, with other claims; `null` takes one out.
    fn forge(&self, changes: &Value) -> String {
        self.sign(&Header::new(Algorithm::HS256), changes, &self.secret)
    }

    fn sign(&self, header: &Header, changes: &Value, secret: &[u8]) -> String {
        let mut claims = self.claims.as_object().unwrap().clone();
        claims.extend(changes.as_object().unwrap().clone());
        claims.retain(|_, value| !value.is_null());
        jsonwebtoken::encode(header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    }

    fn bad_tokens(&self, other: &Person) -> Vec<(&'static str, String)> {
        let hs256 = Header::new(Algorithm::HS256);
        let like_asymmetric = Header {
            jku: Some("https://example.com/keys".into()),
            kid: Some("../../../dev/null".into()),
            ..hs256.clone()
        };
        let good = self.forge(&json!({}));
        let (body, signature) = good.rsplit_once('.').unwrap();
        let claims = body.split_once('.').unwrap().1;
        let none = |name: &str| BASE64.encode(format!(r#"{{"alg":"{name}","typ":"JWT"}}"#));
        vec![
            ("no algorithm", format!("{}.{claims}.", none("none"))),
            ("no algorithm, and a signature", format!("{}.{claims}.{signature}", none("nOnE"))),
            ("no signature", format!("{body}.")),
            (
                "another's claims under the signature",
                format!("{}.{signature}", self.with_sub(other)),
            ),
            (
                "another secret",
                self.sign(&hs256, &json!({}), b"another secret, of the same length"),
            ),
            ("an empty secret", self.sign(&hs256, &json!({}), b"")),
            ("a key from elsewhere", self.sign(&like_asymmetric, &json!({}), b"")),
            ("HS384", self.sign(&Header::new(Algorithm::HS384), &json!({}), &self.secret)),
            ("HS512", self.sign(&Header::new(Algorithm::HS512), &json!({}), &self.secret)),
            ("a past end", self.forge(&json!({"exp": 1_000_000_000}))),
            ("no end", self.forge(&json!({"exp": null}))),
            ("an end in words", self.forge(&json!({"exp": "9999999999"}))),
            ("another issuer", self.forge(&json!({"iss": "someone"}))),
            ("another audience", self.forge(&json!({"aud": "someone"}))),
            ("no audience", self.forge(&json!({"aud": null}))),
            ("another user's name", self.forge(&json!({"sub": other.id()}))),
            ("no session", self.forge(&json!({"sid": null}))),
            ("a session that never was", self.forge(&json!({"sid": other.id()}))),
        ]
    }

    fn with_sub(&self, other: &Person) -> String {
        let token = self.forge(&json!({"sub": other.id()}));
        token.rsplit_once('.').unwrap().0.to_owned()
    }
}
