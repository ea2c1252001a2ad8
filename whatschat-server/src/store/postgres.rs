//! Opening PostgreSQL: its connections, and what each is told first.

use super::open::{ACQUIRE_TIMEOUT, STATEMENTS, safe};
use super::{Db, Pool};
use crate::StartError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

const CONNECTIONS: u32 = 16;

pub(super) async fn open(url: &str) -> Result<Db, StartError> {
    let failed = |why| StartError::Database { url: safe(url), why };
    let options: PgConnectOptions = url.parse().map_err(failed)?;
    let options = options.statement_cache_capacity(STATEMENTS);
    // A pool would try again until its time is up, and then not say why.
    options.connect().await.map_err(failed)?.close().await.map_err(failed)?;
    let pool = PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_connections(CONNECTIONS)
        .after_connect(|conn, _| Box::pin(set_up(conn)))
        .connect_with(options)
        .await
        .map_err(failed)?;
    let pool = Pool::Postgres(pool);
    Ok(Db { reads: pool.clone(), writes: pool, watch: Default::default() })
}

/// Compiling a statement takes ten times as long as running it where its cost is guessed too high,
/// as that of a search is. And what is asked by a server that hangs, or has gone without a word,
/// must not keep its locks for long, nor the server wait for ever.
async fn set_up(conn: &mut PgConnection) -> sqlx::Result<()> {
    let settings = "set jit = off; set statement_timeout = '20s';
        set idle_in_transaction_session_timeout = '60s';
        set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4";
    sqlx::raw_sql(settings).execute(conn).await.map(drop)
}

/// Bringing a large database up to date takes as long as it takes.
pub(super) async fn unhurried(pool: &PgPool) -> sqlx::Result<PgConnection> {
    let mut conn = pool.acquire().await?.detach();
    sqlx::raw_sql("set statement_timeout = 0").execute(&mut conn).await?;
    Ok(conn)
}
