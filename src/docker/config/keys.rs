//! The keys of daemon.json: their types and the releases that know them.
//!
//! Taken from the struct tags of `daemon/config/config.go` and `config_linux.go` and the flags of `cmd/dockerd/config.go`
//! and `config_unix.go` (from 29.0 on `daemon/command/`) of 20.10.24, 23.0 and 29, and for the releases between from
//! what their engines said. The engine takes a key for known when a flag has its name or answers to it, and decodes it
//! when the struct has it: two lists that do not agree.

pub use super::types::Key;

use super::types::{Struct, Type};
use crate::docker::Version;

const OLD: (u16, u16) = (0, 0);
const NEVER: (u16, u16) = (u16::MAX, 0);

impl Key {
    /// Whether the release reads the key.
    pub fn is_known(&self, version: Version) -> bool {
        let at = (version.major, version.minor);
        self.since <= at && at < self.until
    }

    const fn since(mut self, major: u16, minor: u16) -> Self {
        self.since = (major, minor);
        self
    }

    const fn until(mut self, major: u16, minor: u16) -> Self {
        self.until = (major, minor);
        self
    }

    const fn flag(mut self, flag: &'static str) -> Self {
        self.flag = flag;
        self
    }
}

const fn key(name: &'static str, kind: Type, path: &'static str) -> Key {
    Key { name, flag: name, kind, path, since: OLD, until: NEVER }
}

const TOP: &str = "";
const COMMON: &str = "CommonConfig.";
const BRIDGE: &str = "CommonConfig.BridgeConfig.";
const DEFAULT_BRIDGE: &str = "CommonConfig.BridgeConfig.DefaultBridgeConfig.";
const NAMED_BRIDGE: &str = "CommonConfig.BridgeConfig.DefaultBridgeConfig.commonBridgeConfig.";
const NETWORK: &str = "CommonConfig.NetworkConfig.";
const DNS: &str = "CommonConfig.DNSConfig.";
const LOG: &str = "CommonConfig.LogConfig.";
const REGISTRY: &str = "CommonConfig.ServiceOptions.";
const TLS: &str = "CommonConfig.TLSOptions.";

const STRINGS: Type = Type::List(&Type::Text);
const OPTIONS: Type = Type::Map(&Type::Text);
const POOL_UP_TO_26: Struct =
    Struct { name: "ipamutils.NetworkToSplit", fields: &[("base", Type::Text), ("size", Type::Int)], pointer: true };
const POOL: Struct = Struct { fields: &[("base", Type::Prefix), ("size", Type::Int)], ..POOL_UP_TO_26 };
const RUNTIME: Struct = Struct {
    name: "types.Runtime",
    fields: &[
        ("path", Type::Text),
        ("runtimeArgs", STRINGS),
        ("runtimeType", Type::Text),
        ("options", Type::Map(&Type::Any)),
    ],
    pointer: false,
};
const ULIMIT: Struct = Struct {
    name: "units.Ulimit",
    fields: &[("Name", Type::Text), ("Hard", Type::Int64), ("Soft", Type::Int64)],
    pointer: true,
};
const GC: Struct = Struct {
    name: "config.BuilderGCConfig",
    fields: &[("enabled", Type::Bool), ("defaultKeepStorage", Type::Text), ("policy", Type::List(&Type::Any))],
    pointer: false,
};
const BUILDER: Struct = Struct { name: "config.BuilderConfig", fields: &[("gc", Type::Struct(&GC))], pointer: false };
const NRI: Struct = Struct { name: "opts.NRIOpts", fields: &[("enable", Type::Bool)], pointer: false };

