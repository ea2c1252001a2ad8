use super::*;
use crate::socket::hub::Connected;
use uuid::Uuid;
use whatschat_core::sync::Cursor;

const USER: UserId = UserId(Uuid::from_u128(1));
const CHAT: ChatId = ChatId(Uuid::from_u128(2));
const OTHER: ChatId = ChatId(Uuid::from_u128(3));

/// A hub that someone is connected to, who is in one chat.
fn hub() -> Hub {
    let (hub, _) = Hub::new(Cursor { epoch: 1, pos: 0 });
    hub.write().users.insert(USER, Connected::default());
    hub.join(USER, CHAT, Size::Small, 0);
    hub
}

fn rows(chats: &[ChatId]) -> HashMap<ChatId, Place> {
    let place = Place { size: Size::Small, from_seq: 7, from_pos: 0 };
    chats.iter().map(|chat| (*chat, place)).collect()
}

/// Where the user is, by both of what the hub keeps.
fn is_in(hub: &Hub, chat: ChatId) -> bool {
    let inner = hub.read();
    let [by_user, by_chat] = [
        inner.users[&USER].chats.contains_key(&chat),
        inner.chats.get(&chat).is_some_and(|users| users.contains(&USER)),
    ];
    assert_eq!(by_user, by_chat);
    by_user
}

#[test]
fn what_was_read_is_where_one_is() {
    let hub = hub();
    assert!(hub.put(USER, rows(&[OTHER]), hub.changes_of_places(USER)));
    assert_eq!([CHAT, OTHER].map(|chat| is_in(&hub, chat)), [false, true]);
    assert_eq!(hub.read().chats.len(), 1, "nothing is kept of a chat that nobody is in");
}

#[test]
fn what_was_read_before_a_removal_puts_nobody_back() {
    let hub = hub();
    let before = hub.changes_of_places(USER);
    let read = rows(&[CHAT, OTHER]);
    hub.leave(USER, CHAT);
    assert!(!hub.put(USER, read, before));
    assert_eq!([CHAT, OTHER].map(|chat| is_in(&hub, chat)), [false, false]);
}

#[test]
fn what_was_read_before_a_return_takes_nobody_out() {
    let hub = hub();
    hub.leave(USER, CHAT);
    let before = hub.changes_of_places(USER);
    let read = rows(&[]);
    hub.join(USER, CHAT, Size::Small, 3);
    assert!(!hub.put(USER, read, before));
    assert!(is_in(&hub, CHAT));
}

#[test]
fn what_was_read_before_a_change_undoes_none() {
    let changes: [fn(&Hub); 2] =
        [|hub| hub.clear(USER, CHAT, 9), |hub| hub.resize(CHAT, Size::Large)];
    for change in changes {
        let hub = hub();
        let before = hub.changes_of_places(USER);
        change(&hub);
        assert!(!hub.put(USER, rows(&[CHAT]), before));
    }
    let hub = hub();
    let before = hub.changes_of_places(USER);
    hub.resize(CHAT, Size::Small); // it is that already
    assert!(hub.put(USER, rows(&[CHAT]), before));
}
