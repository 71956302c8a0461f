//! Well-known neighbours: ranges that other products use by default or always, so that Docker had better stay away.
//!
//! Taken from vendors' documentation and sources, as of November 2026. Left out, so that a hit means something:
//! statements of low confidence; Docker's own default pools; what VPCs may not contain, where [`super::special`] says the
//! same; licence activation; examples in documentation; devices no longer sold; and ranges that a product picks at random
//! from a whole private block (WSL 2, LXD, `VMware`), which only the host's own routes can tell.

use std::sync::LazyLock;

use ipnet::IpNet;

use super::special::{v4, v6};
use super::{Index, overlaps, private_blocks};
use Cloud::{Alibaba, Aws, Azure, DigitalOcean, Google, Hetzner, Huawei, Linode, Oracle, Ovh, Scaleway, Tencent};
use Confidence::{High, Medium};
use Firmness::{Fixed, Usual};
use Use::{
    CommonUse, Credentials, DefaultNetwork, Gateway, Hotspot, KubernetesPods, KubernetesServices, Metadata, Resolver,
    Router, Services, Time, Vpn,
};

/// A range that another product uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The range.
    pub net: IpNet,
    /// Whose it is: names of companies or projects.
    pub owner: &'static str,
    /// The product's name.
    pub product: &'static str,
    /// What it is used for.
    pub what: Use,
    /// Whether an operator can change it.
    pub firmness: Firmness,
    /// How sure the statement is.
    pub confidence: Confidence,
    /// The cloud it belongs to, if it is one's.
    pub cloud: Option<Cloud>,
}

impl Neighbour {
    /// Whether it counts on every host. A range of a quarter of its private block or more says too little
    /// outside the cloud it belongs to.
    pub fn counts_everywhere(&self) -> bool {
        self.cloud.is_none() || !self.is_wide()
    }

    fn is_wide(&self) -> bool {
        private_blocks()
            .iter()
            .any(|block| block.contains(&self.net) && self.net.prefix_len() <= block.prefix_len() + 2)
    }
}

/// What a range is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Usual without being anybody's default.
    CommonUse,
    /// Credentials of machines.
    Credentials,
    /// The product's network unless told otherwise.
    DefaultNetwork,
    /// The default gateway.
    Gateway,
    /// A phone's or laptop's hotspot.
    Hotspot,
    /// Addresses of pods.
    KubernetesPods,
    /// Addresses of services in Kubernetes.
    KubernetesServices,
    /// What a machine asks about itself.
    Metadata,
    /// DNS.
    Resolver,
    /// Routers at home and in small offices.
    Router,
    /// Internal services of a cloud.
    Services,
    /// NTP.
    Time,
    /// A VPN's members.
    Vpn,
}

impl Use {
    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            CommonUse => "plan.use.common",
            Credentials => "plan.use.credentials",
            DefaultNetwork => "plan.use.default-network",
            Gateway => "plan.use.gateway",
            Hotspot => "plan.use.hotspot",
            KubernetesPods => "plan.use.kubernetes-pods",
            KubernetesServices => "plan.use.kubernetes-services",
            Metadata => "plan.use.metadata",
            Resolver => "plan.use.resolver",
            Router => "plan.use.router",
            Services => "plan.use.services",
            Time => "plan.use.time",
            Vpn => "plan.use.vpn",
        }
    }
}

/// Whether a range can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Firmness {
    /// Never changes.
    Fixed,
    /// A default that operators can change.
    Usual,
}

/// How sure a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Documented or read in source.
    High,
    /// Generally known.
    Medium,
}

/// A cloud provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the providers' own")]
pub enum Cloud {
    Alibaba,
    Aws,
    Azure,
    DigitalOcean,
    Google,
    Hetzner,
    Huawei,
    Linode,
    Oracle,
    Ovh,
    Scaleway,
    Tencent,
}

impl Cloud {
    /// The provider's name.
    pub const fn name(self) -> &'static str {
        match self {
            Alibaba => "Alibaba Cloud",
            Aws => "AWS",
            Azure => "Azure",
            DigitalOcean => "DigitalOcean",
            Google => "Google Cloud",
            Hetzner => "Hetzner",
            Huawei => "Huawei Cloud",
            Linode => "Linode",
            Oracle => "Oracle Cloud",
            Ovh => "OVHcloud",
            Scaleway => "Scaleway",
            Tencent => "Tencent Cloud",
        }
    }
}

