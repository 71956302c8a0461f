//! Values that `--validate` passes and a start refuses, other than those of networks.

use super::{Bad, Rule, Settings, bad, hosts, mirrors, runtimes};
use crate::docker::config::class;
use crate::docker::config::json::Value;

/// In the order of `NewDaemon`, as far as it can be told from outside.
const START: &[Rule] = &[
    hosts_of_20_10,
    log_level_of_20_10,
    tls,
    namespaces,
    cgroup_driver,
    mirrors_up_to_27,
    runtimes_since_24,
    log_options,
    cluster_of_20_10,
];

/// The first value, other than of networks, that ends a start. The text is whole.
pub(in super::super) fn at_start(settings: &Settings) -> Option<Bad> {
    START.iter().find_map(|rule| rule(settings))
}

fn failed(mut bad: Bad) -> Bad {
    bad.text.insert_str(0, "failed to start daemon: ");
    bad
}

fn hosts_of_20_10(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 23 {
        return None;
    }
    hosts(settings)
}

fn log_level_of_20_10(settings: &Settings) -> Option<Bad> {
    let (level, span) = settings.text("log-level").filter(|_| settings.version.major < 23)?;
    if super::is_log_level(level) {
        return None;
    }
    Some(bad(class::LOG, "log-level", span, format!("unable to parse logging level: {level}")))
}

/// `tlsverify` switches TLS on by being there, even as false. Certificates that are named may exist.
fn tls(settings: &Settings) -> Option<Bad> {
    let node = |key: &str| settings.get(key).map(|id| settings.tree.node(id));
    let verify = node("tlsverify").filter(|node| matches!(node.value, Value::Bool(_)));
    let on = node("tls").filter(|node| node.value == Value::Bool(true)).map(|node| ("tls", node.span));
    let (key, span) = verify.map(|node| ("tlsverify", node.span)).or(on)?;
    if settings.text("tlscert").is_some() || settings.text("tlskey").is_some() {
        return None;
    }
    let text = "failed to create API server: Could not load X509 key pair (cert: \"\", key: \"\"): open : no such file or \
                directory";
    Some(bad(class::TLS, key, span, text.to_owned()))
}

/// The flag's default for plugins; the file cannot change it.
fn namespaces(settings: &Settings) -> Option<Bad> {
    let (_, span) = settings.text("containerd-namespace").filter(|(name, _)| *name == "plugins.moby")?;
    let text = "containers namespace and plugins namespace cannot be the same";
    Some(failed(bad(class::NAMESPACE, "containerd-namespace", span, text.to_owned())))
}

fn mirrors_up_to_27(settings: &Settings) -> Option<Bad> {
    if settings.version.major < 28 { mirrors(settings).map(failed) } else { None }
}

fn runtimes_since_24(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 24 { runtimes(settings).map(failed) } else { None }
}

fn cluster_of_20_10(settings: &Settings) -> Option<Bad> {
    if settings.version.major >= 23 {
        return None;
    }
    let advertise = settings.text("cluster-advertise");
    match (settings.text("cluster-store"), advertise) {
        (None, Some((_, span))) => {
            let text = "invalid cluster configuration. --cluster-advertise must be accompanied by --cluster-store configuration";
            Some(failed(bad(class::CLUSTER, "cluster-advertise", span, text.to_owned())))
        }
        (Some((store, span)), _) if !store.contains("://") => {
            let text = "Error initializing network controller: kv store daemon config must be of the form KV-PROVIDER://KV-URL";
            Some(failed(bad(class::CLUSTER, "cluster-store", span, text.to_owned())))
        }
        _ => None,
    }
}

fn cgroup_driver(settings: &Settings) -> Option<Bad> {
    let found = settings.first_bad("exec-opts", class::EXEC_OPT, |option| {
        let (name, value) = option.split_once('=')?;
        let known = matches!(value.trim(), "" | "cgroupfs" | "systemd");
        (name.trim().eq_ignore_ascii_case("native.cgroupdriver") && !known)
            .then(|| format!("native.cgroupdriver option {} not supported", value.trim()))
    });
    found.map(failed)
}

/// The log drivers of every release from 20.10 on.
const LOG_DRIVERS: &[&str] =
    &["awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "none", "splunk", "syslog"];

/// Options of containers' logs, checked when there are any: a driver alone is looked at when a container starts.
fn log_options(settings: &Settings) -> Option<Bad> {
    let options = settings.tree.members(settings.get("log-opts")?);
    let (driver, span) = settings.text("log-driver").unwrap_or(("json-file", options.first()?.span));
    let value = |name: &str| {
        let option = options.iter().rev().find(|option| option.key == name)?;
        match &settings.tree.node(option.value).value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    };
    let set_log = |why: String| format!("failed to set log opts: {why}");
    let refuse = |key, span, why: String| Some(failed(bad(class::LOG, key, span, set_log(why))));
    if driver == "none" || driver.contains(['/', ':']) {
        return None;
    }
    let first = options.first()?.span;
    match (value("mode").unwrap_or(""), value("max-buffer-size")) {
        ("" | "blocking", Some(_)) => {
            let why = "logger: max-buffer-size option is only supported with 'mode=non-blocking'";
            return refuse("log-opts", first, why.to_owned());
        }
        ("" | "blocking" | "non-blocking", _) => {}
        (mode, _) => return refuse("log-opts", first, format!("logger: logging mode not supported: {mode}")),
    }
    let is_registered = LOG_DRIVERS.contains(&driver) || (driver == "logentries" && settings.version.major < 26);
    if !is_registered {
        return refuse("log-driver", span, format!("logger: no log driver named '{driver}' is registered"));
    }
    let (known, whose) = match driver {
        "json-file" => (JSON_FILE, "json-file log driver".to_owned()),
        "local" => (&JSON_FILE[..3], "log driver local".to_owned()),
        _ => return None,
    };
    let is_known =
        |name: &str| known.contains(&name) || matches!(name, "mode" | "max-buffer-size") || name.starts_with("cache-");
    let stranger = options.iter().find(|option| !is_known(&option.key))?;
    refuse("log-opts", stranger.span, format!("unknown log opt '{}' for {whose}", stranger.key))
}

/// The options of the json-file driver; the first three are those of `local`.
const JSON_FILE: &[&str] = &["max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag"];
