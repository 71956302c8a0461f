//! Sentences of `analysis`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[];
