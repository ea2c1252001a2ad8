//! The calls that the user was in, the newest first.

use super::archive::{Archive, Broken};
use super::list::List;
use crate::app::App;
use crate::calls;
use crate::http::Caller;
use whatschat_core::calls::ListCalls;
use whatschat_core::limits::PAGE_MAX;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let mut list = List::begin(archive, "calls.json").await?;
    let mut before = None;
    loop {
        let page = ListCalls { before, limit: PAGE_MAX, ..ListCalls::default() };
        let calls = calls::list(app, caller, page).await?.calls;
        let Some(oldest) = calls.last() else { break };
        before = Some(oldest.id);
        for call in &calls {
            list.add(call).await?;
        }
    }
    list.end().await
}
