//! Accounts and sessions: from requests to rules.

use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::{Caller, Http, Routes, Visitor};
use poem::Body;
use poem::Response;
use poem::http::header;
use whatschat_core::Locale;
use whatschat_core::auth::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .on(register)
        .on(login)
        .on(refresh_tokens)
        .on(logout)
        .on(get_me)
        .on(update_profile)
        .on(delete_me)
        .on(change_password)
        .on(forgot_password)
        .on(reset_password)
        .on(send_verification)
        .on(verify_email)
        .on(list_sessions)
        .on(end_session)
        .on(end_all_sessions)
        .on_file(export_me)
}

async fn register(app: App, visitor: Visitor, request: Register) -> Answer<OpenedSession> {
    auth::register(&app, &visitor, request).await
}

async fn login(app: App, visitor: Visitor, request: Login) -> Answer<OpenedSession> {
    auth::login(&app, &visitor, request).await
}

async fn refresh_tokens(app: App, visitor: Visitor, request: RefreshTokens) -> Answer<Tokens> {
    auth::refresh(&app, &visitor, &request.refresh_token).await
}

async fn logout(app: App, caller: Caller, _: Logout) -> Answer<()> {
    auth::logout(&app, caller).await
}

async fn get_me(app: App, caller: Caller, _: GetMe) -> Answer<Account> {
    auth::me(&app, caller).await
}

async fn update_profile(app: App, caller: Caller, request: UpdateProfile) -> Answer<Account> {
    auth::update_profile(&app, caller, request).await
}

async fn delete_me(app: App, caller: Caller, request: DeleteMe) -> Answer<()> {
    auth::delete_me(&app, caller, request).await
}

async fn change_password(app: App, caller: Caller, request: ChangePassword) -> Answer<()> {
    auth::change_password(&app, caller, request).await
}

async fn forgot_password(app: App, visitor: Visitor, request: ForgotPassword) -> Answer<()> {
    auth::forgot_password(&app, visitor, request);
    Ok(())
}

async fn reset_password(app: App, visitor: Visitor, request: ResetPassword) -> Answer<()> {
    auth::reset_password(&app, &visitor, request).await
}

async fn send_verification(
    app: App,
    (caller, locale): (Caller, Locale),
    _: SendVerification,
) -> Answer<()> {
    auth::send_verification(&app, caller, locale).await
}

async fn verify_email(app: App, visitor: Visitor, request: VerifyEmail) -> Answer<()> {
    auth::verify_email(&app, &visitor, request).await
}

async fn list_sessions(app: App, caller: Caller, _: ListSessions) -> Answer<Vec<Session>> {
    auth::list_sessions(&app, caller).await
}

async fn end_session(app: App, caller: Caller, request: EndSession) -> Answer<()> {
    auth::end_session(&app, caller, request.id).await
}

async fn end_all_sessions(app: App, caller: Caller, _: EndAllSessions) -> Answer<()> {
    auth::end_all_sessions(&app, caller).await
}

async fn export_me(app: App, caller: Caller, _: ExportMe, _: Http) -> Answer<Response> {
    let export = auth::export(&app, caller)?;
    Ok(Response::builder()
        .content_type("application/zip")
        .header(header::CONTENT_DISPOSITION, "attachment; filename=\"whatschat.zip\"")
        .body(Body::from_bytes_stream(export.stream())))
}
