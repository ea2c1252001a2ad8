//! What the program says: log lines and the few sentences for its operator.

use crate::config::Environment;
use tracing_subscriber::{EnvFilter, fmt};

/// Starts the log on standard error: lines for people in development, JSON in production.
/// `RUST_LOG` chooses what it says.
pub fn init(environment: Environment) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,whatschat_server=info"));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that runs already (an embedding program's) stays as it is.
    let _ = match environment {
        Environment::Development => log.try_init(),
        Environment::Production => log.json().try_init(),
    };
}

/// One sentence on standard error.
#[expect(clippy::print_stderr, reason = "the one place where the program speaks to its operator")]
pub fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// What was asked for, on standard output.
#[expect(clippy::print_stdout, reason = "the one place where the program answers its operator")]
pub fn print(text: &str) {
    println!("{text}");
}
