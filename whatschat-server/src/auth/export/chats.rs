//! The chats that the user is in, with the user's own settings of each.

use super::archive::{Archive, Broken};
use super::list::List;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::{chats, groups};
use whatschat_core::ErrorCode;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let mut list = List::begin(archive, "chats.json").await?;
    for summary in chats::list(app, caller).await? {
        if let Some(chat) = if_still_in(chats::get(app, caller, summary.id).await)? {
            list.add(&chat).await?;
        }
    }
    list.end().await
}

/// The groups that the user was in and has left.
pub(super) async fn write_former(
    app: &App,
    caller: Caller,
    archive: &mut Archive,
) -> Result<(), Broken> {
    let mut list = List::begin(archive, "former-groups.json").await?;
    for group in groups::left_by(app, caller).await? {
        list.add(&group).await?;
    }
    list.end().await
}

/// The user may leave a chat while it is read: it is not the user's any more.
pub(super) fn if_still_in<T>(read: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match read {
        Err(error) if error.code == ErrorCode::ChatNotFound => Ok(None),
        read => read.map(Some),
    }
}
