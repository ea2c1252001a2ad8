//! What goes wrong between people and their server, made to happen, and a checker of what is
//! promised meanwhile. The tests use it in short runs, and the program `faults` in long ones.

pub mod proxy;
