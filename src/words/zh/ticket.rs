//! Labels of reports that leave the page.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("ticket.colon", "："),
    ("ticket.comma", "、"),
    ("ticket.rejected", "考虑过但没有采用的网段："),
    (
        "ticket.masked",
        "地址和名称已脱敏，网段之间的重叠关系保持不变。修复方案中的网段是按脱敏后的地址算出来的，不要写到真实主机上。",
    ),
];
