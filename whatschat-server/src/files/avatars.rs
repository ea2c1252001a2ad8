//! Pictures of people and groups: an address anywhere in the world, or an uploaded file.

use super::{kind, lock_seen};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use url::Url;
use whatschat_core::BASE_PATH;
use whatschat_core::error::FieldCode;
use whatschat_core::id::FileId;

/// What stands before the id of an uploaded picture where it is kept.
const UPLOADED: &str = "file:";
/// The name of such a picture in links.
const NAME: &str = "avatar";

/// What is kept of an avatar that is an uploaded file.
pub(super) fn address(id: FileId) -> String {
    format!("{UPLOADED}{id}")
}

/// What to keep of an avatar that the caller chose, within the transaction that keeps it. None,
/// and an empty one, are kept as they are. An uploaded picture may be any that the caller sees.
pub(crate) async fn keep_avatar(
    tx: &mut Tx,
    caller: Caller,
    chosen: Option<String>,
) -> Result<Option<String>, ApiError> {
    let Some(text) = chosen else { return Ok(None) };
    if text.is_empty() {
        return Ok(Some(text));
    }
    let Some(path) = path_of(&text) else {
        return Err(ApiError::bad_field("avatar", FieldCode::WrongFormat, "http(s)://…"));
    };
    let Some(id) = uploaded(&path) else { return Ok(Some(text)) };
    let file = lock_seen(tx, id, caller.user).await?;
    if kind::is_picture(&file.r#type) {
        return Ok(Some(address(id)));
    }
    Err(ApiError::bad_field("avatar", FieldCode::NotOneOf, kind::PICTURES.join(", ")))
}

/// An avatar as it travels: an uploaded one has a fresh link.
pub(crate) fn show_avatar(app: &App, kept: Option<String>) -> Option<String> {
    let kept = kept?;
    let Some(id) = kept.strip_prefix(UPLOADED).and_then(|id| id.parse().ok()) else {
        return Some(kept);
    };
    Some(app.files.links.to(id, NAME, false, app.clock.now()))
}

/// The same of many.
pub(crate) fn show_avatars<'a>(
    app: &App,
    avatars: impl IntoIterator<Item = &'a mut Option<String>>,
) {
    for avatar in avatars {
        *avatar = show_avatar(app, avatar.take());
    }
}

/// The path of an address, which is one of the web, or that of a file of this server: a path alone
/// may be anything, such as that of a file on somebody's computer.
fn path_of(text: &str) -> Option<String> {
    if text.starts_with('/') {
        return uploaded(text).map(|_| text.into());
    }
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.path().into())
}

/// The id in `/api/v1/files/{id}/…`. The host does not matter: a server has many names.
fn uploaded(path: &str) -> Option<FileId> {
    let mut rest = path.strip_prefix(BASE_PATH)?.strip_prefix("/files/")?.split(['/', '?', '#']);
    rest.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uploaded_picture_is_known_by_its_path() {
        let id = FileId::nil();
        for address in [
            format!("/api/v1/files/{id}/me.png"),
            format!("/api/v1/files/{id}/me.png?expires=1&signature=a"),
            format!("/api/v1/files/{id}"),
            format!("https://chat.example.org/api/v1/files/{id}/a?thumbnail=true"),
        ] {
            assert_eq!(path_of(&address).and_then(|path| uploaded(&path)), Some(id), "{address}");
        }
        for address in ["https://example.com/avatar.jpg", "/other", "/api/v1/files/1/a"] {
            assert_eq!(path_of(address).and_then(|path| uploaded(&path)), None, "{address}");
        }
        for address in ["javascript:alert(1)", "file:x", "data:text/html,x", "x", "/tmp/plan.txt"] {
            assert_eq!(path_of(address), None, "{address}");
        }
    }
}
