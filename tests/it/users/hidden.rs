//! A private directory: addresses and numbers are for their owner and for admins.

use crate::support::people::registration;
use crate::support::{Backend, Person, TestServer};
use whatschat_core::auth::Register;
use whatschat_core::users::{UserPage, UserSummary};
use whatschat_server::config::Directory;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_and_numbers_are_for_their_owner_and_admins() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let server =
            TestServer::start_with(backend, |config| config.directory = Directory::Private).await;
        let alice = server.person("alice").await;
        let bob = with_number(&server, "bob", "13800138000").await;
        let (email, phone) = (bob.account.email.clone(), bob.account.phone.clone());
        assert!(phone.is_some());

        assert_eq!(shown(&alice, &bob).await, [None, None, None]);
        assert_eq!(found(&alice, "bob@example").await, [""; 0]);
        assert_eq!(found(&alice, "bo").await, ["bob"]);
        let all = [Some(email.clone()), phone, Some(email)];
        assert_eq!(shown(&bob, &bob).await, all);
        server.make_admin(&alice).await;
        assert_eq!(shown(&alice, &bob).await, all);
        assert_eq!(found(&alice, "bob@example").await, ["bob"]);
        server.finish().await;
    }
}

async fn with_number(server: &TestServer, name: &str, phone: &str) -> Person {
    let client = server.client();
    let register = Register { phone: Some(phone.into()), ..registration(name) };
    let account = client.auth().register(register).await.unwrap().user;
    Person { client, account }
}

/// What one sees of the other: address and number in the profile, address in the list.
async fn shown(by: &Person, of: &Person) -> [Option<String>; 3] {
    let user = by.client.users().get(of.id()).await.unwrap();
    let UserPage { users, .. } = by.client.users().search(&user.username).await.unwrap();
    [user.email, user.phone, users[0].email.clone()]
}

async fn found(by: &Person, text: &str) -> Vec<String> {
    let name = |user: UserSummary| user.username;
    by.client.users().search(text).await.unwrap().users.into_iter().map(name).collect()
}
