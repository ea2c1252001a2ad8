//! Admins: no request makes the first one.

use super::{Person, TestServer};
use sqlx::{Connection, PgConnection, SqliteConnection};

impl TestServer {
    /// Makes somebody an admin, in the database.
    pub(crate) async fn make_admin(&self, person: &Person) {
        let (promote, id) = ("update users set is_admin = $2 where id = $1", person.id().0);
        let config = self.config();
        let touched = if let Some(url) = &config.database_url {
            let mut conn = PgConnection::connect(url).await.unwrap();
            let done = sqlx::query(promote).bind(id).bind(true).execute(&mut conn).await;
            conn.close().await.unwrap();
            done.unwrap().rows_affected()
        } else {
            let file = format!("sqlite:{}", config.data_dir.join("whatschat.db").display());
            let mut conn = SqliteConnection::connect(&file).await.unwrap();
            let done = sqlx::query(promote).bind(id).bind(true).execute(&mut conn).await;
            conn.close().await.unwrap();
            done.unwrap().rows_affected()
        };
        assert_eq!(touched, 1, "{} has no account", person.account.username);
    }
}
