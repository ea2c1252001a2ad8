use super::*;
use std::future::ready;

#[tokio::test]
async fn a_database_that_does_not_answer_does_not_hold_up_the_stop() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data_dir: folder.path().join("data"),
        ..Config::default()
    };
    let server = Server::bind(config).await.unwrap();
    let (app, _) = server.parts();
    let _waits_for_an_answer = app.db.read().await.unwrap();
    tokio::time::pause();
    let stop = tokio::time::timeout(10 * GRACE, server.run(ready(())));
    stop.await.expect("it stops");
}
