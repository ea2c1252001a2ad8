//! From a line to a command, or to words that help.

use super::{Command, Words, grammar};
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What one can do without being logged in.
const FOR_ALL: [&str; 9] =
    ["register", "login", "forgot", "reset", "verify", "help", "lang", "health", "quit"];

/// What a line is.
#[derive(Debug)]
pub(crate) enum Line {
    /// Nothing but white space.
    Nothing,
    /// A message to the open chat.
    Message(String),
    /// A command.
    Command(Command),
}

/// Reads a line; fails with one or two lines that say how to do it.
pub(crate) fn read(line: &str) -> Result<Line, String> {
    if line.trim().is_empty() {
        return Ok(Line::Nothing);
    }
    match line.trim_start().strip_prefix('/') {
        None => Ok(Line::Message(line.trim_end().into())),
        // So a message may begin with a slash.
        Some(rest) if rest.starts_with('/') => Ok(Line::Message(rest.trim_end().into())),
        Some(command) => words(command).and_then(|words| parse(&words)).map(Line::Command),
    }
}

/// The words of a command. Where it takes the rest of the line, that stays as it stands.
fn words(line: &str) -> Result<Vec<String>, String> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = name.to_lowercase();
    let command = grammar::find(&name);
    let words = match command.as_ref().and_then(grammar::rest_at) {
        Some(before) => split_before(rest, before),
        None => split(rest)?,
    };
    // Behind `--`, words that begin with a hyphen are words.
    Ok([name, "--".into()].into_iter().chain(words).collect())
}

/// Splits at white space. What a word begins with a quotation mark, it ends with one.
fn split(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, tail) = match rest.strip_prefix(['"', '\'']) {
            Some(quoted) => quoted.split_once(first).ok_or("A quotation mark is not closed.")?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.into());
        rest = tail.trim_start();
    }
    Ok(words)
}

/// Splits off `count` words; what is left is one.
fn split_before(text: &str, count: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while words.len() < count && !rest.is_empty() {
        let (word, tail) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        words.push(word.into());
        rest = tail.trim_start();
    }
    words.extend((!rest.is_empty()).then(|| rest.into()));
    words
}

fn parse(words: &[String]) -> Result<Command, String> {
    Words::try_parse_from(words).map(|words| words.command).map_err(|error| explain(words, &error))
}

fn explain(words: &[String], error: &clap::Error) -> String {
    let name = words.first().map_or("", String::as_str);
    let Some(command) = grammar::find(name) else { return unknown(name, error) };
    let usage = format!("Usage: {}", grammar::usage(&command));
    match (error.kind(), text(error, ContextKind::InvalidValue)) {
        (ErrorKind::MissingRequiredArgument, _) => format!("Something is missing. {usage}"),
        (_, Some(value)) if !value.is_empty() => {
            format!("`{value}` does not fit here{}. {usage}", range(error))
        }
        _ => usage,
    }
}

/// Which numbers would fit, where clap knows.
fn range(error: &clap::Error) -> String {
    let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match why.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        Some((least, most)) => format!(": it must be from {least} to {most}"),
        None => String::new(),
    }
}

fn unknown(name: &str, error: &clap::Error) -> String {
    match error.get(ContextKind::SuggestedSubcommand) {
        // A path, say: no command has such a name.
        _ if name.contains(|c: char| !c.is_alphanumeric()) => {
            format!("There is no /{name}. To send it as a message, type //{name}")
        }
        // The likeliest comes last.
        Some(ContextValue::Strings(near)) if let Some(near) = near.last() => {
            format!("There is no /{name}. Did you mean /{near}?")
        }
        _ => format!("There is no /{name}. /help shows all commands."),
    }
}

/// Whether the line is meant as a command.
pub(crate) fn is_command(line: &str) -> bool {
    line.trim_start().strip_prefix('/').is_some_and(|rest| !rest.starts_with('/'))
}

/// Whether the line is a command for which one must be logged in.
pub(crate) fn needs_login(line: &str) -> bool {
    let name = line.trim_start().strip_prefix('/').and_then(|rest| rest.split_whitespace().next());
    let command = name.and_then(|name| grammar::find(&name.to_lowercase()));
    command.is_some_and(|command| !FOR_ALL.contains(&command.get_name()))
}

/// What of a line the history may keep: arguments of a command that takes none, such as `/login`,
/// may be a password.
pub(crate) fn for_history(line: &str) -> &str {
    let name = line.split_whitespace().next().unwrap_or_default();
    let command = name.strip_prefix('/').and_then(|name| grammar::find(&name.to_lowercase()));
    match command {
        Some(command) if command.get_positionals().next().is_none() => name,
        _ => line,
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
