//! Chats: between two people, or a group's.

mod cleared;
mod group;
mod list;
mod marks;
mod private;
mod quota;
mod settings;
mod unread;
