//! Values that the engine refuses after the file is decoded: `config.Validate` and what a start looks at besides.
//!
//! Order and texts follow `daemon/config/config.go` of 20.10.24, 23.0 and 29, and the recordings of the releases between.

mod start_only;

use super::json::{Bytes, Id, Tree, Value};
use super::{class, start};
use crate::docker::{Config, Version};

pub(super) use start_only::at_start;

/// A refused value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// The class.
    pub(super) class: &'static str,
    /// The engine's words, without what it puts before them.
    pub(super) text: String,
    /// The key.
    pub(super) key: &'static str,
    /// The value.
    pub(super) span: Option<Bytes>,
}

/// A decoded file: what each key is set to at last.
pub(super) struct Settings<'a> {
    /// The file.
    pub(super) tree: &'a Tree,
    /// The release.
    pub(super) version: Version,
    /// The address settings, file and flags together.
    pub(super) config: &'a Config,
}

impl Settings<'_> {
    /// The value of a key; of several the last one.
    fn get(&self, key: &str) -> Option<Id> {
        let members = self.tree.members(Tree::ROOT);
        members.iter().rev().find(|member| member.key == key).map(|member| member.value)
    }

    fn text(&self, key: &str) -> Option<(&str, Bytes)> {
        let node = self.tree.node(self.get(key)?);
        match &node.value {
            Value::String(text) if !text.is_empty() => Some((text, node.span)),
            _ => None,
        }
    }

    fn number(&self, key: &str) -> Option<(i64, Bytes)> {
        let node = self.tree.node(self.get(key)?);
        match &node.value {
            Value::Number(text) => Some((text.parse().ok()?, node.span)),
            _ => None,
        }
    }

    fn list(&self, key: &str) -> Vec<(&str, Bytes)> {
        let elements = match self.get(key).map(|id| &self.tree.node(id).value) {
            Some(Value::Array(elements)) => elements.as_slice(),
            _ => &[],
        };
        let text = |&id: &Id| match &self.tree.node(id).value {
            Value::String(text) => Some((text.as_str(), self.tree.node(id).span)),
            // `null` leaves a new element as it is: empty.
            Value::Null => Some(("", self.tree.node(id).span)),
            _ => None,
        };
        elements.iter().filter_map(text).collect()
    }

    /// The first element of a list that a rule refuses.
    fn first_bad(&self, key: &'static str, class: &'static str, rule: impl Fn(&str) -> Option<String>) -> Option<Bad> {
        let found = self.list(key).into_iter().find_map(|(text, span)| Some((rule(text)?, span)));
        found.map(|(text, span)| Bad { class, text, key, span: Some(span) })
    }
}

type Rule = fn(&Settings) -> Option<Bad>;

/// `config.Validate`, in its order.
const VALIDATE: &[Rule] = &[
    graph,
    log_level,
    log_format,
    dns,
    dns_search,
    host_gateways,
    labels,
    mtu,
    concurrency,
    diagnostic_port,
    runtimes_up_to_23,
    generic_resources,
    hosts_since_23,
    mirrors_since_28,
    cors_header,
    exec_opts,
    oom_score,
    ipc_mode,
    fixed_cidr_v6,
    firewall_backend,
    firewall_mark,
    cgroup_namespace,
];

/// The first value that `config.Validate` refuses.
pub(super) fn validate(settings: &Settings) -> Option<Bad> {
    VALIDATE.iter().find_map(|rule| rule(settings))
}

/// What is refused between validation and start: by both, but without the words about the file.
pub(super) fn after_validation(settings: &Settings) -> Option<Bad> {
    conflicting_labels(settings).or_else(|| cluster_of_23(settings))
}

fn bad(class: &'static str, key: &'static str, span: Bytes, text: String) -> Bad {
    Bad { class, text, key, span: Some(span) }
}

fn graph(settings: &Settings) -> Option<Bad> {
    let (_, span) = settings.text("graph").filter(|_| settings.version.major == 23)?;
    let text = "the \"graph\" config file option is deprecated; use \"data-root\" instead";
    Some(bad(class::REMOVED_KEY, "graph", span, text.to_owned()))
}

fn log_level(settings: &Settings) -> Option<Bad> {
    let (level, span) = settings.text("log-level").filter(|_| settings.version.major >= 23)?;
    if is_log_level(level) {
        return None;
    }
    Some(bad(class::LOG, "log-level", span, format!("invalid logging level: {level}")))
}

fn is_log_level(level: &str) -> bool {
    let known = ["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"];
    known.contains(&level.to_lowercase().as_str())
}

