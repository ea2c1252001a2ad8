//! Which value of a setting holds, and where it comes from.

use super::file::File;
use super::{Cli, Config};
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::fmt::{Display, Write};

/// The settings that hold, and where each comes from.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The settings.
    pub config: Config,
    /// Whether only the table was asked for.
    pub print_config: bool,
    rows: Vec<(&'static str, String, &'static str)>,
}

impl Settings {
    /// One line a setting: name, value, source.
    pub fn table(&self) -> String {
        self.rows.iter().fold(String::new(), |mut table, (name, value, source)| {
            let _ = writeln!(table, "{name:20} {value:40} {source}");
            table
        })
    }
}

/// Takes each setting from the first source that has it.
struct Merge<'a> {
    matches: &'a ArgMatches,
    rows: Vec<(&'static str, String, &'static str)>,
}

impl Merge<'_> {
    fn source(&self, name: &str) -> Option<&'static str> {
        match self.matches.value_source(name) {
            Some(ValueSource::CommandLine) => Some("flag"),
            Some(ValueSource::EnvVariable) => Some("environment"),
            _ => None,
        }
    }

    fn pick<T>(
        &mut self,
        name: &'static str,
        given: T,
        file: Option<T>,
        show: impl Fn(&T) -> String,
    ) -> T {
        let (value, source) = match (self.source(name), file) {
            (Some(source), _) => (given, source),
            (None, Some(value)) => (value, "file"),
            (None, None) => (given, "default"),
        };
        self.rows.push((name, show(&value), source));
        value
    }

    fn plain<T: Display>(&mut self, name: &'static str, given: T, file: Option<T>) -> T {
        self.pick(name, given, file, T::to_string)
    }

    fn hidden(
        &mut self,
        name: &'static str,
        given: Option<String>,
        file: Option<String>,
    ) -> Option<String> {
        self.pick(name, given, file.map(Some), |value| {
            value.as_ref().map_or("(not set)", |_| "(hidden)").into()
        })
    }
}

pub(super) fn merge(cli: Cli, matches: &ArgMatches, file: File) -> Settings {
    let mut merge = Merge { matches, rows: vec![] };
    let print_config = cli.print_config;
    let config = Config {
        listen: merge.plain("listen", cli.listen, file.listen),
        data_dir: merge
            .pick("data_dir", cli.data_dir, file.data_dir, |dir| dir.display().to_string()),
        database_url: merge.hidden("database_url", cli.database_url, file.database_url),
        environment: merge.pick("environment", cli.environment, file.env, |env| {
            format!("{env:?}").to_lowercase()
        }),
        secret: merge.hidden("secret", cli.secret, file.secret),
        public_url: merge.plain("public_url", cli.public_url, file.public_url),
        access_token_ttl_s: merge.plain(
            "access_token_ttl_s",
            cli.access_token_ttl_s,
            file.access_token_ttl_s,
        ),
        refresh_token_ttl_s: merge.plain(
            "refresh_token_ttl_s",
            cli.refresh_token_ttl_s,
            file.refresh_token_ttl_s,
        ),
        mail_from: merge.plain("mail_from", cli.mail_from, file.mail_from),
    };
    Settings { config, print_config, rows: merge.rows }
}
