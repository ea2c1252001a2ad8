//! What the server serves, against what core says.

use super::facts;
use whatschat_core::socket::all_client_events;

/// The operations that the server does not serve yet. This list may only get shorter.
const UNSERVED: &[&str] = &[];

/// The events from clients that the server knows and refuses. This list may only get shorter.
pub(crate) const UNSERVED_EVENTS: &[&str] = &[];

#[test]
fn what_is_not_served_is_listed() {
    let unserved = whatschat_server::unserved();
    let forgotten: Vec<_> = unserved.iter().filter(|name| !UNSERVED.contains(name)).collect();
    assert!(
        forgotten.is_empty(),
        "{forgotten:?} have no handler: write each in its room's api.rs, and add it to `routes` there"
    );
    let done: Vec<_> = UNSERVED.iter().filter(|name| !unserved.contains(name)).collect();
    assert!(
        done.is_empty(),
        "{done:?} are served: take them out of UNSERVED in contract/served.rs"
    );
}

#[test]
fn every_unserved_event_is_an_event() {
    let known: Vec<_> = all_client_events().iter().map(|event| event.name).collect();
    for event in UNSERVED_EVENTS {
        assert!(known.contains(event), "there is no event {event} in core");
    }
}

#[test]
fn the_served_document_says_what_core_says() {
    let served: Vec<_> = whatschat_core::endpoints()
        .into_iter()
        .filter(|info| !whatschat_server::unserved().contains(&info.name))
        .map(|info| info.operation_id())
        .collect();
    let core = facts::of(&facts::core(), |id| served.iter().any(|known| known == id));
    let server = facts::of(&facts::served(), |_| true);
    assert!(core.len() > 200, "core says only {} things", core.len());
    let list =
        |facts: Vec<&String>| facts.iter().map(|fact| format!("\n  {fact}")).collect::<String>();
    let (lost, added) = (core.difference(&server).collect(), server.difference(&core).collect());
    assert!(
        core == server,
        "core says, and the served document does not:{}\nthe served document says, and core does not:{}",
        list(lost),
        list(added)
    );
}
