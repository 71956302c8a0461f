//! Sentences of `plan`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("plan.special.anycast", "an anycast service"),
    ("plan.special.benchmark", "benchmark tests, and fake-IP proxies"),
    ("plan.special.broadcast", "the broadcast address"),
    ("plan.special.carrier-nat", "carrier-grade NAT, cloud services and Tailscale"),
    ("plan.special.deprecated", "a retired use"),
    ("plan.special.discard", "packets to be thrown away"),
    ("plan.special.documentation", "documentation"),
    ("plan.special.identifier", "identifiers, not addresses"),
    ("plan.special.link-local", "link-local addresses and cloud metadata"),
    ("plan.special.loopback", "loopback"),
    ("plan.special.multicast", "multicast"),
    ("plan.special.reserved", "nothing yet: it is reserved"),
    ("plan.special.translation", "translation between IPv4 and IPv6"),
    ("plan.special.tunnel", "IPv6 tunnels"),
    ("plan.use.common", "common use"),
    ("plan.use.credentials", "credentials"),
    ("plan.use.default-network", "default network"),
    ("plan.use.gateway", "default gateway"),
    ("plan.use.hotspot", "hotspot"),
    ("plan.use.kubernetes-pods", "Kubernetes pods"),
    ("plan.use.kubernetes-services", "Kubernetes services"),
    ("plan.use.metadata", "metadata"),
    ("plan.use.resolver", "DNS"),
    ("plan.use.router", "home and office routers"),
    ("plan.use.services", "internal services"),
    ("plan.use.time", "NTP"),
    ("plan.use.vpn", "VPN"),
];
