//! Why dockerd does not start, as far as the configuration alone decides it.
//!
//! What depends on the host (routes, existing networks, interfaces) is the allocator's. The order of the checks is the
//! engine's: values (`daemon/config/config.go` Validate), settings (`daemon/daemon_unix.go` verifyDaemonSettings), pools
//! (`libnetwork/ipams/defaultipam`), then the default bridge (initBridgeDriver). The first fault ends the start.

mod bridge;
mod pools;

use super::go::{parse_cidr, parse_prefix};
use super::{class, refused};
use crate::docker::{Config, Refusal, Version};
use crate::net;

pub use bridge::{containers, gateway};
pub use pools::{block, dynamic};

/// Why a start with this configuration fails on any host; `None` if nothing in it forbids the start.
///
/// [`dynamic`] and [`gateway`] tell the rest, once it is known where docker0's subnet comes from.
pub fn refusal(config: &Config, version: Version) -> Option<Refusal> {
    values(config, version)
        .or_else(|| settings(config, version))
        .or_else(|| pools::fault(config, version))
        .or_else(|| if is_off(config) { None } else { bridge::fault(config, version) })
}

/// Values that the engine refuses before it does anything, with `dockerd --validate` as with a start.
fn values(config: &Config, version: Version) -> Option<Refusal> {
    let failed = |key: &str, class: &str, why: String| refused(class, merged_error(&why), &[key]);
    let mtu = negative_mtu(config, version).map(|why| failed("mtu", class::MTU, why));
    mtu.or_else(|| bad_fixed_cidr_v6(config, version).map(|why| failed("fixed-cidr-v6", class::FIXED_CIDR_V6, why)))
}

/// What validation says of a negative MTU. 20.10 looks at it only when it makes the bridge.
pub(super) fn negative_mtu(config: &Config, version: Version) -> Option<String> {
    let mtu = config.mtu.filter(|&mtu| mtu < 0 && version.major >= 23)?;
    Some(format!("invalid default MTU: {mtu}"))
}

/// What validation says of `fixed-cidr-v6`, from 25.0 on.
pub(super) fn bad_fixed_cidr_v6(config: &Config, version: Version) -> Option<String> {
    let text = given(config.fixed_cidr_v6.as_ref()).filter(|_| version.major >= 25)?;
    let why = if version.major >= 27 { fixed_cidr_v6_since_27(text) } else { fixed_cidr_v6_of_25(text) }?;
    Some(format!("invalid fixed-cidr-v6: {why}"))
}

/// `validateFixedCIDRV6` of 25 and 26.
fn fixed_cidr_v6_of_25(text: &str) -> Option<String> {
    let cidr = match parse_cidr(text) {
        Ok(cidr) => cidr,
        Err(why) => return Some(why),
    };
    if cidr.net.addr().is_ipv4() {
        return Some("fixed-cidr-v6 is not an IPv6 subnet".to_owned());
    }
    clashes_with_link_local(cidr.net).then(|| "clash with the Link-Local prefix 'fe80::/64'".to_owned())
}

/// `ValidateFixedCIDRV6` of 27 and later.
fn fixed_cidr_v6_since_27(text: &str) -> Option<String> {
    let net = match parse_prefix(text) {
        Ok(net) => net,
        Err(why) => return Some(format!("invalid fixed-cidr-v6: {why}")),
    };
    let shown = net.to_string();
    let why = if net.addr().to_canonical().is_ipv4() {
        format!("'{shown}' is not a valid IPv6 subnet")
    } else if net.addr().is_multicast() {
        format!("multicast subnet '{shown}' is not allowed")
    } else if clashes_with_link_local(net) {
        format!("'{shown}' clashes with the Link-Local prefix 'fe80::/64'")
    } else {
        return None;
    };
    Some(format!("invalid fixed-cidr-v6: {why}"))
}

/// Every bridge has `fe80::/64` of its own: that prefix may be named, another that overlaps it may not.
fn clashes_with_link_local(net: ipnet::IpNet) -> bool {
    let link_local = net::prefix("fe80::".parse().unwrap_or(net.addr()), 64).unwrap_or(net);
    matches!(net::relation(net, link_local), net::Relation::Contains | net::Relation::Within)
}

/// Settings that exclude each other (verifyDaemonSettings).
fn settings(config: &Config, version: Version) -> Option<Refusal> {
    let bridge = given(config.bridge.as_ref()).is_some();
    for (key, value) in [("bip", &config.bip), ("bip6", &config.bip6)] {
        if bridge && given(value.as_ref()).is_some() {
            let text = format!("You specified -b & --{key}, mutually exclusive options. Please specify only one");
            return Some(refused(class::BRIDGE_AND_BIP, start_error(&text), &["bridge", key]));
        }
    }
    isolation(config, version).or_else(|| experimental(config, version))
}

/// `icc: false` is done by the packet filter, which must not be switched off then.
fn isolation(config: &Config, version: Version) -> Option<Refusal> {
    if config.icc != Some(false) {
        return None;
    }
    // The IPv6 half of the rule came with ip6tables being on by default, in 27.0.
    let v6 = version.major >= 27 && config.ipv6 == Some(true) && config.ip6tables == Some(false);
    let tool = match (config.iptables, v6) {
        (Some(false), _) => "iptables",
        (_, true) => "ip6tables",
        _ => return None,
    };
    let text = format!(
        "You specified --{tool}=false with --icc=false. ICC=false uses {tool} to function. \
         Please set --icc or --{tool} to true"
    );
    Some(refused(class::ICC_WITHOUT_IPTABLES, start_error(&text), &["icc", tool]))
}

/// ip6tables was experimental from 20.10 to 26.
fn experimental(config: &Config, version: Version) -> Option<Refusal> {
    if version.major >= 27 || config.ip6tables != Some(true) || config.experimental == Some(true) {
        return None;
    }
    let text = "ip6tables rules are only available if experimental features are enabled";
    Some(refused(class::NEEDS_EXPERIMENTAL, start_error(text), &["ip6tables", "experimental"]))
}

/// Whether the start makes no default bridge.
fn is_off(config: &Config) -> bool {
    config.bridge.as_deref() == Some("none")
}

/// An empty string is "not set" to the engine.
fn given(value: Option<&String>) -> Option<&str> {
    value.map(String::as_str).filter(|text| !text.is_empty())
}

/// A fault of the merged file and flags, as both `--validate` and a start report it.
fn merged_error(why: &str) -> String {
    format!(
        "unable to configure the Docker daemon with file daemon.json: \
         merged configuration validation from file and command line flags failed: {why}"
    )
}

fn start_error(why: &str) -> String {
    format!("failed to start daemon: {why}")
}

fn network_error(why: &str) -> String {
    start_error(&format!("Error initializing network controller: {why}"))
}

fn controller_error(why: &str) -> String {
    network_error(&format!("error obtaining controller instance: {why}"))
}

/// A fault while the default bridge is made. The first letter became small in 24.0.
fn bridge_error(version: Version, why: &str) -> String {
    let error = if version.major >= 24 { "error" } else { "Error" };
    network_error(&format!("{error} creating default \"bridge\" network: {why}"))
}
