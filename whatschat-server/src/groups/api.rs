//! Groups: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::groups;
use crate::http::{Caller, Routes};
use whatschat_core::groups::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .on(list_groups)
        .on(create_group)
        .on(get_group)
        .on(update_group)
        .on(delete_group)
        .on(add_participants)
        .on(remove_participant)
        .on(change_role)
}

async fn list_groups(app: App, caller: Caller, _: ListGroups) -> Answer<Vec<GroupSummary>> {
    groups::list(&app, caller).await
}

async fn create_group(app: App, caller: Caller, request: CreateGroup) -> Answer<Group> {
    groups::create(&app, caller, request).await
}

async fn get_group(app: App, caller: Caller, request: GetGroup) -> Answer<Group> {
    groups::get(&app, caller, request.id).await
}

async fn update_group(app: App, caller: Caller, request: UpdateGroup) -> Answer<Group> {
    groups::update(&app, caller, request).await
}

async fn delete_group(app: App, caller: Caller, request: DeleteGroup) -> Answer<()> {
    groups::end(&app, caller, request.id).await
}

async fn add_participants(
    app: App,
    caller: Caller,
    request: AddParticipants,
) -> Answer<AddedParticipants> {
    groups::add(&app, caller, request).await
}

async fn remove_participant(app: App, caller: Caller, request: RemoveParticipant) -> Answer<()> {
    groups::remove(&app, caller, request).await
}

async fn change_role(app: App, caller: Caller, request: ChangeRole) -> Answer<MemberRole> {
    groups::change_role(&app, caller, request).await
}
