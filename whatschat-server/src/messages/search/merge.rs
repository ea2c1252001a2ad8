//! FTS5 keeps what each transaction adds as a piece of its own, and every search looks into each
//! piece. It joins small ones by itself, but never all; here that is done, a little at a time.

use crate::app::App;
use crate::messages::store;
use crate::periodic;
use crate::store::Db;
use std::time::Duration;

/// How often it is looked whether there is something to join.
const PAUSE: Duration = Duration::from_secs(60);
/// Which part of the index its smaller pieces must be together: so each message is written anew a
/// few times only, however many come.
const PART: u64 = 4;
/// How many pages one transaction writes, more or less; senders wait meanwhile.
const PAGES: i64 = 100;

/// Joins them again and again, as long as the server runs.
pub(crate) fn join_pieces(app: &App) {
    periodic::repeat(app, PAUSE, "the joining of the search's index", async |app| {
        Ok(join(&app.db).await?)
    });
}

async fn join(db: &Db) -> sqlx::Result<()> {
    if !is_worth_it(&store::pieces(&mut db.read().await?).await?) {
        return Ok(());
    }
    let mut pages = -PAGES; // begins with all pieces; what is positive goes on
    loop {
        let mut tx = db.write().await?;
        let is_done = !store::merge(&mut tx, pages).await?;
        tx.commit().await?;
        if is_done {
            return Ok(());
        }
        pages = PAGES;
        tokio::task::yield_now().await;
    }
}

fn is_worth_it(pieces: &[u64]) -> bool {
    let largest = pieces.iter().max().copied().unwrap_or(0);
    let smaller = pieces.iter().sum::<u64>() - largest;
    smaller > 0 && smaller * PART >= largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{on, run};

    async fn add(db: &Db, rows: std::ops::Range<i64>) {
        for row in rows {
            let mut tx = db.write().await.unwrap();
            let add = "insert into search (rowid, words) values ($1, $2)";
            let words = format!("all of{} row{row}", row % 7);
            run!(tx, sqlx::query(add).bind(row).bind(&words)).unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn found(db: &Db, word: &str) -> i64 {
        let mut conn = db.read().await.unwrap();
        let count = "select count(*) from search where search match $1";
        on!(conn, c => sqlx::query_scalar(count).bind(word).fetch_one(c).await).unwrap()
    }

    #[tokio::test]
    async fn all_pieces_become_one_and_everything_is_found() {
        let (_folder, db) = Db::temporary().await;
        join(&db).await.unwrap();
        add(&db, 0..700).await;
        assert!(store::pieces(&mut db.read().await.unwrap()).await.unwrap().len() > 1);
        join(&db).await.unwrap();
        assert_eq!(store::pieces(&mut db.read().await.unwrap()).await.unwrap().len(), 1);
        assert_eq!((found(&db, "all").await, found(&db, "of3").await), (700, 100));
        assert_eq!((found(&db, "row699").await, found(&db, "row700").await), (1, 0));
    }

    #[test]
    fn a_few_new_messages_do_not_have_all_written_anew() {
        assert!(!is_worth_it(&[]) && !is_worth_it(&[9]) && !is_worth_it(&[100, 10, 10]));
        assert!(is_worth_it(&[1, 1]) && is_worth_it(&[100, 10, 15]));
    }
}
