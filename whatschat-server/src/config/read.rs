//! Where the settings that hold come from.

use super::list::Setting;
use super::value::text_of;
use super::{Config, SETTINGS};
use crate::StartError;
use crate::command::Command;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The settings that hold, and where each comes from.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The settings.
    pub config: Config,
    /// What is to be done.
    pub command: Command,
    sources: Vec<&'static str>,
}

impl Settings {
    /// Reads the program's arguments, environment and configuration file. Wrong arguments end
    /// the program with a usage message.
    ///
    /// # Errors
    /// The configuration file cannot be read, or a setting is not valid.
    pub fn read() -> Result<Self, StartError> {
        let matches = command().get_matches();
        let path = matches.get_one::<PathBuf>("config").map(PathBuf::as_path);
        let file = path.map_or_else(|| Ok(toml::Table::new()), read_file)?;
        let wrong =
            |why| StartError::ConfigFile { file: path.unwrap_or(Path::new("")).into(), why };
        let command = Command::of(&matches).unwrap_or_else(|why| why.exit());
        let mut settings = Self { command, ..Self::default() };
        settings.take(&matches, file).map_err(wrong)?;
        Ok(settings)
    }

    fn take(&mut self, matches: &ArgMatches, mut file: toml::Table) -> Result<(), String> {
        for setting in SETTINGS {
            let in_file = file.remove(setting.name);
            let source = match (given(matches, setting.name), in_file) {
                (Some((text, source)), _) => {
                    (setting.set)(&mut self.config, text)?;
                    source
                }
                (None, Some(value)) => {
                    text_of(value)
                        .and_then(|text| (setting.set)(&mut self.config, &text))
                        .map_err(|why| format!("{}: {why}", setting.name))?;
                    "file"
                }
                (None, None) => "default",
            };
            self.sources.push(source);
        }
        file.keys().next().map_or(Ok(()), |name| Err(format!("there is no setting `{name}`")))
    }

    /// One line a setting: name, value, source.
    pub fn table(&self) -> String {
        let rows = SETTINGS.iter().zip(&self.sources);
        rows.fold(String::new(), |mut table, (setting, source)| {
            let value = setting.shown(&self.config).unwrap_or_else(|| "(not set)".into());
            let _ = writeln!(table, "{:20} {value:40} {source}", setting.name);
            table
        })
    }
}

/// What a flag or a variable says.
fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<(&'a str, &'static str)> {
    let source = match matches.value_source(name)? {
        ValueSource::CommandLine => "flag",
        ValueSource::EnvVariable => "environment",
        _ => return None,
    };
    matches.get_one::<String>(name).map(|text| (text.as_str(), source))
}

fn read_file(file: &Path) -> Result<toml::Table, StartError> {
    let failed = |why: String| StartError::ConfigFile { file: file.to_owned(), why };
    let text = std::fs::read_to_string(file).map_err(|why| failed(why.to_string()))?;
    text.parse().map_err(|why: toml::de::Error| failed(why.to_string()))
}

/// The program's arguments.
fn command() -> clap::Command {
    let config = Arg::new("config")
        .long("config")
        .env("WHATSCHAT_CONFIG")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("The configuration file");
    let print_config = Arg::new("print_config")
        .long("print-config")
        .action(ArgAction::SetTrue)
        .help("Print each setting and where it comes from, secrets hidden, and exit");
    let program = clap::Command::new("whatschat-server")
        .version(env!("CARGO_PKG_VERSION"))
        .about("The WhatsChat server: one program, SQLite inside.")
        .after_help(
            "Settings come from flags, then environment variables, then the configuration file \
             (TOML, the same names with underscores), then defaults.",
        )
        .args(SETTINGS.iter().map(argument))
        .args([config.global(true), print_config.global(true)]);
    Command::add_to(program)
}

fn argument(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.name)
        .long(setting.flag())
        .global(true)
        .env(setting.variable())
        .hide_env_values(setting.secret)
        .value_name(setting.value_name)
        .value_parser(|text: &str| (setting.check)(text).map(|()| text.to_owned()))
        .help(setting.help.trim().trim_end_matches('.').to_owned());
    match setting.shown(&Config::default()) {
        Some(default) => arg.default_value(default),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(arguments: &[&str], file: &str) -> Result<Settings, String> {
        let arguments = std::iter::once(&"whatschat-server").chain(arguments);
        let matches = command().try_get_matches_from(arguments).map_err(|why| why.to_string())?;
        let mut settings = Settings::default();
        settings.take(&matches, file.parse().unwrap())?;
        Ok(settings)
    }

    #[test]
    fn a_flag_comes_before_the_file_and_the_file_before_the_default() {
        let file = "access_token_ttl_s = 60\nrefresh_token_ttl_s = 70\ndirectory = \"private\"";
        let config = take(&["--access-token-ttl-s", "50"], file).unwrap().config;
        assert_eq!((config.access_token_ttl_s, config.refresh_token_ttl_s), (50, 70));
        assert_eq!(config.directory, super::super::Directory::Private);
        assert_eq!(config.group_members_max, 5000);
    }

    #[test]
    fn a_wrong_or_misspelt_setting_is_named() {
        for (arguments, file, wrong) in [
            (&[][..], "lisen = \"127.0.0.1:1\"", "`lisen`"),
            (&[], "listen = \"nowhere\"", "listen: "),
            (&[], "directory = 3", "directory: it is one of public, private"),
            (&["--files-quota-bytes=-1"], "", "--files-quota-bytes"),
            (&["--env", "prod"], "", "it is one of development, production"),
        ] {
            let said = take(arguments, file).unwrap_err();
            assert!(said.contains(wrong), "{said}");
        }
    }

    #[test]
    fn debug_output_holds_no_secret() {
        let secret = Some("hunter2".to_owned());
        let config = Config { secret: secret.clone(), smtp_url: secret, ..Config::default() };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
