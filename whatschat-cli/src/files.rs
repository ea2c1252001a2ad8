//! Files: send them, save them.

mod place;

pub(crate) use place::at_home;

use crate::app::App;
use crate::chats::Directory;
use crate::context::Context;
use crate::failure::Failure;
use crate::screen::ProgressBar;
use crate::typed::Rest;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use whatschat_client::core::id::{ChatId, FileId};
use whatschat_client::core::messages::Message;
use whatschat_client::files::Upload;

/// What an export is called in a folder.
const ARCHIVE: &str = "whatschat.zip";

/// Commands about files.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Send a file to the open chat, at most 10 MB
    Upload {
        /// Where it is on this computer.
        #[arg(value_name = "FILE")]
        file: Rest,
    },
    /// Save the file of a message
    Download {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = crate::messages::number)]
        number: u64,
        /// The file to make, or a folder for it; in this one, under the name it came with, when
        /// left out.
        #[arg(value_name = "FILE")]
        file: Option<Rest>,
    },
}

/// Commands about files, for scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send a file, at most 10 MB
    Upload {
        /// A user name, a chat's name or a chat's id; `@name` is always the person.
        to: String,
        /// Where it is on this computer.
        file: PathBuf,
    },
    /// Save a file whose id is known, such as from `history --json`
    Download {
        /// The `fileId` in a message's metadata.
        id: FileId,
        /// The file to make; an existing one is never overwritten.
        file: PathBuf,
    },
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Upload { file } => {
                let chat = app.open_id()?;
                let message = send(&app.context, chat, &at_home(&file.into_name())).await?;
                app.await_shown(&message);
                Ok(())
            }
            Self::Download { number, file } => {
                let message = app.message(number).await?;
                let id = file_of(&message)?;
                let to = match file {
                    Some(file) => place::of(&file.into_name(), &name_of(&message)),
                    None => free(name_of(&message), number)?,
                };
                save(&app.context, id, &to).await
            }
        }
    }
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Upload { to, file } => {
                let chat = Directory::load(context).await?.open(context, &to).await?;
                let message = send(context, chat, &file).await?;
                if context.screen.is_json() {
                    context.screen.json(&message);
                } else {
                    context.screen.show(format!("sent #{}", message.seq));
                }
                Ok(())
            }
            Self::Download { id, file } => save(context, id, &file).await,
        }
    }
}

async fn send(context: &Context, chat: ChatId, file: &Path) -> Result<Message, Failure> {
    let bar = ProgressBar::new(&context.screen, "sending");
    let upload = Upload::file(file).on_progress(bar.watcher());
    let sent = context.client.messages().send_file(chat, upload).await;
    bar.finish();
    Ok(sent?)
}

async fn save(context: &Context, id: FileId, to: &Path) -> Result<(), Failure> {
    let bar = ProgressBar::new(&context.screen, "saving");
    let download = context.client.files().download(id).await?.on_progress(bar.watcher());
    let saved = download.save(to).await;
    bar.finish();
    let bytes = saved?;
    if !context.screen.is_json() {
        context.screen.done(&format!("{}: {bytes} bytes", to.display()));
    }
    Ok(())
}

fn file_of(message: &Message) -> Result<FileId, Failure> {
    let id = message.metadata.get("fileId").and_then(|id| id.as_str());
    let none = || {
        let why = if message.deleted_at.is_some() { "is deleted" } else { "has no file" };
        Failure::Usage(format!("#{} {why}.", message.seq))
    };
    id.and_then(|id| id.parse().ok()).ok_or_else(none)
}

/// The name of a file, unless there is one already: then another one has to be chosen.
fn free(name: PathBuf, number: u64) -> Result<PathBuf, Failure> {
    if name.symlink_metadata().is_err() {
        return Ok(name);
    }
    let name = name.display();
    let how = format!("/download {number} FILE saves it under another name.");
    Err(Failure::Usage(format!("There is a file {name} here already. {how}")))
}

/// A name for the file, as its sender chose it.
fn name_of(message: &Message) -> PathBuf {
    let given = message.metadata.get("name").and_then(|name| name.as_str()).unwrap_or_default();
    place::harmless(given).unwrap_or_else(|| format!("file-{}", message.seq)).into()
}

/// Saves everything that the server holds about somebody.
pub(crate) async fn export(context: &Context, file: &str) -> Result<(), Failure> {
    let to = place::of(file, Path::new(ARCHIVE));
    let archive = context.client.auth().export().await?;
    let bytes = archive.save(&to).await?;
    context.screen.done(&format!("{}: {bytes} bytes", to.display()));
    Ok(())
}
