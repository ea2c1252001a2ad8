//! Messages: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Reply, Routes};
use crate::messages;
use whatschat_core::messages::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes.on(list_messages).on(send_message).on(update_message).on(delete_message);
    let routes = routes.on(forward_message).on(get_history).on(add_reaction).on(remove_reaction);
    let routes = routes.on(search_messages).on(get_receipts);
    routes.on(pin_message).on(unpin_message).on(list_pins)
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
    messages::delete(&app, caller, request).await
}

async fn forward_message(
    app: App,
    caller: Caller,
    request: ForwardMessage,
) -> Answer<Reply<Message>> {
    messages::forward(&app, caller, request).await
}

async fn get_history(app: App, caller: Caller, request: GetHistory) -> Answer<Vec<MessageVersion>> {
    messages::history(&app, caller, request.message_id).await
}

async fn add_reaction(app: App, caller: Caller, request: AddReaction) -> Answer<Vec<Reaction>> {
    messages::react(&app, caller, request).await
}

async fn remove_reaction(
    app: App,
    caller: Caller,
    request: RemoveReaction,
) -> Answer<Vec<Reaction>> {
    messages::unreact(&app, caller, request).await
}

async fn pin_message(app: App, caller: Caller, request: PinMessage) -> Answer<Message> {
    messages::pin(&app, caller, request.message_id).await
}

async fn unpin_message(app: App, caller: Caller, request: UnpinMessage) -> Answer<Message> {
    messages::unpin(&app, caller, request.message_id).await
}

async fn list_pins(app: App, caller: Caller, request: ListPins) -> Answer<Vec<Message>> {
    messages::list_pins(&app, caller, request.chat_id).await
}

async fn search_messages(app: App, caller: Caller, request: SearchMessages) -> Answer<MessageHits> {
    messages::search::search(&app, caller, request).await
}

async fn get_receipts(app: App, caller: Caller, request: GetReceipts) -> Answer<Receipts> {
    messages::receipts(&app, caller, request.message_id).await
}
