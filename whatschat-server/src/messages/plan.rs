//! What a transaction of the writer will store, judged draft by draft.

use super::writer::{Draft, Outcome};
use super::{ones_own, store};
use crate::error::ApiError;
use crate::files::{self, Usable};
use crate::store::Tx;
use std::collections::{BTreeSet, HashMap};
use whatschat_core::ErrorCode;
use whatschat_core::error::FieldCode;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_core::messages::{Message, SendMessage};
use whatschat_core::time::Timestamp;

pub(super) struct Plan {
    /// Where each chat ends, for each sender and each mentioned user who is in it.
    lasts: HashMap<(ChatId, UserId), store::Last>,
    /// What was sent before.
    known: HashMap<(UserId, ClientMessageId), (Message, Vec<u8>)>,
    /// What is answered or forwarded, for each sender who sees it.
    seen: HashMap<(UserId, MessageId), Message>,
    /// The files that are named, for each sender who may use them.
    files: Usable,
    now: Timestamp,
    pub(super) new: Vec<store::New>,
}

impl Plan {
    /// Reads what the drafts are judged by: two statements, a third where one answers or forwards,
    /// and a fourth where one names a file.
    pub(super) async fn read(tx: &mut Tx, drafts: &[Draft], now: Timestamp) -> sqlx::Result<Self> {
        // This locks the chats, so that nobody else gives out their next places.
        let lasts = store::lasts(tx, drafts).await?;
        let known = store::known(tx, drafts).await?;
        let named = |draft: &Draft| {
            let messages = draft.request.reply_to.into_iter().chain(draft.forwards);
            messages.map(|message| (draft.sender, message)).collect::<Vec<_>>()
        };
        let named: BTreeSet<_> = drafts.iter().flat_map(named).collect();
        let seen = store::seen_by(tx, named).await?;
        let files = files::usable(tx, drafts.iter().filter_map(Draft::use_of_file)).await?;
        Ok(Self { lasts, known, seen, files, now, new: vec![] })
    }

    pub(super) fn place(&mut self, draft: &Draft) -> Outcome {
        self.judge(draft).unwrap_or_else(Outcome::Refused)
    }

    fn judge(&mut self, draft: &Draft) -> Result<Outcome, ApiError> {
        let key = draft.request.client_message_id.map(|id| (draft.sender, id));
        if let Some((first, sent)) = key.and_then(|key| self.known.get(&key)) {
            if *sent != draft.fingerprint() {
                return Err(ErrorCode::ClientMessageIdUsed.into());
            }
            let place = self.lasts.get(&(first.chat_id, draft.sender));
            let sees_it = place.is_some_and(|place| place.cleared_seq < first.seq);
            let first = first.clone();
            return Ok(Outcome::Known(if sees_it { first } else { ones_own(first) }));
        }
        // Only now: what was sent stays sent, also by who is not in the chat any more.
        let chat = draft.request.chat_id;
        let last = *self.lasts.get(&(chat, draft.sender)).ok_or(ErrorCode::ChatNotFound)?;
        if last.blocked {
            return Err(ErrorCode::Blocked.into());
        }
        // The places that this transaction has given out already come on top.
        let given = self.new.iter().filter(|(message, _)| message.chat_id == chat).count();
        let message = self.message(draft, last.seq + given as u64 + 1)?;
        let sent = key.map(|_| draft.fingerprint());
        if let (Some(key), Some(sent)) = (key, &sent) {
            self.known.insert(key, (message.clone(), sent.clone()));
        }
        self.new.push((message.clone(), sent));
        Ok(Outcome::Stored(message))
    }

    fn message(&self, draft: &Draft, seq: u64) -> Result<Message, ApiError> {
        self.check_mentions(&draft.request)?;
        self.check_file(draft)?;
        let mut message = message(draft, seq, self.now);
        if let Some(id) = draft.request.reply_to {
            message.reply_to = Some(store::quote(self.answered(draft, id)?));
        }
        let Some(id) = draft.forwards else { return Ok(message) };
        let source = self.forwarded(draft, id)?;
        Ok(Message {
            content: source.content.clone(),
            r#type: source.r#type,
            metadata: source.metadata.clone(),
            forwarded_from: source.forwarded_from.or(Some(source.sender_id)),
            ..message
        })
    }

    fn check_mentions(&self, request: &SendMessage) -> Result<(), ApiError> {
        let is_member = |user: &UserId| self.lasts.contains_key(&(request.chat_id, *user));
        let Some(n) = request.mentions.iter().position(|user| !is_member(user)) else {
            return Ok(());
        };
        Err(ApiError::bad_field(&format!("mentions[{n}]"), FieldCode::NotInChat, ""))
    }

    fn check_file(&self, draft: &Draft) -> Result<(), ApiError> {
        let Some(used) = draft.use_of_file() else { return Ok(()) };
        let file = self.files.get(&used).ok_or(ErrorCode::FileNotFound)?;
        let r#type = draft.request.r#type;
        if files::fits(r#type, file) { Ok(()) } else { Err(files::misfit(r#type)) }
    }

    fn answered(&self, draft: &Draft, id: MessageId) -> Result<&Message, ErrorCode> {
        let seen = self.seen.get(&(draft.sender, id));
        let here = seen.filter(|message| message.chat_id == draft.request.chat_id);
        here.ok_or(ErrorCode::MessageNotFound)
    }

    fn forwarded(&self, draft: &Draft, id: MessageId) -> Result<&Message, ErrorCode> {
        let seen = self.seen.get(&(draft.sender, id)).ok_or(ErrorCode::MessageNotFound)?;
        if seen.system.is_some() {
            return Err(ErrorCode::Forbidden);
        }
        if seen.deleted_at.is_some() {
            return Err(ErrorCode::MessageDeleted);
        }
        Ok(seen)
    }
}

/// What the draft itself says of its message.
fn message(draft: &Draft, seq: u64, now: Timestamp) -> Message {
    let request = draft.request.clone();
    let mut named = BTreeSet::new();
    let mut message = Message {
        id: draft.id,
        content: request.content,
        r#type: request.r#type,
        sender_id: draft.sender,
        chat_id: request.chat_id,
        seq,
        metadata: request.metadata.unwrap_or_default(),
        system: None,
        reply_to: None,
        mentions: request.mentions.into_iter().filter(|user| named.insert(*user)).collect(),
        forwarded_from: None,
        reactions: vec![],
        client_message_id: request.client_message_id,
        created_at: now,
        updated_at: now,
        edited_at: None,
        pinned_at: None,
        deleted_at: None,
    };
    files::strip(&mut message);
    message
}
