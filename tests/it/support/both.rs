//! Every rule holds on SQLite and on PostgreSQL.

/// Makes two tests of each `async fn name(server: TestServer)`: `name::sqlite` and
/// `name::postgres`. The server is new, and its clean stop at the end is a part of the test.
/// `with set;` before the names has it started with settings that the function `set` changes.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        $crate::support::on_both_databases![@ $crate::support::both::as_usual; $($name),*];
    };
    (with $set:ident; $($name:ident),* $(,)?) => {
        $crate::support::on_both_databases![@ super::$set; $($name),*];
    };
    (@ $set:path; $($name:ident),*) => {$(
        mod $name {
            use crate::support::{Backend, TestServer};

            async fn on(backend: Backend) {
                let server = TestServer::start_with(backend, $set).await;
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

/// The settings of most tests.
pub(crate) fn as_usual(_: &mut whatschat_server::Config) {}