/// Every known neighbour that has an address in common with the prefix, by address. Which of them count on a host without
/// a known cloud, [`Neighbour::counts_everywhere`] tells.
pub fn neighbours(net: IpNet) -> impl Iterator<Item = &'static Neighbour> {
    TABLE.iter().filter(move |row| overlaps(row.net, net))
}

/// The cloud that alone has this fixed address: a resolver or metadata service in a paste tells where the host runs.
pub fn cloud_of(address: IpNet) -> Option<Cloud> {
    static OWN: LazyLock<(Vec<&Neighbour>, Index)> = LazyLock::new(|| {
        let is_own = |row: &&Neighbour| row.firmness == Fixed && row.net.prefix_len() >= SINGLE;
        let rows: Vec<_> = TABLE.iter().filter(is_own).collect();
        let index = Index::of(rows.iter().map(|row| row.net));
        (rows, index)
    });
    let (rows, index) = &*OWN;
    let first = super::is_host(address).then(|| index.overlapping(address).min()).flatten();
    first.and_then(|place| rows.get(place)).and_then(|row| row.cloud)
}

/// Fixed ranges this long or longer are one service's addresses; wider ones are shared with others.
const SINGLE: u8 = 30;

const fn row(
    net: IpNet,
    owner: &'static str,
    product: &'static str,
    what: Use,
    firmness: Firmness,
    confidence: Confidence,
    cloud: Option<Cloud>,
) -> Neighbour {
    Neighbour { net, owner, product, what, firmness, confidence, cloud }
}

