//! The texts that tell a message, as data.
//!
//! Docker's own words are those of moby's `libnetwork` and `cli`, 20.10 to 29; Podman's of `containers/common`; minikube's of
//! `pkg/drivers/kic/oci`; Compose's of `pkg/compose`. Clients word the kernel's errno as each runtime does.

use crate::read::SymptomOf;

/// A message, who says it, and the texts that stand for it, in lower case: all parts of a text stand in the line, in order.
pub(super) type Mark = (&'static str, SymptomOf, &'static [&'static [&'static str]]);

/// In the order in which they are tried. What wraps another message stands behind the words it wraps.
pub(super) const MARKS: &[Mark] = &[
    ("pools-exhausted-v6", SymptomOf::Docker, &[&["could not find an available", "non-overlapping ipv6 address pool"]]),
    (
        "pools-exhausted",
        SymptomOf::Docker,
        &[
            &["all predefined address pools have been fully subnetted"],
            &["could not find an available", "non-overlapping ipv4 address pool"],
            &["could not find an available", "address pool among the defaults"],
            &["could not find an available predefined network"],
        ],
    ),
    (
        "pool-overlaps",
        SymptomOf::Docker,
        &[&["pool overlaps with other one on this address space"], &["networks have overlapping subnets"]],
    ),
    (
        "bridge-address-conflict",
        SymptomOf::Docker,
        &[
            &["networks have overlapping ipv4"],
            &["networks have overlapping ipv6"],
            &["conflicts with network", "overlapping"],
        ],
    ),
    ("overlaps-nameserver", SymptomOf::Docker, &[&["requested network overlaps with", "nameserver"]]),
    (
        "overlaps-route",
        SymptomOf::Docker,
        &[
            &["requested network overlaps with existing network"],
            &["overlaps with an existing network"],
            &["because it conflicts with existing route"],
        ],
    ),
    (
        "no-bridge-address",
        SymptomOf::Docker,
        &[&["list bridge addresses failed"], &["could not find a suitable address for the default bridge"]],
    ),
    (
        "ipv6-without-range",
        SymptomOf::Docker,
        &[
            &["ipv6 is enabled for the default bridge, but no subnet is configured"],
            &["could not find a suitable ipv6 subnet"],
        ],
    ),
    (
        "subnet-full",
        SymptomOf::Docker,
        &[
            &["no available ipv4 addresses on"],
            &["no available ipv6 addresses on"],
            &["no available addresses on this pool"],
        ],
    ),
    (
        "address-taken",
        SymptomOf::Docker,
        &[
            &["failed to set up container networking", "address already in use"],
            &["failed to allocate gateway", "address already in use"],
            &["error response from daemon: address already in use"],
        ],
    ),
    (
        "subnet-invalid",
        SymptomOf::Docker,
        &[
            &["invalid subnet ", "it should be "],
            &["invalid gateway ", "parent subnet"],
            &["invalid ip-range ", "parent subnet"],
            &["user specified ip address is supported only when connecting to networks with user configured subnets"],
        ],
    ),
    ("network-in-use", SymptomOf::Docker, &[&["has active endpoints"], &["error while removing network", "active"]]),
    (
        "compose-label",
        SymptomOf::Docker,
        &[
            &["was found but has incorrect label"],
            &["has incorrect label com.docker.compose"],
            &["exists but was not created for project"],
            &["exists but was not created by compose"],
        ],
    ),
    (
        "compose-recreate",
        SymptomOf::Docker,
        &[&["network", "needs to be recreated"], &["needs to be recreated", "ipam"]],
    ),
    ("external-missing", SymptomOf::Docker, &[&["declared as external, but could not be found"]]),
    (
        "minikube-no-subnet",
        SymptomOf::Other,
        &[
            &["no free private network subnets found"],
            &["unable to create dedicated network"],
            &["failed to find free subnet for docker network"],
        ],
    ),
    (
        "podman-subnet-used",
        SymptomOf::Other,
        &[
            &["is already used on the host or by another config"],
            &["is being used by a network interface"],
            &["is already being used by a cni configuration"],
            &["is already being used by a network"],
        ],
    ),
    (
        "podman-pools-exhausted",
        SymptomOf::Other,
        &[&["could not find free subnet"], &["failed to find free subnet"], &["could not find a free subnet"]],
    ),
    ("docker-denied", SymptomOf::Collecting, &[&["permission denied while trying to connect to the docker"]]),
    (
        "docker-down",
        SymptomOf::Collecting,
        &[
            &["cannot connect to the docker daemon"],
            &["failed to connect to the docker api"],
            &["error during connect", "docker"],
            &["couldn't connect to docker daemon"],
            &["is the docker daemon running"],
        ],
    ),
    (
        "docker-missing",
        SymptomOf::Collecting,
        &[
            &["docker: command not found"],
            &["docker: not found"],
            &["docker: inaccessible or not found"],
            &["command not found: docker"],
            &["command 'docker' not found"],
            &["command \"docker\" not found"],
            &["unknown command: docker"],
            &["unknown command 'docker'"],
            &["term 'docker' is not recognized"],
            &["'docker' is not recognized"],
            &["docker: 未找到命令"],
            &["docker：未找到命令"],
            &["找不到命令", "docker"],
            &["docker", "不是内部或外部命令"],
            &["无法将", "docker", "识别为"],
        ],
    ),
    (
        "docker-no-network",
        SymptomOf::Collecting,
        &[
            &["docker network inspect", "requires at least 1 argument"],
            &["usage:", "docker network inspect [options]"],
            &["usage:", "docker inspect [options]"],
            &["docker inspect", "requires at least 1 argument"],
        ],
    ),
    (
        "ip-missing",
        SymptomOf::Collecting,
        &[
            &["ip: command not found"],
            &["ip: not found"],
            &["ip: inaccessible or not found"],
            &["command not found: ip"],
            &["command 'ip' not found"],
            &["term 'ip' is not recognized"],
            &["'ip' is not recognized"],
            &["ip: 未找到命令"],
            &["ip：未找到命令"],
            &["找不到命令", "“ip”"],
        ],
    ),
    (
        "ip-other",
        SymptomOf::Collecting,
        &[
            &["usage: ip [options]"],
            &["usage: ip [ options ]"],
            &["busybox v", "multi-call binary"],
            &["ip: invalid argument"],
            &["ip: unrecognized option"],
            &["ip: invalid option"],
            &["is unknown, try \"ip help\""],
            &["is unknown, try \"ip route help\""],
        ],
    ),
    (
        "engine-start",
        SymptomOf::Docker,
        &[
            &["failed to start daemon"],
            &["error starting daemon"],
            &["error initializing network controller"],
            &["unable to configure the docker daemon"],
            &["job for docker.service failed"],
            &["failed to start docker.service"],
            &["docker.service: failed with result"],
            &["failed to start docker application container engine"],
        ],
    ),
    (
        "route-add-failed",
        SymptomOf::Client,
        &[&["route add command failed"], &["route addition failed"], &["route addition fallback", "failed"]],
    ),
    (
        "name-not-resolved",
        SymptomOf::Client,
        &[
            &["unknownhostexception"],
            &["temporary failure in name resolution"],
            &["could not resolve host"],
            &["could not translate host name"],
            &["name or service not known"],
            &["no such host"],
            &["eai_again"],
            &["getaddrinfo enotfound"],
            &["gaierror"],
            &["unknown mysql server host"],
            &["querya etimeout"],
            &["bad address '"],
            &["lookup ", "i/o timeout"],
            &["lookup ", "server misbehaving"],
            &["域名解析", "失败"],
            &["无法解析", "主机"],
            &["未知的名称或服务"],
        ],
    ),
    (
        "no-route-to-host",
        SymptomOf::Client,
        &[
            &["noroutetohostexception"],
            &["no route to host"],
            &["ehostunreach"],
            &["errno 113"],
            &["host is unreachable"],
            &["destination host unreachable"],
            &["can't connect to mysql server on", "(113)"],
            &["couldn't connect to server"],
            &["没有到主机的路由"],
            &["主机不可达"],
        ],
    ),
    (
        "network-unreachable",
        SymptomOf::Client,
        &[
            &["network is unreachable"],
            &["enetunreach"],
            &["errno 101"],
            &["destination net unreachable"],
            &["网络不可达"],
        ],
    ),
    (
        "timed-out",
        SymptomOf::Client,
        &[
            &["connection timed out"],
            &["connect timed out"],
            &["connection attempt failed"],
            &["operation timed out"],
            &["etimedout"],
            &["errno 110"],
            &["timeout was reached"],
            &["can't connect to mysql server on", "(110)"],
            &["dial tcp", "i/o timeout"],
            &["connectexception: timeout"],
            &["sockettimeoutexception"],
            &["timeouterror: timed out"],
            &["timeout expired"],
            &["communications link failure"],
            &["context deadline exceeded", "awaiting headers"],
            &["连接超时"],
        ],
    ),
];
