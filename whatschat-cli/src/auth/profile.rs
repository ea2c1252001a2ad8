//! Changes one's profile.

use super::ProfileField;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use whatschat_client::core::auth::{Account, UpdateProfile};

/// What stands for no picture.
const NONE: &str = "none";

/// Gives a part of the profile another value.
pub(super) async fn change(
    app: &mut App,
    what: ProfileField,
    value: String,
) -> Result<(), Failure> {
    let mut change = UpdateProfile::default();
    let changed = match what {
        ProfileField::Username => &mut change.username,
        ProfileField::Status => &mut change.status,
        ProfileField::Picture => &mut change.avatar,
    };
    *changed = Some(match what {
        ProfileField::Picture => picture(&app.context, value).await?,
        ProfileField::Username | ProfileField::Status => value,
    });
    let account = app.context.client.auth().update_profile(change).await?;
    app.state.learn(account.id, &account.username);
    app.context.screen.done(&said(what, &account));
    Ok(())
}

/// The address of a picture, which is uploaded where it is a file of this computer.
async fn picture(context: &Context, value: String) -> Result<String, Failure> {
    if value == NONE {
        return Ok(String::new());
    }
    if value.starts_with("http://") || value.starts_with("https://") {
        return Ok(value);
    }
    Ok(files::upload_picture(context, &files::at_home(&value)).await?.url)
}

fn said(what: ProfileField, account: &Account) -> String {
    match (what, &account.avatar) {
        (ProfileField::Picture, Some(_)) => "Your picture is there, for everybody.".into(),
        (ProfileField::Picture, None) => "You have no picture now.".into(),
        _ => format!("You are {}: {}", account.username, account.status),
    }
}
