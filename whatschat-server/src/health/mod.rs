//! Whether the server is well.

pub(crate) mod api;

use crate::app::App;
use crate::store::{Db, on, run, unsigned};
use std::time::Duration;
use whatschat_core::health::{Condition, Health, Services};

pub(crate) async fn check(app: &App) -> Health {
    let database = if answers(&app.db).await { Condition::Healthy } else { Condition::Unhealthy };
    let now = app.clock.now();
    Health {
        status: database,
        timestamp: now,
        uptime: unsigned(now.0 - app.started_at.0) / 1000,
        version: env!("CARGO_PKG_VERSION").into(),
        services: Services { database, redis: Condition::Disabled, websocket: Condition::Healthy },
    }
}

/// For how long a failed write speaks for itself. A full disk may still take the little that is
/// written to try it.
const RECENT: Duration = Duration::from_secs(2);

/// Whether it can be read, and, where the last write came to nothing, written again.
async fn answers(db: &Db) -> bool {
    let asked = async {
        let mut conn = db.read().await?;
        on!(conn, c => sqlx::query("select 1").execute(c).await.map(drop))?;
        drop(conn); // PostgreSQL writes by the same ones
        match db.since_failure() {
            Some(ago) if ago < RECENT => Ok(false),
            Some(_) => try_to_write(db).await.map(|()| true),
            None => Ok::<_, sqlx::Error>(true),
        }
    };
    asked
        .await
        .inspect_err(|why| tracing::error!(%why, "the database does not answer"))
        .unwrap_or(false)
}

async fn try_to_write(db: &Db) -> sqlx::Result<()> {
    let mut tx = db.write().await?;
    let again =
        "update users set updated_at = updated_at where id in (select id from users limit 1)";
    run!(tx, sqlx::query(again))?;
    tx.commit().await?;
    db.note_success();
    Ok(())
}
