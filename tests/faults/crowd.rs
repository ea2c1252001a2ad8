//! People, and the chats that they have with each other.

use crate::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::collections::HashMap;
use whatschat_client::{Client, Locale};
use whatschat_core::auth::Register;
use whatschat_core::id::{ChatId, UserId};

/// Everybody's password.
pub const PASSWORD: &str = "Passw0rd";
/// How many join at the same time.
const AT_ONCE: usize = 8;

/// Someone with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their SDK.
    pub client: Client,
    /// Who they are.
    pub id: UserId,
    /// What they log in with.
    pub email: String,
    /// The chats that they write into and read.
    pub chats: Vec<ChatId>,
}

/// Everyone who takes part.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// The people.
    pub people: Vec<Person>,
}

impl Crowd {
    /// Makes so many accounts.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn gather(url: &str, count: usize) -> Result<Self> {
        let joins = stream::iter((0..count).map(|n| join(url, n))).buffered(AT_ONCE);
        Ok(Self { people: joins.try_collect().await? })
    }

    /// Each with their neighbour: one private chat for every two.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn in_pairs(mut self) -> Result<Self> {
        for pair in self.people.chunks_exact_mut(2) {
            let [one, other] = pair else { continue };
            let chat = one.client.chats().open_private(other.id).await?.id;
            one.chats.push(chat);
            other.chats.push(chat);
        }
        Ok(self)
    }

    /// All in one group.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn in_a_group(mut self) -> Result<Self> {
        let others = self.people.iter().skip(1).map(|person| person.id);
        let admin = self.people.first().ok_or("a group needs somebody")?;
        let chat = admin.client.chats().create_group("Everybody", others).await?.id;
        self.people.iter_mut().for_each(|person| person.chats.push(chat));
        Ok(self)
    }

    /// The same people, who reach the server at another address.
    ///
    /// # Errors
    /// The address is none.
    pub fn through(&self, url: &str) -> Result<Self> {
        let elsewhere = |person: &Person| {
            let client = Client::builder(url).locale(Locale::En).tokens(person.client.tokens());
            Ok(Person { client: client.build()?, ..person.clone() })
        };
        Ok(Self { people: self.people.iter().map(elsewhere).collect::<Result<_>>()? })
    }

    /// How many unread messages each is told of, in each of their chats.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn unread(&self) -> Result<HashMap<(ChatId, UserId), u64>> {
        let mut unread = HashMap::new();
        for person in &self.people {
            let chats = person.client.chats().list().await?;
            unread.extend(chats.iter().map(|chat| ((chat.id, person.id), chat.unread_count)));
        }
        Ok(unread)
    }
}

async fn join(url: &str, number: usize) -> Result<Person> {
    let client = Client::builder(url).locale(Locale::En).build()?;
    let name = format!("person_{number}");
    let email = format!("{name}@example.com");
    let register =
        Register { email: email.clone(), username: name, password: PASSWORD.into(), phone: None };
    let id = client.auth().register(register).await?.user.id;
    Ok(Person { client, id, email, chats: Vec::new() })
}
