//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("read.count", "{n} {what}"),
    ("read.what.route", "{n|条路由|条路由}"),
    ("read.why.nothing", "没有读取器能识别"),
    ("read.why.chosen", "格式由你指定"),
    ("read.line-lost", "第 {line} 行没有看懂"),
    ("read.lines-lost", "第 {line} 至 {last} 行没有看懂"),
    ("read.host-bits-set", "`{written}` 的主机位不为零，网络地址是 {net}"),
];
