//! Other tools that make bridges and interfaces of their own on a host, by the names they give them, and where their ranges
//! are set. daemon.json moves none of them.
//!
//! Where the ranges are set: S, read in the tool's source; W, in its manual; K, common knowledge.

/// A tool with interfaces on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// How its interfaces' names begin.
    pub start: &'static str,
    /// What people call it.
    pub product: &'static str,
    /// What lives behind it.
    pub holds: Holds,
    /// The command, file or menu that sets the range; a machine's own words, the same in each language.
    pub set_in: &'static str,
}

/// What lives behind a tool's interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holds {
    /// Virtual machines.
    Machines,
    /// Containers.
    Containers,
    /// Pods of Kubernetes.
    Pods,
}

/// Beginnings of interface names. The first that fits decides, so the longer stands first.
pub(super) const TENANTS: &[Tenant] = &[
    // `virsh net-dumpxml default`: libvirt.org formatnetwork.html (W).
    tenant(
        "virbr",
        "libvirt",
        Holds::Machines,
        "virsh net-edit default; virsh net-destroy default; virsh net-start default",
    ),
    // multipass writes it for its qemu driver (K).
    tenant(
        "mpqemubr",
        "Multipass",
        Holds::Machines,
        "snap stop multipass; /var/snap/multipass/common/data/multipassd/network/multipass_subnet",
    ),
    // LXD documentation, reference/network_bridge: `ipv4.address` (W).
    tenant("lxdbr", "LXD", Holds::Containers, "lxc network set lxdbr0 ipv4.address"),
    // Incus documentation, reference/network_bridge: `ipv4.address` (W).
    tenant("incusbr", "Incus", Holds::Containers, "incus network set incusbr0 ipv4.address"),
    // lxc config/init/common/lxc-net.in reads the file: LXC_ADDR, LXC_NETWORK, LXC_DHCP_RANGE (S).
    tenant("lxcbr", "LXC", Holds::Containers, "/etc/default/lxc-net"),
    // containers.conf(5): default_subnet, default_subnet_pools; a network that is there is made again (S).
    tenant("podman", "Podman", Holds::Containers, "containers.conf: default_subnet, default_subnet_pools"),
    tenant("cni-podman", "Podman", Holds::Containers, "/etc/cni/net.d/87-podman.conflist"),
    // nerdctl docs/config.md and pkg/netutil: a file for each network (W).
    tenant("nerdctl", "nerdctl", Holds::Containers, "/etc/cni/net.d/nerdctl-bridge.conflist"),
    // supervisor/const.py: DOCKER_IPV4_NETWORK_MASK is a constant (S).
    tenant("hassio", "Home Assistant", Holds::Containers, "supervisor/const.py"),
    // weave launch --ipalloc-range; IPALLOC_RANGE of the DaemonSet (W).
    tenant("weave", "Weave Net", Holds::Pods, "IPALLOC_RANGE"),
    // ConfigMap kube-flannel-cfg, net-conf.json: Network (W).
    tenant("flannel", "flannel", Holds::Pods, "ConfigMap kube-flannel-cfg: net-conf.json"),
    // IPPool of projectcalico.org/v3, spec.cidr (W).
    tenant("cali", "Calico", Holds::Pods, "IPPool: spec.cidr"),
    tenant("vxlan.calico", "Calico", Holds::Pods, "IPPool: spec.cidr"),
    // ConfigMap cilium-config: cluster-pool-ipv4-cidr (W).
    tenant("cilium", "Cilium", Holds::Pods, "ConfigMap cilium-config: cluster-pool-ipv4-cidr"),
    tenant("ovn-k8s", "OVN-Kubernetes", Holds::Pods, "Network.config: spec.clusterNetwork"),
    tenant("antrea", "Antrea", Holds::Pods, "kube-controller-manager --cluster-cidr"),
    // kubeadm ClusterConfiguration networking.podSubnet; k3s --cluster-cidr: set when the cluster is made (W).
    tenant("cni", "Kubernetes", Holds::Pods, "kubeadm: networking.podSubnet; k3s: --cluster-cidr"),
    // kubenet's bridge: kubelet --pod-cidr, kube-controller-manager --cluster-cidr (W).
    tenant("cbr", "Kubernetes", Holds::Pods, "kube-controller-manager --cluster-cidr"),
    tenant("kube-", "Kubernetes", Holds::Pods, "kube-controller-manager --cluster-cidr"),
    // VBoxManage manual: hostonlyif ipconfig (W).
    tenant("vboxnet", "VirtualBox", Holds::Machines, "VBoxManage hostonlyif ipconfig vboxnet0 --ip"),
    // The editor of VMware Workstation writes /etc/vmware/networking (K).
    tenant("vmnet", "VMware", Holds::Machines, "vmware-netcfg"),
    // waydroid data/scripts/waydroid-net.sh: LXC_ADDR (S).
    tenant("waydroid", "Waydroid", Holds::Containers, "waydroid-net.sh: LXC_ADDR"),
    // No documented key moves the range of the NAT; mirrored networking has none (W, microsoft/WSL#4467, wsl-config.md).
    tenant("vEthernet (WSL", "WSL", Holds::Machines, "%UserProfile%\\.wslconfig: networkingMode=mirrored"),
    tenant("vEthernet", "Hyper-V", Holds::Machines, "New-NetIPAddress; New-NetNat"),
];

const fn tenant(start: &'static str, product: &'static str, holds: Holds, set_in: &'static str) -> Tenant {
    Tenant { start, product, holds, set_in }
}

/// The tool that makes an interface of this name, as far as the name tells.
pub fn tenant_of(interface: &str) -> Option<&'static Tenant> {
    TENANTS.iter().find(|tenant| interface.starts_with(tenant.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_own_name() {
        for row in TENANTS {
            assert_eq!(tenant_of(&format!("{}0", row.start)).map(|found| found.start), Some(row.start));
        }
    }

    #[test]
    fn cards_tunnels_and_dockers_bridges_are_no_tools() {
        for name in ["eth0", "br-0d5c8e91ab37", "docker0", "tun0", "wg0", "en0", "vmbr0", "br-lan", ""] {
            assert_eq!(tenant_of(name), None, "{name}");
        }
    }
}
