//! Who asks, and about what: people in every relation to a chat, and things in it.

use super::path;
use super::rows::Body;
use crate::calls::audio_in;
use crate::support::http::{Answer, with_fields};
use crate::support::people::Listener;
use crate::support::{Person, TestServer, answer, group_of, private_chat};
use whatschat_core::endpoint::Info;
use whatschat_core::id::{CallId, ChatId, MessageId, UserId};

/// A chat, a message and a call in it, and one of its members, as a request names them.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    pub(super) chat: String,
    pub(super) message: String,
    pub(super) call: String,
    pub(super) member: String,
}

impl Ids {
    pub(super) fn of(chat: ChatId, message: MessageId, call: CallId, member: UserId) -> Self {
        Self {
            chat: chat.to_string(),
            message: message.to_string(),
            call: call.to_string(),
            member: member.to_string(),
        }
    }

    /// Ids that nothing has.
    pub(super) fn unknown() -> Self {
        let fresh = || uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string();
        Self { chat: fresh(), message: fresh(), call: fresh(), member: fresh() }
    }

    /// What are no ids at all.
    pub(super) fn malformed() -> Self {
        let none = || "not-an-id".to_owned();
        Self { chat: none(), message: none(), call: none(), member: none() }
    }
}

/// Someone's relation to a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    Anonymous,
    Expired,
    Stranger,
    Former,
    /// Whom the other one of a private chat has blocked.
    Blocked,
    Member,
    Sender,
    Admin,
}

impl Caller {
    pub(super) const ALL: [Self; 8] = [
        Self::Anonymous,
        Self::Expired,
        Self::Stranger,
        Self::Former,
        Self::Blocked,
        Self::Member,
        Self::Sender,
        Self::Admin,
    ];
}

/// One person for each relation.
pub(super) struct Scene {
    expired: String,
    stranger: Person,
    former: Person,
    blocked: Person,
    member: Person,
    sender: Person,
    admin: Person,
    /// In the group, and never a caller.
    other: Person,
    elsewhere: Ids,
    _ringing: Listener,
}

impl Scene {
    pub(super) async fn new(server: &TestServer) -> Self {
        let expired = server.person("long_ago").await.token();
        server.clock().advance_ms(1000 * i64::from(server.config().access_token_ttl_s));
        let (elsewhere, ringing) = elsewhere(server).await;
        Self {
            expired,
            stranger: server.person("stranger").await,
            former: server.person("former").await,
            blocked: server.person("blocked").await,
            member: server.person("member").await,
            sender: server.person("sender").await,
            admin: server.person("admin").await,
            other: server.person("other").await,
            elsewhere,
            _ringing: ringing,
        }
    }

    pub(super) fn token(&self, caller: Caller) -> Option<String> {
        let person = match caller {
            Caller::Anonymous => return None,
            Caller::Expired => return Some(self.expired.clone()),
            Caller::Stranger => &self.stranger,
            Caller::Former => &self.former,
            Caller::Blocked => &self.blocked,
            Caller::Member => &self.member,
            Caller::Sender => &self.sender,
            Caller::Admin => &self.admin,
        };
        Some(person.token())
    }

    /// A new group with a message, which the former member is not in any more; for the blocked one
    /// a private chat with a message of theirs.
    pub(super) async fn things(&self, caller: Caller) -> Ids {
        if caller == Caller::Blocked {
            return self.private_things().await;
        }
        let others = [&self.sender, &self.member, &self.former, &self.other];
        let group = group_of(&self.admin, &others).await;
        let message = self.sender.say(group, "Hello").await;
        let groups = self.admin.client.groups();
        groups.remove_participant(group, self.former.id()).await.unwrap();
        Ids::of(group, message.id, CallId::nil(), self.other.id())
    }

    async fn private_things(&self) -> Ids {
        let (admin, blocked) = (self.admin.client.users(), self.blocked.client.users());
        admin.unblock(self.blocked.id()).await.unwrap();
        blocked.unblock(self.admin.id()).await.unwrap(); // an earlier request may have blocked
        let chat = private_chat(&self.blocked, &self.admin).await;
        let message = self.blocked.say(chat, "Hello").await;
        admin.block(self.blocked.id()).await.unwrap();
        Ids::of(chat, message.id, CallId::nil(), self.admin.id())
    }

    /// Things of a chat that no caller is in.
    pub(super) fn elsewhere(&self) -> Ids {
        self.elsewhere.clone()
    }
}

/// A group, a message and a call in it, and the stream of who is rung.
async fn elsewhere(server: &TestServer) -> (Ids, Listener) {
    let (one, two) = (server.person("elsewhere").await, server.person("nowhere").await);
    let ringing = two.listen().await;
    let group = group_of(&one, &[&two]).await;
    let message = one.say(group, "secret").await;
    let call = one.client.calls().start(audio_in(group, &[&two])).await.unwrap();
    (Ids::of(group, message.id, call.id, two.id()), ringing)
}

/// Asks for an operation about something.
pub(super) async fn ask(
    server: &TestServer,
    token: Option<String>,
    info: &Info,
    ids: &Ids,
    body: Body,
) -> Answer {
    let path = path(info, |field| match (info.room(), field) {
        ("users", "id") | (_, "userId") => ids.member.clone(),
        ("chats" | "groups", "id") | (_, "chatId") => ids.chat.clone(),
        ("calls", "id") => ids.call.clone(),
        ("auth" | "files", "id") | (_, "messageId") => ids.message.clone(),
        (_, other) => panic!("{} has {other} in its path: say what it is", info.name),
    });
    let mut request = server.request(info.method.as_str(), &path);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    answer(with_fields(request, info, &body(ids))).await
}
