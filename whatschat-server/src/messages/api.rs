//! Messages: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Reply, Routes};
use crate::messages;
use whatschat_core::messages::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(list_messages).on(send_message).on(update_message).on(delete_message)
}

async fn list_messages(app: App, caller: Caller, request: ListMessages) -> Answer<MessagePage> {
    messages::list(&app, caller, request).await
}

async fn send_message(app: App, caller: Caller, request: SendMessage) -> Answer<Reply<Message>> {
    messages::send(&app, caller, request).await
}

async fn update_message(app: App, caller: Caller, request: UpdateMessage) -> Answer<Message> {
    messages::update(&app, caller, request).await
}

async fn delete_message(app: App, caller: Caller, request: DeleteMessage) -> Answer<()> {
    messages::delete(&app, caller, request.message_id).await
}
