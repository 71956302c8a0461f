//! Sentences of `trace`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    (
        "trace.assume.no-routes",
        "No routes of the host were given: only what the networks and addresses above tell is known.",
    ),
    (
        "trace.assume.no-rules",
        "No `ip rule` was given: the tables are taken to be asked in the usual order, local, main, default.",
    ),
    ("trace.rule.no-match", "Rule {priority} does not match this packet."),
    ("trace.rule.nothing", "Rule {priority}: table {table} has no route to {address}; the next rule is asked."),
    (
        "trace.rule.suppressed",
        "Rule {priority}: table {table} has only {prefix}, and the rule passes over prefixes of /{length} and shorter.",
    ),
    ("trace.rule.throw", "Rule {priority}: table {table} throws {prefix}; the next rule is asked."),
    (
        "trace.rule.decides",
        "Rule {priority}: table {table} has a route. Rules behind it are not asked, however long their prefixes are.",
    ),
    (
        "trace.route.first-of",
        "{n} routes have the prefix {prefix}: the lowest metric wins, and among equals the first in the list.",
    ),
    ("trace.route.bridge", "{prefix} is the longest prefix that holds {address}. It is the bridge {dev} of {network}."),
    ("trace.route.via", "{prefix} is the longest prefix that holds {address}: to the gateway {via} by {dev}."),
    ("trace.route.gateway", "{prefix} is the longest prefix that holds {address}: to the gateway {via}."),
    ("trace.route.link", "{prefix} is the longest prefix that holds {address}: on the link {dev}."),
    ("trace.route.bare", "{prefix} is the longest prefix that holds {address}; the line does not say where it leads."),
    (
        "trace.route.multipath",
        "{prefix} is the longest prefix that holds {address}: to one of {n} next hops, chosen by connection.",
    ),
    (
        "trace.route.linkdown",
        "The bridge is down because no container runs on it. The route takes the packet all the same.",
    ),
    ("trace.container.itself", "{address} is the container itself."),
    (
        "trace.container.own-subnet",
        "{address} lies in {prefix}, the container's own subnet on {network}. It is on the link: the host's routes are never asked.",
    ),
    ("trace.container.gateway-is-host", "{address} is the gateway of the bridge: the host itself."),
    (
        "trace.container.to-gateway",
        "{address} is not in the container's subnet {prefix}: it goes to the gateway {gateway}, and the host forwards it.",
    ),
    ("trace.container.no-family", "A container on {network} has no address of the family of {address}."),
    (
        "trace.container.proxy",
        "Docker's bridges are in a VM or a namespace: a program on the host opens the connection in the container's place.",
    ),
    (
        "trace.container.masquerade",
        "It leaves with the host's own address (masquerade), and the answer finds its way back to the container.",
    ),
    (
        "trace.container.isolated",
        "That is another network of Docker's. Docker's firewall drops packets from one of its bridges to another.",
    ),
    (
        "trace.container.answer-lost",
        "The answer does not reach the container: for {container} the host follows {prefix}, which is not its bridge.",
    ),
    (
        "trace.container.answer-homeless",
        "The answer does not reach the container: the host has no route to {container}.",
    ),
    ("trace.peer.arrives", "The packet from {address} arrives. The answer goes the way of any packet to {address}."),
    (
        "trace.peer.published",
        "The packet from {address} is passed to the container on {network}. The container answers.",
    ),
    ("trace.end.nothing", "No route holds {address}."),
    ("trace.end.local", "{address} is one of the host's own addresses."),
    ("trace.end.broadcast", "{address} is a broadcast or multicast address: no connection can be opened to it."),
    ("trace.end.rule-refuses", "The rule refuses the packet: {kind}."),
    ("trace.end.route-refuses", "{prefix} is the longest prefix, and it refuses the packet: {kind}."),
    (
        "trace.end.arp",
        "Three ARP questions on {dev} ask who has {address}. Nobody answers, unless a container has just this address.",
    ),
    (
        "trace.end.ndp",
        "Three neighbour solicitations on {dev} ask who has {address}. Nobody answers, unless a container has just this address.",
    ),
    ("trace.unknown.rule", "Unknown because rule {priority} asks for something that is not known of this packet."),
    ("trace.unknown.table", "Unknown because table {table} was not given: `ip route show table all` shows it."),
    ("trace.unknown.source", "Unknown because {prefix} holds for some source addresses only."),
    ("trace.unknown.type", "Unknown because {prefix} is of a type that is not followed here."),
    (
        "trace.unknown.container-gateway",
        "Unknown because the gateway is a container: what it does with the packet is its own affair.",
    ),
    ("trace.unknown.driver", "Unknown because {network} is not a bridge: its containers do not use the host's routes."),
    ("trace.verdict.leaves", "The packet leaves. No network of Docker's is in its way."),
    ("trace.verdict.host", "The host itself answers: a service of its own, or `Connection refused` at once."),
    ("trace.verdict.itself", "The container answers itself."),
    (
        "trace.verdict.no-route",
        "`No route to host` after about 3.1 s. If a container has just this address, that container answers.",
    ),
    ("trace.verdict.no-route-at-once", "`No route to host` at once: a verdict of the routes, not of ARP."),
    ("trace.verdict.network-unreachable", "`Network is unreachable` at once."),
    ("trace.verdict.permission-denied", "`Permission denied` at once."),
    ("trace.verdict.invalid-argument", "`Invalid argument` at once."),
    ("trace.verdict.timeout", "A timeout: packets are lost and nobody says so."),
    ("trace.verdict.unknown", "Not known from what was given."),
];
