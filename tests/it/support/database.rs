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

    /// Makes as many groups, called "Many", and puts everyone into them.
    pub(crate) async fn make_groups(&self, count: i64) {
        self.run_either_with(
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into chats (id, type, name, created_at)
             select randomblob(16), 'group', 'Many', 0 from many",
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into chats (id, type, name, created_at)
             select gen_random_uuid(), 'group', 'Many', 0 from many",
            count,
        )
        .await;
        self.run(
            "insert into members (chat_id, user_id, role, joined_at)
             select c.id, u.id, 'member', 0 from chats c, users u where c.name = 'Many'",
        )
        .await;
    }

    /// Puts as many messages into each of these groups, all of the first user's, and adds them to
    /// the search as a start after an update does.
    pub(crate) async fn make_messages(&self, count: i64) {
        self.stop().await;
        self.run_either_with(
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into messages
                (id, chat_id, seq, sender_id, type, content, metadata, created_at, updated_at)
             select randomblob(16), c.id, n, (select min(id) from users), 'text',
                'common w' || (n % 1000) || ' id' || n || ' ab - x 今天天气', '{}', 0, 0
             from chats c, many where c.name = 'Many'",
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into messages
                (id, chat_id, seq, sender_id, type, content, metadata, created_at, updated_at)
             select gen_random_uuid(), c.id, n, (select id from users order by id limit 1), 'text',
                'common w' || (n % 1000) || ' id' || n || ' ab - x 今天天气', '{}', 0, 0
             from chats c, many where c.name = 'Many'",
            count,
        )
        .await;
        let places = "update chats set last_seq = $1 where name = 'Many'";
        self.run_either_with(places, places, count).await;
        self.run("insert into unindexed select id, last_seq from chats where name = 'Many'").await;
        self.start_again().await;
    }

    pub(crate) async fn run_either(&self, sqlite: &'static str, postgres: &'static str) {
        self.run_either_with(sqlite, postgres, None).await;
    }

    /// The same where `$1` is a number.
    async fn run_either_with(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
        number: impl Into<Option<i64>>,
    ) {
        let number = number.into();
        match &self.config().database_url {
            Some(url) => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                let query = sqlx::query(postgres);
                let query = if number.is_some() { query.bind(number) } else { query };
                query.execute(&mut conn).await.unwrap();
            }
            None => {
                let file = self.config().data_dir.join("whatschat.db");
                let url = format!("sqlite:{}", file.display());
                let mut conn = SqliteConnection::connect(&url).await.unwrap();
                let query = sqlx::query(sqlite);
                let query = if number.is_some() { query.bind(number) } else { query };
                query.execute(&mut conn).await.unwrap();
            }
        }
    }

    /// Adds entries to the log that alice alone reads; the server must not run.
    pub(crate) async fn make_own_entries(&self, count: i64) {
        let entries =
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into log (pos, stream, event, detail, at)
             select h.pos + n, u.id, 'chat_read', '{}', 9000000000000
             from log_head h, users u, many where u.username = 'alice'";
        self.run_either_with(entries, entries, count).await;
        let head = "update log_head set pos = pos + $1";
        self.run_either_with(head, head, count).await;
    }

    /// Makes users, and has alice block them, keep a file for each, which is lost, and have an entry
    /// about each in the log of what touches security.
    pub(crate) async fn make_belongings(&self, count: i64) {
        self.make_users(count).await;
        self.run(
            "insert into blocks (blocker_id, blocked_id, created_at)
             select a.id, u.id, 0 from users a, users u
             where a.username = 'alice' and u.username like 'many%'",
        )
        .await;
        self.run(
            "insert into files (id, owner_id, address, name, size, type, kept, created_at)
             select u.id, a.id, u.username, u.username, 0, 'text/plain', true, 0 from users a, users u
             where a.username = 'alice' and u.username like 'many%'",
        )
        .await;
        self.run(
            "insert into audit (id, at, what, user_id)
             select u.id, 0, u.username, a.id from users a, users u
             where a.username = 'alice' and u.username like 'many%'",
        )
        .await;
    }

    /// Has a transaction hold rows until it is rolled back: on PostgreSQL, where rows are locked.
    pub(crate) async fn hold(&self, rows: &'static str) -> Option<PgConnection> {
        let url = self.config().database_url.as_ref()?;
        let mut conn = PgConnection::connect(url).await.unwrap();
        sqlx::query("begin").execute(&mut conn).await.unwrap();
        sqlx::query(rows).execute(&mut conn).await.unwrap();
        Some(conn)
    }

    /// Makes as many users who do nothing, called "many1" and so on.
    pub(crate) async fn make_users(&self, count: i64) {
        self.run_either_with(
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into users (id, username, username_key, email, password_hash, status, presence, created_at, updated_at)
             select randomblob(16), 'many' || n, 'many' || n, 'many' || n, '', '', 'online', 0, 0 from many",
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < $1)
             insert into users (id, username, username_key, email, password_hash, status, presence, created_at, updated_at)
             select gen_random_uuid(), 'many' || n, 'many' || n, 'many' || n, '', '', 'online', 0, 0 from many",
            count,
        )
        .await;
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
