//! A call begins.

use super::change::{Change, make};
use super::state::{Reach, State};
use super::store::{self, Invitee, Record};
use super::{tell, verbs, view};
use crate::app::App;
use crate::chats;
use crate::error::ApiError;
use crate::http::{Caller, Reply};
use crate::store::{Tx, taken};
use crate::sync;
use whatschat_core::ErrorCode;
use whatschat_core::calls::{Call, CallReason, StartCall};
use whatschat_core::error::FieldCode;
use whatschat_core::id::{CallId, ChatId, UserId};
use whatschat_core::limits::CALL_RING_MS;

/// What keeps anybody from being in two calls: the index, and its column as SQLite names it.
const LIVE: [&str; 2] = ["call_participants_live", "call_participants.user_id"];

pub(crate) async fn start(
    app: &App,
    caller: Caller,
    request: StartCall,
) -> Result<Reply<Call>, ApiError> {
    let others = others(caller, &request)?;
    let _in_order = app.changes.begin().await?;
    loop {
        let mut tx = app.db.write().await?;
        let chat = chat_of(&mut tx, caller, &request, &others).await?;
        let invitees = invitees(&mut tx, caller, chat, &request, &others).await?;
        if let Some(live) = store::live_of(&mut tx, caller.user).await? {
            return take(app, tx, caller, live, &others).await;
        }
        let record = record(app, &mut tx, caller, &request, chat, &invitees).await?;
        if let Some(change) = insert(app, tx, caller, record).await? {
            return begun(&change);
        }
        // Another node was faster: now there is a call to answer, or somebody is busy.
    }
}

/// Whom the caller rings, each once.
fn others(caller: Caller, request: &StartCall) -> Result<Vec<UserId>, ApiError> {
    let mut others: Vec<UserId> = vec![];
    for user in &request.participants {
        if *user != caller.user && !others.contains(user) {
            others.push(*user);
        }
    }
    if others.is_empty() {
        return Err(ApiError::bad_field("participants", FieldCode::TooFew, "1"));
    }
    Ok(others)
}

async fn chat_of(
    tx: &mut Tx,
    caller: Caller,
    request: &StartCall,
    others: &[UserId],
) -> Result<Option<ChatId>, ApiError> {
    match (request.chat_id, others) {
        (Some(chat), _) => {
            chats::membership(tx, chat, caller.user).await.map(|it| Some(it.chat_id))
        }
        (None, [other]) => Ok(chats::private_chat(tx, caller.user, *other).await?),
        (None, _) => Ok(None),
    }
}

/// Everyone who is called, in the order of the request; refused where one of them cannot be.
async fn invitees(
    tx: &mut Tx,
    caller: Caller,
    chat: Option<ChatId>,
    request: &StartCall,
    others: &[UserId],
) -> Result<Vec<Invitee>, ApiError> {
    let mut known = store::invitees(tx, caller.user, chat, others).await?;
    if let Some(missing) = others.iter().find(|id| !known.iter().any(|one| one.id == **id)) {
        return Err(ApiError::from(ErrorCode::UserNotFound).details(missing.to_string()));
    }
    if request.chat_id.is_some() && !known.iter().all(|one| one.in_chat) {
        return Err(ErrorCode::ChatNotFound.into());
    }
    if let [only] = known.as_slice()
        && only.blocked
    {
        return Err(ErrorCode::Blocked.into());
    }
    known.sort_by_key(|one| others.iter().position(|id| *id == one.id));
    Ok(known)
}

/// The caller is in a call, or called. Where that is by the very one whom they call now, they
/// answer by it.
async fn take(
    app: &App,
    mut tx: Tx,
    caller: Caller,
    live: CallId,
    others: &[UserId],
) -> Result<Reply<Call>, ApiError> {
    let in_it = || ApiError::from(ErrorCode::AlreadyInCall).details(live.to_string());
    let record = store::lock(&mut tx, live).await?.ok_or_else(in_it)?;
    let meet = match record.state.members.as_slice() {
        [first, second] => {
            others == [first.user] && second.user == caller.user && second.is_waiting()
        }
        _ => false,
    };
    if !meet {
        return Err(in_it());
    }
    let events = verbs::answered(caller);
    let change = make(&mut tx, &app.clock, record, Some(caller), &events).await?;
    change.commit(app, tx).await?;
    Ok(Reply { data: Call { glare: true, ..view::call(&change.record) }, repeated: true })
}

async fn record(
    app: &App,
    tx: &mut Tx,
    caller: Caller,
    request: &StartCall,
    chat: Option<ChatId>,
    invitees: &[Invitee],
) -> Result<Record, ApiError> {
    let now = app.clock.now();
    let reached = invitees.iter().map(|one| (one.id, reach(app, one)));
    let rings_until = now.plus_ms(CALL_RING_MS);
    let state = State::start(caller.user, caller.session, reached, rings_until, now);
    let name = store::username(tx, caller.user).await?;
    let names = invitees.iter().map(|one| one.username.clone());
    Ok(Record {
        id: CallId(app.clock.new_id()),
        r#type: request.r#type,
        chat,
        message: None,
        created_at: now,
        state,
        names: std::iter::once(name).chain(names).collect(),
    })
}

/// Who is invisible looks offline, to callers too: it does not ring, and they find the missed
/// call. Among several, who is apart from the caller looks offline as well, and finds nothing.
fn reach(app: &App, invitee: &Invitee) -> Reach {
    if invitee.blocked {
        Reach::Apart
    } else if !app.hub.shown(invitee.id, invitee.presence).is_there() {
        Reach::Offline
    } else if invitee.busy {
        Reach::Busy
    } else {
        Reach::Free
    }
}

/// Stores a new call; `None` where somebody has come to be in another meanwhile.
async fn insert(
    app: &App,
    mut tx: Tx,
    caller: Caller,
    mut record: Record,
) -> Result<Option<Change>, ApiError> {
    let message = tell::write(&mut tx, &app.clock, &record).await?;
    record.message = message.as_ref().map(|message| message.id);
    match store::insert(&mut tx, &record).await {
        Err(error) if taken(&error, &LIVE).is_some() => return Ok(None),
        inserted => inserted?,
    }
    let reasons = record.state.members.iter().skip(1).map(|member| member.reason);
    let reason = reasons.reduce(|one, next| one.filter(|_| one == next)).flatten();
    let by = Some(caller);
    let change = Change { by, reason, message, made: true, ..Change::nothing(record) };
    sync::commit_then(app, tx, change.entries_of_new(), || change.take_effect(app)).await?;
    Ok(Some(change))
}

fn begun(change: &Change) -> Result<Reply<Call>, ApiError> {
    if change.reason == Some(CallReason::Offline) {
        let id = change.record.id.to_string();
        return Err(ApiError::from(ErrorCode::ParticipantsOffline).details(id));
    }
    Ok(view::call(&change.record).into())
}
