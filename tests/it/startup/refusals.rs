//! Why a server does not start: one sentence that says what to do.

use crate::support::{TestServer, on_both_databases, postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::net::SocketAddr;
use whatschat_server::config::{Environment, RateLimit};
use whatschat_server::{Config, Server};

on_both_databases![a_newer_database_is_left_alone];

/// The sentence with which a server refuses to start.
async fn refusal(config: Config) -> String {
    match Server::bind(config).await {
        Ok(_) => panic!("the server started"),
        Err(why) => why.to_string(),
    }
}

/// Settings of a server that would start.
fn config(folder: &tempfile::TempDir) -> Config {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Config { listen, data_dir: folder.path().join("data"), ..Config::default() }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = other.local_addr().unwrap();
    let sentence = refusal(Config { listen, ..config(&folder) }).await;
    let expected = format!(
        "cannot listen on {listen}: Address already in use (os error 98). Choose another address \
         with --listen (port 0 picks a free one)."
    );
    assert_eq!(sentence, expected);
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    std::fs::write(&data_dir, "a file in the way").unwrap();
    let sentence = refusal(config(&folder)).await;
    let expected = format!(
        "cannot write to the data folder {}: File exists (os error 17). Choose another with \
         --data-dir.",
        data_dir.display()
    );
    assert_eq!(sentence, expected);
}

#[tokio::test]
async fn a_data_folder_is_one_servers() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::bind(config(&folder)).await.unwrap();
    let expected = format!(
        "another server uses the data folder {}. Stop it, or choose another with --data-dir.",
        folder.path().join("data").display()
    );
    assert_eq!(refusal(config(&folder)).await, expected);
    drop(first);
    Server::bind(config(&folder)).await.unwrap();
}

