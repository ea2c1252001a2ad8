//! What others wrote, let loose on the server: a program that reads the document and tries to
//! prove it wrong, clients that are generated from it, and collections of inputs that broke
//! others.

mod generated;
mod json;
mod naughty;
mod schemathesis;
