//! Labels of reports that leave the page.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("ticket.colon", ": "),
    ("ticket.comma", ", "),
    ("ticket.rejected", "Looked at and not taken:"),
    (
        "ticket.masked",
        "Addresses and names are masked; which ranges overlap is as it was. The ranges of the fix belong to the masked addresses: do not write them to the real host.",
    ),
];
