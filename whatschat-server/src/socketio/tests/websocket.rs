use super::support::TestServer;

#[tokio::test]
async fn a_session_moves_from_polling_to_websocket() {
    let server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40").await;
    assert!(client.poll().await.1.starts_with("40{"));
    let mut websocket = server.websocket(&client.query).await;
    websocket.send("2probe").await;
    let (answer, (_, poll)) = tokio::join!(websocket.receive(), client.poll());
    assert_eq!((answer.as_str(), poll.as_str()), ("3probe", "6"));
    websocket.send("5").await;
    websocket.send(r#"421["a",1]"#).await;
    assert_eq!(websocket.receive().await, "431[1]");
    assert!(client.poll().await.1.contains("Bad request"));
    let mut second = server.websocket(&client.query).await;
    assert_eq!(second.receive().await, "", "it has moved already");
    websocket.send(r#"422["a",2]"#).await;
    assert_eq!(websocket.receive().await, "432[2]", "and goes on where it is");
}

#[tokio::test]
async fn a_client_whose_upgrade_fails_goes_on_by_polling() {
    let server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40").await;
    client.poll().await;
    for last_words in ["2probe", "hello"] {
        let mut websocket = server.websocket(&client.query).await;
        websocket.send(last_words).await;
        websocket.receive().await;
    }
    assert_eq!(client.post(r#"421["a",1]"#).await.1, "ok");
    let mut answer = client.poll().await.1;
    while answer == "6" {
        answer = client.poll().await.1;
    }
    assert_eq!(answer, "431[1]");
}

#[tokio::test]
async fn events_are_handled_in_their_order() {
    let server = TestServer::start().await;
    let mut client = server.joined().await;
    for id in 0..200 {
        let event = if id % 50 == 0 { "slow" } else { "quick" };
        client.send(&format!(r#"42{id}["{event}",{id}]"#)).await;
    }
    for id in 0..200 {
        assert_eq!(client.receive().await, format!("43{id}[{id}]"));
    }
}

#[tokio::test]
async fn namespaces_are_left_one_by_one_and_unknown_ones_refused() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    client.send("40/nowhere,").await;
    let refused = r#"44/nowhere,{"message":"Invalid namespace"}"#;
    assert_eq!(client.receive().await, refused);
    client.send("41").await;
    server.ended().await;
    client.send("40").await;
    assert!(client.receive().await.starts_with("40{"));
    drop(client);
    server.ended().await;
    server.assert_empty(2).await;
}
