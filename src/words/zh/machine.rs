//! Sentences about machines: where the engine lives, which machine a table is of.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[("platform.chosen", "由你选定")];
