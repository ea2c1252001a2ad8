//! Events about messages: they reach those who can see the message, as one who joined a group later
//! or has cleared the chat cannot.

use super::{Hub, Inner, encode};
use std::ops::Range;
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
        inner.send(inner.seeing(chat, 0..seq), &packet);
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
        inner.send(inner.seeing(chat, 0..quote.seq), &packet);
        inner.send(inner.seeing(chat, quote.seq..message.seq), &blank);
    }
}

impl Inner {
    /// The connected members of a chat who see what comes after a place in this range.
    fn seeing(&self, chat: ChatId, after: Range<u64>) -> impl Iterator<Item = &UserId> {
        let members = self.chats.get(&chat).into_iter().flatten();
        members.filter(move |user| {
            let connected = self.users.get(user);
            let place = connected.and_then(|connected| connected.chats.get(&chat));
            place.is_some_and(|place| after.contains(&place.from_seq))
        })
    }
}
