//! Messages speak the caller's language; codes have none.

use crate::support::{TestServer, answer, on_both_databases};
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::json;

on_both_databases![
    refusals_follow_accept_language,
    successes_and_fields_do_too,
    a_socket_speaks_the_language_of_its_handshake_or_of_its_authentication,
];

const ZH: &str = "令牌无效或过期";
const EN: &str = "The token is invalid or has expired. Log in again.";

async fn refusals_follow_accept_language(server: TestServer) {
    let url = format!("{}/api/v1/auth/me", server.url());
    let plain = answer(server.http().get(&url)).await;
    assert_eq!(plain.body["message"], ZH, "Chinese is the default");
    for (language, message) in [
        ("zh-CN", ZH),
        ("zh-TW", ZH),
        ("en", EN),
        ("en-GB", EN),
        ("EN", EN),
        ("fr", ZH),
        ("fr, en;q=0.5", EN),
        ("en;q=0.4, zh;q=0.8", ZH),
        ("en;q=0", ZH),
        ("*", ZH),
        ("", ZH),
        (";;;q=,en;q=x", ZH),
    ] {
        let refused = answer(server.http().get(&url).header(ACCEPT_LANGUAGE, language)).await;
        assert_eq!(refused.body["message"], message, "{language}");
        assert_eq!(refused.body["error"]["code"], "AUTH_001");
    }
}

async fn successes_and_fields_do_too(server: TestServer) {
    let register = async |name: &str, language: &str| {
        let email = format!("{name}@example.com");
        let body = json!({"username": name, "email": email, "password": "Passw0rd"});
        let request = server.http().post(format!("{}/api/v1/auth/register", server.url()));
        answer(request.header(ACCEPT_LANGUAGE, language).json(&body)).await.body
    };
    assert_eq!(register("alice", "zh-CN").await["message"], "用户注册成功");
    assert_eq!(register("bob_1", "en").await["message"], "Account created.");
    let field = |body: &serde_json::Value| body["error"]["fields"][0]["message"].clone();
    assert_eq!(field(&register("al", "zh-CN").await), "至少需要 3 个字符");
    assert_eq!(field(&register("al", "en").await), "needs at least 3 characters");
}

async fn a_socket_speaks_the_language_of_its_handshake_or_of_its_authentication(
    server: TestServer,
) {
    let alice = server.person("alice").await;
    let (stranger, busy) = (json!({"token": "nobody's"}), json!({"status": "busy"}));
    let mut plain = server.raw_socket().await;
    assert_eq!(plain.call("authenticate", &stranger).await["message"], ZH);
    let mut english = server.raw_socket_in("en-GB, zh;q=0.5").await;
    assert_eq!(english.call("authenticate", &stranger).await["message"], EN);
    assert_eq!(english.call("update_status", &busy).await["message"], EN);
    let known = json!({"token": alice.token(), "language": "zh-CN"});
    assert_eq!(english.call("authenticate", &known).await["message"], "认证成功");
    assert_eq!(english.call("update_status", &busy).await["message"], "状态更新成功");
}
