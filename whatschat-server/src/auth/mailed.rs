//! Tokens that travel by mail: how often, and for how long.

use super::store::{self, Purpose};
use super::tokens::Opaque;
use crate::app::App;
use crate::error::ApiError;
use crate::store::Tx;
use whatschat_core::id::UserId;

const HOUR_MS: i64 = 3600 * 1000;
/// How many mails for one purpose an account gets in an hour.
const MAILS_AN_HOUR: usize = 3;

impl Purpose {
    fn ttl_ms(self) -> i64 {
        match self {
            Self::Reset => HOUR_MS,
            Self::Verification => 24 * HOUR_MS,
        }
    }
}

/// Makes a token for a mail, which voids the earlier ones.
pub(super) async fn make(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    user: UserId,
) -> Result<Opaque, ApiError> {
    let token = app.auth.tokens.new_mailed_token();
    let now = app.clock.now();
    let expires_at = now.plus_ms(purpose.ttl_ms());
    store::void_mailed(tx, purpose, user, now).await?;
    store::insert_mailed(tx, purpose, &token.hash, user, now, expires_at).await?;
    Ok(token)
}

/// After how many seconds the account may get another mail; `None` where it may now. Wants the
/// user locked.
pub(super) async fn wait_s(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    user: UserId,
) -> Result<Option<u32>, ApiError> {
    let now = app.clock.now();
    let mails = store::mailed_since(tx, purpose, user, now.plus_ms(-HOUR_MS)).await?;
    let oldest = mails.len().checked_sub(MAILS_AN_HOUR).and_then(|first| mails.get(first));
    Ok(oldest.map(|at| {
        let wait_ms = at.plus_ms(HOUR_MS).0 - now.0;
        u32::try_from(wait_ms.div_euclid(1000) + 1).unwrap_or(1)
    }))
}
