//! Who may see and do what: every operation and every event has its row here, and one without a
//! row fails by name.

mod callers;
mod events;
mod rows;
mod scene;
mod strangers;
mod tokens;

use whatschat_core::endpoint::{Auth, Info};

/// The served operations that want an access token.
fn guarded() -> Vec<Info> {
    let unserved = whatschat_server::unserved();
    let mut guarded = whatschat_core::endpoints();
    guarded.retain(|info| info.auth == Auth::Bearer && !unserved.contains(&info.name));
    guarded
}

/// A path with its fields filled in by name.
pub(crate) fn path(info: &Info, field: impl Fn(&str) -> String) -> String {
    let fill = |segment: &str| {
        let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        name.map_or(segment.to_owned(), &field)
    };
    info.path.split('/').map(fill).collect::<Vec<_>>().join("/")
}
