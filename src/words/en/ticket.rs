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
    ("form.head", "Docker's own networks keep clear of the networks in use here. Made by nonoverlap."),
    (
        "form.systemd.in-file",
        "No drop-in: {key} has to change in daemon.json itself, because a flag beside the key keeps dockerd from starting.",
    ),
    ("form.systemd.broken-file", "No drop-in: daemon.json itself has to be repaired."),
    ("fleet.no-range", "No range that suits all hosts was found."),
    ("fleet.does-not-start", "dockerd would not start there with this file."),
    ("fleet.count", "{n} {n|host|hosts}: {list}"),
    ("fleet.state.broken", "{n} broken"),
    ("fleet.state.will-break", "{n} will break"),
    ("fleet.state.symptom", "{n} with a failure not explained yet"),
    ("fleet.state.risk", "{n} at risk"),
    ("fleet.state.clear", "{n} clear"),
    ("fleet.state.partial", "{n} without the networks to reach"),
    ("fleet.state.empty", "{n} empty"),
    ("fleet.clear", "Nothing has to change on any of them."),
    ("fleet.fixed", "One range suits all of them: {range}. Every host was examined with it."),
    ("fleet.refused", "No file suits all of them. {host}: {reason}"),
];
