//! What clap knows of the commands, for splitting lines, for completion and for `/help`.

use super::{Rest, Words};
use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};
use std::any::TypeId;

/// What is expected where the cursor is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A command.
    Command,
    /// A command, without its slash, or a topic.
    Topic,
    /// One of these.
    Choice(Vec<String>),
    /// A file of this computer.
    File,
    /// A person's name.
    User,
    /// A chat's name or a person's.
    Chat,
}

/// The command of this name or alias.
pub(crate) fn find(name: &str) -> Option<Command> {
    Words::command().find_subcommand(name).cloned()
}

/// The names of all commands.
pub(crate) fn names() -> Vec<String> {
    Words::command().get_subcommands().map(|command| command.get_name().into()).collect()
}

/// What the command takes, such as `/edit N TEXT`.
pub(crate) fn usage(command: &Command) -> String {
    let arguments = command.get_positionals().map(|argument| format!(" {}", shown(argument)));
    format!("/{}{}", command.get_name(), arguments.collect::<String>())
}

fn shown(argument: &Arg) -> String {
    let choices: Vec<String> = choices(argument);
    let mut name = match choices.as_slice() {
        [] => argument.get_value_names().unwrap_or_default().join(" "),
        choices => choices.join("|"),
    };
    if matches!(argument.get_action(), clap::ArgAction::Append) {
        name += "…";
    }
    if argument.is_required_set() { name } else { format!("[{name}]") }
}

pub(crate) fn choices(argument: &Arg) -> Vec<String> {
    let values = argument.get_possible_values();
    values.iter().map(PossibleValue::get_name).map(Into::into).collect()
}

/// At which argument the rest of the line begins.
pub(super) fn rest_at(command: &Command) -> Option<usize> {
    command.get_positionals().position(is_rest)
}

fn is_rest(argument: &Arg) -> bool {
    argument.get_value_parser().type_id() == TypeId::of::<Rest>()
}

/// Where the word at the end of `line` begins, and what is expected there.
pub(crate) fn place(line: &str) -> Option<(usize, Place)> {
    let typed = line.strip_prefix('/')?;
    let Some((name, _)) = typed.split_once(' ') else { return Some((0, Place::Command)) };
    let command = find(name)?;
    let (start, argument) = argument_at(&command, line)?;
    let value_name = argument.get_value_names().unwrap_or_default().first()?;
    let place = match (value_name.as_str(), choices(argument)) {
        ("CHAT", _) => Place::Chat,
        ("FILE", _) => Place::File,
        ("USER", _) => Place::User,
        ("COMMAND|TOPIC", _) => Place::Topic,
        (_, choices) if !choices.is_empty() => Place::Choice(choices),
        _ => return None,
    };
    Some((start, place))
}

/// The argument at the end of `line`, and where its text begins.
fn argument_at<'a>(command: &'a Command, line: &str) -> Option<(usize, &'a Arg)> {
    let mut start = line.find(' ')? + 1;
    let mut arguments = command.get_positionals().peekable();
    loop {
        let argument = *arguments.peek()?;
        let Some(space) = line[start..].find(' ').filter(|_| !is_rest(argument)) else {
            return Some((start, argument));
        };
        start += space + 1;
        // An argument that can be repeated stays for the following words.
        if !matches!(argument.get_action(), clap::ArgAction::Append) {
            arguments.next();
        }
    }
}

/// What the command still wants behind the end of `line`.
pub(crate) fn missing(line: &str) -> Option<String> {
    let typed = line.strip_prefix('/')?;
    let name = typed.split(' ').next()?;
    let command = find(name)?;
    let words = typed.split_whitespace().count() - 1;
    let complete = typed.len() == name.len() || typed.ends_with(' ');
    let arguments: Vec<String> = command.get_positionals().skip(words).map(shown).collect();
    if !complete || arguments.is_empty() {
        return None;
    }
    let space = if typed.ends_with(' ') { "" } else { " " };
    Some(format!("{space}{}", arguments.join(" ")))
}
