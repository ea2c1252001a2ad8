//! Every operation, asked for by every kind of caller about every kind of target.

use super::guarded;
use super::rows::{Access, Body, access};
use super::scene::{Caller, Ids, Scene, ask};
use crate::support::http::Answer;
use crate::support::{TestServer, on_both_databases};
use serde_json::Value;
use whatschat_client::ErrorCode;
use whatschat_core::endpoint::Info;

on_both_databases![everyone_gets_of_every_operation_what_is_theirs];

/// What a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Unknown,
    /// What exists in a chat that no caller is in.
    Elsewhere,
    Existing,
    Malformed,
}

const TARGETS: [Target; 4] =
    [Target::Unknown, Target::Elsewhere, Target::Existing, Target::Malformed];

async fn everyone_gets_of_every_operation_what_is_theirs(server: TestServer) {
    let scene = Scene::new(&server).await;
    let elsewhere = scene.elsewhere();
    for info in guarded() {
        let Some(row) = access(info.name) else { continue };
        let body = row.in_a_chat().map_or(no_body as Body, |(_, body)| body);
        for caller in Caller::ALL {
            let mut unknown: Option<Answer> = None;
            for target in TARGETS {
                let Some(wanted) = wanted(&info, &row, caller, target) else { continue };
                let ids = match target {
                    Target::Unknown => Ids::unknown(),
                    Target::Elsewhere => elsewhere.clone(),
                    Target::Existing => scene.things(caller).await,
                    Target::Malformed => Ids::malformed(),
                };
                let answer = ask(&server, scene.token(caller), &info, &ids, body).await;
                let what = format!("{} by {caller:?} about {target:?}: {answer:?}", info.name);
                let got = if answer.status < 300 { Wanted::Success } else { answer.code().into() };
                assert_eq!(got, wanted, "{what}");
                // What one may not see looks like what is not there, to the byte.
                match (target, &unknown) {
                    (Target::Unknown, _) => unknown = Some(answer),
                    (_, Some(unknown)) if answer.status == 404 => {
                        assert_eq!(answer.bytes(), unknown.bytes(), "{what}");
                    }
                    _ => {}
                }
            }
        }
    }
}

fn no_body(_: &Ids) -> Value {
    Value::Null
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Success,
    Refused(ErrorCode),
}

impl From<ErrorCode> for Wanted {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code)
    }
}

/// What the table says that a caller gets; `None` where there is nothing to ask.
fn wanted(info: &Info, row: &Access, caller: Caller, target: Target) -> Option<Wanted> {
    if matches!(caller, Caller::Anonymous | Caller::Expired) {
        return Some(ErrorCode::TokenInvalid.into());
    }
    let names = info.path.contains('{') || row.in_a_chat().is_some();
    if target == Target::Malformed {
        return names_an_id(info, row).then_some(ErrorCode::Invalid.into());
    }
    match (row, target) {
        (Access::OwnAlone, _) | (Access::AnyUser, Target::Elsewhere) => None,
        (Access::AdminsAlone, _) => Some(ErrorCode::Forbidden.into()),
        (Access::File, Target::Unknown) => Some(ErrorCode::FileNotFound.into()),
        (Access::File, _) => None,
        (Access::AnyUser, _) if !names => None,
        (Access::AnyUser, Target::Unknown) => Some(ErrorCode::UserNotFound.into()),
        (Access::AnyUser, _) => Some(Wanted::Success),
        (_, Target::Existing) => in_its_chat(info, row, caller),
        (_, _) => row.in_a_chat().map(|(code, _)| code.into()),
    }
}

/// Whether a malformed id stands anywhere in a request.
fn names_an_id(info: &Info, row: &Access) -> bool {
    let body = row.in_a_chat().map(|(_, body)| body(&Ids::malformed()).to_string());
    info.path.contains('{') || body.is_some_and(|body| body.contains(&Ids::malformed().chat))
}

/// What those get who are in a chat, or were, of what is in it.
fn in_its_chat(info: &Info, row: &Access, caller: Caller) -> Option<Wanted> {
    let (code, _) = row.in_a_chat()?;
    let allowed = match caller {
        Caller::Stranger | Caller::Former | Caller::Anonymous | Caller::Expired => {
            return Some(code.into());
        }
        Caller::Blocked if info.errors().contains(&ErrorCode::Blocked) => {
            return Some(ErrorCode::Blocked.into());
        }
        Caller::Blocked if info.room() == "groups" => return None, // theirs is a private chat
        _ if info.room() == "calls" => return None, // who is in a call is tried in `calls`
        Caller::Blocked => true,
        Caller::Member => matches!(row, Access::Members(..)),
        Caller::Sender => !matches!(row, Access::GroupAdmins(..)),
        Caller::Admin => !matches!(row, Access::Sender(..)),
    };
    Some(if allowed { Wanted::Success } else { ErrorCode::Forbidden.into() })
}
