//! Whether the server is well.

use crate::support::{TestServer, on_both_databases};
use whatschat_core::health::Condition;

on_both_databases![a_server_that_runs_is_healthy, uptime_counts_from_the_start];

async fn a_server_that_runs_is_healthy(server: TestServer) {
    let health = server.client().health().get().await.unwrap();
    assert_eq!(health.status, Condition::Healthy);
    assert_eq!(health.services.database, Condition::Healthy);
    assert_eq!(health.services.websocket, Condition::Healthy);
    assert_eq!(health.services.redis, Condition::Disabled);
    assert_eq!(health.version, env!("CARGO_PKG_VERSION"));
    let behind_ms = server.clock().now().0 - health.timestamp.0;
    assert!((0..10_000).contains(&behind_ms), "the server's time is {behind_ms} ms behind");
}

async fn uptime_counts_from_the_start(server: TestServer) {
    server.clock().advance_ms(3_600_000);
    let uptime = server.client().health().get().await.unwrap().uptime;
    assert!((3600..3660).contains(&uptime), "up for {uptime} seconds");
    server.restart().await;
    let uptime = server.client().health().get().await.unwrap().uptime;
    assert!(uptime < 60, "up for {uptime} seconds, just after a restart");
}
