//! What the program says: log lines and the few sentences for its operator.

mod escape;

use crate::config::Environment;
use escape::Escaped;
use tracing::Metadata;
use tracing_subscriber::filter::{FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Starts the log on standard error: lines for people in development, JSON in production.
/// `RUST_LOG` chooses what it says.
pub fn init(environment: Environment) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,whatschat_server=info"));
    let log = fmt::layer().with_ansi(false);
    let log = match environment {
        Environment::Development => log.with_writer(|| Escaped(std::io::stderr())).boxed(),
        Environment::Production => log.json().with_writer(std::io::stderr).boxed(),
    };
    // Without the hint every line of every library would be asked about anew each time.
    let harmless = filter_fn(is_ours_or_harmless).with_max_level_hint(LevelFilter::TRACE);
    let log = log.with_filter(filter.and(harmless));
    // A log that runs already (an embedding program's) stays as it is.
    let _ = tracing_subscriber::registry().with(log).try_init();
}

/// What libraries say below `info` holds what passes through them: tokens, passwords, messages.
fn is_ours_or_harmless(line: &Metadata<'_>) -> bool {
    line.target().starts_with("whatschat_server") || *line.level() <= LevelFilter::INFO
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
