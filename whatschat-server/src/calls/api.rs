//! Calls: from requests to rules.

use crate::app::App;
use crate::calls;
use crate::error::ApiError;
use crate::http::{Caller, Reply, Routes};
use whatschat_core::calls::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(start_call).on(list_calls).on(get_call).on(answer_call).on(reject_call).on(end_call)
}

async fn start_call(app: App, caller: Caller, request: StartCall) -> Answer<Reply<Call>> {
    calls::start(&app, caller, request).await
}

async fn list_calls(app: App, caller: Caller, request: ListCalls) -> Answer<CallPage> {
    calls::list(&app, caller, request).await
}

async fn get_call(app: App, caller: Caller, request: GetCall) -> Answer<Call> {
    calls::get(&app, caller, request.id).await
}

async fn answer_call(app: App, caller: Caller, request: AnswerCall) -> Answer<()> {
    calls::answer(&app, caller, request.id).await.map(drop)
}

async fn reject_call(app: App, caller: Caller, request: RejectCall) -> Answer<()> {
    calls::reject(&app, caller, request.id).await.map(drop)
}

async fn end_call(app: App, caller: Caller, request: EndCall) -> Answer<()> {
    calls::end(&app, caller, request.id).await.map(drop)
}
