use super::*;
use serde_json::json;
use whatschat_client::core::chats::ChatSummary;
use whatschat_client::core::messages::Message;
use whatschat_client::outbox::SendState;

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
    let mut chats = state.chats().to_vec();
    chats.push(chat(16, "group", "dave", &[(1, "alice"), (9, "mallory")]));
    state.set_chats(chats);
    assert_eq!(resolve(&state, "dave"), Resolution::Several(vec![id(16), id(15)]));
}

#[test]
fn a_number_stays_with_its_chat_when_a_message_moves_the_chats() {
    let mut state = alice();
    let mut chats = state.chats().to_vec();
    chats.rotate_right(1);
    state.set_chats(chats);
    assert_eq!(state.chats()[0].id, id(15));
    assert_eq!(resolve(&state, "1"), Resolution::Chat(id(11)));
}

#[test]
fn what_is_unread_in_the_open_chat_and_in_silent_ones_is_not_told() {
    let mut state = alice();
    let mut chats = state.chats().to_vec();
    chats.iter_mut().for_each(|chat| chat.unread_count = 2);
    chats[1].settings.muted = true;
    chats.truncate(3);
    state.set_chats(chats);
    state.open = Some(Open::new(id(10), "bob".into()));
    assert_eq!(state.unread(), (2, 1));
}

#[test]
fn a_chat_that_is_gone_keeps_its_name() {
    let mut state = alice();
    state.set_chats(vec![]);
    assert_eq!(state.title(id(11)), Some("我的 family"));
}

#[test]
fn a_message_is_new_once_and_then_comes_further() {
    let mut open = Open::new(id(10), "bob".into());
    let second = message(10, 2, 1, "hi");
    let (sent, read) = (Some(&SendState::Sent(2)), Some(&SendState::Read(2)));
    assert_eq!(open.notice(&second, sent), Notice::New);
    open.show(&second, sent);
    assert_eq!(open.notice(&second, sent), Notice::Nothing);
    assert_eq!(open.notice(&second, read), Notice::Further);
    open.bring(2, read);
    assert_eq!(open.notice(&second, read), Notice::Nothing);
    assert_eq!(open.notice(&message(10, 1, 2, "before"), None), Notice::Nothing);
    assert_eq!(open.notice(&message(10, 3, 2, "after"), None), Notice::New);
}

#[test]
fn another_message_with_the_number_of_one_that_a_backup_lacks_is_new() {
    let mut open = Open::new(id(10), "bob".into());
    open.show(&message(10, 2, 1, "lost"), None);
    let other = Message { id: id(9), ..message(10, 2, 2, "said since") };
    assert!(!open.change(&other));
    assert_eq!(open.notice(&other, None), Notice::New);
    open.show(&other, None);
    assert_eq!(open.notice(&other, None), Notice::Nothing);
}

#[test]
fn an_edit_or_a_deletion_of_a_message_on_the_screen_is_told_once() {
    let mut open = Open::new(id(10), "bob".into());
    let first = message(10, 1, 2, "hi");
    open.show(&first, None);
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

#[test]
fn only_a_name_that_may_be_of_somebody_unlisted_is_worth_a_question() {
    let mut state = alice();
    let may = |state: &State, text: &str| state.may_mention_others(id(11), text);
    assert!(!may(&state, "@dave"), "everybody is listed");
    let mut chats = state.chats().to_vec();
    chats[1].participant_count = 21;
    state.set_chats(chats);
    assert!(may(&state, "@bob and @dave"));
    assert!(!may(&state, "@bob") && !may(&state, "a @ b"));
}
