//! `faults`: makes things go wrong for long, and prints what became of them as Markdown.
//!
//! ```sh
//! cargo run --release -p whatschat-tests --bin faults -- all --seed 1
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for terminals")]

mod trial;

use clap::Parser;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use trial::Trial;
use url::Url;
use whatschat_tests::scenarios::{Fault, Scale};
use whatschat_tests::{NotHere, Result};

/// Makes things go wrong between people and their server, and checks what was promised.
#[derive(Debug, Parser)]
struct Options {
    /// What goes wrong: `all`, or one of `killed`, `unanswered`, `cut-off`, `stuck`, `disk-full`,
    /// `power-cut`, `missed`, `rush`, `removed`, `blocked`, `program`.
    #[arg(default_value = "all")]
    fault: String,
    /// What chance is drawn from; the same seed makes the same things happen.
    #[arg(long, default_value_t = rand::random())]
    seed: u64,
    /// Only for as long as the tests do it.
    #[arg(long)]
    short: bool,
    /// Keep the data in PostgreSQL: the address of a database, whose user may make others.
    #[arg(long, value_name = "URL")]
    postgres: Option<Url>,
    /// The server's program, instead of the one that is built from here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("faults: {why}");
            ExitCode::from(2)
        }
    }
}

/// Runs what was asked for; whether all was kept, and in time.
async fn run(options: &Options) -> Result<bool> {
    let known = Fault::ALL.iter().filter(|(_, name)| ["all", name].contains(&&*options.fault));
    let faults: Vec<_> = known.collect();
    if faults.is_empty() {
        return Err(format!("there is no fault `{}`; see --help", options.fault).into());
    }
    let person = build("whatschat-tests", "person")?;
    let built = || build("whatschat-server", "whatschat-server");
    let program = options.program.clone().map_or_else(built, Ok)?;
    println!("Seed {}, {}.\n", options.seed, machine());
    let mut all_kept = true;
    for &&(fault, name) in &faults {
        let scale = if options.short { Scale::Short } else { Scale::Long };
        let trial = Trial {
            name,
            program: &program,
            person: &person,
            seed: options.seed,
            postgres: options.postgres.as_ref(),
        };
        match trial.run(fault, scale).await {
            Ok(report) => {
                println!("{report}\n");
                // Short runs share their machine with whatever else goes on there.
                all_kept &= report.broken.is_empty() && (options.short || report.late.is_empty());
            }
            Err(why) if why.is::<NotHere>() && faults.len() > 1 => {
                println!("### {name}: not tried here\n\n{why}.\n");
            }
            Err(why) => return Err(format!("{name}: {why}").into()),
        }
    }
    Ok(all_kept)
}

/// Builds a program as this one was built, and says where it is.
fn build(package: &str, name: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", package, "--bin", name]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    if !cargo.status()?.success() {
        return Err(format!("{name} does not build").into());
    }
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// What it runs on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    format!("{cores} cores, Linux {}, {build} build", kernel.trim())
}
