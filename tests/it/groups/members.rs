//! Adding members.

use super::{three, told};
use crate::support::{Backend, TestServer, group_of, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::Role;
use whatschat_core::id::UserId;
use whatschat_core::messages::{Happening, ListMessages, Message, SystemEvent};

on_both_databases![
    who_is_added_sees_what_comes_after,
    who_is_added_hears_nothing_of_what_was_said_before,
    who_is_in_it_already_is_left_out,
    only_admins_add_members,
    nobody_is_added_where_one_does_not_exist,
];

async fn who_is_added_sees_what_comes_after(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let dave = server.person("dave").await;
    alice.say(id, "before").await;
    let (mut theirs, mut others) = (dave.listen().await, bob.listen().await);
    let added = alice.client.groups().add_participants(id, [dave.id()]).await.unwrap();
    let [new] = &added.added_participants[..] else { panic!("{added:?}") };
    assert_eq!((new.id, new.username.as_str(), new.role), (dave.id(), "dave", Role::Member));
    let change = theirs.change().await;
    assert_eq!((change.chat_id, change.change), (id, ChatChange::Added));
    assert_eq!(change.user_ids, [dave.id()]);
    let event = SystemEvent::of(Happening::MembersAdded).about([dave.id()]);
    assert_eq!(told(&mut theirs).await, event);
    assert_eq!(told(&mut others).await, event);
    let after = alice.say(id, "after").await;
    assert_eq!(theirs.message().await, after);
    let seen = dave.client.messages().list(ListMessages::newest(id)).await.unwrap().messages;
    let seen: Vec<_> = seen.iter().map(|message| message.seq).collect();
    assert_eq!(seen, [3, 2], "what was said before is not theirs");
    let summary = dave.client.chats().list().await.unwrap().remove(0);
    assert_eq!((summary.id, summary.unread_count), (id, 2));
}

async fn who_is_added_hears_nothing_of_what_was_said_before(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let dave = server.person("dave").await;
    let old = alice.say(id, "before").await;
    let (mut theirs, mut others) = (dave.listen().await, bob.listen().await);
    alice.client.groups().add_participants(id, [dave.id()]).await.unwrap();
    told(&mut theirs).await;
    told(&mut others).await;
    let messages = alice.client.messages();
    messages.pin(old.id).await.unwrap();
    messages.react(old.id, "👍").await.unwrap();
    messages.edit(old.id, "secret").await.unwrap();
    let answer = messages.reply(&old, "as I said").await.unwrap();
    for name in ["message_pinned", "message_reactions", "message_updated"] {
        assert_eq!(others.chat_event(name).await.name(), name);
    }
    let (whole, blank) = (others.message().await, theirs.message().await);
    assert_eq!((whole.id, blank.id), (answer.id, answer.id), "the first that dave hears of");
    let words = |message: &Message| message.reply_to.as_ref().unwrap().content.clone();
    assert_eq!((words(&whole).as_str(), words(&blank).as_str()), ("secret", ""));
    messages.delete(old.id).await.unwrap();
    theirs.nothing_but_a_marker(&alice, id).await;
}

async fn who_is_in_it_already_is_left_out(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let mut stream = carol.listen().await;
    let added = alice.client.groups().add_participants(id, [bob.id(), alice.id()]).await.unwrap();
    assert_eq!(added.added_participants, []);
    stream.nothing_but_a_marker(&alice, id).await;
}

async fn only_admins_add_members(server: TestServer) {
    let (_, bob, carol, id) = three(&server).await;
    let dave = server.person("dave").await;
    let refused = bob.client.groups().add_participants(id, [dave.id()]).await;
    assert_eq!(refusal(refused), ErrorCode::Forbidden);
    assert_eq!(carol.client.groups().get(id).await.unwrap().participants.len(), 3);
}

async fn nobody_is_added_where_one_does_not_exist(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let dave = server.person("dave").await;
    let refused = alice.client.groups().add_participants(id, [dave.id(), UserId::nil()]).await;
    assert_eq!(refusal(refused), ErrorCode::UserNotFound);
    assert_eq!(bob.client.groups().get(id).await.unwrap().participants.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_has_so_many_members_at_most() {
    let server =
        TestServer::start_with(Backend::Sqlite, |config| config.group_members_max = 3).await;
    let (alice, bob, carol, id) = three(&server).await;
    let dave = server.person("dave").await;
    let refused = alice.client.groups().add_participants(id, [dave.id()]).await;
    assert_eq!(refusal(refused), ErrorCode::GroupFull);
    alice.client.groups().add_participants(id, [carol.id()]).await.unwrap();
    let others = [bob.id(), carol.id(), dave.id()];
    let refused = alice.client.chats().create_group("Too many", others).await;
    assert_eq!(refusal(refused), ErrorCode::GroupFull);
    group_of(&alice, &[&bob, &dave]).await;
    server.stop().await;
}
