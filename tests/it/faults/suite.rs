//! What can go wrong on one machine, each for a short while; the program `faults` does the same
//! for long.

use crate::support::program::program;
use crate::support::{Backend, postgres, seed};
use whatschat_tests::scenarios::{Fault, Scale};
use whatschat_tests::server::Ground;

/// Makes it happen, and demands that every promise was kept.
async fn suffer(fault: Fault, backend: Backend) {
    let folder = tempfile::Builder::new().prefix("whatschat-test-").tempdir().unwrap();
    let database_url = match backend {
        Backend::Sqlite => None,
        Backend::Postgres => Some(postgres::new_database().await),
    };
    let ground = Ground {
        program: program("whatschat-server"),
        person: program("person"),
        folder: folder.path().to_owned(),
        database_url,
        seed: seed(),
    };
    let report = fault.run(&ground, Scale::Short).await.unwrap();
    assert!(report.broken.is_empty(), "{report}");
    if let Some(url) = &ground.database_url {
        postgres::drop_database(url).await;
    }
}

/// One test for each fault and database.
macro_rules! faults {
    ($($backend:ident: $name:ident = $fault:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            suffer(Fault::$fault, Backend::$backend).await;
        }
    )*};
}

faults! {
    Sqlite: what_was_acknowledged_survives_the_servers_death = Killed;
    Postgres: what_was_acknowledged_survives_the_servers_death_on_postgres = Killed;
    Sqlite: what_is_repeated_for_want_of_an_answer_is_stored_once = Unanswered;
    Postgres: what_is_repeated_for_want_of_an_answer_is_stored_once_on_postgres = Unanswered;
    Sqlite: a_network_that_fails_costs_nobody_a_message = CutOff;
    Sqlite: a_reader_who_is_stuck_misses_nothing = Stuck;
    Sqlite: when_there_is_room_on_the_disk_again_it_goes_on_without_a_restart = DiskFull;
    Sqlite: whoever_was_away_for_long_catches_up = Missed;
    Sqlite: all_come_back_at_once_and_miss_nothing = Rush;
    Sqlite: whoever_is_taken_out_of_a_group_sees_no_more_of_it = Removed;
    Postgres: whoever_is_taken_out_of_a_group_sees_no_more_of_it_on_postgres = Removed;
    Sqlite: who_is_blocked_writes_no_more = Blocked;
    Postgres: who_is_blocked_writes_no_more_on_postgres = Blocked;
    Sqlite: a_program_that_is_killed_sends_and_shows_each_message_once = Program;
}
