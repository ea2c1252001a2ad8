//! What was asked for in the first place: 43 operations and 7 events.

use std::collections::BTreeSet;
use whatschat_core::socket::{all_client_events, all_server_events};

const OPERATIONS: &[&str] = &[
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh-token",
    "POST /auth/logout",
    "GET /auth/me",
    "PUT /auth/profile",
    "PUT /auth/change-password",
    "POST /auth/forgot-password",
    "POST /auth/reset-password",
    "GET /users",
    "GET /users/{id}",
    "PUT /users/{id}",
    "DELETE /users/{id}",
    "POST /users/{id}/block",
    "DELETE /users/{id}/block",
    "GET /messages/{chatId}",
    "POST /messages",
    "PUT /messages/{messageId}",
    "DELETE /messages/{messageId}",
    "GET /chats",
    "POST /chats",
    "GET /chats/{id}",
    "PUT /chats/{id}",
    "DELETE /chats/{id}",
    "POST /chats/{id}/archive",
    "POST /chats/{id}/mute",
    "GET /groups",
    "POST /groups",
    "GET /groups/{id}",
    "PUT /groups/{id}",
    "DELETE /groups/{id}",
    "POST /groups/{id}/participants",
    "DELETE /groups/{id}/participants/{userId}",
    "PUT /groups/{id}/participants/{userId}/role",
    "POST /calls",
    "GET /calls",
    "GET /calls/{id}",
    "POST /calls/{id}/answer",
    "POST /calls/{id}/reject",
    "POST /calls/{id}/end",
    "PUT /status",
    "GET /status",
    "GET /health",
];

const FROM_CLIENTS: &[&str] = &["authenticate", "send_message", "start_call", "update_status"];
const FROM_SERVER: &[&str] = &["new_message", "call_status_update", "user_status_changed"];

#[test]
fn every_operation_that_was_asked_for_is_in_the_contract() {
    assert_eq!(OPERATIONS.iter().collect::<BTreeSet<_>>().len(), 43);
    let known: BTreeSet<_> = whatschat_core::endpoints()
        .iter()
        .map(|info| format!("{} {}", info.method.as_str(), info.path))
        .collect();
    let lost: Vec<_> = OPERATIONS.iter().filter(|one| !known.contains(**one)).collect();
    assert!(lost.is_empty(), "core does not have {lost:?}");
}

#[test]
fn every_event_that_was_asked_for_is_in_the_contract() {
    let from_clients: Vec<_> = all_client_events().iter().map(|event| event.name).collect();
    let from_server: Vec<_> = all_server_events().iter().map(|event| event.name).collect();
    for (asked, known) in [(FROM_CLIENTS, from_clients), (FROM_SERVER, from_server)] {
        let lost: Vec<_> = asked.iter().filter(|event| !known.contains(event)).collect();
        assert!(lost.is_empty(), "core does not have {lost:?}");
    }
    assert_eq!(FROM_CLIENTS.len() + FROM_SERVER.len(), 7);
}
