//! Events about messages: they reach those who can see the message, as one who joined a group later
//! or has cleared the chat cannot.

use super::{Hub, Inner, encode};
use std::collections::HashSet;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{Message, Quote};
use whatschat_core::socket::ServerEvent;

impl Hub {
    /// From now on only messages after `seq` are for the user to see.
    pub(crate) fn clear(&self, user: UserId, chat: ChatId, seq: u64) {
        let mut inner = self.write();
        let place = inner.users.get_mut(&user).and_then(|connected| connected.chats.get_mut(&chat));
        if let Some(place) = place {
            place.from_seq = seq;
        }
    }

    /// Sends an event about the message at a place.
    pub(crate) fn send_about(&self, chat: ChatId, seq: u64, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        let inner = self.read();
        inner.send(&inner.seeing(chat, seq), &packet);
    }

    /// Sends an event with a message in it. Who cannot see what it answers gets it without that
    /// one's words.
    pub(crate) fn send_message(&self, message: &Message, wrap: impl Fn(Message) -> ServerEvent) {
        let (chat, event) = (message.chat_id, wrap(message.clone()));
        let Some(quote) = &message.reply_to else {
            return self.send_about(chat, message.seq, &event);
        };
        let blank = Quote { content: String::new(), ..quote.clone() };
        let blank = wrap(Message { reply_to: Some(blank), ..message.clone() });
        let (Some(packet), Some(blank)) = (encode(&event), encode(&blank)) else { return };
        let inner = self.read();
        let whole = inner.seeing(chat, quote.seq);
        let (whole, others): (HashSet<_>, _) =
            inner.seeing(chat, message.seq).into_iter().partition(|user| whole.contains(user));
        inner.send(&whole, &packet);
        inner.send(&others, &blank);
    }
}

impl Inner {
    /// The connected members of a chat who can see its message at `seq`.
    fn seeing(&self, chat: ChatId, seq: u64) -> HashSet<UserId> {
        let members = self.chats.get(&chat).into_iter().flatten().copied();
        let sees = |user: &UserId| {
            let connected = self.users.get(user);
            let place = connected.and_then(|connected| connected.chats.get(&chat));
            place.is_some_and(|place| place.from_seq < seq)
        };
        members.filter(sees).collect()
    }
}
