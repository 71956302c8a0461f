//! Which kind of document a tree is, by the keys in it.

use std::collections::BTreeSet;

use super::daemon_keys::{is_daemon_key, is_own};
use super::keyed::plain;
use crate::order;
use crate::read::Kind;
use crate::read::flags::role_of;
use crate::read::json::{Member, Node, Value};
use crate::text::Slot;

/// The kind of a tree and the keys that gave it away.
pub(super) struct Shape<'a> {
    pub kind: Kind,
    pub keys: Vec<&'a str>,
}

/// A kind and the keys of it: all of the first list, and one of the second where it is not empty.
type Mark = (Kind, &'static [&'static str], &'static [&'static str]);

/// In the order in which they are tried: a kind stands before those whose keys it has too.
const MARKS: &[Mark] = &[
    (Kind::IpRule, &["priority", "src"], &["table", "action", "goto"]),
    (Kind::IpAddr, &["ifname", "addr_info"], &[]),
    // The file of a CNI network names routes too.
    (Kind::PodmanNetworkInspect, &["cniVersion"], &["plugins", "ipam"]),
    (Kind::IpJsonRoute, &["dst"], &["gateway", "dev", "nexthops", "protocol", "prefsrc", "flags"]),
    (Kind::DockerInfo, &["DockerRootDir"], &[]),
    (Kind::DockerInfo, &["ServerVersion"], &["Containers", "Driver", "Swarm"]),
    (Kind::DockerInfo, &["LocalNodeState"], &[]),
    (Kind::DockerInfo, &["DefaultAddrPool"], &[]),
    (Kind::DockerInfo, &["Base", "Size"], &[]),
    (Kind::DockerVersion, &["ApiVersion"], &["Server", "Client", "MinAPIVersion", "GoVersion"]),
    (Kind::DockerInspect, &["IPPrefixLen"], &[]),
    (Kind::DockerInspect, &["HostConfig", "NetworkSettings"], &[]),
    (Kind::PodmanNetworkInspect, &["subnets"], &["network_interface", "dns_enabled", "ipv6_enabled", "ipam_options"]),
    (Kind::DockerNetworkInspect, &["IPAM"], &[]),
    (Kind::DockerNetworkInspect, &["EnableIPv6"], &[]),
    (Kind::DockerNetworkInspect, &["Subnet"], &["Gateway", "IPRange"]),
    (Kind::DockerNetworkLs, &["Driver", "Scope", "Name"], &["ID", "CreatedAt"]),
    (Kind::Terraform, &[], &["terraform_version", "planned_values", "resource_changes", "root_module"]),
    (Kind::Kubernetes, &["apiVersion", "kind"], &[]),
    (Kind::Kubernetes, &["Network", "Backend"], &[]),
    (Kind::Tailscale, &[], &["TailscaleIPs", "MagicDNSSuffix", "PrimaryRoutes"]),
    (Kind::AwsPeerings, &[], &["VpcPeeringConnections", "AccepterVpcInfo", "RequesterVpcInfo"]),
    (Kind::AwsClientVpnRoutes, &["ClientVpnEndpointId"], &[]),
    (Kind::AwsTransitGatewayRoutes, &[], &["TransitGatewayAttachments", "AdditionalRoutesAvailable"]),
    (Kind::AzureVnets, &[], &["addressSpace", "addressPrefix", "addressPrefixes", "AddressSpace", "AddressPrefixes"]),
    (Kind::TencentVpcs, &[], &["VpcSet", "AssistantCidrSet", "Ipv6CidrBlockSet"]),
    (Kind::TencentRouteTables, &[], &["RouteTableSet", "RouteSet", "RouteItemId"]),
    (Kind::TencentSubnets, &[], &["SubnetSet"]),
    (Kind::TencentSubnets, &["SubnetId", "SubnetName"], &[]),
    (Kind::AliyunVSwitches, &[], &["VSwitches", "VSwitch", "VSwitchName"]),
    (Kind::AliyunVSwitches, &["VSwitchId", "CidrBlock", "ZoneId"], &[]),
    (Kind::AliyunVpcs, &[], &["VRouterId", "VSwitchIds", "UserCidrs", "SecondaryCidrBlocks", "RouterTableIds"]),
    (Kind::AliyunVpcs, &["VpcId", "CidrBlock", "Status"], &[]),
    (Kind::AliyunVpcs, &["VpcName"], &[]),
    (Kind::AwsRouteTables, &[], &["RouteTables", "RouteTableId", "RouteTable", "DestinationCidrBlock"]),
    (Kind::AwsSubnets, &[], &["Subnets", "SubnetId"]),
    (Kind::AwsVpcs, &[], &["Vpcs", "CidrBlockAssociationSet"]),
    (Kind::AwsVpcs, &["VpcId", "CidrBlock"], &[]),
    (Kind::GcloudSubnets, &[], &["ipCidrRange", "secondaryIpRanges"]),
    (Kind::OracleVcns, &[], &["vcn-id", "vcn-domain-name", "vcnId", "virtual-router-mac"]),
    (Kind::OracleVcns, &["cidr-block", "lifecycle-state"], &[]),
    (Kind::HuaweiVpcs, &[], &["vpcs", "extend_cidrs", "neutron_subnet_id", "enterprise_project_id"]),
    (Kind::HuaweiVpcs, &["vpc_id", "cidr"], &[]),
];

