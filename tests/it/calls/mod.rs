//! Calls: who rings whom, and what becomes of it.

mod chat;
mod devices;
mod ending;
mod groups;
mod history;
mod races;
mod refusals;
mod ringing;
mod socket;
mod time;

use crate::support::people::Listener;
use crate::support::{Person, TestServer};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use serde_json::Value;
use whatschat_core::calls::{
    Call, CallParticipantStatus, CallReason, CallStatus, CallType, ListCalls, StartCall,
};
use whatschat_core::id::{ChatId, SessionId};

/// An audio call of these people.
pub(crate) fn audio(people: &[&Person]) -> StartCall {
    let participants = people.iter().map(|person| person.id()).collect();
    StartCall { r#type: CallType::Audio, participants, chat_id: None }
}

/// The same, in a chat.
pub(crate) fn audio_in(chat: ChatId, people: &[&Person]) -> StartCall {
    StartCall { chat_id: Some(chat), ..audio(people) }
}

/// Has someone leave the call that they are in, if they are in one.
pub(crate) async fn hang_up(person: &Person) {
    let calls = person.client.calls();
    for call in calls.list(ListCalls::default()).await.unwrap().calls {
        if call.ended_at.is_none() {
            calls.end(call.id).await.unwrap();
        }
    }
}

/// Alice and Bob, who listen.
struct Two {
    alice: Person,
    bob: Person,
    alices: Listener,
    bobs: Listener,
}

impl Two {
    async fn of(server: &TestServer) -> Self {
        let alice = server.person("alice").await;
        let bob = server.person("bob").await;
        let (alices, bobs) = (alice.listen().await, bob.listen().await);
        Self { alice, bob, alices, bobs }
    }

    /// Alice calls Bob, and both know.
    async fn ring(&mut self) -> Call {
        let call = self.alice.client.calls().start(audio(&[&self.bob])).await.unwrap();
        assert_eq!(self.bobs.incoming().await.call, call);
        assert_eq!(self.alices.call_update().await.version, call.version);
        call
    }

    /// Bob answers it, and both know.
    async fn talk(&mut self) -> Call {
        let call = self.ring().await;
        self.bob.client.calls().answer(call.id).await.unwrap();
        for stream in [&mut self.alices, &mut self.bobs] {
            assert_eq!(stream.call_update().await.status, CallStatus::Ongoing);
        }
        self.now(&call).await
    }

    /// The call as it is now; both see the same.
    async fn now(&self, call: &Call) -> Call {
        let seen = self.alice.client.calls().get(call.id).await.unwrap();
        assert_eq!(self.bob.client.calls().get(call.id).await.unwrap(), seen);
        seen
    }
}

/// Where everyone in a call stands, and why.
fn stand(call: &Call) -> Vec<(CallParticipantStatus, Option<CallReason>)> {
    call.participants.iter().map(|one| (one.status, one.reason)).collect()
}

/// The session of someone's device.
fn device(person: &Person) -> SessionId {
    let token = person.token();
    let claims = BASE64.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["sid"].as_str().unwrap().parse().unwrap()
}
