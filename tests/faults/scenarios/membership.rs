//! People are taken out of a group, or block each other, while everybody writes: after that they see
//! nothing of it, and write nothing into it.

use crate::Result;
use crate::crowd::{Crowd, Person};
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::time::Duration;
use whatschat_core::id::ChatId;
use whatschat_core::messages::{Happening, Message};

/// How many stay.
const FAITHFUL: usize = 4;

/// Takes so many out.
pub(super) async fn run(ground: &Ground, removals: usize) -> Result<Report> {
    let mut report = Report::of("People are taken out of a group");
    let mut lots = StdRng::seed_from_u64(ground.seed);
    let server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), FAITHFUL + removals).await?.in_a_group().await?;
    let readers = Readers::open(&crowd.people, &ends(ground).await?).await?;
    let writers = Writers::start(&crowd, usize::MAX);
    let (faithful, gone) = crowd.people.split_at(FAITHFUL);
    let admin = faithful.first().ok_or("nobody is there")?;
    let chat = *admin.chats.first().ok_or("there is no group")?;
    for person in gone {
        tokio::time::sleep(Duration::from_millis(lots.random_range(20..120))).await;
        admin.client.groups().remove_participant(chat, person.id).await?;
    }
    let sends = writers.stop().await?.sends;
    for (person, left) in gone.iter().zip(departures(admin, chat, gone).await?) {
        readers.left(person, chat, left);
    }
    report.figure("removals", &removals);
    let everybody = Crowd { people: faithful.to_vec() };
    report.judge(ground, &everybody, readers, sends).await?;
    Ok(report)
}

/// One of each of so many pairs blocks the other.
pub(super) async fn block(ground: &Ground, blocks: usize) -> Result<Report> {
    let mut report = Report::of("People block each other");
    let mut lots = StdRng::seed_from_u64(ground.seed);
    let server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), 2 * blocks).await?.in_pairs().await?;
    let readers = Readers::open(&crowd.people, &ends(ground).await?).await?;
    let writers = Writers::start(&crowd, usize::MAX);
    for pair in crowd.people.chunks_exact(2) {
        tokio::time::sleep(Duration::from_millis(lots.random_range(20..120))).await;
        let [one, other] = pair else { continue };
        one.client.users().block(other.id).await?;
        // What was on its way is stored by then, or refused.
        let ends = ends(ground).await?;
        let chat = *one.chats.first().ok_or("there is no chat")?;
        let last = ends.get(&chat).copied().unwrap_or_default();
        pair.iter().for_each(|person| readers.left(person, chat, last));
    }
    report.figure("blocks", &blocks);
    report.figure("sends refused by then", &writers.refused());
    let sends = writers.stop().await?.sends;
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}

/// The last place that each of these people was to see: that before the message which says that
/// they are gone.
async fn departures(admin: &Person, chat: ChatId, gone: &[Person]) -> Result<Vec<u64>> {
    let messages = admin.client.messages().since(chat, 0).await?;
    let left = |person: &Person| {
        let said = messages.iter().find(|message| is_departure(message, person));
        let seq = said.map(|message| message.seq - 1);
        seq.ok_or_else(|| format!("no message says that {} is gone", person.id).into())
    };
    gone.iter().map(left).collect()
}

fn is_departure(message: &Message, person: &Person) -> bool {
    message.system.as_ref().is_some_and(|system| {
        system.event == Happening::MembersRemoved && system.user_ids.contains(&person.id)
    })
}
