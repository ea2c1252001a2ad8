//! People who use a server through the SDK, and what their streams tell them.

use super::{LIMIT, TestServer, within};
use std::collections::VecDeque;
use whatschat_client::{Client, Event, EventStream, Locale, ServerEvent};
use whatschat_core::auth::{Account, Register};
use whatschat_core::calls::{CallStatusUpdate, IncomingCall};
use whatschat_core::chats::ChatChanged;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::Message;
use whatschat_core::status::UserStatusChanged;

/// The password of everyone.
pub(crate) const PASSWORD: &str = "Passw0rd";

/// Someone with an account, logged in on one device.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) account: Account,
}

impl TestServer {
    /// A client that nobody is logged in with.
    pub(crate) fn client(&self) -> Client {
        Client::builder(self.url()).locale(Locale::En).build().unwrap()
    }

    /// Creates an account.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let client = self.client();
        let account = client.auth().register(registration(name)).await.unwrap().user;
        Person { client, account }
    }

    /// The same person on another device: a session of its own.
    pub(crate) async fn other_device(&self, person: &Person) -> Person {
        let client = self.client();
        let account = client.auth().login(&person.account.email, PASSWORD).await.unwrap().user;
        Person { client, account }
    }
}

/// What someone of this name registers with.
pub(crate) fn registration(name: &str) -> Register {
    Register {
        username: name.into(),
        email: format!("{name}@example.com"),
        password: PASSWORD.into(),
        phone: None,
    }
}

impl Person {
    pub(crate) fn id(&self) -> UserId {
        self.account.id
    }

    /// The access token.
    pub(crate) fn token(&self) -> String {
        self.client.tokens().unwrap().token
    }

    /// Opens a stream of events, and waits until it hears everything.
    pub(crate) async fn listen(&self) -> Listener {
        let mut listener = Listener { stream: self.client.events(), passed: VecDeque::new() };
        match listener.next("the connection").await {
            Event::Connected => {}
            other => panic!("awaited the connection, and there came {other:?}"),
        }
        match listener.next("all that was missed").await {
            Event::Synced => listener,
            other => panic!("nothing was missed, and there came {other:?}"),
        }
    }

    /// Sends a text.
    pub(crate) async fn say(&self, chat: ChatId, text: &str) -> Message {
        self.client.messages().send(chat, text).await.unwrap()
    }
}

/// The private chat of two people.
pub(crate) async fn private_chat(one: &Person, other: &Person) -> ChatId {
    one.client.chats().open_private(other.id()).await.unwrap().id
}

/// A group of which the first is the admin.
pub(crate) async fn group_of(admin: &Person, others: &[&Person]) -> ChatId {
    let others = others.iter().map(|person| person.id());
    admin.client.chats().create_group("Friends", others).await.unwrap().id
}

/// Someone's stream of events.
pub(crate) struct Listener {
    stream: EventStream,
    /// Changes of presence that came while something else was awaited.
    passed: VecDeque<UserStatusChanged>,
}

/// Whether it tells of chats, people and devices themselves, which most tests do not ask for.
fn is_passed_over(event: &ServerEvent) -> bool {
    matches!(event, ServerEvent::ChatChanged(_) | ServerEvent::ChatRead(_)) || is_of_people(event)
}

fn is_of_people(event: &ServerEvent) -> bool {
    matches!(
        event,
        ServerEvent::UserChanged(_) | ServerEvent::BlockChanged(_) | ServerEvent::SessionChanged(_)
    )
}

impl Listener {
    /// The next event, whatever it is.
    pub(crate) async fn next(&mut self, what: &str) -> Event {
        let next = tokio::time::timeout(LIMIT, self.stream.next()).await;
        let next = next.unwrap_or_else(|_| panic!("awaited {what}, and nothing came"));
        next.unwrap_or_else(|| panic!("awaited {what}, and the stream ended"))
    }

