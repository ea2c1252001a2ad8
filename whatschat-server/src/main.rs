//! The `whatschat-server` program.

use std::process::ExitCode;
use whatschat_server::command::Command;
use whatschat_server::config::Settings;
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
    let server = Server::bind(config).await?;
    logging::say(&server.greeting());
    server.run(signal::stop()).await;
    Ok(())
}