fn log_format(settings: &Settings) -> Option<Bad> {
    let (format, span) = settings.text("log-format").filter(|_| settings.version.major >= 25)?;
    if matches!(format, "text" | "json") {
        return None;
    }
    Some(bad(class::LOG, "log-format", span, format!("invalid log format: {format}")))
}

/// From 25.0 on addresses are read with the JSON.
fn dns(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 25 {
        return None;
    }
    settings.first_bad("dns", class::ADDRESS, |text| {
        super::go::parse_ip(text.trim()).is_none().then(|| format!("{text} is not an ip address"))
    })
}

fn dns_search(settings: &Settings) -> Option<Bad> {
    settings.first_bad("dns-search", class::DOMAIN, |text| {
        let name = text.trim_matches(' ');
        (name != "." && !is_domain(name)).then(|| format!("{name} is not a valid domain"))
    })
}

/// `^(:?…)` in the engine's expression lets a colon stand before each label.
fn is_domain(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| c.is_ascii_whitespace());
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        let label = label.trim_start_matches(':');
        let ends = label.starts_with(|c: char| c.is_ascii_alphanumeric())
            && label.ends_with(|c: char| c.is_ascii_alphanumeric());
        ends && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    name.len() < 255 && name.bytes().any(|c| c.is_ascii_alphabetic()) && name.split('.').all(is_label)
}

fn host_gateways(settings: &Settings) -> Option<Bad> {
    if settings.version.major < 28 {
        return None;
    }
    let addresses = settings.list("host-gateway-ips");
    for (family, v4) in [("IPv4", true), ("IPv6", false)] {
        let mut same =
            addresses.iter().filter(|(text, _)| super::go::parse_ip(text).is_some_and(|ip| ip.is_ipv4() == v4));
        if let Some((_, span)) = same.nth(1) {
            let text = format!("only one {family} host gateway IP address can be specified");
            return Some(bad(class::HOST_GATEWAY, "host-gateway-ips", *span, text));
        }
    }
    None
}

fn labels(settings: &Settings) -> Option<Bad> {
    settings.first_bad("labels", class::LABEL, |label| {
        if !label.contains('=') {
            return Some(format!("bad attribute format: {label}"));
        }
        let reserved = ["com.docker.", "io.docker.", "org.dockerproject."];
        let lower = label.to_lowercase();
        reserved.iter().any(|space| lower.starts_with(space)).then(|| {
            format!(
                "label {label} is not allowed: the namespaces com.docker.*, io.docker.*, and org.dockerproject.* are \
                 reserved for internal use"
            )
        })
    })
}

fn conflicting_labels(settings: &Settings) -> Option<Bad> {
    let labels = settings.list("labels");
    let pairs: Vec<_> = labels.iter().filter_map(|(label, span)| Some((label.split_once('=')?, *span))).collect();
    pairs.iter().enumerate().find_map(|(index, ((key, value), span))| {
        let ((_, other), _) = pairs[..index].iter().rev().find(|((before, _), _)| before == key)?;
        let text = format!("conflict labels for {key}={value} and {key}={other}");
        (other != value).then(|| bad(class::LABEL, "labels", *span, text))
    })
}

fn mtu(settings: &Settings) -> Option<Bad> {
    start::negative_mtu(settings.config, settings.version).map(|text| Bad {
        class: class::MTU,
        text,
        key: "mtu",
        span: settings.number("mtu").map(|(_, span)| span),
    })
}

fn concurrency(settings: &Settings) -> Option<Bad> {
    let rows = [
        ("max-concurrent-downloads", "max concurrent downloads", 0),
        ("max-concurrent-uploads", "max concurrent uploads", 0),
        // 20.10 refuses 0 here.
        ("max-download-attempts", "max download attempts", i64::from(settings.version.major < 23)),
    ];
    rows.into_iter().find_map(|(key, name, least)| {
        let (count, span) = settings.number(key).filter(|&(count, _)| count < least)?;
        Some(bad(class::NUMBER, key, span, format!("invalid {name}: {count}")))
    })
}

fn diagnostic_port(settings: &Settings) -> Option<Bad> {
    let (port, span) = settings.number("network-diagnostic-port").filter(|_| settings.version.major >= 28)?;
    if (0..=65535).contains(&port) {
        return None;
    }
    let text = format!("invalid network-diagnostic-port ({port}): value must be between 0 and 65535");
    Some(bad(class::NUMBER, "network-diagnostic-port", span, text))
}

fn runtimes_up_to_23(settings: &Settings) -> Option<Bad> {
    if settings.version.major < 24 { runtimes(settings) } else { None }
}