    /// The next change of a chat itself: what is in it is passed over.
    pub(crate) async fn change(&mut self) -> ChatChanged {
        loop {
            if let Event::Server(ServerEvent::ChatChanged(change)) =
                self.next("a change of a chat").await
            {
                return change;
            }
        }
    }

    /// The next event of the server about what is in a chat.
    pub(crate) async fn chat_event(&mut self, what: &str) -> ServerEvent {
        loop {
            match self.next(what).await {
                Event::Server(ServerEvent::UserStatusChanged(change)) => {
                    self.passed.push_back(change);
                }
                Event::Server(event) if is_passed_over(&event) => {}
                Event::Synced => {}
                Event::Server(event) => return event,
                other => panic!("awaited {what}, and there came {other:?}"),
            }
        }
    }

    /// The next event about people and their devices.
    pub(crate) async fn people_event(&mut self, what: &str) -> ServerEvent {
        loop {
            match self.next(what).await {
                Event::Server(event) if is_of_people(&event) => return event,
                _ => {}
            }
        }
    }

    /// The next event about a chat, which must be a new message.
    pub(crate) async fn message(&mut self) -> Message {
        match self.chat_event("a new message").await {
            ServerEvent::NewMessage(message) => message,
            other => panic!("awaited a new message, and there came {other:?}"),
        }
    }

    /// The next event about a chat or a call, which must be a call that rings.
    pub(crate) async fn incoming(&mut self) -> IncomingCall {
        match self.chat_event("a call").await {
            ServerEvent::IncomingCall(incoming) => incoming,
            other => panic!("awaited a call, and there came {other:?}"),
        }
    }

    /// The next event about a chat or a call, which must tell where a call stands.
    pub(crate) async fn call_update(&mut self) -> CallStatusUpdate {
        match self.chat_event("a change of a call").await {
            ServerEvent::CallStatusUpdate(update) => update,
            other => panic!("awaited a change of a call, and there came {other:?}"),
        }
    }

    /// The first update of a call that is as awaited.
    pub(crate) async fn call_until(
        &mut self,
        fits: impl Fn(&CallStatusUpdate) -> bool,
    ) -> CallStatusUpdate {
        loop {
            match self.chat_event("a change of a call").await {
                ServerEvent::CallStatusUpdate(update) if fits(&update) => return update,
                _ => {}
            }
        }
    }

    /// Proves that no event about a chat is on its way: what `from` says now in `chat`, which
    /// this listener is in, comes next.
    pub(crate) async fn nothing_but_a_marker(&mut self, from: &Person, chat: ChatId) {
        let marker = from.say(chat, "marker").await;
        assert_eq!(self.message().await, marker, "something came before the marker");
    }

    /// The next change of `user`'s presence.
    pub(crate) async fn presence_of(&mut self, user: UserId) -> UserStatusChanged {
        loop {
            let change = match self.passed.pop_front() {
                Some(change) => change,
                None => match self.next("a change of presence").await {
                    Event::Server(ServerEvent::UserStatusChanged(change)) => change,
                    Event::Server(event) if is_passed_over(&event) => continue,
                    Event::Synced => continue,
                    other => panic!("awaited a change of presence, and there came {other:?}"),
                },
            };
            if change.user_id == user {
                return change;
            }
        }
    }

    /// The end of the connection.
    pub(crate) async fn disconnected(&mut self) {
        self.until("the end of the connection", |event| {
            matches!(event, Event::Disconnected { .. })
        })
        .await;
    }

    /// The connection after a disconnection; attempts that fail meanwhile are passed over.
    pub(crate) async fn connected_again(&mut self) {
        self.until("the next connection", |event| matches!(event, Event::Connected)).await;
    }

    /// The end of the session, and of the stream with it.
    pub(crate) async fn logged_out(mut self) {
        self.until("the end of the session", |event| matches!(event, Event::LoggedOut(_))).await;
        assert!(within("the end of the stream", self.stream.next()).await.is_none());
    }

    async fn until(&mut self, what: &str, is_it: impl Fn(&Event) -> bool) {
        while !is_it(&self.next(what).await) {}
    }
}
