//! What the database holds when all is over.

use crate::Result;
use sqlx::{Connection, PgConnection, SqliteConnection, query, query_as};
use std::collections::HashMap;
use std::path::PathBuf;
use uuid::Uuid;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Database {
    /// SQLite's file.
    File(PathBuf),
    /// PostgreSQL's address.
    Url(String),
}

/// What is stored.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// All messages, by chat and place.
    pub messages: Vec<Stored>,
    /// Where each chat says that it ends.
    pub ends: HashMap<ChatId, u64>,
    /// How far each member has read each chat.
    pub read: HashMap<(ChatId, UserId), u64>,
    /// What the log of changes has.
    pub log: Log,
    /// Whether the database lets one sender have two messages with one key.
    pub takes_doubles: bool,
}

/// A message that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Where.
    pub chat: ChatId,
    /// At which place.
    pub seq: u64,
    /// As which.
    pub id: MessageId,
    /// Whose it is.
    pub sender: UserId,
    /// The id that its sender chose.
    pub key: Option<ClientMessageId>,
    /// Whether the server tells something by it, which nobody sent.
    pub is_system: bool,
}

/// A row of it.
type Row = (Uuid, i64, Uuid, Uuid, Option<Uuid>, i64);

/// The log of changes, by its positions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Log {
    /// How many entries it has.
    pub entries: i64,
    /// Where it begins.
    pub first: i64,
    /// Where it ends.
    pub last: i64,
    /// Where it says that it ends.
    pub head: i64,
}

/// Runs the same on a connection of either database.
macro_rules! on {
    ($database:expr, $conn:ident => $run:expr) => {
        match $database {
            Database::File(file) => {
                let url = format!("sqlite:{}", file.display());
                let mut $conn = SqliteConnection::connect(&url).await?;
                let result = $run;
                $conn.close().await?;
                result
            }
            Database::Url(url) => {
                let mut $conn = PgConnection::connect(url).await?;
                let result = $run;
                $conn.close().await?;
                result
            }
        }
    };
}

impl Database {
    /// Reads everything. Nobody writes meanwhile.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn truth(&self) -> Result<Truth> {
        let messages: Vec<Row> = on!(self, conn => {
            query_as("select chat_id, seq, id, sender_id, client_message_id,
                          cast(case when type = 'system' then 1 else 0 end as bigint)
                      from messages order by chat_id, seq, id").fetch_all(&mut conn).await?
        });
        let read: Vec<(Uuid, Uuid, i64)> = on!(self, conn => {
            let marks = "select chat_id, user_id, read_seq from members";
            query_as(marks).fetch_all(&mut conn).await?
        });
        Ok(Truth {
            messages: messages.into_iter().map(Stored::from).collect(),
            ends: self.ends().await?,
            read: read
                .into_iter()
                .map(|(chat, user, seq)| ((chat.into(), user.into()), seq.unsigned_abs()))
                .collect(),
            log: self.log().await?,
            takes_doubles: self.takes_doubles().await?,
        })
    }

    /// Where each chat says that it ends.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn ends(&self) -> Result<HashMap<ChatId, u64>> {
        let ends: Vec<(Uuid, i64)> = on!(self, conn => {
            query_as("select id, last_seq from chats").fetch_all(&mut conn).await?
        });
        Ok(ends.into_iter().map(|(id, seq)| (id.into(), seq.unsigned_abs())).collect())
    }

    async fn log(&self) -> Result<Log> {
        let (entries, first, last, head) = on!(self, conn => {
            query_as("select count(*), coalesce(min(pos), 0), coalesce(max(pos), 0),
                        (select pos from log_head) from log").fetch_one(&mut conn).await?
        });
        Ok(Log { entries, first, last, head })
    }

    /// Tries to store a message a second time, as another one with the same key, and takes it back:
    /// no rule of the server's must be what alone prevents doubles.
    async fn takes_doubles(&self) -> Result<bool> {
        let double = "insert into messages (id, chat_id, seq, sender_id, client_message_id, type,
                content, metadata, created_at, updated_at)
            select $1, chat_id, -1, sender_id, client_message_id, type, content, metadata,
                created_at, updated_at
            from messages where client_message_id is not null limit 1";
        on!(self, conn => {
            let mut tx = conn.begin().await?;
            let id = Uuid::from_bytes(rand::random());
            let taken = match query(double).bind(id).execute(&mut *tx).await {
                Ok(done) => done.rows_affected() > 0,
                Err(sqlx::Error::Database(why)) if why.is_unique_violation() => false,
                Err(why) => return Err(why.into()),
            };
            tx.rollback().await?;
            Ok(taken)
        })
    }
}

impl From<Row> for Stored {
    fn from((chat, seq, id, sender, key, system): Row) -> Self {
        Self {
            chat: chat.into(),
            seq: seq.unsigned_abs(),
            id: id.into(),
            sender: sender.into(),
            key: key.map(ClientMessageId::from),
            is_system: system == 1,
        }
    }
}
