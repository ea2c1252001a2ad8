//! A walk through every served operation: one request that succeeds for each.

use crate::calls::{audio, hang_up};
use crate::files::form;
use crate::support::http::with_fields;
use crate::support::mails::{VERIFICATION, token_in};
use crate::support::people::{Listener, PASSWORD};
use crate::support::{Person, TestServer, group_of, private_chat};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use whatschat_client::files::Upload;
use whatschat_core::endpoint::{Body, Info};
use whatschat_server::Config;
use whatschat_server::config::EmailVerification;

/// What a server must be set to for all of it to succeed.
pub(crate) fn walkable(config: &mut Config) {
    config.email_verification = EmailVerification::Optional;
}

/// Someone on a walk, with what the requests need.
pub(crate) struct Walker<'a> {
    server: &'a TestServer,
    alice: Person,
    bob: Person,
    chat: String,
    message: String,
    file: String,
    /// Bob is there to be called.
    _bobs: Listener,
}

impl<'a> Walker<'a> {
    pub(crate) async fn new(server: &'a TestServer) -> Self {
        let alice = server.person("alice").await;
        server.make_admin(&alice).await;
        let bob = server.person("bob").await;
        let chat = private_chat(&alice, &bob).await;
        bob.say(chat, "Hello").await;
        let message = alice.say(chat, "Hello").await.id.to_string();
        let _bobs = bob.listen().await;
        let file = Upload::bytes("notes.txt", "Hello");
        let file = alice.client.files().upload(file).await.unwrap().id.to_string();
        Self { server, alice, bob, chat: chat.to_string(), message, file, _bobs }
    }

    /// A request that succeeds. Who adds an operation adds a line here.
    pub(crate) async fn request(&self, info: &Info) -> RequestBuilder {
        let email = "alice@example.com";
        let bob = self.bob.id();
        let body = match info.name {
            "Register" => {
                json!({"username": "carol", "email": "carol@example.com", "password": PASSWORD, "phone": "13800138000"})
            }
            "Login" => json!({"email": email, "password": PASSWORD}),
            "RefreshTokens" => {
                json!({"refreshToken": self.alice.client.tokens().unwrap().refresh_token})
            }
            "UpdateProfile" => json!({"status": "Walking"}),
            "DeleteMe" => json!({"password": PASSWORD}),
            "UpdateUser" => json!({"status": "Walked", "avatar": "https://example.com/bob.png"}),
            "ChangePassword" => json!({"currentPassword": PASSWORD, "newPassword": PASSWORD}),
            "ForgotPassword" => json!({"email": email}),
            "ResetPassword" => json!({"token": self.reset_token().await, "newPassword": PASSWORD}),
            "VerifyEmail" => json!({"token": self.verification_token().await}),
            "CreateChat" => json!({"type": "group", "name": "Walkers", "participants": [bob]}),
            "CreateGroup" => json!({"name": "Walkers", "participants": [bob]}),
            "UpdateGroup" => json!({"name": "Runners"}),
            "AddParticipants" => json!({"userIds": [bob]}),
            "ChangeRole" => json!({"role": "admin"}),
            "UpdateChat" => json!({"name": "Bobby"}),
            "MuteChat" => json!({"until": "2124-01-01T00:00:00Z"}),
            "MarkRead" | "MarkDelivered" => json!({"seq": 1}),
            "SendMessage" => {
                json!({"chatId": self.chat, "type": "text", "content": "Hi", "metadata": {"a": [1]}})
            }
            "SearchMessages" => json!({"search": "Hello"}),
            "UpdateMessage" => json!({"content": "Hi!"}),
            "ForwardMessage" => json!({"chatId": self.chat}),
            "AddReaction" | "RemoveReaction" => json!({"emoji": "👍"}),
            "StartCall" => {
                hang_up(&self.bob).await;
                json!({"type": "audio", "participants": [bob]})
            }
            "Sync" => {
                json!({"since": self.bob.client.sync().snapshot().await.unwrap().cursor})
            }
            "UpdateStatus" => json!({"status": "invisible"}),
            "SendVerification" | "ListSessions" | "EndSession" | "EndAllSessions" | "ExportMe"
            | "Logout" | "GetMe" | "ListUsers" | "ListBlocked" | "GetUser" | "BlockUser"
            | "UnblockUser" | "DeleteUser" | "ListMessages" | "DeleteMessage" | "ListChats"
            | "GetChat" | "DeleteChat" | "ArchiveChat" | "UnarchiveChat" | "UnmuteChat"
            | "ListCalls" | "GetCall" | "AnswerCall" | "RejectCall" | "EndCall" | "ListGroups"
            | "GetGroup" | "DeleteGroup" | "RemoveParticipant" | "ListStatuses"
            | "TakeSnapshot" | "GetHistory" | "PinMessage" | "UnpinMessage" | "ListPins"
            | "UploadFile" | "GetFile" | "DownloadFile" | "MarkUnread" | "ListMarks"
            | "GetReceipts" | "GetHealth" => Value::Null,
            name => panic!("no request for {name}: add one to contract/walk.rs"),
        };
        // Each operation has a session of its own, since some of them end sessions.
        let device = self.server.other_device(&self.alice).await;
        let id = match info.room() {
            "auth" => own_session(&device).await,
            "users" => bob.to_string(),
            "calls" if info.path.contains("{id}") => self.ring().await,
            "groups" => group_of(&device, &[&self.bob]).await.to_string(),
            "files" => self.file.clone(),
            _ => self.chat.clone(),
        };
        let path = info.path.replace("{id}", &id).replace("{chatId}", &self.chat);
        let path = path.replace("{userId}", &bob.to_string()).replace("{name}", "notes.txt");
        let path = path.replace("{messageId}", &self.message);
        let request = self.server.request(info.method.as_str(), &path).bearer_auth(device.token());
        match info.body {
            Body::Multipart => request.multipart(form("notes.txt", "Hello")),
            Body::Json | Body::None => with_fields(request, info, &body),
        }
    }

    /// Bob calls Alice, who is there on a device of its own.
    async fn ring(&self) -> String {
        hang_up(&self.bob).await;
        let _alices = self.server.other_device(&self.alice).await.listen().await;
        self.bob.client.calls().start(audio(&[&self.alice])).await.unwrap().id.to_string()
    }

    async fn reset_token(&self) -> String {
        crate::auth::resets::mailed_token(self.server, 1).await
    }

    async fn verification_token(&self) -> String {
        token_in(&self.server.mails_once("alice", VERIFICATION, 1).await[0])
    }
}

async fn own_session(device: &Person) -> String {
    let sessions = device.client.auth().sessions().await.unwrap();
    let own = sessions.iter().find(|session| session.current);
    own.expect("the session that asks is one of them").id.to_string()
}

/// What takes something away from the walk, or works on after its answer, comes last.
const LAST: &[&str] = &[
    "SendVerification",
    "ForgotPassword",
    "DeleteMessage",
    "DeleteChat",
    "DeleteUser",
    "DeleteMe",
];

/// The served operations, in an order in which one can walk through them.
pub(crate) fn served() -> Vec<Info> {
    let unserved = whatschat_server::unserved();
    let mut served = whatschat_core::endpoints();
    served.retain(|info| !unserved.contains(&info.name));
    served.sort_by_key(|info| LAST.iter().position(|name| *name == info.name));
    served
}