/// Keys that a list made with a filter (`jq`, `--format`) gives to the networks of Docker.
const FILTERED: &[&str] = &[
    "id", "name", "subnet", "subnets", "gateway", "iprange", "driver", "scope", "network", "ipam", "internal", "labels",
];

/// Whether an object has keys of a daemon.json and no others, with values of their kind: `dns`, `mtu`, `debug`, `features`.
fn is_everyday(root: &Node<'_>) -> bool {
    let fits = |member: &Member<'_>| match (&*member.key.value, &member.value.value) {
        ("dns" | "hosts" | "labels", value) => matches!(value, Value::Array(_)),
        ("features" | "runtimes" | "proxies" | "builder", value) => matches!(value, Value::Object(_)),
        ("mtu", value) => matches!(value, Value::Number(_)),
        ("debug" | "tls" | "tlsverify" | "ipv6" | "init" | "icc" | "experimental", value) => {
            matches!(value, Value::Bool(_))
        }
        // An address, a name of a group or a bridge alone may be of anything.
        ("ip" | "group" | "bridge" | "graph", _) => root.members().len() > 1,
        (key, _) => is_daemon_key(key),
    };
    !root.members().is_empty() && root.members().iter().all(fits)
}

/// Adds the keys of a tree of which `like`, whose keys were added before, is the one beside it: records of a list are alike.
fn keys<'n>(node: &'n Node<'n>, like: Option<&'n Node<'n>>, all: &mut BTreeSet<&'n str>) {
    let known = like.map_or(&[][..], Node::members);
    for (at, member) in node.members().iter().enumerate() {
        let same = known.get(at).filter(|known| known.key.value == member.key.value);
        if same.is_none() {
            all.insert(&member.key.value);
        }
        keys(&member.value, same.map(|known| &known.value), all);
    }
    let mut before = like.and_then(|like| like.elements().first());
    for element in node.elements() {
        keys(element, before, all);
        before = Some(element);
    }
}

/// The kind of a tree. A tree that nobody knows is JSON, and is swept for networks.
pub(super) fn shape<'n>(root: &'n Node<'n>, slot: Slot) -> Shape<'n> {
    let mut all = BTreeSet::new();
    keys(root, None, &mut all);
    let top: BTreeSet<&str> = order::set(root.members().iter().map(|member| &*member.key.value));
    let daemon: Vec<_> = top.iter().copied().filter(|key| is_own(key)).take(3).collect();
    if !daemon.is_empty() {
        return Shape { kind: Kind::DaemonJson, keys: daemon };
    }
    for (kind, every, one) in MARKS {
        let first = one.iter().find(|key| all.contains(*key));
        if every.iter().all(|key| all.contains(key)) && (one.is_empty() || first.is_some()) {
            return Shape { kind: *kind, keys: every.iter().chain(first).copied().collect() };
        }
    }
    if let Some(key) = all.iter().copied().find(|key| role_of(key).is_some()) {
        return Shape { kind: Kind::Kubernetes, keys: vec![key] };
    }
    let is_filtered = all.iter().any(|key| plain(key) == "subnet" || plain(key) == "subnets")
        && all.iter().all(|key| FILTERED.contains(&plain(key).as_str()));
    if is_filtered {
        return Shape { kind: Kind::DockerNetworkInspect, keys: vec!["subnet"] };
    }
    if is_everyday(root) {
        return Shape { kind: Kind::DaemonJson, keys: top.into_iter().take(3).collect() };
    }
    let is_object = !root.members().is_empty() || (root.elements().is_empty() && root.str().is_none());
    let kind = if slot == Slot::DaemonJson && is_object { Kind::DaemonJson } else { Kind::Json };
    Shape { kind, keys: Vec::new() }
}
