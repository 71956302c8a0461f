//! Sentences of `trace`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[];
