//! Sentences about machines: where the engine lives, which machine a table is of.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("machine.around", "the machine around the engine of {product}, which does not see these routes"),
    ("machine.container.command", "printed inside a container"),
    ("machine.container.named", "printed inside the container `{name}`"),
    ("machine.container.resolver", "Docker wrote this file for a container"),
    (
        "machine.container.signs",
        "these are a container's own interfaces: one end of a pair, a hardware address or a lone default route as Docker makes them",
    ),
    ("machine.macos", "macOS prints this: the engine in its VM does not see these routes"),
    ("machine.other", "printed on `{name}`; the answer is about `{own}`"),
    ("machine.other.here", "printed where the others were asked from; the answer is about `{own}`"),
    ("machine.other.remote", "printed on `{name}`, which was asked through SSH"),
    ("machine.windows", "Windows prints this: the engine in its VM does not see these routes"),
    ("platform.assumed", "{product}: nothing says otherwise"),
    ("platform.chosen", "you chose it"),
    ("platform.engine", "the engine says `{text}`"),
    ("platform.is", "{product}: {reason}"),
    ("platform.macos", "this is printed by macOS, where the engine lives in a VM; Docker Desktop is assumed"),
    ("platform.rootless", "the engine says that it is rootless"),
    ("platform.sign", "the paste names `{text}`"),
    ("platform.windows", "this is printed by Windows, where the engine lives in a VM; Docker Desktop is assumed"),
];
