//! Somebody's device with a store of its own, behind a network that fails on demand.

use crate::support::people::PASSWORD;
use crate::support::proxy::{Cut, Proxy, Weather};
use crate::support::{Person, TestServer, seed, within};
use std::path::PathBuf;
use tokio::task::JoinHandle;
use whatschat_client::outbox::Outbox;
use whatschat_client::store::Store;
use whatschat_client::{Client, Event};

/// A device with a store in a file, which stays where its program is killed.
pub(super) struct Device {
    pub(super) client: Client,
    pub(super) network: Proxy,
    file: PathBuf,
}

/// The program on a device, while it runs.
pub(super) struct Program {
    pub(super) client: Client,
    pub(super) store: Store,
    reading: JoinHandle<()>,
}

impl Device {
    /// Logs in on a new device.
    pub(super) async fn of(server: &TestServer, person: &Person) -> Self {
        let network = Proxy::start(server.config().listen, seed()).await.unwrap();
        let client = Client::builder(network.url()).build().unwrap();
        client.auth().login(&person.account.email, PASSWORD).await.unwrap();
        let name = format!("{}.db", person.account.username);
        Self { client, network, file: server.config().data_dir.with_file_name(name) }
    }

    /// Starts the program, which reads its events and does nothing else with them.
    pub(super) async fn start(&self) -> Program {
        let store = Store::open(&self.file).await.unwrap();
        let mut events = self.client.attach(store.clone()).await.unwrap();
        let reading = tokio::spawn(async move {
            while let Some(event) = events.next().await {
                assert!(!matches!(event, Event::StoreFailed(_)), "{event:?}");
            }
        });
        Program { client: self.client.clone(), store, reading }
    }

    /// The network is gone.
    pub(super) fn go_away(&self) {
        self.network.turn(Weather::Refusing);
        self.network.cut(Cut::Reset);
    }

    /// The network is there again.
    pub(super) fn come_back(&self) {
        self.network.turn(Weather::Fair);
    }

    pub(super) fn file(&self) -> &PathBuf {
        &self.file
    }
}

impl Program {
    pub(super) fn outbox(&self) -> Outbox {
        self.client.outbox().unwrap()
    }

    /// Waits until the store has begun: what happens from then on comes by events.
    pub(super) async fn begun(self) -> Self {
        let has_begun = async || self.store.cursor().await.unwrap().is_some();
        self.until("the first snapshot", has_begun).await;
        self
    }

    /// Stops the program in the middle of whatever it does.
    pub(super) async fn kill(self) {
        self.reading.abort();
        drop(self.reading.await);
        within("the end of the store", self.store.close()).await;
        within("the end of the program", self.client.detached()).await;
    }

    /// Waits until something holds of the store.
    pub(super) async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let mut changes = self.store.changes();
        within(what, async {
            while !holds().await {
                changes.changed().await.unwrap();
            }
        })
        .await;
    }

    /// Waits until nothing is left to be sent.
    pub(super) async fn sent_all(&self) {
        let outbox = self.outbox();
        self.until("an empty outbox", async || outbox.list(None).await.unwrap().is_empty()).await;
    }
}
