//! Every operation can be had through a method of the SDK.

use crate::support::within;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use whatschat_client::files::Upload;
use whatschat_client::{Client, Error, Tokens};
use whatschat_core::auth::{Register, UpdateProfile};
use whatschat_core::calls::{CallType, ListCalls, StartCall};
use whatschat_core::chats::UpdateChat;
use whatschat_core::endpoint::Info;
use whatschat_core::groups::{CreateGroup, Role, UpdateGroup};
use whatschat_core::id::{CallId, ChatId, FileId, MessageId, SessionId, UserId};
use whatschat_core::messages::{ListMessages, SearchMessages};
use whatschat_core::status::ChosenPresence;
use whatschat_core::sync::Cursor;
use whatschat_core::users::{ListUsers, UpdateUser};
use whatschat_core::{BASE_PATH, ErrorCode};

#[tokio::test]
async fn every_operation_has_a_method() {
    let (url, asked) = record().await;
    let (token, refresh_token) = ("a".into(), "b".into());
    let client = Client::builder(url).tokens(Tokens { token, refresh_token }).build().unwrap();
    within("a call of each method", call_everything(&client)).await;
    let (asked, all) = (asked.lock().unwrap().clone(), whatschat_core::endpoints());
    let asked: BTreeSet<_> = asked.iter().map(|request| operation(&all, request)).collect();
    let known: BTreeSet<_> = all.iter().map(|info| info.name).collect();
    let without: Vec<_> = known.difference(&asked).collect();
    assert!(
        without.is_empty(),
        "{without:?} have no method: write each in its room of whatschat-client, and call it here"
    );
}

/// The operation that `GET /api/v1/chats/0190…` asks for.
fn operation(all: &[Info], request: &str) -> &'static str {
    let (method, path) = request.split_once(' ').unwrap();
    let path = path.split('?').next().unwrap().strip_prefix(BASE_PATH).unwrap();
    let fits = |info: &&Info| {
        let template: Vec<_> = info.path.split('/').collect();
        let path: Vec<_> = path.split('/').collect();
        let same = |(want, have): (&&str, &&str)| want == have || want.starts_with('{');
        info.method.as_str() == method
            && template.len() == path.len()
            && template.iter().zip(&path).all(same)
    };
    // `/messages/search` fits `/messages/{chatId}` too.
    let fitting = all.iter().filter(fits).min_by_key(|info| info.path.matches('{').count());
    let found = fitting.map(|info| info.name);
    found.unwrap_or_else(|| panic!("the SDK asks for {request}, which core does not have"))
}

/// A server that refuses everything, and keeps what was asked: `GET /api/v1/chats`.
async fn record() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(vec![]));
    let kept = asked.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let request = refuse(stream).await;
            kept.lock().unwrap().push(request);
        }
    });
    (url, asked)
}

/// Answers one request. The caller's own account is refused for its token, so that the SDK has
/// the session renewed.
async fn refuse(mut stream: TcpStream) -> String {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let request = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let renew = request.ends_with("/auth/me");
    let code = if renew { ErrorCode::TokenInvalid } else { ErrorCode::Internal };
    let body = format!(
        r#"{{"success":false,"message":"No.","error":{{"code":"{}","message":"No."}}}}"#,
        code.as_str()
    );
    let (status, length) = (code.status(), body.len());
    let answer = format!(
        "HTTP/1.1 {status} No\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    request
}

async fn call_everything(client: &Client) {
    let (user, chat, message, call) =
        (UserId::nil(), ChatId::nil(), MessageId::nil(), CallId::nil());

    let auth = client.auth();
    let (username, email, password) = (String::new(), String::new(), String::new());
    refused(auth.register(Register { username, email, password, phone: None }).await);
    refused(auth.login("", "").await);
    refused(auth.me().await);
    refused(auth.update_profile(UpdateProfile::default()).await);
    refused(auth.change_password("", "").await);
    refused(auth.forgot_password("").await);
    refused(auth.reset_password("", "").await);
    refused(auth.delete_me("").await);
    refused(auth.send_verification().await);
    refused(auth.verify_email("").await);
    refused(auth.sessions().await);
    refused(auth.end_session(SessionId::nil()).await);
    refused(auth.end_all_sessions().await);
    refused(auth.export().await);
    refused(auth.logout().await);

    let users = client.users();
    refused(users.list(ListUsers::default()).await);
    refused(users.get(user).await);
    refused(
        users.update(UpdateUser { id: user, username: None, status: None, avatar: None }).await,
    );
    refused(users.delete(user).await);
    refused(users.block(user).await);
    refused(users.unblock(user).await);
    refused(users.blocked().await);

    let messages = client.messages();
    refused(messages.list(ListMessages::newest(chat)).await);
    refused(messages.search_all(SearchMessages::newest("")).await);
    refused(messages.send(chat, "").await);
    refused(messages.edit(message, "").await);
    refused(messages.receipts(message).await);
    refused(messages.delete(message).await);
    refused(messages.delete_for_me(message).await);
    refused(messages.forward(message, chat).await);
    refused(messages.history(message).await);
    refused(messages.react(message, "👍").await);
    refused(messages.unreact(message, "👍").await);
    refused(messages.pin(message).await);
    refused(messages.unpin(message).await);
    refused(messages.pins(chat).await);

    let (files, file) = (client.files(), FileId::nil());
    refused(files.upload(Upload::bytes("a", "a")).await);
    refused(files.info(file).await);
    refused(files.download(file).await);

    let chats = client.chats();
    refused(chats.list().await);
    refused(chats.open_private(user).await);
    refused(chats.get(chat).await);
    refused(chats.update(UpdateChat { id: chat, name: None, description: None }).await);
    refused(chats.delete(chat).await);
    refused(chats.archive(chat).await);
    refused(chats.unarchive(chat).await);
    refused(chats.mute(chat, None).await);
    refused(chats.unmute(chat).await);
    refused(chats.mark_read(chat, 1).await);
    refused(chats.mark_unread(chat).await);
    refused(chats.mark_delivered(chat, 1).await);
    refused(chats.marks(chat).await);

    let groups = client.groups();
    let (name, participants) = (String::new(), vec![]);
    refused(groups.list().await);
    refused(
        groups.create(CreateGroup { name, description: None, avatar: None, participants }).await,
    );
    refused(groups.get(chat).await);
    refused(
        groups.update(UpdateGroup { id: chat, name: None, description: None, avatar: None }).await,
    );
    refused(groups.delete(chat).await);
    refused(groups.add_participants(chat, []).await);
    refused(groups.remove_participant(chat, user).await);
    refused(groups.change_role(chat, user, Role::Admin).await);

    let calls = client.calls();
    refused(
        calls
            .start(StartCall { r#type: CallType::Audio, participants: vec![], chat_id: None })
            .await,
    );
    refused(calls.list(ListCalls::default()).await);
    refused(calls.history(ListCalls::default(), 1).await);
    refused(calls.get(call).await);
    refused(calls.answer(call).await);
    refused(calls.reject(call).await);
    refused(calls.end(call).await);

    refused(client.status().set(ChosenPresence::Online).await);
    refused(client.status().list().await);
    refused(client.sync().since(Cursor { epoch: 0, pos: 0 }).await);
    refused(client.sync().snapshot().await);
    refused(client.health().get().await);
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    crate::support::refusal(result);
}
