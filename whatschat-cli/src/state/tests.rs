use super::*;
use serde_json::json;
use whatschat_client::core::chats::ChatSummary;
use whatschat_client::core::messages::Message;

/// A chat as the server lists it: its id ends in `n`, and `people` are those in it.
pub(crate) fn chat(n: u32, kind: &str, name: &str, people: &[(u32, &str)]) -> ChatSummary {
    let people: Vec<_> = people
        .iter()
        .map(|(id, name)| {
            json!({"id": uuid(*id), "username": name, "avatar": null, "role": "member",
                   "joinedAt": "2024-01-01T00:00:00.000Z"})
        })
        .collect();
    serde_json::from_value(json!({
        "id": uuid(n), "name": name, "type": kind, "participants": people, "lastMessage": null,
        "participantCount": people.len(), "unreadCount": 0, "mentionCount": 0,
        "markedUnread": false, "settings": {"muted": false, "mutedUntil": null, "archived": false},
        "createdAt": "2024-01-01T00:00:00.000Z",
    }))
    .unwrap()
}

/// A message as the server sends it.
pub(crate) fn message(chat: u32, seq: u64, sender: u32, content: &str) -> Message {
    serde_json::from_value(json!({
        "id": uuid(1000 + u32::try_from(seq).unwrap()), "content": content, "type": "text",
        "senderId": uuid(sender), "chatId": uuid(chat), "seq": seq, "metadata": {},
        "createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z",
    }))
    .unwrap()
}

fn uuid(n: u32) -> String {
    format!("0190b5a4-0000-7000-8000-{n:012}")
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u32) -> T {
    uuid(n).parse().unwrap()
}

/// Alice, who knows bob, a family, two groups of one name, and a group named like bob's friend.
fn alice() -> State {
    let mut state =
        State { me: Some(Me { id: id(1), name: Some("alice".into()) }), ..State::default() };
    state.set_chats(vec![
        chat(10, "private", "bob", &[(1, "alice"), (2, "bob")]),
        chat(11, "group", "我的 family", &[(1, "alice"), (2, "bob")]),
        chat(12, "group", "work", &[(1, "alice")]),
        chat(13, "group", "Work", &[(1, "alice")]),
        chat(14, "group", "carol", &[(1, "alice")]),
        chat(15, "private", "my mate", &[(4, "dave"), (1, "alice")]),
    ]);
    state.number(vec![id(11), id(10)]);
    state
}

#[test]
fn a_target_is_a_number_an_id_a_name_or_a_person() {
    let state = alice();
    let cases = [
        ("2", Resolution::Chat(id(10))),
        ("7", Resolution::Nothing),
        ("bob", Resolution::Chat(id(10))),
        (" BOB ", Resolution::Chat(id(10))),
        ("@bob", Resolution::Chat(id(10))),
        ("我的 family", Resolution::Chat(id(11))),
        ("我的 FAMILY", Resolution::Chat(id(11))),
        (&uuid(12), Resolution::Chat(id(12))),
        ("my mate", Resolution::Chat(id(15))),
        ("dave", Resolution::Chat(id(15))),
        ("work", Resolution::PersonOrGroup("work".into(), id(12))),
        ("WORK", Resolution::Several(vec![id(12), id(13)])),
        ("carol", Resolution::PersonOrGroup("carol".into(), id(14))),
        ("@carol", Resolution::Person("carol".into())),
        ("erin", Resolution::Person("erin".into())),
        ("123456", Resolution::Person("123456".into())),
        ("no such chat", Resolution::Nothing),
        ("", Resolution::Nothing),
    ];
    for (text, meant) in cases {
        assert_eq!(resolve(&state, text), meant, "{text:?}");
    }
}