/// Sorted by family and address.
static TABLE: &[Neighbour] = &[
    row(v4(10, 0, 0, 0, 16), "Azure", "VNet, AKS", DefaultNetwork, Usual, High, Some(Azure)),
    row(v4(10, 0, 0, 0, 24), "Comcast, Apple", "Xfinity, AirPort", Router, Usual, Medium, None),
    row(v4(10, 0, 0, 0, 24), "Docker", "Swarm ingress", DefaultNetwork, Usual, High, None),
    row(v4(10, 0, 1, 0, 24), "Docker", "Swarm overlay", DefaultNetwork, Usual, High, None),
    row(v4(10, 0, 3, 0, 24), "LXC", "lxcbr0", DefaultNetwork, Usual, High, None),
    row(v4(10, 1, 0, 0, 16), "Canonical", "MicroK8s", KubernetesPods, Usual, Medium, None),
    row(v4(10, 1, 10, 0, 24), "Comcast", "Business gateways", Router, Usual, High, None),
    row(v4(10, 6, 0, 0, 24), "WireGuard", "PiVPN", Vpn, Usual, Medium, None),
    row(v4(10, 7, 0, 0, 24), "WireGuard", "Nyr's script", Vpn, Usual, Medium, None),
    row(v4(10, 8, 0, 0, 24), "OpenVPN", "sample configuration", Vpn, Usual, High, None),
    row(v4(10, 10, 0, 0, 16), "DigitalOcean", "nyc1", Services, Fixed, High, Some(DigitalOcean)),
    row(v4(10, 10, 1, 0, 24), "ASUS", "routers", Router, Usual, Medium, None),
    row(v4(10, 13, 13, 0, 24), "WireGuard", "linuxserver/wireguard", Vpn, Usual, Medium, None),
    row(v4(10, 32, 0, 0, 12), "Weaveworks", "Weave Net", KubernetesPods, Usual, Medium, None),
    row(v4(10, 42, 0, 0, 16), "Rancher", "k3s, RKE2", KubernetesPods, Usual, High, None),
    row(v4(10, 43, 0, 0, 16), "Rancher", "k3s, RKE2", KubernetesServices, Usual, High, None),
    row(v4(10, 66, 66, 0, 24), "WireGuard", "wireguard-install", Vpn, Usual, Medium, None),
    row(v4(10, 88, 0, 0, 16), "Podman", "podman0", DefaultNetwork, Usual, High, None),
    row(v4(10, 89, 0, 0, 16), "Podman", "default pools", DefaultNetwork, Usual, Medium, None),
    row(v4(10, 90, 0, 0, 15), "Podman", "default pools", DefaultNetwork, Usual, Medium, None),
    row(v4(10, 92, 0, 0, 14), "Podman", "default pools", DefaultNetwork, Usual, Medium, None),
    row(v4(10, 96, 0, 0, 11), "Podman", "default pools", DefaultNetwork, Usual, Medium, None),
    row(v4(10, 96, 0, 0, 12), "Kubernetes", "kubeadm, kind, minikube", KubernetesServices, Usual, High, None),
    row(v4(10, 100, 0, 0, 16), "AWS", "EKS", KubernetesServices, Usual, High, Some(Aws)),
    row(v4(10, 128, 0, 0, 9), "Google Cloud", "auto-mode VPC", DefaultNetwork, Usual, High, Some(Google)),
    row(v4(10, 128, 0, 0, 14), "Red Hat", "OpenShift", KubernetesPods, Usual, High, None),
    row(v4(10, 152, 183, 0, 24), "Canonical", "MicroK8s", KubernetesServices, Usual, Medium, None),
    row(v4(10, 224, 0, 0, 12), "Azure", "AKS", DefaultNetwork, Usual, Medium, Some(Azure)),
    row(v4(10, 229, 0, 0, 16), "DigitalOcean", "DOKS", Services, Fixed, High, Some(DigitalOcean)),
    row(v4(10, 233, 0, 0, 18), "Kubernetes", "Kubespray", KubernetesServices, Usual, High, None),
    row(v4(10, 233, 64, 0, 18), "Kubernetes", "Kubespray", KubernetesPods, Usual, High, None),
    row(v4(10, 244, 0, 0, 16), "Azure", "AKS", KubernetesPods, Usual, High, Some(Azure)),
    row(v4(10, 244, 0, 0, 16), "DigitalOcean", "DOKS", Services, Fixed, High, Some(DigitalOcean)),
    row(v4(10, 244, 0, 0, 16), "Kubernetes", "flannel, kind, kubeadm", KubernetesPods, Usual, High, None),
    row(v4(10, 245, 0, 0, 16), "DigitalOcean", "DOKS", Services, Fixed, High, Some(DigitalOcean)),
    row(v4(10, 246, 0, 0, 24), "DigitalOcean", "DOKS", Services, Fixed, High, Some(DigitalOcean)),
    row(v4(10, 255, 255, 254, 32), "Microsoft", "WSL 2", Resolver, Fixed, Medium, None),
    row(v4(34, 118, 224, 0, 20), "Google Cloud", "GKE", KubernetesServices, Usual, Medium, Some(Google)),
    row(v4(100, 64, 0, 0, 10), "Alibaba Cloud", "OSS, RDS, SLB", Services, Fixed, High, Some(Alibaba)),
    row(v4(100, 64, 0, 0, 10), "Tailscale", "tailnet", Vpn, Fixed, High, None),
    row(v4(100, 100, 2, 116, 31), "Alibaba Cloud", "PrivateZone", Resolver, Fixed, High, Some(Alibaba)),
    row(v4(100, 100, 2, 118, 32), "Alibaba Cloud", "PrivateZone", Resolver, Fixed, High, Some(Alibaba)),
    row(v4(100, 100, 2, 136, 31), "Alibaba Cloud", "VPC", Resolver, Fixed, High, Some(Alibaba)),
    row(v4(100, 100, 2, 138, 32), "Alibaba Cloud", "VPC", Resolver, Fixed, High, Some(Alibaba)),
    row(v4(100, 100, 100, 100, 32), "Tailscale", "MagicDNS", Resolver, Fixed, High, None),
    row(v4(100, 100, 100, 200, 32), "Alibaba Cloud", "ECS", Metadata, Fixed, High, Some(Alibaba)),
    row(v4(100, 125, 1, 250, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(100, 125, 21, 250, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(100, 125, 64, 250, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(100, 125, 128, 250, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(100, 125, 129, 250, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(100, 125, 136, 29, 32), "Huawei Cloud", "VPC", Resolver, Fixed, High, Some(Huawei)),
    row(v4(168, 63, 129, 16, 32), "Azure", "WireServer", Resolver, Fixed, High, Some(Azure)),
    row(v4(169, 254, 0, 2, 31), "Tencent Cloud", "CVM", Services, Fixed, Medium, Some(Tencent)),
    row(v4(169, 254, 0, 23, 32), "Tencent Cloud", "CVM", Metadata, Fixed, High, Some(Tencent)),
    row(v4(169, 254, 2, 0, 24), "Oracle Cloud", "iSCSI volumes", Services, Fixed, Medium, Some(Oracle)),
    row(v4(169, 254, 20, 10, 32), "Kubernetes", "NodeLocal DNSCache", Resolver, Usual, Medium, None),
    row(v4(169, 254, 42, 42, 32), "Scaleway", "Instances", Metadata, Fixed, High, Some(Scaleway)),
    row(v4(169, 254, 169, 123, 32), "AWS", "Amazon Time Sync", Time, Fixed, High, Some(Aws)),
    row(v4(169, 254, 169, 253, 32), "AWS", "Route 53 Resolver", Resolver, Fixed, High, Some(Aws)),
    row(
        v4(169, 254, 169, 254, 32),
        "AWS, Azure, Google Cloud, Oracle",
        "instance metadata",
        Metadata,
        Fixed,
        High,
        None,
    ),
    row(v4(169, 254, 170, 2, 32), "AWS", "ECS", Credentials, Fixed, High, Some(Aws)),
    row(v4(169, 254, 170, 23, 32), "AWS", "EKS Pod Identity", Credentials, Fixed, High, Some(Aws)),
    row(v4(172, 16, 0, 0, 12), "Alibaba Cloud", "VPC", DefaultNetwork, Usual, High, Some(Alibaba)),
    row(v4(172, 16, 0, 0, 12), "Scaleway", "Private Networks", DefaultNetwork, Usual, Medium, Some(Scaleway)),
    row(v4(172, 20, 0, 0, 16), "AWS", "EKS", KubernetesServices, Usual, High, Some(Aws)),
    row(v4(172, 20, 10, 0, 28), "Apple", "iOS personal hotspot", Hotspot, Fixed, High, None),
    row(v4(172, 27, 224, 0, 20), "OpenVPN", "Access Server", Vpn, Usual, High, None),
    row(v4(172, 30, 0, 0, 16), "Red Hat", "OpenShift", KubernetesServices, Usual, High, None),
    row(v4(172, 31, 0, 0, 16), "AWS", "VPC", DefaultNetwork, Usual, High, Some(Aws)),
    row(v4(172, 31, 1, 1, 32), "Hetzner", "Cloud", Gateway, Fixed, High, Some(Hetzner)),
    row(v4(183, 60, 82, 98, 32), "Tencent Cloud", "CVM", Resolver, Fixed, High, Some(Tencent)),
    row(v4(183, 60, 83, 19, 32), "Tencent Cloud", "CVM", Resolver, Fixed, High, Some(Tencent)),
    row(v4(185, 12, 64, 1, 32), "Hetzner", "Cloud", Resolver, Fixed, Medium, Some(Hetzner)),
    row(v4(185, 12, 64, 2, 32), "Hetzner", "Cloud", Resolver, Fixed, Medium, Some(Hetzner)),
    row(v4(192, 168, 0, 0, 24), "TP-Link, D-Link, Netgear", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 1, 0, 24), "TP-Link, Linksys", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 2, 0, 24), "Belkin", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 3, 0, 24), "Huawei", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 4, 0, 24), "several vendors", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 8, 0, 24), "GL.iNet, Huawei", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 10, 0, 24), "Google Cloud", "Cloud Build", Services, Fixed, Medium, Some(Google)),
    row(v4(192, 168, 10, 0, 24), "Zyxel", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 31, 0, 24), "Xiaomi", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 33, 0, 24), "Vagrant", "private_network", CommonUse, Usual, Medium, None),
    row(v4(192, 168, 39, 0, 24), "minikube", "kvm2", DefaultNetwork, Usual, High, None),
    row(v4(192, 168, 43, 0, 24), "Google", "Android hotspot", Hotspot, Usual, Medium, None),
    row(v4(192, 168, 49, 0, 24), "minikube", "docker", DefaultNetwork, Usual, High, None),
    row(v4(192, 168, 50, 0, 24), "ASUS", "routers", Router, Usual, Medium, None),
    row(v4(192, 168, 56, 0, 21), "VirtualBox", "vboxnet0", DefaultNetwork, Usual, High, None),
    row(v4(192, 168, 64, 0, 24), "Apple", "macOS vmnet", DefaultNetwork, Usual, Medium, None),
    row(v4(192, 168, 65, 0, 24), "Docker", "Docker Desktop", DefaultNetwork, Usual, High, None),
    row(v4(192, 168, 68, 0, 22), "TP-Link", "Deco", Router, Usual, Medium, None),
    row(v4(192, 168, 86, 0, 24), "Google", "Nest Wifi", Router, Usual, Medium, None),
    row(v4(192, 168, 88, 0, 24), "MikroTik", "RouterOS", Router, Usual, Medium, None),
    row(v4(192, 168, 100, 0, 24), "internet providers", "modems", Router, Usual, Medium, None),
    row(v4(192, 168, 122, 0, 24), "libvirt", "virbr0", DefaultNetwork, Usual, High, None),
    row(v4(192, 168, 127, 0, 24), "Podman", "podman machine", DefaultNetwork, Usual, Medium, None),
    row(v4(192, 168, 128, 0, 17), "Linode", "private addresses", DefaultNetwork, Fixed, Medium, Some(Linode)),
    row(v4(192, 168, 137, 0, 24), "Microsoft", "Windows mobile hotspot", Hotspot, Usual, High, None),
    row(v4(192, 168, 178, 0, 24), "AVM", "FRITZ!Box", Router, Usual, Medium, None),
    row(v4(198, 18, 0, 0, 15), "Clash, Surge, sing-box", "fake IP", Vpn, Usual, High, None),
    row(v4(198, 19, 0, 0, 16), "AWS", "EKS", KubernetesPods, Usual, Medium, Some(Aws)),
    row(v4(198, 19, 128, 0, 20), "Huawei Cloud", "VPC endpoints", Services, Fixed, High, Some(Huawei)),
    row(v4(198, 19, 249, 0, 24), "OrbStack", "VM", DefaultNetwork, Usual, Medium, None),
    row(v4(199, 36, 153, 4, 30), "Google Cloud", "restricted.googleapis.com", Services, Fixed, High, Some(Google)),
    row(v4(199, 36, 153, 8, 30), "Google Cloud", "private.googleapis.com", Services, Fixed, High, Some(Google)),
    row(v4(213, 186, 33, 99, 32), "OVHcloud", "VPS", Resolver, Fixed, Medium, Some(Ovh)),
    row(v6([0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42], 128), "Scaleway", "Instances", Metadata, Fixed, High, Some(Scaleway)),
    row(v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23], 128), "AWS", "EKS Pod Identity", Credentials, Fixed, High, Some(Aws)),
    row(v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x123], 128), "AWS", "Amazon Time Sync", Time, Fixed, Medium, Some(Aws)),
    row(v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253], 128), "AWS", "Route 53 Resolver", Resolver, Fixed, Medium, Some(Aws)),
    row(v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128), "AWS", "EC2", Metadata, Fixed, High, Some(Aws)),
    row(
        v6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128),
        "Google Cloud",
        "Compute Engine",
        Metadata,
        Fixed,
        High,
        Some(Google),
    ),
    row(v6([0xfd42, 0, 0, 0, 0, 0, 0, 0], 16), "LXD, Incus", "lxdbr0", DefaultNetwork, Usual, Medium, None),
    row(v6([0xfd7a, 0x115c, 0xa1e0, 0, 0, 0, 0, 0], 48), "Tailscale", "tailnet", Vpn, Fixed, High, None),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_are_found_inside_and_around_a_prefix() {
        for (text, owner) in [
            ("10.96.0.10/32", "Kubernetes"),
            ("10.88.0.0/16", "Podman"),
            ("172.31.16.0/20", "AWS"),
            ("172.20.0.0/14", "Apple"),
            ("192.168.122.1/32", "libvirt"),
            ("168.63.0.0/16", "Azure"),
            ("fd00:ec2::/32", "AWS"),
        ] {
            assert!(neighbours(net(text)).any(|row| row.owner == owner), "{text}");
        }
        for text in ["172.17.0.0/16", "192.168.224.0/19", "10.200.0.0/16", "fd12:3456:789a::/64"] {
            assert_eq!(neighbours(net(text)).filter(|row| row.counts_everywhere()).count(), 0, "{text}");
        }
    }

    #[test]
    fn ranges_as_wide_as_a_private_block_count_on_their_own_cloud_only() {
        let wide = |text| {
            neighbours(net(text)).filter(|row| !row.counts_everywhere()).map(|row| row.owner).collect::<Vec<_>>()
        };
        assert_eq!(wide("172.17.0.0/16"), ["Alibaba Cloud", "Scaleway"]);
        assert_eq!(wide("192.168.224.0/19"), ["Linode"]);
        assert_eq!(wide("10.200.0.0/16"), ["Google Cloud"]);
    }

    #[test]
    fn a_fixed_address_tells_the_cloud() {
        for (text, cloud) in [
            ("100.100.2.136/32", Some(Alibaba)),
            ("183.60.83.19/32", Some(Tencent)),
            ("168.63.129.16/32", Some(Azure)),
            ("172.31.1.1/32", Some(Hetzner)),
            ("fd20:ce::254/128", Some(Google)),
            ("169.254.169.254/32", None),
            ("100.64.0.0/10", None),
            ("8.8.8.8/32", None),
        ] {
            assert_eq!(cloud_of(net(text)), cloud, "{text}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_masked() {
        assert!(TABLE.iter().all(|row| row.net == row.net.trunc()));
        assert!(TABLE.windows(2).all(|pair| pair[0].net <= pair[1].net));
    }
}
