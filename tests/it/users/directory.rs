//! The directory: pages, searches, one user.

use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::id::UserId;
use whatschat_core::limits::USERS_TOTAL_MAX;
use whatschat_core::users::{ListUsers, UserPage};

on_both_databases![
    pages_hold_everyone_once_in_order_of_name,
    a_cursor_goes_on_where_a_page_ended,
    a_page_after_a_cursor_does_not_count_everyone,
    a_search_finds_part_of_a_name_or_address,
    a_search_takes_signs_as_they_stand,
    a_user_can_be_looked_at,
    somebody_is_found_whose_name_is_part_of_many_others,
];

fn names(page: &UserPage) -> Vec<&str> {
    page.users.iter().map(|user| user.username.as_str()).collect()
}

async fn pages_hold_everyone_once_in_order_of_name(server: TestServer) {
    for name in ["dora", "Bob", "alice", "Carl"] {
        server.person(name).await;
    }
    let eve = server.person("eve").await;
    let page = async |page| {
        let request = ListUsers { page, limit: 2, ..ListUsers::default() };
        eve.client.users().list(request).await.unwrap()
    };
    assert_eq!(names(&page(1).await), ["alice", "Bob"]);
    assert_eq!(names(&page(2).await), ["Carl", "dora"]);
    assert_eq!(names(&page(3).await), ["eve"]);
    assert_eq!(names(&page(4).await), [""; 0]);
    let place = page(3).await.pagination;
    assert_eq!((place.page, place.limit, place.total, place.pages), (3, 2, 5, 3));
}

async fn a_cursor_goes_on_where_a_page_ended(server: TestServer) {
    for name in ["dora", "Bob", "alice", "Carl"] {
        server.person(name).await;
    }
    let eve = server.person("eve").await;
    let after = async |name: &str, search: Option<&str>| {
        let (after, search) = (Some(name.to_owned()), search.map(str::to_owned));
        let request = ListUsers { page: 9, limit: 2, search, after };
        eve.client.users().list(request).await.unwrap()
    };
    assert_eq!(names(&after("Alice", None).await), ["Bob", "Carl"]);
    assert_eq!(names(&after("carl", None).await), ["dora", "eve"]);
    assert_eq!(names(&after("eve", None).await), [""; 0]);
    assert_eq!(names(&after("bobby", Some("example")).await), ["Carl", "dora"]);
    let place = after("carl", None).await.pagination;
    assert_eq!((place.page, place.total, place.pages), (1, 5, 3));
}

async fn a_page_after_a_cursor_does_not_count_everyone(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_users(USERS_TOTAL_MAX as i64 + 5).await;
    let list = async |after: Option<&str>| {
        let request = ListUsers { after: after.map(str::to_owned), ..ListUsers::default() };
        alice.client.users().list(request).await.unwrap()
    };
    assert_eq!(list(None).await.pagination.total, USERS_TOTAL_MAX + 6);
    let page = list(Some("many1")).await;
    assert_eq!(page.users[0].username, "many10");
    assert_eq!(page.pagination.total, USERS_TOTAL_MAX);
}

async fn a_search_finds_part_of_a_name_or_address(server: TestServer) {
    let alice = server.person("alice").await;
    server.person("Malik").await;
    server.person("bob").await;
    let found = alice.client.users().search("ALI").await.unwrap();
    assert_eq!(names(&found), ["alice", "Malik"]);
    assert_eq!(found.pagination.total, 2);
    assert_eq!(names(&alice.client.users().search("bob@EXAMPLE").await.unwrap()), ["bob"]);
    assert_eq!(names(&alice.client.users().search("nobody").await.unwrap()), [""; 0]);
}

async fn a_search_takes_signs_as_they_stand(server: TestServer) {
    let alice = server.person("a_lice").await;
    server.person("bob").await;
    for (words, found) in [("_", &["a_lice"][..]), ("%", &[]), ("a_l", &["a_lice"]), ("\\", &[])] {
        let page = alice.client.users().search(words).await.unwrap();
        assert_eq!(names(&page), found, "searched for {words}");
        assert_eq!(page.pagination.total, found.len() as u64, "searched for {words}");
    }
    assert_eq!(
        names(&alice.client.users().search("'; drop table users; --").await.unwrap()),
        [""; 0]
    );
}

async fn a_user_can_be_looked_at(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let seen = alice.client.users().get(bob.id()).await.unwrap();
    assert_eq!((seen.id, seen.username), (bob.id(), bob.account.username));
    assert_eq!(seen.email, Some(bob.account.email));
    assert_eq!(seen.created_at, bob.account.created_at);
    let nobody = alice.client.users().get(UserId::nil()).await;
    assert_eq!(refusal(nobody), ErrorCode::UserNotFound);
}

async fn somebody_is_found_whose_name_is_part_of_many_others(server: TestServer) {
    let alice = server.person("alice").await;
    server.person("owd").await;
    server.person("Crowd").await;
    server.fill_crowds().await;
    let find = async |name| {
        let found = alice.client.users().find(name).await.unwrap();
        found.map(|user| user.username)
    };
    assert_eq!(find("owd").await.as_deref(), Some("owd"), "behind a hundred others");
    assert_eq!(find("crowd").await.as_deref(), Some("Crowd"));
    assert_eq!(find("CROWD42").await.as_deref(), Some("crowd42"));
    assert_eq!(find("crow").await, None);
    assert_eq!(find("xcrowd").await, None);
    assert_eq!(find("owd@example.com").await, None, "nobody can be called that");
}
