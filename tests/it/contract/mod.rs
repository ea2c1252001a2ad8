//! Contract, server, SDK and documents say the same. Who adds an operation and forgets one of
//! them is told here by name.

mod answers;
mod asked;
mod documents;
pub(crate) mod facts;
mod sdk;
pub(crate) mod served;
pub(crate) mod walk;
