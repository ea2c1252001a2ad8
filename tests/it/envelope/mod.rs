//! The shape of every answer, and what is refused before any rule is asked.

mod fields;
mod language;
mod protocol;
mod unknown;
