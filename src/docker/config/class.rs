//! Classes of refusals, stable across releases: what a reader must change, not how the engine found it.

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, [$($words:literal),* $(,)?];)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*

        /// What the engine's message says, in order of preference: words in it and the class they tell.
        const WORDS: &[(&str, &str)] = &[$($(($words, $name),)*)*];
    };
}

classes! {
    /// The file is not in an encoding that the engine reads.
    ENCODING = "json-encoding", ["failed to decode configuration JSON"];
    /// A type that does not fit a key.
    TYPE = "json-type", ["cannot unmarshal", "invalid size:", "invalid suffix:"];
    /// Keys that the release does not know.
    UNKNOWN_KEY = "unknown-key", ["don't match any configuration option"];
    /// A key set by a flag and in the file.
    FLAG_AND_FILE = "flag-and-file", ["specified both as a flag and in the configuration file"];
    /// Two keys that mean the same.
    TWO_KEYS = "two-keys", ["must not both be specified", "cannot specify both"];
    /// A key that the release knows only to refuse it.
    REMOVED_KEY = "removed-key", ["have been removed", "config file option is deprecated"];
    /// No JSON.
    SYNTAX = "json-syntax", ["invalid character", "unexpected end of JSON", "unexpected EOF", ": EOF"];
    /// `bridge` beside `bip` or `bip6`.
    BRIDGE_AND_BIP = "bridge-and-bip", ["mutually exclusive options"];
    /// `icc` off needs the packet filter that is off too.
    ICC_WITHOUT_IPTABLES = "icc-without-iptables", ["--icc=false"];
    /// `ip6tables` before 27 without `experimental`.
    NEEDS_EXPERIMENTAL = "needs-experimental", ["only available if experimental features are enabled"];
    /// `fixed-cidr-v6` is no IPv6 prefix that the engine takes.
    FIXED_CIDR_V6 = "fixed-cidr-v6-invalid", ["invalid fixed-cidr-v6"];
    /// A pool's base is no prefix.
    POOL_BASE = "pool-base-invalid", ["netip.ParsePrefix", "invalid base pool", "(&{invalid Prefix"];
    /// A pool's size is missing, or does not fit its base.
    POOL_SIZE = "pool-size", [
        "invalid pools size", "has a smaller prefix", "is not in canonical form", "LocalDefault/<nil>",
        "LocalDefault/invalid Prefix", "pool \"<nil>\"",
    ];
    /// No pool has a free subnet for the bridge.
    POOLS_EXHAUSTED = "pools-exhausted", [
        "have been fully subnetted", "could not find an available, non-overlapping", "no available network",
        "invalid address pool",
    ];
    /// The subnet overlaps an existing network of Docker's.
    POOL_OVERLAPS = "pool-overlaps", ["Pool overlaps with other one"];
    /// `fixed-cidr` lies outside the subnet of `bip`: the engine starts, containers do not.
    RANGE_OUTSIDE = "range-outside-subnet", ["is not in subnet"];
    /// `ipv6` without an IPv6 subnet.
    IPV6_WITHOUT_SUBNET = "ipv6-without-subnet", ["IPv6 is enabled for the default bridge, but no subnet"];
    /// The default gateway lies outside the bridge's subnet.
    GATEWAY_OUTSIDE = "gateway-outside-subnet", ["must belong to the master pool"];
    /// The default gateway is the bridge's own, the network or the broadcast address.
    GATEWAY_TAKEN = "gateway-taken", ["failed to allocate secondary ip address"];
    /// IPv6 where IPv4 belongs, or the reverse.
    WRONG_FAMILY = "wrong-family", [
        "cannot find address pool", "incompatible address families", "failed to compute range's lowest",
        "invalid bit range",
    ];
    /// `bip` (or `bip6`) is the network or the broadcast address of its subnet.
    BIP_NETWORK_ADDRESS = "bip-network-address", ["Address already in use"];
    /// The subnet has no address left for the bridge.
    SUBNET_TOO_SMALL = "subnet-too-small", ["o available addresses on this pool"];
    /// `bridge` names an interface that is not there, or no bridge.
    BRIDGE_MISSING = "bridge-missing", [
        "must be created manually", "is not a bridge", "failed to check bridge interface existence",
    ];
    /// `mtu` is out of range.
    MTU = "mtu-range", ["invalid default MTU", "invalid MTU number", "network: invalid argument"];
    /// The kernel or the packet filter refuses the bridge's address.
    ADDRESS_REFUSED = "address-refused", [
        "file exists", "cannot assign requested address", "(exit status", "Failed to Setup IP tables",
    ];
    /// A value that must be `address/length` is not.
    PREFIX_INVALID = "prefix-invalid", ["invalid CIDR address", "pool is empty"];
    /// A value that must be an address is not.
    ADDRESS = "address-invalid", ["invalid IP address", "is not an ip address", "ParseAddr("];
    /// The engine dies of a null pointer.
    PANIC = "engine-panics", ["panic:"];
    /// A search domain is none.
    DOMAIN = "domain-invalid", ["is not a valid domain"];
    /// Two host gateways of one family.
    HOST_GATEWAY = "host-gateways", ["host gateway IP address can be specified"];
    /// A label without `=`, of a reserved name, or set twice.
    LABEL = "label-invalid", ["bad attribute format", "conflict labels", "reserved for internal use"];
    /// A number out of range.
    NUMBER = "number-range", [
        "invalid max concurrent", "invalid max download attempts", "invalid network-diagnostic-port",
    ];
    /// A socket address is none.
    HOST = "host-invalid", ["bind address", "Invalid proto", "invalid proto", "unsupported proto", "error parsing -H"];
    /// A registry mirror is no plain address of a server.
    MIRROR = "mirror-invalid", ["invalid mirror"];
    /// Logging of the engine or of containers.
    LOG = "log-invalid", [
        "invalid logging level", "invalid log format", "unable to parse logging level", "log driver", "log opt",
    ];
    /// An option of the runtime's.
    EXEC_OPT = "exec-opt-invalid", ["invalid exec-opt", "native.cgroupdriver"];
    /// A runtime that does not exist, or a reserved name.
    RUNTIME = "runtime-invalid", ["default runtime", "is reserved"];
    /// A default mode that there is not.
    MODE = "mode-invalid", ["IPC mode", "cgroup namespace"];
    /// The firewall's backend or mark.
    FIREWALL = "firewall-invalid", ["firewall"];
    /// TLS without a certificate.
    TLS = "tls-without-certificate", ["X509 key pair", "x509", "certificate"];
    /// The same containerd namespace for containers and plugins.
    NAMESPACE = "namespaces-equal", ["containers namespace and plugins namespace"];
    /// A generic resource that is no pair.
    RESOURCE = "resource-invalid", ["GenericResource"];
    /// Classic Swarm's store.
    CLUSTER = "cluster-invalid", ["invalid cluster configuration", "kv store daemon config"];
}

/// The class of a message of the engine's; `None` for one that no rule of ours speaks.
pub fn of(text: &str) -> Option<&'static str> {
    if text == "EOF" {
        return Some(SYNTAX);
    }
    WORDS.iter().find(|(words, _)| text.contains(words)).map(|&(_, class)| class)
}
