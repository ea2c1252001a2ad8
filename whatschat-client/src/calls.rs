//! Calls: who rings whom. Sound and picture themselves are not carried yet.

use crate::{Client, Error};
use whatschat_core::calls::{
    AnswerCall, Call, CallPage, EndCall, GetCall, ListCalls, RejectCall, StartCall,
};
use whatschat_core::id::CallId;

/// The calls about calls; made by [`Client::calls`].
#[derive(Debug, Clone, Copy)]
pub struct Calls<'a>(&'a Client);

impl Client {
    /// The calls about calls.
    pub fn calls(&self) -> Calls<'_> {
        Calls(self)
    }
}

impl Calls<'_> {
    /// Rings the participants.
    ///
    /// # Errors
    /// `CALL_002`: nobody is online (the call is kept as missed, and `error.details` has its
    /// id); `CALL_001`: it could not be started; `CALL_005`: the caller is in a call;
    /// `AUTH_002`, `MSG_002`: no such user, no such chat; `USER_004`: blocked.
    pub async fn start(&self, request: StartCall) -> Result<Call, Error> {
        self.0.send(request).await
    }

    /// Lists the caller's calls, newest first, a page at a time.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list(&self, request: ListCalls) -> Result<CallPage, Error> {
        self.0.send(request).await
    }

    /// Shows a call.
    ///
    /// # Errors
    /// `CALL_003`: the caller is in no such call.
    pub async fn get(&self, id: CallId) -> Result<Call, Error> {
        self.0.send(GetCall { id }).await
    }

    /// Answers a call.
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended; `CALL_005`: the caller is in another.
    pub async fn answer(&self, id: CallId) -> Result<(), Error> {
        self.0.send(AnswerCall { id }).await
    }

    /// Declines a call.
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended.
    pub async fn reject(&self, id: CallId) -> Result<(), Error> {
        self.0.send(RejectCall { id }).await
    }

    /// Leaves a call; before an answer its caller cancels it.
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended.
    pub async fn end(&self, id: CallId) -> Result<(), Error> {
        self.0.send(EndCall { id }).await
    }
}
