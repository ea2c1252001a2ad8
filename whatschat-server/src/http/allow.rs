//! The `Allow` header, which RFC 9110 wants on every answer of status 405.

use super::unserved;
use poem::http::HeaderValue;
use whatschat_core::BASE_PATH;
use whatschat_core::endpoint::{Info, Method, path_fields};

/// The methods that a path answers to. poem's refusal does not tell them.
pub(super) fn methods(path: &str) -> Option<HeaderValue> {
    let Some(path) = path.strip_prefix(BASE_PATH) else {
        return Some(HeaderValue::from_static("GET, HEAD")); // a document
    };
    let unserved = unserved();
    let mut all = whatschat_core::endpoints();
    all.retain(|info| fits(info, path) && !unserved.contains(&info.name));
    // A path that is written out hides one with a field in its place.
    let fields = |info: &Info| path_fields(info.path).count();
    let fewest = all.iter().map(fields).min();
    let mut methods = vec![];
    for info in all.iter().filter(|info| Some(fields(info)) == fewest) {
        methods.push(info.method.as_str());
        methods.extend((info.method == Method::GET).then_some("HEAD"));
    }
    HeaderValue::try_from(methods.join(", ")).ok()
}

/// Whether a path is one of an operation's.
fn fits(info: &Info, path: &str) -> bool {
    let (have, want): (Vec<_>, Vec<_>) =
        (path.split('/').collect(), info.path.split('/').collect());
    let same = |(have, want): (&&str, &&str)| have == want || want.starts_with('{');
    have.len() == want.len() && have.iter().zip(&want).all(same)
}
