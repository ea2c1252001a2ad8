//! One fault, on ground of its own, of which nothing stays.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Instant;
use url::Url;
use whatschat_tests::Result;
use whatschat_tests::report::Report;
use whatschat_tests::scenarios::{Fault, Scale};
use whatschat_tests::server::Ground;

/// Where it takes place, and with what.
pub(crate) struct Trial<'a> {
    /// What it is called.
    pub(crate) name: &'a str,
    /// The server's program.
    pub(crate) program: &'a Path,
    /// The program on the SDK.
    pub(crate) person: &'a Path,
    /// What chance is drawn from.
    pub(crate) seed: u64,
    /// The database whose user makes another for it; SQLite where there is none.
    pub(crate) postgres: Option<&'a Url>,
}

impl Trial<'_> {
    /// Has it happen, unless it is broken off by Ctrl-C.
    pub(crate) async fn run(&self, fault: Fault, scale: Scale) -> Result<Report> {
        let database_url = self.new_database().await?;
        let report = tokio::select! {
            report = self.suffer(fault, scale, database_url) => report,
            _ = tokio::signal::ctrl_c() => Err("broken off".into()),
        };
        if let Err(why) = self.drop_database().await {
            eprintln!("faults: the database {} stays: {why}", self.database());
        }
        report
    }

    async fn suffer(
        &self,
        fault: Fault,
        scale: Scale,
        database_url: Option<String>,
    ) -> Result<Report> {
        let begun = Instant::now();
        let folder = tempfile::Builder::new().prefix("whatschat-faults-").tempdir()?;
        // PostgreSQL, as another user, finds its way through it.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
        let ground = Ground {
            program: self.program.to_owned(),
            person: self.person.to_owned(),
            folder: folder.path().to_owned(),
            database_url,
            seed: self.seed,
        };
        let mut report = fault.run(&ground, scale).await?;
        report.figure("time in all", &format!("{:.0?}", begun.elapsed()));
        Ok(report)
    }

    fn database(&self) -> String {
        format!("faults_{}_{:x}", self.name.replace('-', "_"), self.seed)
    }

    /// A new database for it, where it is to have one.
    async fn new_database(&self) -> Result<Option<String>> {
        let Some(mut url) = self.postgres.cloned() else { return Ok(None) };
        self.drop_database().await?;
        execute(&url, format!("create database {}", self.database())).await?;
        url.set_path(&self.database());
        Ok(Some(url.into()))
    }

    async fn drop_database(&self) -> Result<()> {
        let Some(url) = self.postgres else { return Ok(()) };
        execute(url, format!("drop database if exists {} with (force)", self.database())).await
    }
}

async fn execute(url: &Url, statement: String) -> Result<()> {
    let mut conn = PgConnection::connect(url.as_str()).await?;
    sqlx::query(AssertSqlSafe(statement)).execute(&mut conn).await?;
    Ok(conn.close().await?)
}