#[tokio::test]
async fn a_database_of_another_kind_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (url, shown) in [("mysql://me:hunter2@host/db", "mysql://…@host/db"), ("a.db", "a.db")] {
        let sentence = refusal(Config { database_url: Some(url.into()), ..config(&folder) }).await;
        let expected = format!(
            "{shown} is no database that this server knows: write `sqlite:FILE` or `postgres://…`."
        );
        assert_eq!(sentence, expected);
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        "postgres://me:hunter2@127.0.0.1:1/chat",
        "postgres://127.0.0.1:1/chat?user=me&password=hunter2",
    ] {
        let sentence = refusal(Config { database_url: Some(url.into()), ..config(&folder) }).await;
        assert!(sentence.starts_with("cannot open the database postgres://"), "{sentence}");
        assert!(sentence.contains("127.0.0.1:1/chat"), "{sentence}");
        assert!(!sentence.contains("hunter2"), "{sentence}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_can_lose_acknowledged_writes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = postgres::new_database().await;
    let mut conn = PgConnection::connect(&url).await.unwrap();
    let name: String =
        sqlx::query_scalar("select current_database()").fetch_one(&mut conn).await.unwrap();
    let weaken = format!("alter database {name} set synchronous_commit = off");
    sqlx::query(AssertSqlSafe(weaken)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let weak = Config { database_url: Some(url), ..config(&folder) };
    let sentence = refusal(weak).await;
    assert!(
        sentence.contains("may lose acknowledged messages: synchronous_commit=off."),
        "{sentence}"
    );
    assert!(sentence.ends_with("Set synchronous_commit=on."), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production_postgres_must_write_through_to_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let database_url = Some(postgres::new_database().await); // of a cluster without fsync
    let weak = Config { database_url, environment: Environment::Production, ..config(&folder) };
    let sentence = refusal(weak).await;
    assert!(
        sentence.contains("may lose acknowledged messages: fsync=off. Set fsync=on."),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_secret_that_can_be_guessed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for secret in ["", "thirty-one characters, one less"] {
        let short = Config { secret: Some(secret.into()), ..config(&folder) };
        let sentence = refusal(short).await;
        assert!(
            sentence.contains("secret") && sentence.contains("at least 32 bytes"),
            "{sentence}"
        );
    }
    let cut_off = config(&folder);
    std::fs::create_dir_all(&cut_off.data_dir).unwrap();
    std::fs::write(cut_off.data_dir.join("secret"), b"").unwrap();
    let sentence = refusal(cut_off).await;
    assert!(sentence.contains("at least 32 bytes"), "{sentence}");
}

#[tokio::test]
async fn in_production_weak_settings_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let production = || Config { environment: Environment::Production, ..config(&folder) };
    let secret = |secret: &str| Config { secret: Some(secret.into()), ..production() };
    let weak = [
        (secret("change-me"), "secret", "at least 32 bytes"),
        (secret(&"a".repeat(64)), "secret", "guessed"),
        (secret(&"changeme".repeat(5)), "secret", "guessed"),
        (secret("01234567890123456789012345678901"), "secret", "guessed"),
        (Config { cors_origins: vec!["*".into()], ..production() }, "cors_origins", "`*`"),
        (Config { rate_limit: RateLimit::Off, ..production() }, "rate_limit", "`off`"),
    ];
    for (config, name, why) in weak {
        let sentence = refusal(config).await;
        assert!(sentence.contains(name) && sentence.contains(why), "{sentence}");
    }
}

#[tokio::test]
async fn in_production_no_password_goes_to_a_mail_server_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    let with = |url: &str, environment| {
        let (smtp_url, secret) =
            (Some(url.into()), Some("kZq8sX2mVd0rTn5wLb7yHc4fGj1pQe9u".into()));
        Config { smtp_url, secret, environment, ..config(&folder) }
    };
    for weak in
        ["smtp://chat:hunter2@mail.example", "smtp://chat:hunter2@mail.example?tls=opportunistic"]
    {
        let sentence = refusal(with(weak, Environment::Production)).await;
        assert!(sentence.starts_with("the setting smtp_url is not valid: "), "{sentence}");
        assert!(sentence.contains("without TLS") && !sentence.contains("hunter2"), "{sentence}");
    }
    for (fine, environment) in [
        ("smtps://chat:hunter2@mail.example", Environment::Production),
        ("smtp://chat:hunter2@mail.example?tls=required", Environment::Production),
        ("smtp://localhost", Environment::Production),
        ("smtp://chat:hunter2@mail.example", Environment::Development),
    ] {
        Server::bind(with(fine, environment)).await.unwrap_or_else(|why| panic!("{fine}: {why}"));
    }
}

#[tokio::test]
async fn settings_that_make_no_sense_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let origin = |origin: &str| Config { cors_origins: vec![origin.into()], ..config(&folder) };
    let file = folder.path().join("no.pem");
    std::fs::write(&file, "no certificate").unwrap();
    let tls =
        Config { tls_cert: Some(file.clone()), tls_key: Some(file.clone()), ..config(&folder) };
    let wrong = [
        (origin("chat.example"), "cors_origins"),
        (origin("https://chat.example/"), "cors_origins"),
        (Config { tls_cert: Some(file), ..config(&folder) }, "tls_key"),
        (tls, "tls_cert"),
        (Config { mail_from: "nobody".into(), ..config(&folder) }, "mail_from"),
    ];
    for (config, name) in wrong {
        let sentence = refusal(config).await;
        assert!(sentence.starts_with(&format!("the setting {name} is not valid: ")), "{sentence}");
    }
}

async fn a_newer_database_is_left_alone(server: TestServer) {
    server.stop().await;
    let future =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                  values (9999, 'the future', true, $1, 0)";
    let no_checksum: &[u8] = b"";
    let config = server.config().clone();
    match &config.database_url {
        Some(url) => {
            let mut conn = PgConnection::connect(url).await.unwrap();
            sqlx::query(future).bind(no_checksum).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
        None => {
            let url = format!("sqlite:{}", config.data_dir.join("whatschat.db").display());
            let mut conn = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query(future).bind(no_checksum).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
    }
    let sentence = refusal(config).await;
    assert!(
        sentence.ends_with(
            "was written by a newer whatschat-server (it has migration 9999). Use that version, or \
             another database."
        ),
        "{sentence}"
    );
}
