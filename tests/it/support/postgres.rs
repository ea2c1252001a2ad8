//! One throw-away PostgreSQL for the whole run, and a database in it for each test.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use whatschat_tests::postgres::{as_ordinary_user, programs};

/// A running PostgreSQL, reached through a socket in its folder.
struct Cluster {
    folder: PathBuf,
    /// Keeps its standard input open: it runs until that closes, as the end of this process does.
    _child: Child,
}

const NEEDED: &str =
    "no /usr/lib/postgresql/*/bin/initdb: install Debian's postgresql, or run tests/run";

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The URL of a new, empty database.
pub(crate) async fn new_database() -> String {
    copy_of("template1").await
}

/// The URL of a new database with a server's tables, which `make` makes once in an empty one: that
/// takes longer than most tests.
pub(crate) async fn new_database_with_tables(make: impl AsyncFnOnce(String)) -> String {
    static WITH_TABLES: OnceCell<String> = OnceCell::const_new();
    let template = WITH_TABLES.get_or_init(async || {
        let url = new_database().await;
        make(url.clone()).await;
        let name = name(&url).to_owned();
        // Of one that is in use no copy can be made.
        let cluster = CLUSTER.get().expect("`new_database` made it");
        cluster.run(format!("alter database {name} allow_connections false")).await;
        name
    });
    copy_of(template.await).await
}

async fn copy_of(template: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = tokio::task::block_in_place(|| CLUSTER.get_or_init(Cluster::start));
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    cluster.run(format!("create database {name} template {template}")).await;
    cluster.url(&name)
}

/// The name of a database of the cluster.
fn name(url: &str) -> &str {
    let (_, name) = url.split_once("localhost/").expect("a URL that is made here");
    name.split_once('?').expect("a URL that is made here").0
}

/// Drops the database at `url`: hundreds of them would fill the disk.
pub(crate) async fn drop_database(url: &str) {
    let cluster = CLUSTER.get().expect("`new_database` made it");
    cluster.run(format!("drop database {} with (force)", name(url))).await;
}

impl Cluster {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("whatschat-pg-").tempdir().unwrap().keep();
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("postgres.sh"), "postgres.sh"]);
        // In a group of its own: Ctrl-C ends the tests, and that ends it.
        command.arg(&folder).arg(programs().expect(NEEDED)).process_group(0);
        as_ordinary_user(&mut command, &folder).unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("there is a shell");
        let mut says = child.stdout.take().unwrap();
        let mut ready = [0; 5];
        says.read_exact(&mut ready).expect("PostgreSQL starts; its log is above");
        Self { folder, _child: child }
    }

    async fn run(&self, statement: String) {
        let mut conn = PgConnection::connect(&self.url("postgres")).await.unwrap();
        sqlx::query(AssertSqlSafe(statement)).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://tests@localhost/{database}?host={}", self.folder.display())
    }
}
