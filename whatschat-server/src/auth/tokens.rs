//! Access tokens (JWT), refresh tokens and reset tokens.

use super::Secret;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::ApiError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use whatschat_core::ErrorCode;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

const ISSUER: &str = "whatschat";
const AUDIENCE: &str = "whatschat";

/// Makes and reads tokens.
pub(super) struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    successors: Hmac<Sha256>,
    access_ttl_ms: i64,
    refresh_ttl_ms: i64,
}

/// What an access token says (RFC 7519); times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: Uuid,
    pub(super) sid: Uuid,
    pub(super) jti: Uuid,
    pub(super) iat: i64,
    pub(super) exp: i64,
    iss: String,
    aud: String,
}

/// A token that is a mere random text, and the hash of it that is kept.
pub(super) struct Opaque {
    pub(super) text: String,
    pub(super) hash: Vec<u8>,
}

impl Tokens {
    pub(super) fn new(config: &Config, secret: &Secret) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_exp = false; // checked against our own clock
        Self {
            encoding: EncodingKey::from_secret(&secret.0),
            decoding: DecodingKey::from_secret(&secret.0),
            validation,
            successors: secret.derive(b"successors of refresh tokens"),
            access_ttl_ms: i64::from(config.access_token_ttl_s) * 1000,
            refresh_ttl_ms: i64::from(config.refresh_token_ttl_s) * 1000,
        }
    }

    pub(super) fn access_token(
        &self,
        clock: &Clock,
        user: UserId,
        session: SessionId,
    ) -> Result<String, ApiError> {
        let now = clock.now();
        let claims = Claims {
            sub: user.0,
            sid: session.0,
            jti: clock.new_id(),
            iat: now.0 / 1000,
            exp: now.plus_ms(self.access_ttl_ms).0 / 1000,
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(ApiError::internal)
    }

    /// What a token says, if this server signed it and it still holds.
    pub(super) fn read(&self, token: &str, now: Timestamp) -> Result<Claims, ApiError> {
        let invalid = || ApiError::from(ErrorCode::TokenInvalid);
        let read = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation);
        let claims =
            read.map_err(|_| invalid().details("The token was not made by this server."))?.claims;
        if claims.exp <= now.0 / 1000 {
            return Err(invalid().details("Token has expired"));
        }
        Ok(claims)
    }

    pub(super) fn refresh_expiry(&self, now: Timestamp) -> Timestamp {
        now.plus_ms(self.refresh_ttl_ms)
    }

    pub(super) fn new_refresh_token(&self) -> Opaque {
        random()
    }

    /// How long a session holds that nobody renews: as long as its last token.
    pub(super) fn session_ttl_ms(&self) -> i64 {
        self.refresh_ttl_ms.max(self.access_ttl_ms)
    }

    /// A token for a mail.
    pub(super) fn new_mailed_token(&self) -> Opaque {
        random()
    }

    /// The token that follows `refresh_token`. It is made from it with a key, so that the same
    /// successor can be given twice although only hashes are kept.
    pub(super) fn successor(&self, refresh_token: &str) -> Opaque {
        let mut mac = self.successors.clone();
        mac.update(refresh_token.as_bytes());
        opaque(&mac.finalize().into_bytes())
    }
}

fn random() -> Opaque {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    opaque(&bytes)
}

fn opaque(bytes: &[u8]) -> Opaque {
    let text = BASE64.encode(bytes);
    let hash = hash(&text);
    Opaque { text, hash }
}

/// What is kept of an opaque token.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
