//! The address of one's picture.

use crate::support::{TestServer, answer, on_both_databases, private_chat};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::auth::UpdateProfile;

on_both_databases![a_picture_is_set_and_taken_away, a_pictures_address_is_one_of_the_web];

async fn a_picture_is_set_and_taken_away(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let set = async |avatar: Option<&str>| {
        let avatar = avatar.map(str::to_owned);
        let change = UpdateProfile { avatar, ..UpdateProfile::default() };
        alice.client.auth().update_profile(change).await.unwrap().avatar
    };
    let seen = async || {
        let user = bob.client.users().get(alice.id()).await.unwrap();
        let chat = bob.client.chats().list().await.unwrap().remove(0);
        let member = chat.participants.into_iter().find(|one| one.id == alice.id()).unwrap();
        assert_eq!(user.avatar, member.avatar);
        user.avatar
    };
    let picture = Some("https://example.com/我.png".to_owned());
    assert_eq!(set(picture.as_deref()).await, picture);
    assert_eq!(set(None).await, picture, "what is left out stays");
    assert_eq!(seen().await, picture);
    assert_eq!(set(Some("")).await, None);
    assert_eq!(seen().await, None);
}

async fn a_pictures_address_is_one_of_the_web(server: TestServer) {
    let alice = server.person("alice").await;
    for bad in [
        "javascript:alert(1)",
        "data:image/png;base64,",
        "file:///etc/passwd",
        "me.png",
        "/tmp/me.png",
    ] {
        let request = server.request("PUT", "/auth/profile").bearer_auth(alice.token());
        let refused = answer(request.json(&json!({"avatar": bad, "status": "hacked"}))).await;
        assert_eq!(refused.code(), ErrorCode::Invalid, "{bad}");
        assert_eq!(refused.bad_fields(), [("avatar", "wrong_format")], "{bad}");
    }
    assert_eq!(alice.client.auth().me().await.unwrap(), alice.account);
}