/// Every key that the struct decodes, a row for each type it has had.
pub const KEYS: &[Key] = &[
    // Addresses and the default bridge.
    key("bip", Type::Text, DEFAULT_BRIDGE).since(1, 10),
    key("bip6", Type::Text, DEFAULT_BRIDGE).since(28, 0),
    key("fixed-cidr", Type::Text, NAMED_BRIDGE).since(1, 10),
    key("fixed-cidr-v6", Type::Text, DEFAULT_BRIDGE).since(1, 10),
    key("default-gateway", Type::Ip, DEFAULT_BRIDGE).since(1, 10),
    key("default-gateway-v6", Type::Ip, DEFAULT_BRIDGE).since(1, 10),
    key("bridge", Type::Text, NAMED_BRIDGE).since(1, 10),
    key("ipv6", Type::Bool, DEFAULT_BRIDGE).since(1, 10),
    key("icc", Type::Bool, DEFAULT_BRIDGE).since(1, 10),
    key("ip", Type::Ip, DEFAULT_BRIDGE).since(1, 10),
    key("mtu", Type::Int, COMMON).since(1, 10).until(25, 0),
    key("mtu", Type::Int, DEFAULT_BRIDGE).since(25, 0),
    key("default-address-pools", Type::List(&Type::Struct(&POOL_UP_TO_26)), NETWORK)
        .flag("default-address-pool")
        .since(18, 6)
        .until(27, 0),
    key("default-address-pools", Type::List(&Type::Struct(&POOL)), NETWORK).flag("default-address-pool").since(27, 0),
    key("default-network-opts", Type::Map(&OPTIONS), NETWORK).flag("default-network-opt").since(24, 0),
    key("network-control-plane-mtu", Type::Int, NETWORK).since(17, 9),
    key("network-diagnostic-port", Type::Int, COMMON).since(17, 12),
    key("firewall-backend", Type::Text, NETWORK).since(29, 0),
    // The packet filter and forwarding.
    key("iptables", Type::Bool, BRIDGE).since(1, 10),
    key("ip6tables", Type::Bool, BRIDGE).since(20, 10),
    key("ip-forward", Type::Bool, BRIDGE).since(1, 10),
    key("ip-forward-no-drop", Type::Bool, BRIDGE).since(28, 0),
    key("ip-masq", Type::Bool, BRIDGE).since(1, 12),
    key("allow-direct-routing", Type::Bool, BRIDGE).since(28, 2),
    key("bridge-accept-fwmark", Type::Text, BRIDGE).since(29, 0),
    key("userland-proxy", Type::Bool, BRIDGE).since(1, 10),
    key("userland-proxy-path", Type::Text, BRIDGE).since(1, 13),
    // Names.
    key("dns", STRINGS, DNS).since(1, 10).until(25, 0),
    key("dns", Type::List(&Type::Ip), DNS).since(25, 0).until(29, 0),
    key("dns", Type::List(&Type::Addr), DNS).since(29, 0),
    key("dns-opts", STRINGS, DNS).flag("dns-opt").since(1, 10),
    key("dns-search", STRINGS, DNS).since(1, 10),
    key("host-gateway-ip", Type::Ip, DNS).since(20, 10),
    key("host-gateway-ips", Type::List(&Type::Addr), DNS).flag("host-gateway-ip").since(28, 0),
    // The daemon and its sockets.
    key("hosts", STRINGS, COMMON).flag("host").since(1, 10),
    key("group", Type::Text, COMMON),
    key("debug", Type::Bool, COMMON),
    key("experimental", Type::Bool, COMMON).since(1, 13),
    key("features", Type::Map(&Type::Bool), COMMON).flag("feature").since(18, 9),
    key("labels", STRINGS, COMMON).flag("label"),
    key("live-restore", Type::Bool, COMMON).since(1, 12),
    key("log-level", Type::Text, COMMON),
    key("log-format", Type::Named("log.OutputFormat", &Type::Text), COMMON).since(25, 0),
    key("log-driver", Type::Text, LOG),
    key("log-opts", OPTIONS, LOG).flag("log-opt"),
    key("raw-logs", Type::Bool, COMMON),
    key("metrics-addr", Type::Text, COMMON),
    key("min-api-version", Type::Text, COMMON).since(29, 0),
    key("pidfile", Type::Text, COMMON),
    key("data-root", Type::Text, COMMON).since(17, 5),
    key("exec-root", Type::Text, COMMON),
    key("graph", Type::Text, COMMON).until(24, 0),
    key("shutdown-timeout", Type::Int, COMMON),
    key("tls", Type::Bool, COMMON),
    key("tlsverify", Type::Bool, COMMON),
    key("tlscacert", Type::Text, TLS),
    key("tlscert", Type::Text, TLS),
    key("tlskey", Type::Text, TLS),
    key("api-cors-header", Type::Text, COMMON).until(29, 0),
    key("deprecated-key-path", Type::Text, COMMON).flag(""),
    key("rootless", Type::Bool, TOP),
    key("userns-remap", Type::Text, TOP),
    key("selinux-enabled", Type::Bool, TOP),
    // Images and registries.
    key("registry-mirrors", STRINGS, REGISTRY).flag("registry-mirror"),
    key("insecure-registries", STRINGS, REGISTRY).flag("insecure-registry"),
    key("allow-nondistributable-artifacts", STRINGS, REGISTRY),
    key("max-concurrent-downloads", Type::Int, COMMON),
    key("max-concurrent-uploads", Type::Int, COMMON),
    key("max-download-attempts", Type::Int, COMMON).since(20, 10),
    key("storage-driver", Type::Text, COMMON),
    key("storage-opts", STRINGS, COMMON).flag("storage-opt"),
    key("builder", Type::Struct(&BUILDER), COMMON).flag(""),
    // Containers.
    key("authorization-plugins", STRINGS, COMMON).flag("authorization-plugin"),
    key("cdi-spec-dirs", STRINGS, COMMON).flag("cdi-spec-dir").since(25, 0),
    key("cgroup-parent", Type::Text, TOP),
    key("containerd", Type::Text, COMMON),
    key("containerd-namespace", Type::Text, COMMON),
    key("cpu-rt-period", Type::Int64, TOP),
    key("cpu-rt-runtime", Type::Int64, TOP),
    key("cri-containerd", Type::Bool, COMMON),
    key("default-cgroupns-mode", Type::Text, TOP).since(20, 10),
    key("default-ipc-mode", Type::Text, TOP),
    key("default-runtime", Type::Text, COMMON),
    key("default-shm-size", Type::MemBytes, TOP),
    key("default-stop-timeout", Type::Int, TOP).since(29, 0),
    key("default-ulimits", Type::Map(&Type::Struct(&ULIMIT)), TOP).flag("default-ulimit"),
    key("exec-opts", STRINGS, COMMON).flag("exec-opt"),
    key("init", Type::Bool, TOP),
    key("init-path", Type::Text, TOP),
    key("no-new-privileges", Type::Bool, TOP),
    key("node-generic-resources", STRINGS, COMMON).flag("node-generic-resource"),
    key("nri-opts", Type::Struct(&NRI), COMMON).since(29, 2),
    key("oom-score-adjust", Type::Int, TOP).until(26, 0),
    key("runtimes", Type::Map(&Type::Struct(&RUNTIME)), TOP).flag("add-runtime"),
    key("seccomp-profile", Type::Text, TOP),
    // Swarm.
    key("swarm-default-advertise-addr", Type::Text, COMMON).since(1, 12),
    key("cluster-store", Type::Text, COMMON).until(24, 0),
    key("cluster-advertise", Type::Text, COMMON).until(24, 0),
    key("cluster-store-opts", OPTIONS, COMMON).flag("cluster-store-opt").until(24, 0),
];

