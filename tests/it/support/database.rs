//! A look into the database of a server, for what no operation shows, and a hand in it, for what
//! would take an operation too many times.

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

    /// Runs a statement that both databases know.
    pub(crate) async fn run(&self, statement: &'static str) {
        self.run_either(statement, statement).await;
    }

    /// Makes ten thousand groups, and puts everyone into them.
    pub(crate) async fn make_ten_thousand_groups(&self) {
        self.run_either(
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < 10000)
             insert into chats (id, type, name, created_at)
             select randomblob(16), 'group', 'Many', 0 from many",
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < 10000)
             insert into chats (id, type, name, created_at)
             select gen_random_uuid(), 'group', 'Many', 0 from many",
        )
        .await;
        self.run(
            "insert into members (chat_id, user_id, role, joined_at)
             select c.id, u.id, 'member', 0 from chats c, users u where c.name = 'Many'",
        )
        .await;
    }

    pub(crate) async fn run_either(&self, sqlite: &'static str, postgres: &'static str) {
        match &self.config().database_url {
            Some(url) => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                sqlx::query(postgres).execute(&mut conn).await.unwrap();
            }
            None => {
                let file = self.config().data_dir.join("whatschat.db");
                let url = format!("sqlite:{}", file.display());
                let mut conn = SqliteConnection::connect(&url).await.unwrap();
                sqlx::query(sqlite).execute(&mut conn).await.unwrap();
            }
        }
    }

    /// Puts a hundred users who do nothing into every group that is called "Crowd".
    pub(crate) async fn fill_crowds(&self) {
        self.run_either(
            "with recursive crowd (n) as (select 1 union all select n + 1 from crowd where n < 100)
             insert into users (id, username, username_key, email, password_hash, status, presence, created_at, updated_at)
             select randomblob(16), 'crowd' || n, 'crowd' || n, 'crowd' || n, '', '', 'online', 0, 0 from crowd",
            "with recursive crowd (n) as (select 1 union all select n + 1 from crowd where n < 100)
             insert into users (id, username, username_key, email, password_hash, status, presence, created_at, updated_at)
             select gen_random_uuid(), 'crowd' || n, 'crowd' || n, 'crowd' || n, '', '', 'online', 0, 0 from crowd",
        )
        .await;
        self.run(
            "insert into members (chat_id, user_id, role, joined_at)
             select c.id, u.id, 'member', 9000000000000 + u.created_at from chats c, users u
             where c.name = 'Crowd' and u.username like 'crowd%'",
        )
        .await;
    }
}
