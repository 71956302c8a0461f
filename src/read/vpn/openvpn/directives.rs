//! The directives of OpenVPN, and what stands behind each that says nothing about ranges.
//!
//! Many are words of every language, so a line is a directive only with the arguments that the directive takes.

use std::sync::LazyLock;

use crate::order::Order as _;
use crate::read::sieve::Names;
use crate::read::view::Row;
use crate::text::Located;

/// Whether a word with these arguments is a directive.
pub(super) fn is_directive(name: &str, arguments: &[Located<&str>]) -> bool {
    let rest = arguments.get(1..).unwrap_or(&[]);
    match arguments.len() {
        0 => ALONE.contains(&name) || OPTIONAL.contains(&name),
        _ if SEVERAL.contains(&name) => true,
        _ if NUMBERS.contains(&name) => arguments.len() <= 2 && arguments.iter().all(|word| is_number(word.value)),
        _ if WITH_MORE.contains(&name) => arguments.len() <= 3 && rest.iter().all(|word| is_detail(word.value)),
        _ if PROGRAMS.contains(&name) => rest.is_empty() || arguments.iter().any(|word| word.value.contains('/')),
        1 => ONE.contains(&name) || OPTIONAL.contains(&name),
        _ => false,
    }
}

/// Whether a word may be the name of a directive at all.
pub(super) fn may_be_name(word: &str) -> bool {
    static SIEVE: Names = Names::of(DIRECTIVES);
    SIEVE.may_have(word)
}

/// A number for the name of a directive; one for all other words.
pub(super) fn number(name: &str) -> u8 {
    NAMES.binary_search(&name).ok().and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// Those that name a range with some arguments and none with others.
const RANGED: &[&str] = &["push", "dhcp-option", "server-bridge"];

/// Those that always name one.
const RANGES: &[&str] =
    &["route", "iroute", "server", "ifconfig", "route-ipv6", "iroute-ipv6", "server-ipv6", "ifconfig-ipv6"];

/// The names of all directives.
pub(in crate::read) const DIRECTIVES: &[&[&str]] =
    &[ALONE, OPTIONAL, SEVERAL, NUMBERS, WITH_MORE, PROGRAMS, ONE, RANGED, RANGES];

static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut names = DIRECTIVES.concat();
    names.order();
    names
});

/// Whether nothing else has this directive.
pub(super) fn is_own(row: Row<'_>, name: &str) -> bool {
    let is_tunnel =
        || row.text.split_whitespace().nth(1).is_some_and(|dev| dev.starts_with("tun") || dev.starts_with("tap"));
    name.contains('-') || matches!(name, "nobind" | "mssfix") || (name == "dev" && is_tunnel())
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit()) || matches!(word, "default" | "fixed" | "mtu")
}

/// What may follow the first argument: a port, a direction, a protocol.
fn is_detail(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "udp",
        "tcp",
        "tcp-client",
        "tcp-server",
        "dir",
        "or-highest",
        "name",
        "subject",
        "name-prefix",
        "auto",
        "basic",
        "none",
    ];
    word.contains(|c: char| c.is_ascii_digit() || c == '/') || WORDS.contains(&word)
}

/// Directives without an argument.
const ALONE: &[&str] = &[
    "allow-recursive-routing",
    "auth-nocache",
    "block-outside-dns",
    "client",
    "client-cert-not-required",
    "client-to-client",
    "disable-dco",
    "duplicate-cn",
    "fast-io",
    "float",
    "ifconfig-noexec",
    "ifconfig-nowarn",
    "mtu-test",
    "multihome",
    "mute-replay-warnings",
    "ncp-disable",
    "nobind",
    "passtos",
    "persist-key",
    "persist-local-ip",
    "persist-remote-ip",
    "persist-tun",
    "ping-timer-rem",
    "pull",
    "register-dns",
    "remote-random",
    "remote-random-hostname",
    "route-noexec",
    "route-nopull",
    "server-bridge",
    "suppress-timestamps",
    "tcp-nodelay",
    "tls-client",
    "tls-exit",
    "tls-server",
    "tun-ipv6",
    "up-restart",
    "username-as-common-name",
];

/// Directives whose one argument may be left out.
const OPTIONAL: &[&str] = &[
    "allow-compression",
    "askpass",
    "auth-user-pass",
    "bind",
    "comp-lzo",
    "compress",
    "daemon",
    "dhcp-option",
    "explicit-exit-notify",
    "mssfix",
    "opt-verify",
    "redirect-gateway",
    "redirect-private",
];

/// Directives with one number or two.
const NUMBERS: &[&str] = &[
    "connect-retry",
    "connect-retry-max",
    "connect-timeout",
    "explicit-exit-notify",
    "fragment",
    "hand-window",
    "inactive",
    "keepalive",
    "key-direction",
    "link-mtu",
    "lport",
    "max-clients",
    "max-routes-per-client",
    "mssfix",
    "mute",
    "ping",
    "ping-exit",
    "ping-restart",
    "port",
    "rcvbuf",
    "reneg-bytes",
    "reneg-pkts",
    "reneg-sec",
    "replay-window",
    "route-delay",
    "route-metric",
    "rport",
    "script-security",
    "server-poll-timeout",
    "sndbuf",
    "status-version",
    "tcp-queue-limit",
    "tls-timeout",
    "tran-window",
    "tun-max-mtu",
    "tun-mtu",
    "tun-mtu-extra",
    "txqueuelen",
    "up-delay",
    "verb",
];

/// Directives with a file, host or name, and details behind it.
const WITH_MORE: &[&str] = &[
    "crl-verify",
    "http-proxy",
    "ifconfig-pool",
    "ifconfig-pool-persist",
    "management",
    "remote",
    "secret",
    "socks-proxy",
    "status",
    "tls-auth",
    "tls-crypt-v2",
    "tls-version-min",
    "verify-x509-name",
];

/// Directives that run a program with its own arguments.
const PROGRAMS: &[&str] = &[
    "auth-user-pass-verify",
    "client-connect",
    "client-disconnect",
    "down",
    "learn-address",
    "plugin",
    "route-pre-down",
    "route-up",
    "tls-verify",
    "up",
];

/// Directives with any arguments.
const SEVERAL: &[&str] = &[
    "ignore-unknown-option",
    "pull-filter",
    "redirect-gateway",
    "redirect-private",
    "remote-cert-ku",
    "setenv",
    "setenv-safe",
    "socket-flags",
    "static-challenge",
];

/// Directives with one argument.
const ONE: &[&str] = &[
    "auth",
    "auth-gen-token",
    "auth-retry",
    "ca",
    "capath",
    "cd",
    "cert",
    "chroot",
    "cipher",
    "client-config-dir",
    "compat-mode",
    "data-ciphers",
    "data-ciphers-fallback",
    "dev",
    "dev-node",
    "dev-type",
    "dh",
    "ecdh-curve",
    "engine",
    "extra-certs",
    "group",
    "key",
    "lladdr",
    "local",
    "log",
    "log-append",
    "mode",
    "mtu-disc",
    "ncp-ciphers",
    "ns-cert-type",
    "pkcs12",
    "proto",
    "providers",
    "remap-usr1",
    "remote-cert-eku",
    "remote-cert-tls",
    "resolv-retry",
    "route-gateway",
    "route-method",
    "tls-cert-profile",
    "tls-cipher",
    "tls-ciphersuites",
    "tls-crypt",
    "tls-version-max",
    "topology",
    "user",
    "verify-client-cert",
    "windows-driver",
    "writepid",
];
