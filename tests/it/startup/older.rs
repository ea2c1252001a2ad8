//! Databases of earlier builds: what is in them stays.

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use whatschat_server::{Config, Server};

const MIGRATIONS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../whatschat-server/migrations/sqlite");

/// Alice (`a1`) wrote in bob's (`b2`) group, which she has left since.
const CONTENTS: &str = "
    insert into users (id, username, username_key, email, password_hash, status, presence, created_at, updated_at)
        values (x'a1', 'alice', 'alice', 'a@example.com', '', '', 'online', 0, 0),
               (x'b2', 'bob', 'bob', 'b@example.com', '', '', 'online', 0, 0);
    insert into chats (id, type, name, last_seq, created_at) values (x'c3', 'group', 'Trip', 1, 0);
    insert into members (chat_id, user_id, role, joined_at) values (x'c3', x'b2', 'admin', 0);
    insert into messages (id, chat_id, seq, sender_id, client_message_id, sent, type, content, metadata, created_at, updated_at, pinned_at)
        values (x'd4', x'c3', 1, x'a1', x'e5', x'f6', 'text', 'hello', '{}', 0, 0, 7);
    insert into search (rowid, words) select row_id, 'hello' from messages;
    insert into reactions (message_id, emoji, user_id, created_at) values (x'd4', '👍', x'b2', 0);
    insert into message_versions (message_id, created_at, content, metadata) values (x'd4', 0, 'helo', '{}');
    insert into calls (id, type, chat_id, message_id, version, status, connected, rings_until, created_at, ended_at)
        values (x'77', 'voice', x'c3', x'd4', 1, 'ended', 0, 0, 0, 0);
";

/// What must be there all the same.
const KEPT: &str = "
    select count(*) from messages x
    join reactions r on r.message_id = x.id
    join message_versions v on v.message_id = x.id
    join calls c on c.message_id = x.id
    join former_members f on f.chat_id = x.chat_id and f.user_id = x.sender_id
    join search s on s.rowid = x.row_id and search match 'hello'
    where x.content = 'hello' and x.sent = x'f6' and x.pinned_at = 7";

/// The same send once more, as another message.
const REPEATED: &str = "
    insert into messages select null, x'd5', chat_id, 2, sender_id, client_message_id, sent, type, content,
        metadata, 0, 0, null, null, null, null, null, null, null, null from messages";

async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    options.connect().await.unwrap()
}

/// Starts a server on it, which brings it up to date.
async fn bring_up_to_date(data_dir: &Path) {
    let listen = ([127, 0, 0, 1], 0).into();
    let config = Config { listen, data_dir: data_dir.to_owned(), ..Config::default() };
    Server::bind(config).await.unwrap().run(std::future::ready(())).await;
}

async fn check(db: &mut SqliteConnection) {
    let kept: i64 = sqlx::query_scalar(KEPT).fetch_one(&mut *db).await.unwrap();
    assert_eq!(kept, 1);
    let broken = sqlx::query("pragma foreign_key_check").fetch_all(&mut *db).await.unwrap();
    assert!(broken.is_empty(), "{} rows point nowhere", broken.len());
    let refused = sqlx::query(REPEATED).execute(&mut *db).await.unwrap_err().to_string();
    assert!(refused.contains("client_message_id"), "{refused}");
}

#[tokio::test]
async fn what_is_in_a_database_of_an_earlier_build_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    std::fs::create_dir(&data_dir).unwrap();
    let file = data_dir.join("whatschat.db");
    let mut earlier = Migrator::new(Path::new(MIGRATIONS)).await.unwrap();
    earlier.migrations.to_mut().retain(|migration| migration.version < 23);
    let mut db = open(&file).await;
    earlier.run(&mut db).await.unwrap();
    sqlx::raw_sql(CONTENTS).execute(&mut db).await.unwrap();
    db.close().await.unwrap();

    bring_up_to_date(&data_dir).await;
    let mut db = open(&file).await;
    check(&mut db).await;
    // As where the server is killed before it has noted that this is done.
    sqlx::query("delete from _sqlx_migrations where version = 23").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    bring_up_to_date(&data_dir).await;
    let mut db = open(&file).await;
    check(&mut db).await;

    sqlx::query("delete from messages").execute(&mut db).await.unwrap();
    let left = "select count(*) from search where search match 'hello'";
    let left: i64 = sqlx::query_scalar(left).fetch_one(&mut db).await.unwrap();
    assert_eq!(left, 0, "what is deleted is not found");
}
