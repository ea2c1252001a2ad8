//! Other people: the directory, blocks, what admins may do, and what is left of who has gone.

mod admins;
mod apart;
mod blocks;
mod directory;
mod discreet;
mod erased;
mod hidden;
mod pictures;
mod races;
mod tombstones;
