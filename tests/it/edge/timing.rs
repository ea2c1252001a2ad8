//! What the time of an answer tells.

use crate::support::{TestServer, on_both_databases, refusal};
use std::time::{Duration, Instant};
use whatschat_client::ErrorCode;

on_both_databases![
    the_time_of_a_login_does_not_tell_whether_there_is_an_account,
    the_time_of_a_forgotten_password_does_not_tell_whether_there_is_an_account,
];

/// How often each is measured in a round.
const SAMPLES: usize = 30;
/// How many rounds may disagree: a difference would show in every one.
const ROUNDS: usize = 3;

const KNOWN: &str = "alice@example.com";
const UNKNOWN: &str = "nobody@example.com";

async fn the_time_of_a_login_does_not_tell_whether_there_is_an_account(server: TestServer) {
    server.person("alice").await;
    let client = server.client();
    tells_nothing(async |email| {
        let outcome = client.auth().login(email, "Wr0ngOne").await;
        assert_eq!(refusal(outcome), ErrorCode::WrongPassword);
    })
    .await;
}

async fn the_time_of_a_forgotten_password_does_not_tell_whether_there_is_an_account(
    server: TestServer,
) {
    server.person("alice").await;
    let client = server.client();
    tells_nothing(async |email| client.auth().forgot_password(email).await.unwrap()).await;
}

/// Fails if the medians for a known and an unknown address differ in every round, and always in
/// the same direction. What is due to other work of this machine shows in how far the samples
/// spread: medians of thirty differ by less than half of that, unless there is a difference.
/// Planted leaks show what that finds: a hash that is left out for unknown addresses, always; four
/// milliseconds of a login, where no compiler runs beside it.
async fn tells_nothing(ask: impl AsyncFn(&str)) {
    let mut rounds = vec![];
    for _ in 0..ROUNDS {
        let [known, unknown] = measure(&ask).await;
        let most = (known.median.max(unknown.median) / 20).max(Duration::from_millis(2));
        if known.median.abs_diff(unknown.median) <= most.max(known.spread.max(unknown.spread) / 2) {
            return;
        }
        rounds.push((known.median, unknown.median));
    }
    let quicker = rounds.iter().filter(|(known, unknown)| unknown < known).count();
    let always = quicker == 0 || quicker == ROUNDS;
    assert!(!always, "known and unknown addresses take different times: {rounds:?}");
}

/// How long something took, often.
struct Samples {
    median: Duration,
    /// Between the quartiles.
    spread: Duration,
}

impl Samples {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |quarters: usize| times[times.len() * quarters / 4];
        Self { median: at(2), spread: at(3) - at(1) }
    }
}

/// One after the other, and each as often the first, so that both meet the same weather.
async fn measure(ask: &impl AsyncFn(&str)) -> [Samples; 2] {
    let (mut known, mut unknown) = (vec![], vec![]);
    for n in 0..SAMPLES {
        if n % 2 == 0 {
            known.push(time(ask, KNOWN).await);
            unknown.push(time(ask, UNKNOWN).await);
        } else {
            unknown.push(time(ask, UNKNOWN).await);
            known.push(time(ask, KNOWN).await);
        }
    }
    [Samples::of(known), Samples::of(unknown)]
}

async fn time(ask: &impl AsyncFn(&str), email: &str) -> Duration {
    let begun = Instant::now();
    ask(email).await;
    begun.elapsed()
}
