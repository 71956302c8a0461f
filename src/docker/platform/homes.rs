//! The table of platforms: files, menus, commands and networks, each with its source.

use super::{Home, OwnNetwork, OwnUse, Platform, Restart, Seat, Settings};

/// A Linux host.
///
/// `/etc/docker/daemon.json`: docs engine/daemon (W). Containers stop at the restart unless live-restore is on (W,
/// docs engine/daemon/live-restore).
pub(super) const LINUX: Home = Home {
    platform: Platform::Linux,
    product: "Linux",
    seat: Seat::Host,
    settings: Settings::RootFile("/etc/docker/daemon.json"),
    restart: Restart::Commands(&["sudo systemctl restart docker"]),
    own: &[],
};

/// Every platform, in the order of the menu.
pub static HOMES: &[Home] = &[
    LINUX,
    // The engine in a VM; a process of the host opens the containers' connections anew: docs desktop/features/networking (W).
    // Settings > Docker Engine, `$HOME/.docker/daemon.json`: docs desktop/settings-and-maintenance/settings.md (W).
    // The subnet of the VM: Settings > Resources > Network > Docker subnet, admin key `vpnkitCIDR`: settings.md and
    // settings-reference.md (W). Pods of kubeadm 10.1.0.0/16: docker/for-mac#4429, no setting (W). Services 10.96.0.0/12 (K).
    Home {
        platform: Platform::DockerDesktop,
        product: "Docker Desktop",
        seat: Seat::Vm,
        settings: Settings::Menu { menu: "Settings > Docker Engine", file: "~/.docker/daemon.json" },
        restart: Restart::Menu("Apply & restart"),
        own: &[
            OwnNetwork {
                what: OwnUse::Vm,
                range: "192.168.65.0/24",
                moved_by: Some("Settings > Resources > Network > Docker subnet"),
            },
            OwnNetwork { what: OwnUse::Pods, range: "10.1.0.0/16", moved_by: None },
            OwnNetwork { what: OwnUse::Services, range: "10.96.0.0/12", moved_by: None },
        ],
    },
    // `~/.orbstack/config/docker.json`, `orb restart docker`: orbstack#1032 and docs.orbstack.dev/docker (W).
    // Machines and domains 198.19.248.0/23, moved in Settings > Network: orbstack#1683, #2106 (W).
    Home {
        platform: Platform::OrbStack,
        product: "OrbStack",
        seat: Seat::Vm,
        settings: Settings::Menu { menu: "Settings > Docker", file: "~/.orbstack/config/docker.json" },
        restart: Restart::Commands(&["orb restart docker"]),
        own: &[OwnNetwork { what: OwnUse::Machines, range: "198.19.248.0/23", moved_by: Some("Settings > Network") }],
    },
    // `/etc/docker/daemon.json` in the VM; the application merges its own keys in at the start and keeps the others:
    // rancher-desktop backend/backendHelper.ts (S). `rdctl shell`: docs.rancherdesktop.io, rdctl (W).
    // Slirp 192.168.5.0/24, pkg/rancher-desktop/assets/networks-config.yaml (S); Windows 192.168.127.0/24, src/go/networking (S).
    // k3s 10.42.0.0/16 and 10.43.0.0/16, no setting: rancher-desktop#720 (W).
    Home {
        platform: Platform::RancherDesktop,
        product: "Rancher Desktop",
        seat: Seat::Vm,
        settings: Settings::InVm { file: "/etc/docker/daemon.json", shell: "rdctl shell" },
        restart: Restart::Commands(&["rdctl shutdown", "rdctl start"]),
        own: &[
            OwnNetwork { what: OwnUse::Vm, range: "192.168.5.0/24", moved_by: None },
            OwnNetwork { what: OwnUse::Vm, range: "192.168.127.0/24", moved_by: None },
            OwnNetwork { what: OwnUse::Pods, range: "10.42.0.0/16", moved_by: None },
            OwnNetwork { what: OwnUse::Services, range: "10.43.0.0/16", moved_by: None },
        ],
    },
    // The key `docker` of `~/.colima/<profile>/colima.yaml` becomes daemon.json in the VM: colima docs/FAQ.md (W),
    // environment/container/docker/daemon.go (S). `network.gatewayAddress`: cmd/start.go (S), colima#1447 (W).
    Home {
        platform: Platform::Colima,
        product: "colima",
        seat: Seat::Vm,
        settings: Settings::Below { file: "~/.colima/default/colima.yaml", key: "docker", edit: "colima start --edit" },
        restart: Restart::Commands(&["colima restart"]),
        own: &[
            OwnNetwork { what: OwnUse::Vm, range: "192.168.5.0/24", moved_by: Some("network.gatewayAddress") },
            // A constant: daemon/process/vmnet/vmnet.go (S), colima#573 (W).
            OwnNetwork { what: OwnUse::Machines, range: "192.168.106.0/24", moved_by: None },
        ],
    },
    // The template `docker` is rootless, `docker-rootful` has `/etc/docker`: lima templates/ (S). 192.168.5.0/24 is fixed,
    // the shared networks stand in `~/.lima/_config/networks.yaml`: website/content/en/docs/config/network/user.md (W).
    Home {
        platform: Platform::Lima,
        product: "Lima",
        seat: Seat::Vm,
        settings: Settings::InVm { file: "~/.config/docker/daemon.json", shell: "limactl shell docker" },
        restart: Restart::Commands(&["limactl shell docker systemctl --user restart docker"]),
        own: &[
            OwnNetwork { what: OwnUse::Vm, range: "192.168.5.0/24", moved_by: None },
            OwnNetwork {
                what: OwnUse::Machines,
                range: "192.168.104.0/23",
                moved_by: Some("~/.lima/_config/networks.yaml"),
            },
        ],
    },
    // `systemctl` where the distribution runs systemd, else `service` (K). WSL picks the range of its own network at each
    // start: WSL#4601, #5764, #4467 (W).
    Home {
        platform: Platform::Wsl,
        product: "WSL 2",
        seat: Seat::Host,
        settings: Settings::RootFile("/etc/docker/daemon.json"),
        restart: Restart::Commands(&["sudo service docker restart"]),
        own: &[OwnNetwork {
            what: OwnUse::Vm,
            range: "",
            moved_by: Some("%UserProfile%\\.wslconfig, networkingMode=mirrored"),
        }],
    },
    // `/var/snap/docker/current/config/daemon.json` passed by `--config-file`, `/etc/docker/daemon.json` unused: docker-snap
    // README.md and bin/dockerd-wrapper (S). `sudo snap restart docker.dockerd`: README.md (W).
    Home {
        platform: Platform::Snap,
        product: "Docker snap",
        seat: Seat::Host,
        settings: Settings::RootFile("/var/snap/docker/current/config/daemon.json"),
        restart: Restart::Commands(&["sudo snap restart docker.dockerd"]),
        own: &[],
    },
    // `~/.config/docker/daemon.json`, `systemctl --user restart docker`: docs engine/security/rootless/tips.md (W). The
    // bridges live in a namespace of their own: contrib/dockerd-rootless.sh (S). 10.0.2.0/24 of slirp4netns and pasta,
    // `--cidr`: rootlesskit docs/network.md, cmd/rootlesskit/main.go (S).
    Home {
        platform: Platform::Rootless,
        product: "rootless Docker",
        seat: Seat::Namespace,
        settings: Settings::UserFile("~/.config/docker/daemon.json"),
        restart: Restart::Commands(&["systemctl --user restart docker"]),
        own: &[OwnNetwork {
            what: OwnUse::Vm,
            range: "10.0.2.0/24",
            moved_by: Some("DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--cidr=…"),
        }],
    },
    // `C:\ProgramData\docker\config\daemon.json`, service docker: docs engine/daemon (W). Only `fixed-cidr` moves the network
    // `nat`, and only while there is none: moby daemon/daemon_windows.go, config_unix.go has the pools (S).
    Home {
        platform: Platform::WindowsServer,
        product: "Windows containers",
        seat: Seat::Windows,
        settings: Settings::RootFile("C:\\ProgramData\\docker\\config\\daemon.json"),
        restart: Restart::Commands(&["Restart-Service docker"]),
        own: &[],
    },
    // daemon.json is part of the read-only image, bip 172.30.232.1/23: operating-system
    // buildroot-external/rootfs-overlay/etc/docker/daemon.json (S). `hassio` 172.30.32.0/23 is a constant: supervisor/const.py,
    // and the API of options has no key for it: supervisor/api/docker.py (S).
    Home {
        platform: Platform::HomeAssistant,
        product: "Home Assistant OS",
        seat: Seat::Host,
        settings: Settings::Fixed,
        restart: Restart::Never,
        own: &[OwnNetwork { what: OwnUse::Machines, range: "172.30.32.0/23", moved_by: None }],
    },
    // telnetdoogie/synology-docker#6, #81 (W). DSM before 7.2 has `/var/packages/Docker/etc/dockerd.json`. An update of DSM may
    // write the file anew: markdumay/synology-docker#3 (W, a user's guess).
    Home {
        platform: Platform::Synology,
        product: "Synology DSM",
        seat: Seat::Host,
        settings: Settings::RootFile("/var/packages/ContainerManager/etc/dockerd.json"),
        restart: Restart::Commands(&["sudo synopkg restart ContainerManager"]),
        own: &[],
    },
    // Pastes of users (W); the folder of the first volume differs: `/share/ZFS530_DATA/…`.
    Home {
        platform: Platform::Qnap,
        product: "QNAP",
        seat: Seat::Host,
        settings: Settings::RootFile("/share/CACHEDEV1_DATA/.qpkg/container-station/etc/docker.json"),
        restart: Restart::Commands(&["/etc/init.d/container-station.sh restart"]),
        own: &[],
    },
    // No daemon.json; `/etc/rc.d/rc.docker` builds the flags and adds DOCKER_OPTS of the sourced file: unraid/webgui
    // etc/rc.d/rc.docker (S).
    Home {
        platform: Platform::Unraid,
        product: "Unraid",
        seat: Seat::Host,
        settings: Settings::Flags { file: "/boot/config/docker.cfg", variable: "DOCKER_OPTS" },
        restart: Restart::Commands(&["/etc/rc.d/rc.docker restart"]),
        own: &[],
    },
    // The middleware writes daemon.json; the pools are its own setting, default 172.17.0.0/12 in /24: truenas/middleware
    // plugins/docker/config.py (S). The name of the screen (K); the API is docker.update (S).
    Home {
        platform: Platform::TrueNas,
        product: "TrueNAS SCALE",
        seat: Seat::Host,
        settings: Settings::Pools { menu: "Apps > Configuration > Settings > Address Pools" },
        restart: Restart::Menu("Save"),
        own: &[],
    },
];
