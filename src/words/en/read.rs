//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("read.count", "{n} {what}"),
    ("read.what.route", "{n|route|routes}"),
    ("read.why.nothing", "no reader recognised it"),
];
