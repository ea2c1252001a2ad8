//! Every rule holds on SQLite and on PostgreSQL.

/// Makes two tests of each `async fn name(server: TestServer)`: `name::sqlite` and
/// `name::postgres`. The server is new, and its clean stop at the end is a part of the test.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use crate::support::{Backend, TestServer};

            async fn on(backend: Backend) {
                let server = TestServer::start(backend).await;
                super::$name(server.clone()).await;
                server.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                on(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                on(Backend::Postgres).await;
            }
        }
    )*};
}
pub(crate) use on_both_databases;
