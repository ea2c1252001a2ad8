//! What can be broken.

use crate::truth::Log;
use std::fmt;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};

/// A promise that was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they show as sentences")]
pub enum Violation {
    Lost { id: MessageId, chat: ChatId, seq: u64 },
    Moved { id: MessageId, told: u64, stored: u64 },
    StoredThoughRefused { key: ClientMessageId },
    Refused { sender: UserId, chat: ChatId, key: ClientMessageId },
    WrittenAfterLeaving { sender: UserId, chat: ChatId, seq: u64 },
    NeverSaid { sender: UserId, chat: ChatId, seq: u64 },
    NeverSent { sender: UserId, key: ClientMessageId },
    Doubled { sender: UserId, key: ClientMessageId },
    DatabaseTakesDoubles,
    Gap { chat: ChatId, awaited: u64, found: u64 },
    WrongEnd { chat: ChatId, says: u64, has: u64 },
    LogGap(Log),
    SendsSwapped { sender: UserId, chat: ChatId, seq: u64 },
    Unseen { reader: UserId, chat: ChatId, seq: u64 },
    Invented { reader: UserId, id: MessageId, seq: u64 },
    NotForThem { reader: UserId, chat: ChatId, seq: u64 },
    SeenAgain { reader: UserId, chat: ChatId, seq: u64 },
    SeenLate { reader: UserId, chat: ChatId, seq: u64 },
    Miscounted { user: UserId, chat: ChatId, says: u64, counts: u64 },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { id, chat, seq } => {
                write!(f, "message {id} was acknowledged at {seq} of {chat}, and is not stored")
            }
            Self::Moved { id, told, stored } => {
                write!(f, "message {id} was acknowledged at {told}, and is stored at {stored}")
            }
            Self::StoredThoughRefused { key } => {
                write!(f, "the send {key} was refused, and is stored")
            }
            Self::Refused { sender, chat, key } => {
                write!(f, "the send {key} of {sender}, who may write into {chat}, was refused")
            }
            Self::WrittenAfterLeaving { sender, chat, seq } => {
                write!(f, "{sender}, who may not, wrote {seq} of {chat}")
            }
            Self::NeverSaid { sender, chat, seq } => {
                write!(f, "{seq} of {chat} stands in the name of {sender}, who did not send it")
            }
            Self::NeverSent { sender, key } => {
                write!(f, "{sender} kept {key} to send it, and it is not stored")
            }
            Self::Doubled { sender, key } => {
                write!(f, "the send {key} of {sender} is stored more than once")
            }
            Self::DatabaseTakesDoubles => {
                f.write_str("the database lets a sender have two messages with one key")
            }
            Self::Gap { chat, awaited, found } => {
                write!(f, "in {chat}, {found} stands where {awaited} should")
            }
            Self::WrongEnd { chat, says, has } => {
                write!(f, "{chat} says that it ends at {says}, and ends at {has}")
            }
            Self::LogGap(Log { entries, first, last, head }) => {
                write!(f, "the log has {entries} entries from {first} to {last}, and says {head}")
            }
            Self::SendsSwapped { sender, chat, seq } => {
                write!(f, "what {sender} sent later stands earlier: {seq} of {chat}")
            }
            Self::Unseen { reader, chat, seq } => {
                write!(f, "{reader} was never shown {seq} of {chat}")
            }
            Self::Invented { reader, id, seq } => {
                write!(f, "{reader} was shown {id} at {seq}, which is not stored there")
            }
            Self::NotForThem { reader, chat, seq } => {
                write!(f, "{reader} was shown {seq} of {chat}, which is not for them")
            }
            Self::SeenAgain { reader, chat, seq } => {
                write!(f, "{reader} was shown {seq} of {chat} more than once")
            }
            Self::SeenLate { reader, chat, seq } => {
                write!(f, "{reader} was shown {seq} of {chat} after what follows it")
            }
            Self::Miscounted { user, chat, says, counts } => {
                write!(f, "{user} is told of {says} unread in {chat}, and has {counts}")
            }
        }
    }
}
