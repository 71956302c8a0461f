//! Sentences of `plan`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[];
