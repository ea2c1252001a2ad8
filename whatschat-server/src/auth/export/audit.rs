//! What the server has noted of the account, for safety's sake: the oldest first.

use super::archive::{Archive, Broken};
use super::list::List;
use crate::app::App;
use crate::audit::{self, Place};
use crate::http::Caller;
use whatschat_core::time::Timestamp;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let mut list = List::begin(archive, "audit.json").await?;
    let mut from = Place::at(Timestamp(i64::MIN));
    loop {
        let noted = audit::about(&mut app.db.read().await?, caller.user, from).await?;
        let Some(last) = noted.last() else { break };
        from = Place::after(last);
        for entry in &noted {
            list.add(entry).await?;
        }
    }
    list.end().await
}