#[test]
fn a_group_named_like_a_friend_is_not_taken_for_the_friend() {
    let mut state = alice();
    let mut chats: Vec<_> = state.chats().iter().map(|known| known.chat.clone()).collect();
    chats.push(chat(16, "group", "dave", &[(1, "alice"), (9, "mallory")]));
    state.set_chats(chats);
    assert_eq!(resolve(&state, "dave"), Resolution::Several(vec![id(16), id(15)]));
}

#[test]
fn a_number_stays_with_its_chat_when_a_message_moves_the_chats() {
    let mut state = alice();
    state.arrive(&message(15, 1, 4, "hi"));
    assert_eq!(state.chats()[0].chat.id, id(15));
    assert_eq!(resolve(&state, "1"), Resolution::Chat(id(11)));
}

#[test]
fn a_message_is_shown_once_and_counted_where_it_was_not_read() {
    let mut state = alice();
    state.open = Some(Open::new(id(10), "bob".into()));
    assert_eq!(state.arrive(&message(10, 1, 2, "hi")), Arrival::Here);
    assert_eq!(state.arrive(&message(10, 1, 2, "hi")), Arrival::Again);
    assert_eq!(state.arrive(&message(11, 1, 2, "hi all")), Arrival::Elsewhere);
    assert_eq!(state.arrive(&message(11, 2, 1, "mine, from elsewhere")), Arrival::Elsewhere);
    assert_eq!(state.arrive(&message(99, 1, 2, "new chat")), Arrival::Unknown);
    assert_eq!(state.unread(), (1, 1));
    assert_eq!(state.chats()[0].chat.id, id(11), "the newest comes first");
}

#[test]
fn a_fresh_list_keeps_what_was_seen() {
    let mut state = alice();
    state.arrive(&message(11, 1, 2, "hi"));
    let mut list = vec![chat(11, "group", "new name", &[(2, "bob")])];
    list[0].last_message = Some(message(11, 3, 2, "missed"));
    state.set_chats(list);
    assert_eq!(state.chat(id(11)).unwrap().seen.complete_to(), 1);
    assert_eq!(state.arrive(&message(11, 3, 2, "missed")), Arrival::Elsewhere);
    assert_eq!(state.chats().len(), 1);
}

#[test]
fn nothing_is_seen_of_a_chat_that_began_while_one_was_away() {
    let mut state = alice();
    let mut new = chat(20, "private", "erin", &[(1, "alice"), (5, "erin")]);
    new.last_message = Some(message(20, 2, 5, "and another"));
    state.set_chats(vec![new]);
    assert_eq!(state.chat(id(20)).unwrap().seen.complete_to(), 0);
    assert!(!state.is_next(&message(20, 2, 5, "and another")));
    assert_eq!(state.arrive(&message(20, 1, 5, "hi")), Arrival::Elsewhere);
    assert!(state.is_next(&message(20, 2, 5, "and another")));
}

#[test]
fn an_edit_or_a_deletion_of_a_message_on_the_screen_is_told_once() {
    let mut open = Open::new(id(10), "bob".into());
    let first = message(10, 1, 2, "hi");
    open.show(&first);
    assert!(!open.change(&first), "nothing changed");
    let edited =
        Message { content: "hello".into(), updated_at: first.updated_at.plus_ms(5), ..first };
    assert!(open.change(&edited));
    assert!(!open.change(&edited), "the event and the answer tell the same");
    let gone = Message { deleted_at: Some(edited.updated_at), ..edited };
    assert!(open.delete(1));
    assert!(!open.change(&gone));
    assert!(!open.change(&message(10, 2, 2, "not on the screen")));
}

#[test]
fn a_name_behind_an_at_sign_is_a_mention_of_a_member() {
    let state = alice();
    let mentioned = |text: &str| state.mentioned(id(11), text);
    assert_eq!(mentioned("@Bob, 你好 @bob!"), [id(2)]);
    assert_eq!(mentioned("bob @bobby bob@"), []);
    assert_eq!(mentioned("@dave"), [], "he is not in this chat");
}
