//! What takes several questions.

use super::before::Before;
use crate::app::{App, Entry, Form, Unsent};
use crate::failure::Failure;
use crate::profile::SavedSession;
use whatschat_client::core::auth::{OpenedSession, Register};

const USERNAME: Entry = Entry::shown("username", "User name");
const EMAIL: Entry = Entry::shown("email", "E-mail");
const PASSWORD: Entry = Entry::secret("password", "Password");
const NEW_PASSWORD: Entry = Entry::new_secret("newPassword", "New password");

/// Makes an account and logs in.
pub(super) async fn register(app: &mut App) -> Result<(), Failure> {
    not_logged_in(app)?;
    app.context.screen.note(
        "A user name has 3 to 20 letters, digits or underscores. A password has at least 6 \
         characters, with an upper-case letter, a lower-case letter and a digit. Ctrl-C leaves.",
    );
    let password = Entry::new_secret("password", "Password");
    let mut form = Form::new([USERNAME, EMAIL, password]);
    loop {
        form.fill(app).await?;
        let request = Register {
            username: form.get("username"),
            email: form.get("email"),
            password: form.get("password"),
            phone: None,
        };
        let before = app.context.saved_session()?;
        match app.context.client.auth().register(request).await {
            Ok(opened) => return begin(app, &opened, before, "Welcome").await,
            Err(error) => form.reject(app, error.into())?,
        }
    }
}

/// Logs in.
pub(super) async fn login(app: &mut App) -> Result<(), Failure> {
    not_logged_in(app)?;
    let mut form = Form::new([EMAIL, PASSWORD]);
    loop {
        form.fill(app).await?;
        let (email, password) = (form.get("email"), form.get("password"));
        let before = app.context.saved_session()?;
        match app.context.client.auth().login(email, password).await {
            Ok(opened) => return begin(app, &opened, before, "Welcome back").await,
            Err(error) => form.reject(app, error.into())?,
        }
    }
}

fn not_logged_in(app: &App) -> Result<(), Failure> {
    let logged_in = || Failure::Usage("You are logged in already: /logout comes first.".into());
    if app.context.is_logged_in() { Err(logged_in()) } else { Ok(()) }
}

/// Goes on as who has just logged in. What another has left here goes first, since nobody knows of
/// it once the profile is no longer theirs; their server may take its time.
async fn begin(
    app: &mut App,
    opened: &OpenedSession,
    before: Option<SavedSession>,
    words: &str,
) -> Result<(), Failure> {
    let before = before.map(|session| Before::of(&app.context, session));
    let kept = match before.as_ref().and_then(Before::anothers) {
        Some(other) => app.forget_session(&other.server, other.user()).await,
        None => Ok(Unsent::default()),
    };
    app.context.save_login()?;
    if let Some(before) = before {
        app.endings.spawn(before.end(app.context.screen.clone()));
    }
    welcome(app, opened, words).await?;
    kept.map(drop)
}

async fn welcome(app: &mut App, opened: &OpenedSession, words: &str) -> Result<(), Failure> {
    app.begin_session(&opened.user).await?;
    let name = &opened.user.username;
    app.context
        .screen
        .done(&format!("{words}, {name}. /open NAME begins a chat, /help shows more."));
    Ok(())
}

/// Changes the password.
pub(super) async fn password(app: &mut App) -> Result<(), Failure> {
    if !app.context.is_logged_in() {
        return Err(Failure::NotLoggedIn);
    }
    let mut form = Form::new([Entry::secret("currentPassword", "Password now"), NEW_PASSWORD]);
    loop {
        form.fill(app).await?;
        let (current, new) = (form.get("currentPassword"), form.get("newPassword"));
        match app.context.client.auth().change_password(current, new).await {
            Ok(()) => break,
            Err(error) => form.reject(app, error.into())?,
        }
    }
    app.context.screen.done("Your password is changed. Your other devices are logged out.");
    Ok(())
}

/// Has a mail sent with a reset token.
pub(super) async fn forgot(app: &mut App) -> Result<(), Failure> {
    let mut form = Form::new([EMAIL]);
    loop {
        form.fill(app).await?;
        match app.context.client.auth().forgot_password(form.get("email")).await {
            Ok(()) => break,
            Err(error) => form.reject(app, error.into())?,
        }
    }
    app.context.screen.done("If that address has an account, a mail is on its way. Then: /reset");
    Ok(())
}

/// Chooses a new password with the token from the mail.
pub(super) async fn reset(app: &mut App) -> Result<(), Failure> {
    let mut form = Form::new([Entry::shown("token", "Token from the mail"), NEW_PASSWORD]);
    loop {
        form.fill(app).await?;
        let (token, new) = (form.get("token"), form.get("newPassword"));
        match app.context.client.auth().reset_password(token, new).await {
            Ok(()) => break,
            Err(error) => form.reject(app, error.into())?,
        }
    }
    app.context
        .screen
        .done("Your password is changed, and all devices are logged out. Now: /login");
    Ok(())
}

/// Deletes the account.
pub(super) async fn delete_account(app: &mut App) -> Result<(), Failure> {
    if !app.context.is_logged_in() {
        return Err(Failure::NotLoggedIn);
    }
    app.context.screen.warn(
        "This deletes your account for ever. What you said stays, without your name. Ctrl-C \
         leaves.",
    );
    let mut form = Form::new([PASSWORD]);
    loop {
        form.fill(app).await?;
        match app.context.client.auth().delete_me(form.get("password")).await {
            Ok(()) => break,
            Err(error) => form.reject(app, error.into())?,
        }
    }
    // Nobody is left who could send what waits.
    let gone = app.drop_store().await;
    let kept = app.end_session().await;
    app.context.screen.done("Your account is deleted.");
    gone.and(kept).map(drop)
}