fn runtimes(settings: &Settings) -> Option<Bad> {
    let members = settings.get("runtimes").map_or(&[][..], |id| settings.tree.members(id));
    if let Some(member) = members.iter().find(|member| member.key == "runc") {
        return Some(bad(class::RUNTIME, "runtimes", member.span, "runtime name 'runc' is reserved".to_owned()));
    }
    let (name, span) = settings.text("default-runtime")?;
    let built_in = ["runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux"].contains(&name);
    // From 23.0 on a name with a dot is a shim of containerd's.
    let shim = settings.version.major >= 23 && name.contains('.') && !name.contains('/') && !name.starts_with('.');
    if built_in || shim || members.iter().any(|member| member.key == name) {
        return None;
    }
    Some(bad(class::RUNTIME, "default-runtime", span, format!("specified default runtime '{name}' does not exist")))
}

/// Swarm's `kind=name` or `kind=number`.
fn generic_resources(settings: &Settings) -> Option<Bad> {
    settings.first_bad("node-generic-resources", class::RESOURCE, |resource| {
        let is_pair = resource.split_once('=').is_some_and(|(kind, value)| !kind.is_empty() && !value.is_empty());
        let why = "missing '=' or malformed expression";
        (!is_pair).then(|| format!("could not parse GenericResource: incorrect term {resource}, {why}"))
    })
}

fn hosts_since_23(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 23 { hosts(settings) } else { None }
}

fn hosts(settings: &Settings) -> Option<Bad> {
    settings.first_bad("hosts", class::HOST, |host| host_fault(host.trim(), settings.version))
}

fn host_fault(host: &str, version: Version) -> Option<String> {
    let (scheme, address) = host.split_once("://").unwrap_or(("tcp", host));
    let wrong =
        |why: String| Some(if version.major < 23 { format!("Invalid bind address format: {host}") } else { why });
    match scheme {
        "fd" => None,
        "unix" | "npipe" if !address.contains("://") => None,
        "unix" | "npipe" => wrong(format!("invalid {scheme} address: {address}")),
        "tcp" => {
            let port = address.rsplit_once(':').map_or("", |(_, port)| port.split(['/', ']']).next().unwrap_or(""));
            let fault = address.contains("://") || (!port.is_empty() && port.parse::<u32>().is_err());
            if fault { wrong(format!("invalid bind address ({host}): invalid port")) } else { None }
        }
        _ => wrong(format!("invalid bind address ({host}): unsupported proto '{scheme}'")),
    }
}

fn mirrors_since_28(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 28 { mirrors(settings) } else { None }
}

