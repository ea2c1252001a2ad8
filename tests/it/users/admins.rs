//! What admins may change of others.

use crate::support::{Person, TestServer, answer, group_of, on_both_databases, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::id::UserId;
use whatschat_core::users::UpdateUser;

on_both_databases![
    an_admin_changes_a_user,
    an_admin_is_refused_what_cannot_be,
    whoever_is_no_admin_learns_and_changes_nothing,
    an_admin_deletes_a_user,
];

fn named(id: UserId, username: &str) -> UpdateUser {
    UpdateUser { id, username: Some(username.into()), status: None, avatar: None }
}

async fn an_admin_changes_a_user(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_admin(&alice).await;
    let bob = server.person("bob").await;
    let (status, avatar) = (Some("On leave".into()), Some("https://example.com/b.png".into()));
    let change = UpdateUser { status, avatar, ..named(bob.id(), "Robert") };
    let changed = alice.client.users().update(change).await.unwrap();
    let account = bob.client.auth().me().await.unwrap();
    assert_eq!((changed.username.as_str(), changed.status.as_str()), ("Robert", "On leave"));
    assert_eq!((account.username, account.status), (changed.username, changed.status));
    assert_eq!(account.avatar.as_deref(), Some("https://example.com/b.png"));
    assert_eq!((changed.avatar, changed.email), (account.avatar, Some(account.email)));
}

async fn an_admin_is_refused_what_cannot_be(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_admin(&alice).await;
    let bob = server.person("bob").await;
    let update = async |change| refusal(alice.client.users().update(change).await);
    assert_eq!(update(named(bob.id(), "ALICE")).await, ErrorCode::UsernameTaken);
    assert_eq!(update(named(bob.id(), "b")).await, ErrorCode::Invalid);
    assert_eq!(update(named(UserId::nil(), "nobody")).await, ErrorCode::UserNotFound);
    let picture = UpdateUser { avatar: Some("javascript:0".into()), ..named(bob.id(), "bob") };
    assert_eq!(update(picture).await, ErrorCode::Invalid);
    let nobody = alice.client.users().delete(UserId::nil()).await;
    assert_eq!(refusal(nobody), ErrorCode::UserNotFound);
}

async fn whoever_is_no_admin_learns_and_changes_nothing(server: TestServer) {
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    group_of(&mallory, &[&bob]).await; // a group's admin is none
    let extra = json!({"username": "mine", "role": "admin", "isAdmin": true, "is_admin": 1});
    let ask = async |method: &str, id: UserId| {
        let path = format!("/users/{id}");
        let request = server.request(method, &path).bearer_auth(mallory.token());
        answer(request.json(&extra)).await
    };
    for method in ["PUT", "DELETE"] {
        let refused = ask(method, bob.id()).await;
        assert_eq!(refused.code(), ErrorCode::Forbidden, "{method}");
        for other in [UserId::nil(), mallory.id()] {
            assert_eq!(refused.bytes(), ask(method, other).await.bytes(), "{method} {other}");
        }
    }
    let profile = server.request("PUT", "/auth/profile").bearer_auth(mallory.token());
    assert_eq!(answer(profile.json(&extra)).await.status, 200);
    assert_eq!(ask("DELETE", bob.id()).await.code(), ErrorCode::Forbidden, "nobody is promoted");
    assert_eq!(bob.client.auth().me().await.unwrap(), bob.account);
}

async fn an_admin_deletes_a_user(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_admin(&alice).await;
    let bob = server.person("bob").await;
    let stream = bob.listen().await;
    let delete = async |by: &Person| by.client.users().delete(bob.id()).await;
    delete(&alice).await.unwrap();
    stream.logged_out().await;
    assert!(alice.client.users().get(bob.id()).await.unwrap().deleted_at.is_some());
    assert_eq!(refusal(delete(&alice).await), ErrorCode::UserNotFound);
    let rename = alice.client.users().update(named(bob.id(), "bob")).await;
    assert_eq!(refusal(rename), ErrorCode::UserNotFound);
}
