//! What one has written and does not see any more. It is found by its chats, for no index has messages
//! by their sender: it would have a page to be written for each who sends.

use crate::store::{Conn, on, signed, unsigned};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::{ChatId, MessageId, UserId};

/// Places of a chat, after one and up to another, that somebody does not see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unseen {
    pub(crate) chat: ChatId,
    pub(crate) after: u64,
    pub(crate) upto: u64,
}

/// Where a user may have written what they do not see any more: what they have cleared since they
/// joined, and in groups that they left, all before they came back. What is left of a group that has
/// ended is being deleted.
pub(in crate::messages) async fn unseen_by(conn: &mut Conn, user: UserId) -> Result<Vec<Unseen>> {
    let rows: Vec<(Uuid, i64, i64)> = on!(conn, c => sqlx::query_as(
        "select m.chat_id, m.from_seq, m.cleared_seq from members m
         where m.user_id = $1 and m.cleared_seq > m.from_seq
         union all
         select f.chat_id, 0, coalesce(m.from_seq, c.last_seq)
         from former_members f join chats c on c.id = f.chat_id
         left join members m on m.chat_id = f.chat_id and m.user_id = f.user_id
         where f.user_id = $1 and c.ended_at is null
         order by 1, 2")
        .bind(user.0).fetch_all(c).await?);
    let places = |(chat, after, upto)| Unseen {
        chat: ChatId(chat),
        after: unsigned(after),
        upto: unsigned(upto),
    };
    Ok(rows.into_iter().map(places).collect())
}

/// The messages of a user at these places, the oldest first.
pub(in crate::messages) async fn own_at(
    conn: &mut Conn,
    user: UserId,
    places: Unseen,
) -> Result<Vec<MessageId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select x.id from messages x
         where x.chat_id = $2 and x.seq > $3 and x.seq <= $4
           and x.sender_id = $1 and x.system is null and x.deleted_at is null order by x.seq")
        .bind(user.0).bind(places.chat.0).bind(signed(places.after)).bind(signed(places.upto))
        .fetch_all(c).await?);
    Ok(ids.into_iter().map(MessageId).collect())
}

/// Some of a user's own messages that they have hidden one by one, after this one, and which they have
/// not cleared since: chat by chat, the oldest first.
pub(in crate::messages) async fn own_hidden(
    conn: &mut Conn,
    user: UserId,
    (chat, seq): (ChatId, u64),
    limit: u32,
) -> Result<Vec<(ChatId, u64, MessageId)>> {
    let rows: Vec<(Uuid, i64, Uuid)> = on!(conn, c => sqlx::query_as(
        "select h.chat_id, h.seq, x.id
         from hidden_messages h cross join members m cross join messages x
         where h.user_id = $1 and (h.chat_id, h.seq) > ($2, $3)
           and m.chat_id = h.chat_id and m.user_id = $1 and h.seq > m.cleared_seq
           and x.chat_id = h.chat_id and x.seq = h.seq
           and x.sender_id = $1 and x.system is null and x.deleted_at is null
         order by h.chat_id, h.seq limit $4")
        .bind(user.0).bind(chat.0).bind(signed(seq)).bind(i64::from(limit)).fetch_all(c).await?);
    let hidden = |(chat, seq, id)| (ChatId(chat), unsigned(seq), MessageId(id));
    Ok(rows.into_iter().map(hidden).collect())
}
