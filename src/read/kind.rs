//! The formats that are recognised, by name.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A format that is recognised. The name is what people call it: usually the command that prints it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl Kind {
            /// Every kind, in alphabetical groups as the override menu shows them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name shown and used in test data.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// Loose lists of CIDRs, addresses, ranges, with names.
    CidrList = "cidr list",
    /// iproute2 routes, text.
    IpRoute = "ip route",
    /// iproute2 routes, JSON.
    IpJsonRoute = "ip -j route",
    /// net-tools `route`.
    RouteN = "route -n",
    /// `netstat -rn` of Linux, BSD, macOS, Solaris.
    NetstatRn = "netstat -rn",
    /// Windows `route print`.
    RoutePrint = "route print",
    /// PowerShell `Get-NetRoute`.
    GetNetRoute = "Get-NetRoute",
    /// iproute2 addresses, text, brief or JSON.
    IpAddr = "ip addr",
    /// `ifconfig`.
    Ifconfig = "ifconfig",
    /// NetworkManager's `nmcli`.
    Nmcli = "nmcli",
    /// Windows `ipconfig`.
    Ipconfig = "ipconfig",
    /// Debian's `/etc/network/interfaces`.
    Interfaces = "/etc/network/interfaces",
    /// Keys and values of one interface: netctl, `ifcfg-*`, systemd-networkd.
    NetworkProfile = "network profile",
    /// Ubuntu's settings in YAML.
    Netplan = "netplan",
    /// The kernel's hexadecimal table.
    ProcNetRoute = "/proc/net/route",
    /// iproute2 policy rules.
    IpRule = "ip rule",
    /// `resolv.conf`.
    ResolvConf = "resolv.conf",
    /// `resolvectl status`.
    Resolvectl = "resolvectl",
    /// The engine's configuration file.
    DaemonJson = "daemon.json",
    /// `docker network inspect`.
    DockerNetworkInspect = "docker network inspect",
    /// `docker network ls`.
    DockerNetworkLs = "docker network ls",
    /// `docker info`.
    DockerInfo = "docker info",
    /// `docker version`.
    DockerVersion = "docker version",
    /// `docker inspect` of a container.
    DockerInspect = "docker inspect",
    /// A compose file.
    Compose = "compose",
    /// dockerd flags in a systemd unit or a process list.
    DockerdFlags = "dockerd flags",
    /// Commands that set networks: `docker network create`, `docker swarm init`, `ip route add`.
    Commands = "commands",
    /// An error message of Docker's or of a client program.
    ErrorMessage = "error message",
    /// `podman network inspect`.
    PodmanNetworkInspect = "podman network inspect",
    /// Podman's `containers.conf`.
    ContainersConf = "containers.conf",
    /// AWS VPCs.
    AwsVpcs = "aws describe-vpcs",
    /// AWS subnets.
    AwsSubnets = "aws describe-subnets",
    /// AWS route tables.
    AwsRouteTables = "aws describe-route-tables",
    /// AWS peering connections.
    AwsPeerings = "aws describe-vpc-peering-connections",
    /// AWS transit gateway routes.
    AwsTransitGatewayRoutes = "aws search-transit-gateway-routes",
    /// AWS client VPN routes.
    AwsClientVpnRoutes = "aws describe-client-vpn-routes",
    /// Azure virtual networks.
    AzureVnets = "az network vnet list",
    /// Google Cloud subnets.
    GcloudSubnets = "gcloud subnets list",
    /// Alibaba Cloud VPCs.
    AliyunVpcs = "aliyun DescribeVpcs",
    /// Alibaba Cloud vSwitches.
    AliyunVSwitches = "aliyun DescribeVSwitches",
    /// Tencent Cloud VPCs.
    TencentVpcs = "tccli DescribeVpcs",
    /// Tencent Cloud subnets.
    TencentSubnets = "tccli DescribeSubnets",
    /// Tencent Cloud route tables.
    TencentRouteTables = "tccli DescribeRouteTables",
    /// Huawei Cloud VPCs and subnets.
    HuaweiVpcs = "hcloud ListVpcs",
    /// Oracle Cloud VCNs and subnets.
    OracleVcns = "oci network vcn list",
    /// Other JSON that holds networks.
    Json = "json",
    /// Terraform HCL, plan or state.
    Terraform = "terraform",
    /// WireGuard configuration or `wg show`.
    Wireguard = "wireguard",
    /// OpenVPN configuration.
    Openvpn = "openvpn",
    /// `tailscale status --json`.
    Tailscale = "tailscale status --json",
    /// Kubernetes flags, manifests, kubeadm, kind and k3s settings.
    Kubernetes = "kubernetes",
    /// Nothing that any reader understood.
    Unknown = "unknown",
}