/// Flags without a key of their own in daemon.json at the top level: as keys they are accepted and do nothing.
const FLAGS_ONLY: &[(&str, (u16, u16))] = &[
    ("config-file", OLD),
    ("containerd-plugins-namespace", OLD),
    ("help", OLD),
    ("http-proxy", (23, 0)),
    ("https-proxy", (23, 0)),
    ("no-proxy", (23, 0)),
    ("restart", OLD),
    ("validate", (23, 0)),
    ("version", OLD),
];

/// Objects whose members are not looked at one by one; in any other object each member counts as a key of its own.
pub const FLAT: &[(&str, (u16, u16))] = &[
    ("builder", OLD),
    ("cluster-store-opts", OLD),
    ("default-network-opts", (24, 0)),
    ("default-ulimits", OLD),
    ("features", OLD),
    ("log-opts", OLD),
    ("nri-opts", (29, 2)),
    ("runtimes", OLD),
];

/// The short form of a flag and its long one.
const SHORT: &[(&str, &str)] = &[
    ("b", "bridge"),
    ("D", "debug"),
    ("G", "group"),
    ("g", "graph"),
    ("H", "host"),
    ("l", "log-level"),
    ("p", "pidfile"),
    ("r", "restart"),
    ("s", "storage-driver"),
    ("v", "version"),
];

