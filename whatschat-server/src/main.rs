//! The `whatschat-server` program.

use std::process::ExitCode;
use whatschat_server::{Server, config::Settings, logging, signal};

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

async fn start() -> Result<(), whatschat_server::StartError> {
    let settings = Settings::read()?;
    if settings.print_config {
        logging::print(&settings.table());
        return Ok(());
    }
    logging::init(settings.config.environment);
    let server = Server::bind(settings.config).await?;
    logging::say(&server.greeting());
    server.run(signal::stop()).await;
    Ok(())
}
