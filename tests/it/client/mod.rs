//! The SDK itself: streams that resume, the local store, the outbox and timelines.

mod device;
mod outbox;
mod paging;
mod repairs;
mod shown;
mod store;
mod storms;
mod streams;
mod timeline;
mod wiretap;
