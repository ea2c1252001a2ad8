//! A look into the database of a server, for what no operation shows.

use super::TestServer;
use sqlx::{Connection, PgConnection, SqliteConnection};

impl TestServer {
    /// What a `select count(*)` gives.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        match &self.config().database_url {
            Some(url) => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                sqlx::query_scalar(query).fetch_one(&mut conn).await.unwrap()
            }
            None => {
                let file = self.config().data_dir.join("whatschat.db");
                let url = format!("sqlite:{}", file.display());
                let mut conn = SqliteConnection::connect(&url).await.unwrap();
                sqlx::query_scalar(query).fetch_one(&mut conn).await.unwrap()
            }
        }
    }
}
