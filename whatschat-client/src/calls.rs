//! Calls: who rings whom. Sound and picture themselves are not carried yet.

use crate::{Client, Error};
use whatschat_core::calls::{
    AnswerCall, Call, CallPage, CallResumed, CallRinging, EndCall, GetCall, ListCalls, RejectCall,
    StartCall,
};
use whatschat_core::id::CallId;
use whatschat_core::limits::PAGE_MAX;

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
    /// id); `CALL_001`: it could not be started; `CALL_005`: the caller is in a call, which
    /// `error.details` names;
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

    /// The last `count` calls that the filters of `which` let through, newest first; those before
    /// `which.before` where that is given. Its pages are of no account.
    ///
    /// # Errors
    /// None of its own.
    pub async fn history(&self, mut which: ListCalls, count: u32) -> Result<Vec<Call>, Error> {
        let (mut found, mut left) = (Vec::new(), count);
        which.page = 1;
        while left > 0 {
            which.limit = left.min(PAGE_MAX);
            let page = self.list(which.clone()).await?.calls;
            left = if page.len() < which.limit as usize { 0 } else { left - which.limit };
            which.before = page.last().map(|call| call.id);
            found.extend(page);
        }
        Ok(found)
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
    /// `CALL_003`: no such call; `CALL_004`: it has ended; `CALL_005`: another of the
    /// caller's devices answered.
    pub async fn answer(&self, id: CallId) -> Result<(), Error> {
        self.0.send(AnswerCall { id }).await
    }

    /// Declines a call.
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended; `CALL_005`: it was answered.
    pub async fn reject(&self, id: CallId) -> Result<(), Error> {
        self.0.send(RejectCall { id }).await
    }

    /// Leaves a call; before an answer its caller cancels it.
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended; `CALL_005`: another of the caller's
    /// devices is in it.
    pub async fn end(&self, id: CallId) -> Result<(), Error> {
        self.0.send(EndCall { id }).await
    }

    /// Tells the caller of a call that this device rings. Needs an open
    /// [`EventStream`](crate::EventStream).
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended; and those of [`emit`](Client::emit).
    pub async fn ringing(&self, call_id: CallId) -> Result<Call, Error> {
        self.0.emit(CallRinging { call_id }).await
    }

    /// Comes back into a call after the connection was lost, within 20 seconds. Needs an open
    /// [`EventStream`](crate::EventStream).
    ///
    /// # Errors
    /// `CALL_003`: no such call; `CALL_004`: it has ended; and those of [`emit`](Client::emit).
    pub async fn resume(&self, call_id: CallId) -> Result<Call, Error> {
        self.0.emit(CallResumed { call_id }).await
    }
}
