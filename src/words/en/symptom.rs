//! Sentences of `analysis` about what people see and what they are advised to try.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("finding.planned", "Not there yet: {list}. It breaks on the day it comes; changed before, nobody notices."),
    (
        "symptom.no-route",
        "You would see, after about 3 seconds: Java `NoRouteToHostException: No route to host`, Go `connect: no route to host`, Python `[Errno 113] No route to host`, Node `EHOSTUNREACH`, curl `(7) Failed to connect`, psql `No route to host`, mysql `ERROR 2003 … (113)`. A peer that connects from this range sees only a timeout.",
    ),
    (
        "symptom.dns",
        "You would see: Java `UnknownHostException` (6 s), Go `lookup …: i/o timeout` (10 s), Python `Temporary failure in name resolution` (6 s), Node `EAI_AGAIN` (6 s), curl `(6) Could not resolve host`, psql `could not translate host name`, mysql `ERROR 2005 Unknown MySQL server host`.",
    ),
    (
        "symptom.lan",
        "You would see: containers that cannot reach neighbours in this range (“No route to host” after about 3 seconds) or the internet (timeouts), and published ports that do not answer peers from it. Java `NoRouteToHostException`, Go `connect: no route to host`, Python `[Errno 113]`, Node `EHOSTUNREACH`, curl `(7)`, psql `No route to host`, mysql `(113)`; peers see timeouts.",
    ),
    (
        "symptom.timeout",
        "You would see timeouts, not refusals: Java `ConnectException: Connection timed out`, Go `i/o timeout`, Python `TimeoutError`, Node `ETIMEDOUT`, curl `(28)`, psql `Connection timed out`, mysql `(110)`.",
    ),
    ("finding.symptom-recognised.of", "{what} ({target})"),
    ("finding.symptom-recognised.inside", "{address}, which was not reached, lies inside {name} ({docker})"),
    (
        "finding.symptom-recognised.inside.why",
        "Unless a container of this host has that address, the packets never leave the host: name it among the networks you must reach and take the fix.",
    ),
    (
        "finding.symptom-recognised.unseen",
        "{address}, which was not reached, lies inside {docker}, the range docker0 has unless it is told otherwise",
    ),
    (
        "finding.symptom-recognised.unseen.why",
        "docker0 is not in the paste. If it has that range on the host where this happened, that is the likely cause: containers look for the address on the bridge, where nobody answers. The first command below shows what docker0 has; paste it, or the host's routes.",
    ),
    ("symptom.is.pools-exhausted", "Docker finds no free block in its address pools"),
    ("symptom.is.pool-overlaps", "A subnet that was asked for overlaps another network of Docker's"),
    ("symptom.is.bridge-address-conflict", "A bridge on this host has the subnet already"),
    ("symptom.is.overlaps-nameserver", "The subnet holds a nameserver of this host"),
    ("symptom.is.overlaps-route", "The subnet overlaps a route of this host"),
    ("symptom.is.no-bridge-address", "Docker finds no block for docker0"),
    ("symptom.is.engine-start", "dockerd does not start"),
    ("symptom.is.name-not-resolved", "A name was not resolved"),
    ("symptom.is.no-route-to-host", "“No route to host”"),
    ("symptom.is.network-unreachable", "“Network is unreachable”"),
    ("symptom.is.timed-out", "A connection timed out"),
    ("symptom.is.pools-exhausted-v6", "Docker finds no free IPv6 block in its address pools"),
    ("symptom.is.ipv6-without-range", "IPv6 is on for docker0, and no IPv6 range is set"),
    ("symptom.is.subnet-full", "The network has no free address left for a container"),
    ("symptom.is.address-taken", "The address that was asked for is taken in that network"),
    ("symptom.is.subnet-invalid", "Docker refuses the subnet, gateway or range as it is written"),
    ("symptom.is.no-family", "A bridge network is asked for without IPv4 and without IPv6"),
    ("symptom.is.bridge-name-too-long", "The name of a bridge is longer than the kernel takes"),
    ("symptom.is.network-in-use", "The network still has containers on it"),
    ("symptom.is.compose-label", "Compose finds a network of that name which it did not make"),
    ("symptom.is.compose-recreate", "Compose has to make the network again"),
    ("symptom.is.external-missing", "A network that is declared external is not there"),
    ("symptom.is.minikube-no-subnet", "minikube finds no free subnet for its network"),
    ("symptom.is.podman-subnet-used", "Podman refuses a subnet that is in use on the host"),
    ("symptom.is.podman-pools-exhausted", "Podman finds no free subnet in its pools"),
    ("symptom.is.docker-denied", "Docker's socket may not be opened by this user"),
    ("symptom.is.docker-down", "The Docker daemon was not reached"),
    ("symptom.is.docker-missing", "There is no `docker` command on this machine"),
    ("symptom.is.docker-no-network", "`docker network inspect` was given no network"),
    ("symptom.is.file-denied", "daemon.json may not be read by this user"),
    ("symptom.is.ip-missing", "There is no `ip` command on this machine"),
    ("symptom.is.ip-other", "This `ip` is another program than iproute2's"),
    ("symptom.is.route-add-failed", "A VPN could not add its route"),
    (
        "symptom.means.pools-exhausted-v6",
        "Up to 26 Docker has no IPv6 pool of its own. Give the network a `--subnet` from your ULA (fd00::/8), name an IPv6 pool in `default-address-pools`, or take 27 or later. An IPv4 pool does not help.",
    ),
    (
        "symptom.means.ipv6-without-range",
        "Up to 27 `\"ipv6\": true` needs `fixed-cidr-v6` beside it, a /64 of your ULA for example; dockerd does not start without. From 28 on it takes one by itself.",
    ),
    (
        "symptom.means.subnet-full",
        "The pools are not used up: this one network is too small, or holds addresses of containers that are gone. Make it again with a wider `--subnet`.",
    ),
    (
        "symptom.means.address-taken",
        "Two containers ask for one fixed address, or an address is the gateway's, the network's or the broadcast address. Leave it out, or choose one outside of the range that Docker gives out.",
    ),
    (
        "symptom.means.subnet-invalid",
        "From 25 on a subnet must be written without bits behind its length (10.77.0.0/16, not 10.77.5.9/16), and gateway and `--ip-range` must lie inside it. A fixed address needs a network with a subnet of its own.",
    ),
    (
        "symptom.means.no-family",
        "From 28 on `--ipv4=false` (`enable_ipv4: false` in Compose) needs `--ipv6` (`enable_ipv6: true`) beside it. Only macvlan and ipvlan networks may have neither.",
    ),
    (
        "symptom.means.bridge-name-too-long",
        "An interface has a name of at most 15 bytes. Shorten `com.docker.network.bridge.name` of the network, or `bridge` in daemon.json; the pools have nothing to do with it.",
    ),
    (
        "symptom.means.network-in-use",
        "A network goes only when no container is attached. `docker network inspect` names them; for a compose project it is `docker compose down`.",
    ),
    (
        "symptom.means.compose-label",
        "The network was made by hand or by another project. Remove it with `docker network rm` when nothing is attached and let Compose make it, or name it in the file with `external: true`. Made by hand in place of Compose, a network loses the labels that Compose looks for.",
    ),
    (
        "symptom.means.compose-recreate",
        "The file says another subnet, driver or option than the network has. `docker compose down` and `docker compose up -d` make it again; `up` alone does not.",
    ),
    (
        "symptom.means.external-missing",
        "Compose does not make it: `docker network create` does, with a `--subnet` that nobody uses.",
    ),
    (
        "symptom.means.minikube-no-subnet",
        "It tries 192.168.49.0/24 and every ninth /24 behind it, and passes over those that a route or a Docker network overlaps. `minikube start --subnet` names one; unused networks of old clusters go with `docker network rm`.",
    ),
    (
        "symptom.means.podman-subnet-used",
        "Podman compares with the interfaces of the host and its own networks; daemon.json has nothing to do with it. Give `podman network create --subnet` another range, or change `default_subnet` and `default_subnet_pools` in containers.conf.",
    ),
    (
        "symptom.means.podman-pools-exhausted",
        "Its pools are set by `default_subnet_pools` in containers.conf, 10.89.0.0/16 to 10.255.0.0/16 in /24 unless it says otherwise; daemon.json has nothing to do with it. `podman network prune` frees unused ones.",
    ),
    (
        "symptom.means.docker-denied",
        "The networks were not listed. Run the command with `sudo`, or as a member of the group `docker`, and paste again.",
    ),
    (
        "symptom.means.docker-down",
        "It is not running, or the client asks another socket. Its networks were not listed; they are stored and come back with it. If it does not start, the reason is in its log: paste that with daemon.json.",
    ),
    (
        "symptom.means.docker-missing",
        "Docker is not installed here, is not in the path of this shell, or this is not the machine it runs on: a container, a desktop beside its VM. Run the command on the machine of the engine; with Podman or nerdctl put their name for `docker`.",
    ),
    (
        "symptom.means.docker-no-network",
        "The list inside `$( )` was empty: it was run without the right to ask Docker, or in a shell that does not know it. Run it as shown below, in sh, bash or zsh.",
    ),
    (
        "symptom.means.file-denied",
        "The file is there and its keys are not known, so a file offered here lacks them. Print it with `sudo` and paste again.",
    ),
    ("symptom.means.ip-missing", "A small image, another shell path, or not Linux: use what this system has."),
    (
        "symptom.means.ip-other",
        "BusyBox and others know fewer words. `ip route` without more works in all of them, and /proc/net/route has the main table.",
    ),
    (
        "symptom.means.route-add-failed",
        "A route for the same range is there already, most often a Docker bridge with the very range that the VPN brings. Paste the host's routes while the VPN is on.",
    ),
    (
        "symptom.means.pools-exhausted",
        "Every block is taken by a network, or masked by an on-link route or a nameserver: a VPN often does. `docker network prune` frees what nobody uses; `default-address-pools` gives more. Paste routes, daemon.json and networks to see which it is.",
    ),
    (
        "symptom.means.pool-overlaps",
        "Docker compares a subnet that is asked for, and bip, with its own networks only. It says nothing about your VPC. Paste `docker network inspect` to see which network has it.",
    ),
    (
        "symptom.means.bridge-address-conflict",
        "Two networks want the same range on the host, often a bridge left behind by a removed network or another compose project with the same subnet.",
    ),
    (
        "symptom.means.overlaps-nameserver",
        "Docker does not take a block by itself that holds a nameserver of resolv.conf.",
    ),
    (
        "symptom.means.overlaps-route",
        "Docker does not take a block by itself that an on-link route covers; old engines heed every route.",
    ),
    (
        "symptom.means.no-bridge-address",
        "Engines up to 20.10 look for docker0's block before anything else; routes that cover all private space stop them. `bip` names one.",
    ),
    (
        "symptom.means.engine-start",
        "The words behind the last colon are the reason. Paste daemon.json with routes: what the file does on this host is computed here.",
    ),
    (
        "symptom.means.name-not-resolved",
        "The nameserver was not reached, did not answer, or does not know the name. From containers alone it means, most often, that the nameserver lies inside a Docker subnet, or that `--dns` points past the one that knows the name.",
    ),
    (
        "symptom.means.no-route-to-host",
        "Nobody answered ARP for the address, or a firewall or a route refused it. From a container, it is what an address inside the container's own subnet looks like.",
    ),
    (
        "symptom.means.network-unreachable",
        "No route at all, or the network or broadcast address of a bridge. An overlap looks like this for one address only.",
    ),
    (
        "symptom.means.timed-out",
        "Packets are lost on the way there or back: a security group, a return path that a Docker subnet captures, a VPN's route for the container's range. An address inside the container's own subnet fails sooner, with “No route to host”.",
    ),
    (
        "symptom.table",
        "Three trials tell where to look: from the host, from a container, and from a container with `--network host`.",
    ),
    (
        "symptom.table.container-only",
        "Host works, container does not, host network works: look for an overlap. Compare the address, and the nameserver, with the subnets of Docker's networks.",
    ),
    (
        "symptom.table.host-too",
        "Neither host nor container works: `ip route get` on the host. If it names docker0 or a `br-` bridge, it is an overlap; if not, look at the VPN, the security group, the route table of the cloud.",
    ),
    (
        "symptom.table.elsewhere",
        "Container works and a peer cannot connect: look at the way back, an overlap with the peer's range. Host works and host network does not: it is no overlap; look at the program and its image (proxy, CA, resolv.conf).",
    ),
    (
        "symptom.table.time",
        "Time tells too: about 3 s is ARP that nobody answers, 0 s a route, a firewall or a closed port, 5 to 24 s a nameserver that is not reached, longer is lost packets.",
    ),
    (
        "symptom.start",
        "You would see: `systemctl start docker` fails, `docker ps` says “Cannot connect to the Docker daemon”, containers stay down; the reason is in `journalctl -u docker`.",
    ),
    (
        "symptom.create",
        "You would see, from `docker network create` and `docker compose up`: “could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network” up to 26, “all predefined address pools have been fully subnetted” from 27 on.",
    ),
    (
        "symptom.range",
        "You would see, from 28 on: `docker run` fails at once with “range is not in subnet”, user networks work.",
    ),
    (
        "symptom.later",
        "You would see nothing until the network is made. Then, from its containers after about 3 seconds: Java `NoRouteToHostException`, Go `connect: no route to host`, Python `[Errno 113]`, Node `EHOSTUNREACH`, curl `(7)`, psql `No route to host`, mysql `(113)`; names fail first where a nameserver is inside.",
    ),
    ("symptom.silent", "You would see nothing: dockerd starts and logs no error."),
    ("advice.instead", "Move the Docker range away instead: `bip`, address pools, and the networks made again."),
    ("advice.flush-rules", "Flushing iptables or nftables cannot cure an overlap"),
    (
        "advice.flush-rules.why",
        "It takes away Docker's own NAT, published ports and the internet for containers until dockerd restarts, and rules of VPN, cloud agent and Kubernetes with them. Where the policy is DROP it locks you out. No route changes.",
    ),
    ("advice.delete-bridge", "Deleting or downing docker0 moves nothing"),
    (
        "advice.delete-bridge.why",
        "Running containers lose their network. dockerd makes the bridge again at its next start, with the same address: it is stored with the network.",
    ),
    ("advice.delete-bridge-route", "Deleting the bridge's route cuts the host off its containers"),
    (
        "advice.delete-bridge-route.why",
        "Inside containers the range stays on-link, so they reach no more than before. The route comes back when dockerd or the bridge comes up.",
    ),
    ("advice.bridge-address", "An address put on docker0 by hand does not last"),
    (
        "advice.bridge-address.why",
        "Docker keeps its own address and gives containers the old gateway; with two addresses both ranges are captured. Set `bip` and restart dockerd.",
    ),
    ("advice.delete-store", "Deleting Docker's network store loses every network"),
    (
        "advice.delete-store.why",
        "All networks made by hand or by compose are gone, and their containers fail with “network not found”. docker0 moves without it: an explicit `bip` and a restart are enough.",
    ),
    ("advice.prune-networks", "Pruning removes unused networks only, those of stopped projects too"),
    (
        "advice.prune-networks.why",
        "A network with a running container stays, with its subnet. The network of a stopped project goes and comes back in whatever block is free then. `docker system prune` removes more than networks.",
    ),
    ("advice.reverse-path-filter", "rp_filter is not the reason, and 0 does not help"),
    (
        "advice.reverse-path-filter.why",
        "With an overlap the answer to a peer is routed to docker0 and dies there, whether the request was let in or not: measured with 0, 1 and 2. Turning it off only lets forged source addresses in.",
    ),
    ("advice.proxy-arp", "proxy_arp on the bridge hides the overlap"),
    (
        "advice.proxy-arp.why",
        "Containers then reach what the host can route to, as an emergency. The host answers ARP for everything, real trouble is masked, and it is gone after a restart.",
    ),
    ("advice.ip-range", "`--ip-range` does not make a subnet smaller"),
    (
        "advice.ip-range.why",
        "It limits the addresses containers get. The bridge's route and the containers' own route still cover the whole subnet.",
    ),
    ("advice.host-network", "The host's network goes round the bridge, it does not cure it"),
    (
        "advice.host-network.why",
        "If it works with `--network host` and not without, that points to an overlap. It gives up port isolation and name resolution between containers, and fails too where the host itself routes into a bridge.",
    ),
    ("advice.other-resolver", "Another nameserver does not change the way to it"),
    (
        "advice.other-resolver.why",
        "A public nameserver does not know private names such as a database's, and where the address itself lies in a Docker subnet the connection fails with every nameserver.",
    ),
    ("advice.public-range", "{net} is public: it belongs to somebody else"),
    (
        "advice.public-range.why",
        "dockerd takes it silently, and containers and host lose the real owners of these addresses. Private space is 10.0.0.0/8, 172.16.0.0/12 (172.16 to 172.31) and 192.168.0.0/16.",
    ),
    ("advice.fixed-cidr", "fixed-cidr {range} does not keep {docker} away from {list}"),
    (
        "advice.fixed-cidr.why",
        "fixed-cidr says which addresses containers get. The bridge's route still covers its whole subnet, on the host and in containers. Make the subnet itself smaller or another, with `bip`.",
    ),
];
