//! Whether a commit lasts.

use super::open::safe;
use super::{Db, Pool};
use crate::StartError;
use crate::config::Environment;

impl Db {
    /// An acknowledged write must survive a power cut: each setting is what this needs.
    pub(super) async fn check_durability(
        &self,
        url: &str,
        environment: Environment,
    ) -> Result<(), StartError> {
        let settings = self.durability().await;
        let settings = settings.map_err(|why| StartError::Database { url: safe(url), why })?;
        let needed = settings.into_iter().filter(|setting| match environment {
            Environment::Production => true,
            // PostgreSQL's own files may be thrown away while one develops.
            Environment::Development => {
                setting.name != "fsync" && setting.name != "full_page_writes"
            }
        });
        for Setting { name, value, lasting } in needed {
            if !lasting.contains(&&*value) {
                let (setting, remedy) =
                    (format!("{name}={value}"), format!("Set {name}={}.", lasting[0]));
                return Err(StartError::NotDurable { url: safe(url), setting, remedy });
            }
        }
        Ok(())
    }

    async fn durability(&self) -> sqlx::Result<Vec<Setting>> {
        Ok(match &self.writes {
            Pool::Sqlite(pool) => {
                let journal: String =
                    sqlx::query_scalar("pragma journal_mode").fetch_one(pool).await?;
                let level: i64 = sqlx::query_scalar("pragma synchronous").fetch_one(pool).await?;
                vec![
                    Setting { name: "journal_mode", value: journal, lasting: &["wal"] },
                    Setting { name: "synchronous", value: level.to_string(), lasting: &["2", "3"] },
                ]
            }
            Pool::Postgres(pool) => {
                let show = |query| sqlx::query_scalar::<_, String>(query).fetch_one(pool);
                let commit = show("show synchronous_commit").await?;
                let lasting = &["on", "local", "remote_write", "remote_apply"];
                vec![
                    Setting { name: "synchronous_commit", value: commit, lasting },
                    Setting { name: "fsync", value: show("show fsync").await?, lasting: &["on"] },
                    Setting {
                        name: "full_page_writes",
                        value: show("show full_page_writes").await?,
                        lasting: &["on"],
                    },
                ]
            }
        })
    }
}

/// A setting on which it hangs whether a commit lasts.
struct Setting {
    name: &'static str,
    value: String,
    /// The values with which it does.
    lasting: &'static [&'static str],
}
