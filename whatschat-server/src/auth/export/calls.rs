//! The calls that the user was in, the newest first.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::calls;
use crate::http::Caller;
use whatschat_core::calls::ListCalls;
use whatschat_core::limits::PAGE_MAX;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.begin("calls.json").await?;
    archive.write(b"[").await?;
    let mut separator: &[u8] = b"\n";
    let mut before = None;
    loop {
        let page = ListCalls { before, limit: PAGE_MAX, ..ListCalls::default() };
        let calls = calls::list(app, caller, page).await?.calls;
        let Some(oldest) = calls.last() else { break };
        before = Some(oldest.id);
        for call in &calls {
            archive.write(separator).await?;
            archive.value(call).await?;
            separator = b",\n";
        }
    }
    archive.write(b"\n]\n").await
}
