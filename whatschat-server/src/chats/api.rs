//! Chats: from requests to rules.

use crate::app::App;
use crate::chats::{self, OwnChange};
use crate::error::ApiError;
use crate::http::{Caller, Reply, Routes};
use whatschat_core::chats::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .on(list_chats)
        .on(create_chat)
        .on(get_chat)
        .on(update_chat)
        .on(delete_chat)
        .on(archive_chat)
        .on(unarchive_chat)
        .on(mute_chat)
        .on(unmute_chat)
        .on(mark_read)
        .on(mark_unread)
        .on(mark_delivered)
        .on(list_marks)
}

async fn list_chats(app: App, caller: Caller, _: ListChats) -> Answer<Vec<ChatSummary>> {
    chats::list(&app, caller).await
}

async fn create_chat(app: App, caller: Caller, request: CreateChat) -> Answer<Reply<Chat>> {
    chats::create(&app, caller, request).await
}

async fn get_chat(app: App, caller: Caller, request: GetChat) -> Answer<Chat> {
    chats::get(&app, caller, request.id).await
}

async fn update_chat(app: App, caller: Caller, request: UpdateChat) -> Answer<Chat> {
    chats::update(&app, caller, request).await
}

async fn delete_chat(app: App, caller: Caller, request: DeleteChat) -> Answer<()> {
    chats::delete(&app, caller, request.id).await
}

async fn archive_chat(app: App, caller: Caller, request: ArchiveChat) -> Answer<ChatSettings> {
    chats::change_own(&app, caller, request.id, OwnChange::Archived(true)).await
}

async fn unarchive_chat(app: App, caller: Caller, request: UnarchiveChat) -> Answer<ChatSettings> {
    chats::change_own(&app, caller, request.id, OwnChange::Archived(false)).await
}

async fn mute_chat(app: App, caller: Caller, request: MuteChat) -> Answer<ChatSettings> {
    let change = OwnChange::Muted { muted: true, until: request.until };
    chats::change_own(&app, caller, request.id, change).await
}

async fn unmute_chat(app: App, caller: Caller, request: UnmuteChat) -> Answer<ChatSettings> {
    chats::change_own(&app, caller, request.id, OwnChange::Muted { muted: false, until: None })
        .await
}

async fn mark_read(app: App, caller: Caller, request: MarkRead) -> Answer<ReadState> {
    chats::mark_read(&app, caller, request).await
}

async fn mark_unread(app: App, caller: Caller, request: MarkUnread) -> Answer<ReadState> {
    chats::mark_unread(&app, caller, request.id).await
}

async fn mark_delivered(app: App, caller: Caller, request: MarkDelivered) -> Answer<Marks> {
    chats::mark_delivered(&app, caller, request).await
}

async fn list_marks(app: App, caller: Caller, request: ListMarks) -> Answer<Vec<Marks>> {
    chats::marks(&app, caller, request.id).await
}
