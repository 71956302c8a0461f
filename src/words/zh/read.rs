//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table =
    &[("read.count", "{n} {what}"), ("read.what.route", "{n|条路由|条路由}"), ("read.why.nothing", "没有读取器能识别")];
