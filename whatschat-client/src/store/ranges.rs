//! The places of chats of which everything is known.

use super::{signed, unsigned};
use crate::store::Result;
use sqlx::SqliteConnection;
use whatschat_core::id::ChatId;

/// Places from the first to the last, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Range {
    pub(crate) fn has(&self, seq: u64) -> bool {
        (self.first..=self.last).contains(&seq)
    }
}

/// A chat's ranges, the oldest first. No two of them touch.
pub(super) async fn of(conn: &mut SqliteConnection, chat: ChatId) -> Result<Vec<Range>> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("select first, last from ranges where chat_id = $1 order by first")
            .bind(chat.0)
            .fetch_all(conn)
            .await?;
    let range = |(first, last)| Range { first: unsigned(first), last: unsigned(last) };
    Ok(rows.into_iter().map(range).collect())
}

/// Adds a range; those that it overlaps or touches become one with it.
pub(super) async fn add(conn: &mut SqliteConnection, chat: ChatId, range: Range) -> Result<()> {
    let (first, last) = (signed(range.first), signed(range.last));
    let touched: (Option<i64>, Option<i64>) = sqlx::query_as(
        "select min(first), max(last) from ranges
         where chat_id = $1 and first <= $3 + 1 and last >= $2 - 1",
    )
    .bind(chat.0)
    .bind(first)
    .bind(last)
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query("delete from ranges where chat_id = $1 and first <= $3 + 1 and last >= $2 - 1")
        .bind(chat.0)
        .bind(first)
        .bind(last)
        .execute(&mut *conn)
        .await?;
    sqlx::query("insert into ranges (chat_id, first, last) values ($1, $2, $3)")
        .bind(chat.0)
        .bind(touched.0.unwrap_or(first).min(first))
        .bind(touched.1.unwrap_or(last).max(last))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what is known: the messages stay, and may have changed since.
pub(super) async fn cut_all(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("delete from ranges").execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn ranges_hold_the_places_that_were_added_and_never_touch() {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let mut lots = StdRng::seed_from_u64(seed);
        let store = Store::in_memory().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let mut places = BTreeSet::new();
        for _ in 0..60 {
            let first = lots.random_range(1..200);
            let range = Range { first, last: first + lots.random_range(0..6) };
            add(&mut tx, ChatId::nil(), range).await.unwrap();
            places.extend(range.first..=range.last);
            let ranges = of(&mut tx, ChatId::nil()).await.unwrap();
            let held: BTreeSet<_> =
                ranges.iter().flat_map(|range| range.first..=range.last).collect();
            assert_eq!(held, places);
            assert!(ranges.windows(2).all(|two| two[0].last + 1 < two[1].first), "{ranges:?}");
        }
    }
}
