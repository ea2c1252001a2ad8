//! Chats as one of their members sees them.

use super::marks::ToRead;
use super::store::{Listed, Membership, ParticipantRow};
use std::cmp::Reverse;
use std::collections::HashMap;
use whatschat_core::chats::{Chat, ChatSettings, ChatSummary, ChatType, Participant, ReadState};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::Message;
use whatschat_core::time::Timestamp;

pub(super) fn chat(
    membership: Membership,
    read_state: ReadState,
    participants: Vec<Participant>,
    viewer: UserId,
    now: Timestamp,
) -> Chat {
    Chat {
        id: membership.chat_id,
        name: name(&membership, &participants, viewer),
        r#type: membership.r#type,
        settings: settings(&membership, now),
        read_state,
        description: membership.description,
        avatar: membership.avatar,
        participants,
        created_at: membership.created_at,
    }
}

/// A list of chats, the one with the newest message first.
pub(super) fn summaries(
    memberships: Vec<Listed>,
    last: Vec<Message>,
    participants: Vec<ParticipantRow>,
    viewer: UserId,
    now: Timestamp,
) -> Vec<ChatSummary> {
    let mut last: HashMap<ChatId, Message> =
        last.into_iter().map(|message| (message.chat_id, message)).collect();
    let mut everyone = HashMap::<ChatId, Vec<Participant>>::new();
    for row in participants {
        everyone.entry(row.chat_id).or_default().push(row.participant());
    }
    let summary = |Listed { membership, mentions, participant_count }: Listed| {
        let participants = everyone.remove(&membership.chat_id).unwrap_or_default();
        ChatSummary {
            id: membership.chat_id,
            name: name(&membership, &participants, viewer),
            r#type: membership.r#type,
            participant_count: u32::try_from(participant_count).unwrap_or(u32::MAX),
            participants,
            last_message: last.remove(&membership.chat_id),
            unread_count: membership.unread(),
            mention_count: mentions,
            marked_unread: membership.marked_unread,
            settings: settings(&membership, now),
            created_at: membership.created_at,
        }
    };
    let mut chats: Vec<_> = memberships.into_iter().map(summary).collect();
    chats.sort_by_key(|chat| {
        Reverse(chat.last_message.as_ref().map_or(chat.created_at, |message| message.created_at))
    });
    chats
}

/// A private chat has the name that the viewer gave it, or the other user's; a group without a
/// name has its first members'.
pub(crate) fn name(
    membership: &Membership,
    participants: &[Participant],
    viewer: UserId,
) -> String {
    let given = match membership.r#type {
        ChatType::Private => &membership.own_name,
        ChatType::Group => &membership.name,
    };
    given.clone().unwrap_or_else(|| {
        let others = participants.iter().filter(|participant| participant.id != viewer);
        others
            .take(3)
            .map(|participant| participant.username.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    })
}

/// A chat that was muted until a time is not any more after it.
pub(crate) fn settings(membership: &Membership, now: Timestamp) -> ChatSettings {
    let muted_until = membership.muted_until.map(Timestamp).filter(|until| *until > now);
    let muted = membership.muted && (membership.muted_until.is_none() || muted_until.is_some());
    ChatSettings { muted, muted_until, archived: membership.archived }
}

/// How much of a chat its member has read.
pub(super) fn read_state(membership: &Membership, to_read: ToRead) -> ReadState {
    ReadState {
        seq: membership.read_seq,
        unread_count: membership.unread(),
        mention_count: to_read.mentions,
        first_unread_seq: to_read.first_seq,
        marked_unread: membership.marked_unread,
    }
}
