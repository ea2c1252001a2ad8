//! Prints the contract: `contract openapi.yaml`, `openapi.json` or `asyncapi.yaml`.

use std::process::ExitCode;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what this program is for")]
fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    match whatschat_core::published(&name) {
        Some(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("usage: contract openapi.yaml|openapi.json|asyncapi.yaml");
            ExitCode::from(2)
        }
    }
}