fn mirrors(settings: &Settings) -> Option<Bad> {
    settings.first_bad("registry-mirrors", class::MIRROR, |mirror| {
        let scheme = mirror.split_once("://").map(|(scheme, _)| scheme);
        let rest = mirror.split_once("://").map_or("", |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host_end = host.split(['?', '#']).next().unwrap_or(host);
        match scheme {
            Some("http" | "https") if !path.is_empty() || host_end != host => {
                Some(format!("invalid mirror: path, query, or fragment at end of the URI \"{mirror}\""))
            }
            Some("http" | "https") if host.contains('@') => {
                Some(format!("invalid mirror: username/password not allowed in URI \"{mirror}\""))
            }
            Some("http" | "https") => None,
            scheme => Some(format!("invalid mirror: unsupported scheme \"{}\" in \"{mirror}\"", scheme.unwrap_or(""))),
        }
    })
}

fn cors_header(settings: &Settings) -> Option<Bad> {
    let (_, span) = settings.text("api-cors-header").filter(|_| settings.version.major >= 27)?;
    let text = "DEPRECATED: The \"api-cors-header\" config parameter and the dockerd \"--api-cors-header\" option have been \
                removed; use a reverse proxy if you need CORS headers";
    Some(bad(class::REMOVED_KEY, "api-cors-header", span, text.to_owned()))
}

fn exec_opts(settings: &Settings) -> Option<Bad> {
    if settings.version.major < 28 {
        return None;
    }
    settings.first_bad("exec-opts", class::EXEC_OPT, |option| {
        let why = match option.split_once('=').map(|(name, value)| (name.trim().to_lowercase(), value.trim())) {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => match name.as_str() {
                "native.cgroupdriver" => return None,
                "isolation" => format!("option '{name}' is only supported on windows"),
                _ => format!("unknown option: '{name}'"),
            },
            _ => "must be formatted 'opt=value'".to_owned(),
        };
        Some(format!("invalid exec-opt ({option}): {why}"))
    })
}

fn oom_score(settings: &Settings) -> Option<Bad> {
    let (score, span) = settings.number("oom-score-adjust").filter(|_| settings.version.major == 25)?;
    let text = "DEPRECATED: The \"oom-score-adjust\" config parameter and the dockerd \"--oom-score-adjust\" options have been \
                removed.";
    if score == 0 { None } else { Some(bad(class::REMOVED_KEY, "oom-score-adjust", span, text.to_owned())) }
}

fn ipc_mode(settings: &Settings) -> Option<Bad> {
    let (mode, span) = settings.text("default-ipc-mode")?;
    let text = match mode {
        "private" | "shareable" => return None,
        "none" | "host" => {
            format!("IPC mode \"{mode}\" is not supported as default value; use \"shareable\" or \"private\"")
        }
        _ if mode.starts_with("container:") => {
            format!("IPC mode \"{mode}\" is not supported as default value; use \"shareable\" or \"private\"")
        }
        _ => format!("default IPC mode setting ({mode}) is invalid; use \"shareable\" or \"private\""),
    };
    Some(bad(class::MODE, "default-ipc-mode", span, text))
}

fn fixed_cidr_v6(settings: &Settings) -> Option<Bad> {
    let text = start::bad_fixed_cidr_v6(settings.config, settings.version)?;
    let span = settings.text("fixed-cidr-v6").map(|(_, span)| span);
    Some(Bad { class: class::FIXED_CIDR_V6, text, key: "fixed-cidr-v6", span })
}

fn firewall_backend(settings: &Settings) -> Option<Bad> {
    let (backend, span) = settings.text("firewall-backend").filter(|_| settings.version.major >= 29)?;
    if matches!(backend, "iptables" | "nftables") {
        return None;
    }
    let text = "invalid firewall-backend: allowed values are \"iptables\" and \"nftables\"";
    Some(bad(class::FIREWALL, "firewall-backend", span, text.to_owned()))
}

fn firewall_mark(settings: &Settings) -> Option<Bad> {
    let (written, span) = settings.text("bridge-accept-fwmark").filter(|_| settings.version.major >= 29)?;
    let (mark, rest) = written.split_once('/').map_or((written, None), |(mark, rest)| (mark, Some(rest)));
    let (name, number) = if is_mark(mark) { ("mask", rest.filter(|mask| !is_mark(mask))?) } else { ("mark", mark) };
    let why = if number.is_empty() || number.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        "invalid syntax"
    } else if number.bytes().all(|c| c.is_ascii_digit()) {
        "value out of range"
    } else {
        "invalid syntax"
    };
    let written = super::go::quote(written);
    let number = super::go::quote(number);
    let text = format!(
        "invalid bridge-accept-fwmark: invalid firewall {name} {written}: strconv.ParseUint: parsing {number}: {why}"
    );
    Some(bad(class::FIREWALL, "bridge-accept-fwmark", span, text))
}

/// `strconv.ParseUint(text, 0, 32)`: decimal, or with a prefix hexadecimal, octal or binary; underscores between digits.
fn is_mark(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.as_str() {
        number if number.starts_with("0x") => (&number[2..], 16),
        number if number.starts_with("0o") => (&number[2..], 8),
        number if number.starts_with("0b") => (&number[2..], 2),
        number if number.len() > 1 && number.starts_with('0') => (&number[1..], 8),
        number => (number, 10),
    };
    let digits = if radix == 10 { digits.to_owned() } else { digits.replace('_', "") };
    !digits.starts_with('+') && u32::from_str_radix(&digits, radix).is_ok()
}

fn cgroup_namespace(settings: &Settings) -> Option<Bad> {
    let (mode, span) = settings.text("default-cgroupns-mode")?;
    if matches!(mode, "host" | "private") {
        return None;
    }
    let text = if settings.version.major >= 28 {
        format!("invalid default cgroup namespace ({mode}): use \"host\" or \"private\"")
    } else {
        format!("default cgroup namespace mode ({mode}) is invalid; use \"host\" or \"private\"")
    };
    Some(bad(class::MODE, "default-cgroupns-mode", span, text))
}

fn cluster_of_23(settings: &Settings) -> Option<Bad> {
    let store = settings.get("cluster-store-opts").filter(|&id| !settings.tree.members(id).is_empty());
    let found = ["cluster-store", "cluster-advertise"].into_iter().find_map(|key| Some((key, settings.text(key)?.1)));
    let (key, span) = found.or_else(|| Some(("cluster-store-opts", settings.tree.node(store?).span)))?;
    let text = "Host-discovery and overlay networks with external k/v stores are deprecated. The 'cluster-advertise', \
                'cluster-store', and 'cluster-store-opt' options have been removed";
    if settings.version.major == 23 { Some(bad(class::REMOVED_KEY, key, span, text.to_owned())) } else { None }
}
