//! Pages of long lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a page stands in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pagination {
    /// Which page this is, from 1.
    pub page: u32,
    /// How many entries a page has at most.
    pub limit: u32,
    /// How many entries the whole list has.
    pub total: u64,
    /// How many pages the whole list has.
    pub pages: u64,
}

impl Pagination {
    /// Counts the pages of a list of `total` entries.
    pub fn of(page: u32, limit: u32, total: u64) -> Self {
        let pages = total.div_ceil(u64::from(limit.max(1)));
        Self { page, limit, total, pages }
    }
}

/// `page` when a request names none.
pub(crate) fn first() -> u32 {
    1
}

/// `limit` when a request names none.
pub(crate) fn twenty() -> u32 {
    20
}
