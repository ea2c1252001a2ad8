//! The `whatschat-server` program.

use std::process::ExitCode;
use whatschat_server::command::Command;
use whatschat_server::config::{self, Settings};
use whatschat_server::{Config, Server, StartError, logging, signal};

/// glibc's allocator keeps what password hashes used, 19 MiB for each of many threads; this one
/// gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            logging::say(&format!("whatschat-server: {why}"));
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), StartError> {
    let settings = Settings::read()?;
    for variable in config::misspelt() {
        logging::say(&format!(
            "whatschat-server: {variable} is no setting and does nothing; see --help"
        ));
    }
    match settings.command {
        Command::PrintConfig => {
            logging::print(&settings.table());
            Ok(())
        }
        Command::Operate(operation) => operation.run(&settings.config).await,
        Command::Serve => serve(settings.config).await,
    }
}

async fn serve(config: Config) -> Result<(), StartError> {
    logging::init(config.environment);
    // Each connection is a file; what the system gives at first is often 1,024.
    if let Err(why) = rlimit::increase_nofile_limit(u64::MAX) {
        logging::say(&format!("whatschat-server: it cannot open more files than now: {why}"));
    }
    let server = Server::bind(config).await?;
    logging::say(&server.greeting());
    server.run(signal::stop()).await;
    Ok(())
}