/// The key that a release decodes under this name.
pub fn find(name: &str, version: Version) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name && key.is_known(version))
}

/// The key that a flag of this long name sets.
pub fn of_flag(flag: &str, version: Version) -> Option<&'static Key> {
    let mut keys = KEYS.iter().filter(|key| key.flag == flag && !flag.is_empty() && key.is_known(version));
    // From 28.0 on `--host-gateway-ip` answers to the plural key alone.
    if flag == "host-gateway-ip" { keys.next_back() } else { keys.next() }
}

/// Whether a name is a flag without a key of its own.
pub fn is_flag_only(name: &str, version: Version) -> bool {
    let at = (version.major, version.minor);
    FLAGS_ONLY.iter().any(|&(flag, since)| flag == name && since <= at)
}

/// Whether the engine lets the name stand at the top of the file, whether or not it reads it.
pub fn is_accepted(name: &str, version: Version) -> bool {
    find(name, version).is_some() || of_flag(name, version).is_some() || is_flag_only(name, version)
}

/// Whether the members of this object are left alone.
pub fn is_flat(name: &str, version: Version) -> bool {
    FLAT.iter().any(|&(flat, since)| flat == name && since <= (version.major, version.minor))
}

/// The long name of a flag as written on a command line: `-H`, `--host`, `host`.
pub fn long_flag(written: &str) -> &str {
    let name = written.trim_start_matches('-');
    SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long)
}

/// First and last release line that read a key, over all its rows; `None` for a name that never was one.
pub fn lifetime(name: &str) -> Option<((u16, u16), (u16, u16))> {
    let rows = KEYS.iter().filter(|key| key.name == name);
    rows.map(|key| (key.since, key.until)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The key that was probably meant by a name that is none: the same name written another way, or a small slip.
pub fn nearest(name: &str, version: Version) -> Option<&'static str> {
    let wanted = plain(name);
    if let Some(key) = SHORT.iter().find(|(short, _)| *short == name).and_then(|(_, flag)| of_flag(flag, version)) {
        return Some(key.name);
    }
    let known = || KEYS.iter().filter(|key| key.is_known(version));
    if let Some(key) = known().find(|key| plain(key.name) == wanted || plain(key.flag) == wanted) {
        return Some(key.name);
    }
    let allowed = if wanted.len() < 4 { 1 } else { (wanted.len() / 4).clamp(1, 3) };
    let wanted: Vec<u8> = wanted.bytes().take(64).collect();
    // Each letter more or less is a change.
    let near =
        known().map(|key| (plain(key.name), key.name)).filter(|(name, _)| name.len().abs_diff(wanted.len()) <= allowed);
    let best = near.map(|(name, key)| (distance(name.as_bytes(), &wanted), key)).min()?;
    (best.0 <= allowed && wanted.len() > 1).then_some(best.1)
}

/// A name without case, dashes and underscores.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to get from one name to the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, &x) in a.iter().enumerate() {
        let above = &rows[i];
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}
