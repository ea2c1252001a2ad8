//! The WhatsChat SDK: typed calls and a live stream of events.
//!
//! # Log in
//!
//! A [`Client`] speaks to one server, as at most one user. It is cheap to clone and made to be
//! shared.
//!
//! ```no_run
//! use whatschat_client::{Client, Locale};
//!
//! # async fn run() -> Result<(), whatschat_client::Error> {
//! let client = Client::builder("http://localhost:3001").locale(Locale::En).build()?;
//! let session = client.auth().login("alice@example.com", "Secret123").await?;
//! println!("Hello, {}.", session.user.username);
//! # Ok(())
//! # }
//! ```
//!
//! # Call
//!
//! The calls are grouped in rooms, as the API is: [`auth`](Client::auth),
//! [`users`](Client::users), [`chats`](Client::chats), [`groups`](Client::groups),
//! [`messages`](Client::messages), [`files`](Client::files), [`calls`](Client::calls), [`status`](Client::status),
//! [`sync`](Client::sync), [`health`](Client::health). What they take and give are the types of [`core`], and
//! [`Client::send`] takes any request of it.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client) -> Result<(), Box<dyn std::error::Error>> {
//! for chat in client.chats().list().await? {
//!     println!("{} ({} unread)", chat.name, chat.unread_count);
//! }
//!
//! let bob = client.users().find("bob").await?.ok_or("nobody is called bob")?;
//! let chat = client.chats().open_private(bob.id).await?;
//! let sent = client.messages().send(chat.id, "Good morning!").await?;
//!
//! for message in client.messages().before(chat.id, sent.seq, 20).await? {
//!     println!("#{} {}", message.seq, message.content);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A send is safe to repeat, as each message carries an id that its sender chose.
//! [`send`](messages::Messages::send) repeats itself a few times where the network fails; to
//! repeat one later, keep its [`draft`](messages::Messages::draft).
//!
//! # Follow events
//!
//! [`Client::events`] is a [`Stream`](futures_util::Stream) that connects by itself, and again
//! whenever the connection is lost.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client) {
//! use whatschat_client::{Event, ServerEvent};
//!
//! let mut events = client.events();
//! while let Some(event) = events.next().await {
//!     match event {
//!         Event::Connected => println!("connected"),
//!         Event::Synced => println!("nothing is missing up to here"),
//!         Event::Reset(gap) => println!("read again what you show ({:?})", gap.reason),
//!         Event::Disconnected { why, retry_in } => println!("{why}; again in {retry_in:?}"),
//!         Event::Server(ServerEvent::NewMessage(message)) => println!("{}", message.content),
//!         Event::Server(other) => println!("({})", other.name()),
//!         Event::Unreadable { name } => println!("update this program: it cannot read {name}"),
//!         Event::LoggedOut(why) => println!("the session is over: {why}"),
//!         Event::StoreFailed(why) => println!("{why}"), // only where a store is attached
//!     }
//! }
//! # }
//! ```
//!
//! What happens while the connection is away comes first when it is back, in order, and each
//! event comes once; then [`Event::Synced`] says that nothing is missing. Where the server cannot
//! tell what was missed, as after 30 days, there is an [`Event::Reset`], never a silent gap. A
//! program that was not running asks with [`Client::events_since`] the
//! [`cursor`](EventStream::cursor) that it kept. One that has none begins at now: it reads what
//! there is after its first [`Event::Synced`].
//!
//! # Keep what is known, and lose nothing that is written
//!
//! A [`Store`](store::Store) keeps chats, messages and what is still to be sent in a file.
//! [Attached](Client::attach) to a client it is kept up to date; it can be read without a network;
//! and what is sent through its [`outbox`] survives the end of the program. A
//! [`timeline`] turns a chat of it into a list and the changes of it, for a screen.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client, id: whatschat_client::core::id::ChatId) -> Result<(), whatschat_client::Error> {
//! use whatschat_client::store::Store;
//!
//! let mut events = client.attach(Store::open("alice.db").await?).await?;
//! tokio::spawn(async move { while events.next().await.is_some() {} });
//!
//! let chat = client.chats().open(id)?;
//! chat.send("Good morning!").await?; // it is safe now, and sent when it can be
//! let mut timeline = chat.timeline(50);
//! while let Some(change) = timeline.next().await? {
//!     println!("{change:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # React to errors
//!
//! An [`Error`] shows as a sentence for people, and [`Error::retry`] tells programs how to react.
//! Where a special answer is wanted, compare its [`code`](Error::code), never its text.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client, user: whatschat_client::core::id::UserId) {
//! use whatschat_client::{ErrorCode, Retry};
//!
//! match client.chats().open_private(user).await {
//!     Ok(chat) => println!("chat {}", chat.id),
//!     Err(error) if error.code() == Some(ErrorCode::Blocked) => println!("They are not to be reached."),
//!     Err(error) => match error.retry() {
//!         Retry::After(wait) => println!("{error}; try again in {wait:?}"),
//!         Retry::LogIn => println!("Please log in again."),
//!         Retry::Never => println!("{error}"),
//!     },
//! }
//! # }
//! ```
//!
//! # Keep the session
//!
//! Access tokens expire, and the client then has the session renewed by itself, once for all the
//! calls that wait. Each renewal brings a new refresh token and voids the old one, so save the
//! tokens whenever they change, and let only one running client use them; where several processes
//! must share them, [`ClientBuilder::reload_tokens`] reads them anew before each renewal.
//!
//! ```no_run
//! # fn load() -> Option<whatschat_client::Tokens> { None }
//! # fn save(_: &Option<whatschat_client::Tokens>) {}
//! # async fn run() -> Result<(), whatschat_client::Error> {
//! use whatschat_client::Client;
//!
//! let client = Client::builder("https://chat.example.com").tokens(load()).build()?;
//! let mut changes = client.token_changes();
//! tokio::spawn(async move {
//!     while changes.changed().await.is_ok() {
//!         save(&changes.borrow_and_update()); // `None`: logged out
//!     }
//! });
//! # Ok(())
//! # }
//! ```
//!
//! # The network
//!
//! A connection may take 10 seconds to open, and a call 30; a file may take six hours to travel, and
//! one that comes 30 seconds to begin and between two pieces. `https` trusts whom the operating
//! system trusts, or whom [`ClientBuilder::tls`] says. No redirect is followed. Calls heed
//! `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; the event stream connects directly.

mod attach;
mod away;
mod backoff;
mod builder;
mod call;
mod client;
mod download;
mod error;
mod session;
mod tls;

pub mod auth;
pub mod calls;
pub mod chats;
pub mod events;
pub mod files;
pub mod groups;
pub mod health;
pub mod messages;
pub mod outbox;
pub mod status;
pub mod store;
pub mod sync;
pub mod timeline;
pub mod users;

pub use builder::ClientBuilder;
pub use client::Client;
pub use download::Download;
pub use error::{Error, NetworkError, Refusal, Retry, StoreError, StoreErrorKind};
pub use events::{Event, EventStream};
pub use whatschat_core::{ErrorCode, Locale, auth::Tokens, socket::ServerEvent};

/// The TLS library, for [`ClientBuilder::tls`].
pub use rustls;
/// The contract: every request, answer and event, room by room.
pub use whatschat_core as core;
