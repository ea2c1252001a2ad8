//! `/help`: what one can do at a glance, each topic, and each command in detail.

mod topics;

pub(crate) use topics::names as topics;

use crate::failure::Failure;
use crate::messages::LEGEND;
use crate::screen::Screen;
use crate::text::{Style, Text};
use crate::typed::grammar;
use topics::{TOPICS, Topic};

const FIRST: &str = "Open a chat with /open and somebody's name. Then, what you type is sent.";
const MORE: &str = "/help COMMAND explains a command, /help TOPIC those of a row, /help all each.";
const KEYS: &str = "Tab completes, ↑ brings back earlier lines, Alt-Enter begins a new line in a \
                    message. A message that begins with a slash is typed with two: //like this.";

/// Where the commands of a topic begin.
const COMMANDS_AT: usize = 10;
/// Where it is told what a command does.
const ABOUT_AT: usize = 28;

/// Shows what there is, or explains a topic or a command.
pub(crate) fn show(screen: &Screen, topic: Option<&str>) -> Result<(), Failure> {
    let Some(topic) = topic else {
        overview(screen);
        return Ok(());
    };
    let name = topic.trim_start_matches('/').to_lowercase();
    if name == topics::ALL {
        TOPICS.iter().for_each(|topic| tour(screen, topic));
        return Ok(());
    }
    match topics::find(&name) {
        Some(topic) => tour(screen, topic),
        None => explain(screen, &name)?,
    }
    Ok(())
}

/// Everything on one screen, be it a small one: no line of it may be lost at the top.
fn overview(screen: &Screen) {
    screen.show(FIRST);
    for topic in TOPICS {
        let commands = topic.commands.iter().map(|name| format!(" /{name}"));
        let row = Text::new().word(Style::Bold, topic.name).pad_to(COMMANDS_AT - 1);
        screen.show(row.plain(&commands.collect::<String>()));
    }
    screen.show(MORE);
    screen.note(LEGEND);
    screen.note(KEYS);
}

/// Shows each command of a topic, and what it does.
fn tour(screen: &Screen, topic: &Topic) {
    screen.show(Text::new().word(Style::Bold, topic.task));
    for command in topic.commands.iter().filter_map(|name| grammar::find(name)) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let usage = Text::new().plain("  ").plain(&grammar::usage(&command));
        screen.entry(usage, ABOUT_AT, &about);
    }
}

fn explain(screen: &Screen, name: &str) -> Result<(), Failure> {
    let unknown = || Failure::Usage(format!("There is no /{name}. /help shows all commands."));
    let command = grammar::find(name).ok_or_else(unknown)?;
    screen.show(Text::new().word(Style::Bold, &grammar::usage(&command)));
    if let Some(about) = command.get_long_about().or_else(|| command.get_about()) {
        about.to_string().split("\n\n").for_each(|paragraph| screen.show(paragraph));
    }
    for argument in command.get_positionals() {
        let name = argument.get_value_names().unwrap_or_default().join(" ");
        let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let choices = grammar::choices(argument);
        if !choices.is_empty() {
            help += &format!(": {}", choices.join(", "));
        }
        screen.entry(Text::new().plain("  ").plain(&name), 12, &help);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_says_what_it_does() {
        for name in grammar::names() {
            assert!(grammar::find(&name).unwrap().get_about().is_some(), "/{name}");
        }
    }
}
