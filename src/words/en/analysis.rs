//! Sentences of `analysis`: findings, why they matter, what one sees, and the verdict.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("analysis.network", "{net}"),
    ("analysis.network.named", "{net} ({name})"),
    ("analysis.own-address", "the host's own address"),
    ("analysis.engine-says", "dockerd says: {text}"),
    ("finding.bridge-covers-network.equal", "{name} has the same range as {other}"),
    ("finding.bridge-covers-network.part", "{name} ({docker}) covers part of {other}"),
    ("finding.bridge-covers-network.all", "{name} ({docker}) covers all of {other}"),
    ("finding.bridge-covers-network.many", "{name} ({docker}) overlaps {n} networks of yours: {list}"),
    (
        "finding.bridge-covers-network.why",
        "Inside a container this range is on-link: packets for it are looked for by ARP on the bridge and never reach the host's routing table. Docker avoids on-link routes and nameservers only, so it could not see this network. A host route cannot fix containers.",
    ),
    (
        "finding.bridge-covers-network.aggregate",
        "The route covers a whole private block, so it does not say where the other side really has hosts. If anything lives inside Docker's range, containers and the host lose it.",
    ),
    ("finding.bridge-covers-address", "{target} lies inside {name} ({docker})"),
    ("finding.resolver-in-subnet", "The nameserver {server} lies inside {name} ({docker})"),
    (
        "finding.resolver-in-subnet.why",
        "Containers send their DNS queries from inside the bridge network, so queries to this nameserver stay on the bridge. Names fail first, although pings to other hosts work. Docker reserves nameservers only when it chooses a subnet by itself.",
    ),
    ("finding.host-address-in-subnet", "{name} ({docker}) contains the host's own address {address} on {dev}"),
    ("finding.host-address-in-subnet.bare", "{name} ({docker}) contains the host's own address {address}"),
    (
        "finding.host-address-in-subnet.why",
        "Docker does not compare an explicit subnet or bip with the host, and an address alone reserves nothing.",
    ),
    ("finding.route-inside-bridge.equal", "{name} ({docker}) and the route to {other} have the same range"),
    ("finding.route-inside-bridge.part", "The route to {other} lies inside {name} ({docker})"),
    ("finding.route-inside-bridge.many", "{n} routes that are not Docker's lie inside {name} ({docker}): {list}"),
    (
        "finding.route-inside-bridge.why",
        "The longer route wins on the host, also for replies to containers with an address in that slice. Containers still look for the range on the bridge.",
    ),
    (
        "finding.route-inside-bridge.why-equal",
        "With equal prefixes the lower metric wins, then the route that was added first. One side works and the other does not, and a restart can swap them.",
    ),
    (
        "finding.policy-table-shadows-bridge",
        "Rule {priority} sends packets for {name} ({docker}) to table {table} before the main table",
    ),
    (
        "finding.policy-table-shadows-bridge.why",
        "Rules come before prefix lengths. Replies to containers leave by the other table's route, so containers and published ports go silent. Plain `ip route` shows only the main table.",
    ),
    ("finding.networks-overlap.docker", "Two Docker networks overlap: {a} ({a-net}) and {b} ({b-net})"),
    (
        "finding.networks-overlap.docker.why",
        "The host has two routes for one range. One network loses its traffic; which one depends on the order they came up.",
    ),
    ("finding.networks-overlap.yours", "{a} and {b} overlap"),
    (
        "finding.networks-overlap.yours.why",
        "Two networks with overlapping ranges cannot be peered or routed to each other.",
    ),
    ("finding.next-network-collides.one", "{n} of Docker's next {of} {of|network|networks} will overlap {other}"),
    (
        "finding.next-network-collides.many",
        "{n} of Docker's next {of} {of|network|networks} will overlap {m} networks of yours",
    ),
    ("finding.next-network-collides.host", "{n} of Docker's next {of} {of|network|networks} will overlap {other}"),
    ("finding.next-network-collides.list", "These will: {list}."),
    (
        "finding.next-network-collides.why",
        "For automatic subnets Docker avoids on-link routes, nameservers and its own networks. It does not look at routes through a gateway, VPC ranges or addresses.",
    ),
    ("finding.pools-exhausted.start", "dockerd does not start: no free subnet is left for docker0"),
    ("finding.pools-exhausted.few", "Docker can make {n} more automatic {n|network|networks}, {wanted} are wanted"),
    ("finding.pools-exhausted.why", "The address pools hold no more blocks. Each network takes a whole block."),
    (
        "finding.pools-exhausted.masked",
        "These mask blocks of the address pools: {list}. A block that is touched at all is not used.",
    ),
    ("finding.swarm-pool-collides.now", "The Swarm network {name} ({docker}) overlaps {other}"),
    ("finding.swarm-pool-collides.next", "The Swarm's next overlay networks, from {docker} on, will overlap {other}"),
    (
        "finding.swarm-pool-collides.why",
        "Swarm takes overlay subnets from its own pool, 10.0.0.0/8 unless `docker swarm init --default-addr-pool` says otherwise, and compares them with nothing on the host. daemon.json does not change it.",
    ),
    ("finding.nested-reservation", "Docker will choose {docker} inside your own subnet {other}"),
    (
        "finding.nested-reservation.why",
        "From 27 on the allocator continues behind the last reserved prefix by start address. A nameserver or host route nested in the on-link subnet makes it continue inside that subnet. Set `bip` and pools outside of it.",
    ),
    ("finding.change-needs-recreate", "{list} {n|keeps its subnet|keep their subnets} whatever daemon.json says"),
    (
        "finding.change-needs-recreate.why",
        "Docker stores the subnet with the network. Pools apply to new networks; an existing one moves only when it is removed and created again. docker0 moves at a restart only if the file sets bip or pools and live-restore does not hold it.",
    ),
    ("finding.change-needs-restart", "daemon.json sets docker0 to {new}, it still has {old}"),
    (
        "finding.change-needs-restart.why",
        "A restart of dockerd applies it. `systemctl reload docker` does not: a reload reads no address setting.",
    ),
    (
        "finding.range-outside-subnet.fails",
        "Containers on docker0 will not start: fixed-cidr {range} lies outside {subnet}",
    ),
    (
        "finding.range-outside-subnet.ignored",
        "fixed-cidr {range} lies outside docker0's subnet {subnet} and is ignored",
    ),
    (
        "finding.range-outside-subnet.why",
        "dockerd starts with both. Up to 27 the range is ignored; from 28 on every container on the default bridge fails with “range is not in subnet”.",
    ),
    ("finding.public-space", "{name}: {net} is public address space that belongs to somebody else"),
    (
        "finding.public-space.why",
        "dockerd accepts it silently. Containers and host cannot reach the real owners of these addresses. Private space is 10.0.0.0/8, 172.16.0.0/12 (172.16 to 172.31) and 192.168.0.0/16. Docker's own manual showed 172.80.0.0/16 as an example until 2021.",
    ),
    ("finding.special-range", "{name}: {net} lies in space kept for something else: {what} ({space}, {rfc})"),
    (
        "finding.special-range.why",
        "dockerd accepts it. Other software and clouds use this space in their own way, so it is no free private range.",
    ),
    ("finding.known-neighbour", "{name}: {net} overlaps {other}, a default of {owner}: {product}"),
    (
        "finding.known-neighbour.why",
        "Nothing clashes in what you pasted. The range is a well-known default of another product and a clash is likely when the two meet.",
    ),
    ("finding.setting-ignored.key", "dockerd accepts `{key}` in daemon.json and ignores it"),
    ("finding.setting-ignored.pool-dropped", "The pool {pool} is dropped: it overlaps {other}"),
    ("finding.setting-ignored.pool-order", "The order of the pools in the file is not kept: Docker starts with {pool}"),
    ("finding.setting-ignored.pool-order.why", "From 27 on Docker sorts the pools by address."),
    ("finding.setting-ignored.suggestion", "Perhaps `{key}` was meant."),
    ("finding.engine-refuses-config", "dockerd does not start with this configuration"),
    ("finding.engine-refuses-config.keys", "dockerd does not start: {list}"),
    (
        "finding.engine-refuses-config.validate-passes",
        "`dockerd --validate` says that this configuration is OK; it does not check this.",
    ),
    ("finding.engine-refuses-config.validate-refuses", "`dockerd --validate` refuses it too."),
    ("finding.blind-spot.one", "{net} lies in Docker's pool {pool}: luck keeps it free"),
    (
        "finding.blind-spot.many",
        "{n} networks of yours lie in Docker's pools, first {net} in {pool}: luck keeps them free",
    ),
    (
        "finding.blind-spot.why",
        "The next networks do not reach it yet. Docker cannot see this network, so one day it will hand the range out.",
    ),
    ("finding.network-in-public-space", "{net} is public address space"),
    (
        "finding.network-in-public-space.why",
        "Fine if it is yours. If not, it is a slip: private space ends at 172.31.255.255, and 192.168.0.0/16 is the only private part of 192.",
    ),
    ("verdict.empty", "Paste the networks you must reach and your host's routes"),
    ("verdict.unreachable", "Containers cannot reach {target}."),
    ("verdict.clear", "No conflict in what you pasted."),
    ("verdict.partial", "Nothing clashes here, but the networks you must reach are missing."),
    (
        "verdict.rests-on",
        "This rests on {n} {n|network|networks} in use, {m} Docker {m|subnet|subnets} and the next {k} that Docker will take.",
    ),
    ("verdict.more", "{n} more {n|finding|findings} below."),
    ("unchecked.networks", "VPC ranges and addresses you must reach"),
    ("unchecked.routes", "the host's routes"),
    ("unchecked.tables", "routing tables other than main"),
    ("unchecked.nameservers", "nameservers"),
    ("unchecked.config", "daemon.json"),
    ("unchecked.docker", "existing Docker networks"),
    ("unchecked.vpn", "routes of a VPN that is off now"),
    ("finding.left-out", "only the first {most} {what} were looked at; {n} more, from here on, were left out"),
    ("finding.left-out.docker-subnets", "Docker subnets"),
    ("finding.left-out.addresses", "addresses of interfaces"),
    ("finding.left-out.nameservers", "nameservers"),
    ("finding.left-out.rules", "policy rules"),
    ("finding.left-out.symptoms", "error messages"),
    ("finding.left-out.advice", "commands"),
    (
        "finding.left-out.networks",
        "{docker} ({name}) overlaps more than {most} of your networks; a finding names {most} of them",
    ),
    ("finding.left-out.findings", "there are more findings {code}; the gravest {most} are listed"),
];
