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
    (
        "docker.moment.restart",
        "After the restart: the file is not in effect yet. What the running engine takes until then, this paste does not tell.",
    ),
    (
        "docker.moment.restart.until",
        "After the restart: the file is not in effect yet. Until then the running engine takes {list}, as its docker0 tells.",
    ),
    ("docker.taken", "{block} taken"),
    (
        "docker.taken.inside",
        "{block} taken, although it lies inside {outer}: the allocator goes on behind the last prefix that begins there, not behind the end of {outer}",
    ),
    ("docker.skipped.route", "{block} skipped: overlaps the route {because}"),
    ("docker.skipped.nameserver", "{block} skipped: contains the nameserver {because}"),
    ("docker.skipped.network", "{block} skipped: Docker already uses {because}"),
    ("docker.pool.used", "pool {base}, cut into /{size}"),
    ("docker.pool.dropped", "pool {base} (/{size}) dropped: it overlaps {other}"),
    ("docker.unknown.release", "The rules were measured on 20.10 to 29; for {version} they are a guess."),
    (
        "docker.unknown.cursor",
        "Up to 26 Docker goes on behind the network it created last and keeps that place in memory only. The list holds after a restart of dockerd.",
    ),
    (
        "docker.unknown.engine-id",
        "Docker derives its IPv6 pool from the engine id. Paste `docker info` to see which; here only `fd00::/8` is certain.",
    ),
    (
        "docker.unknown.bridge",
        "`{bridge}` is a bridge of yours. Paste `ip addr` to see whether it exists and which subnet it has.",
    ),
    (
        "docker.unknown.live-restore",
        "With `live-restore`, containers that keep running through the restart keep docker0 as it is.",
    ),
];
