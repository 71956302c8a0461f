//! Sentences of `docker`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    // daemon.json: what is ignored and what is unknown.
    (
        "docker.ignored.flag-name",
        "dockerd accepts `{key}` and ignores it: it is the name of a flag. The key is `{other}`.",
    ),
    ("docker.ignored.flag-only", "dockerd accepts `{key}` and ignores it: it is the name of a flag and no key."),
    (
        "docker.ignored.inside",
        "dockerd accepts `{key}` inside `{object}` and ignores it. It must stand at the top of the file.",
    ),
    ("docker.ignored.not-in-pool", "dockerd ignores `{key}` in an address pool: only `base` and `size` count."),
    ("docker.ignored.again", "`{key}` is written more than once. dockerd takes the last one."),
    ("docker.ignored.needs-ipv6", "`{key}` does nothing without `\"ipv6\": true`."),
    ("docker.ignored.no-bridge", "`{key}` does nothing: `\"bridge\": \"none\"` leaves no default bridge."),
    ("docker.unknown.nearest", "dockerd does not know `{key}`. Did you mean `{other}`?"),
    ("docker.unknown.later", "`{key}` exists from Docker {since} on."),
    ("docker.unknown.removed", "`{key}` was removed in Docker {until}."),
    ("docker.unknown.never", "dockerd does not know `{key}`, and an unknown key keeps it from starting."),
];
