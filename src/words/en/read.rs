//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("read.count", "{n} {what}"),
    ("read.what.route", "{n|route|routes}"),
    ("read.why.nothing", "no reader recognised it"),
    ("read.why.chosen", "you chose this format"),
    ("read.line-lost", "line {line} was not understood"),
    ("read.lines-lost", "lines {line} to {last} were not understood"),
    ("read.host-bits-set", "`{written}` has bits set behind its length; the network is {net}"),
];
