use std::sync::Arc;

use super::{CloseReason, Malformed, Message, Session};

/// What an application does with sessions.
pub trait Service: Send + Sync + Sized + 'static {
    /// What is kept from one message of a session to the next, such as one that is half received.
    type Inbox: Default + Send + 'static;

    /// A client opened a session.
    fn opened(&self, _session: &Arc<Session>) {}

    /// A message came. The next one of this session waits until this one is handled,
    /// and so does the client: nothing is read meanwhile. Who breaks the protocol loses the session.
    fn message(
        &self,
        session: &Arc<Session>,
        inbox: &mut Self::Inbox,
        message: Message<'_>,
    ) -> impl Future<Output = Result<(), Malformed>> + Send;

    /// The session is over. Called once for each, after its last message was handled.
    fn closed(
        &self,
        _session: &Arc<Session>,
        _inbox: &mut Self::Inbox,
        _reason: CloseReason,
    ) -> impl Future<Output = ()> + Send {
        async {}
    }
}
