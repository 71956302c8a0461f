//! Which machine a table is of, by the signs in a paste.

use nonoverlap::facts::{Machine, Owner, Platform};
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};

fn report(paste: &str) -> Report {
    let texts = [(Slot::Any, paste.to_owned())].into();
    examine(&Inputs { texts, ..Inputs::default() }, &Question::default())
}

/// The machines of the blocks that are elsewhere, Docker's subnets with their names, and the networks in use.
fn told(paste: &str) -> (Vec<Machine>, Vec<String>, Vec<String>) {
    let facts = report(paste).facts;
    (
        facts.elsewhere.iter().map(|block| block.machine).collect(),
        facts.docker.iter().map(|subnet| format!("{} {}", subnet.net, subnet.name)).collect(),
        facts.networks.iter().map(|network| network.net.to_string()).collect(),
    )
}

const TABLE: &str = "default via 172.20.0.1 dev eth0\n172.20.0.0/16 dev eth0 scope link  src 172.20.0.7\n";
const HOST: &str = "default via 10.20.0.1 dev ens3 proto dhcp metric 100\n10.20.0.0/24 dev ens3 proto kernel scope link src 10.20.0.8\n172.20.0.0/16 dev br-0d5c8e91ab37 proto kernel scope link src 172.20.0.1\n";

#[test]
fn tables_inside_containers_are_told_by_their_signs() {
    for (says, paste, docker) in [
        ("a command that runs inside", format!("$ docker exec web ip route\n{TABLE}"), "172.20.0.0/16 web:eth0"),
        ("the host name of a prompt", format!("root@0d5c8e91ab37:/app# ip route\n{TABLE}"), "172.20.0.0/16 0d5c8e91ab37:eth0"),
        ("a shell that was opened", format!("me@box:~$ docker exec -it web sh\n/ # ip route\n{TABLE}"), "172.20.0.0/16 web:eth0"),
        ("two weak signs: a bare prompt, a lone default", format!("/ # ip route\n{TABLE}"), "172.20.0.0/16 container:eth0"),
        (
            "an end of a pair and an old hardware address",
            "7: eth0@if8: <BROADCAST,UP> mtu 1500\n    link/ether 02:42:0a:c8:01:05 brd ff:ff:ff:ff:ff:ff\n    inet 10.200.1.5/24 scope global eth0\n".to_owned(),
            "10.200.1.0/24 container:eth0",
        ),
        (
            "the same in the layout of ifconfig",
            "eth0      Link encap:Ethernet  HWaddr 02:42:AC:14:00:07  \n          inet addr:172.20.0.7  Bcast:172.20.255.255  Mask:255.255.0.0\n".to_owned(),
            "172.20.0.0/16 container:eth0",
        ),
        (
            "the newer layout of ifconfig",
            "eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet 172.20.0.7  netmask 255.255.0.0  broadcast 172.20.255.255\n        ether 02:42:ac:14:00:07  txqueuelen 0  (Ethernet)\n".to_owned(),
            "172.20.0.0/16 container:eth0",
        ),
        (
            "columns of route",
            "/ # route -n\nKernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n0.0.0.0         172.20.0.1      0.0.0.0         UG    0      0        0 eth0\n172.20.0.0      0.0.0.0         255.255.0.0     U     0      0        0 eth0\n".to_owned(),
            "172.20.0.0/16 container:eth0",
        ),
        ("the line above says so", format!("Inside the container:\n\n{TABLE}"), "172.20.0.0/16 container:eth0"),
        ("the same in Chinese", format!("容器里的路由：\n{TABLE}"), "172.20.0.0/16 container:eth0"),
        (
            "the first of Docker's own blocks is docker0's",
            "$ docker run --rm alpine ip route\ndefault via 172.17.0.1 dev eth0\n172.17.0.0/16 dev eth0 scope link  src 172.17.0.2\n".to_owned(),
            "172.17.0.0/16 docker0",
        ),
        (
            "our own command that looks inside",
            format!("$ sudo nsenter -t \"$pid\" -n ip route\n{TABLE}"),
            "172.20.0.0/16 container:eth0",
        ),
    ] {
        let (machines, subnets, networks) = told(&paste);
        assert_eq!(machines, [Machine::Container], "{says}");
        assert_eq!(subnets, [docker], "{says}");
        assert!(networks.is_empty(), "{says}: {networks:?}");
    }
}

#[test]
fn hosts_that_look_alike_stay_hosts() {
    for (says, paste) in [
        ("one sign alone", TABLE.to_owned()),
        ("a lease", "/ # ip route\ndefault via 172.20.0.1 dev eth0 proto dhcp\n172.20.0.0/16 dev eth0 scope link src 172.20.0.7\n".to_owned()),
        (
            "a container of LXD, whose hardware address is registered",
            "7: eth0@if8: <BROADCAST,UP> mtu 1500\n    link/ether 00:16:3e:00:01:05 brd ff:ff:ff:ff:ff:ff\n    inet 172.20.0.7/16 scope global eth0\n$ ip route\ndefault via 172.20.0.1 dev eth0\n172.20.0.0/16 dev eth0 scope link src 172.20.0.7\n".to_owned(),
        ),
        ("a container of LXC on a LAN", "2: eth0@if16: <BROADCAST,UP> mtu 1500\n    inet 192.168.1.50/24 scope global eth0\n".to_owned()),
        ("a container on the host's network", format!("$ docker run --rm --network host alpine ip route\n{TABLE}")),
        ("process 1's network from a container", format!("/ # nsenter -t 1 -n ip route\n{TABLE}")),
    ] {
        let (machines, _, networks) = told(&paste);
        assert!(machines.is_empty(), "{says}: {machines:?}");
        assert!(!networks.is_empty(), "{says}");
    }
}

#[test]
fn a_shell_is_left_again() {
    let paste = format!("me@box:~$ docker exec -it web sh\n/ # ip route\n{TABLE}/ # exit\nme@box:~$ ip route\n{HOST}");
    let (machines, subnets, networks) = told(&paste);
    assert_eq!(machines, [Machine::Container]);
    assert_eq!(subnets, ["172.20.0.0/16 br-0d5c8e91ab37"]);
    assert_eq!(networks, ["10.20.0.0/24"]);
}

#[test]
fn the_hosts_table_right_below_the_containers_is_another() {
    let paste = format!("In the container:\n{TABLE}\nOn the host:\n{HOST}");
    let (machines, _, networks) = told(&paste);
    assert_eq!(machines, [Machine::Container]);
    assert_eq!(networks, ["10.20.0.0/24"]);
}

#[test]
fn a_pod_and_a_container_of_podman_are_not_dockers() {
    for (command, expected) in
        [("kubectl exec api-0 -- ip route", "10.42.0.0/24"), ("podman exec web ip route", "10.42.0.0/24")]
    {
        let paste =
            format!("$ {command}\ndefault via 10.42.0.1 dev eth0\n10.42.0.0/24 dev eth0 scope link src 10.42.0.9\n");
        let (machines, subnets, networks) = told(&paste);
        assert_eq!((machines, subnets.len()), (vec![Machine::Container], 0), "{command}");
        assert_eq!(networks, [expected], "{command}");
    }
}

#[test]
fn a_container_on_the_hosts_link_has_no_subnet_of_its_own() {
    let lan = "default via 10.20.0.1 dev ens3 proto dhcp metric 100\n10.20.0.0/24 dev ens3 proto kernel scope link src 10.20.0.8\n";
    let paste = format!(
        "$ ip route\n{lan}$ docker exec cam ip route\ndefault via 10.20.0.1 dev eth0\n10.20.0.0/24 dev eth0 scope link src 10.20.0.77\n"
    );
    let (machines, subnets, _) = told(&paste);
    assert_eq!((machines, subnets.len()), (vec![Machine::Container], 0));
}

#[test]
fn the_file_that_docker_writes_for_a_container_is_no_resolver_of_the_host() {
    let facts = report("nameserver 127.0.0.11\nsearch corp\noptions ndots:0\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n# ExtServers: [10.1.0.53]\n").facts;
    assert!(facts.nameservers.is_empty() && facts.container_resolvers.is_empty(), "{facts:?}");
}

#[test]
fn the_platform_is_told_by_the_engine_then_by_what_is_around() {
    let mac = "Destination        Gateway            Flags               Netif Expire\ndefault            10.1.0.1           UGScg                 en0\n10.1/16            link#14            UCS                   en0\n";
    let info = |fields: &str| format!("Server:\n Server Version: 28.1.0\n Swarm: inactive\n{fields}");
    for (says, paste, expected) in [
        ("nothing", HOST.to_owned(), Platform::Linux),
        ("a table of macOS", mac.to_owned(), Platform::DockerDesktop),
        ("a table of Linux with Docker's bridges beside it", format!("$ netstat -rn\n{mac}$ ssh box ip route\n{HOST}"), Platform::Linux),
        ("the product", info(" Operating System: Docker Desktop\n"), Platform::DockerDesktop),
        ("the engine's name", info(" Operating System: Ubuntu 24.04.1 LTS\n Name: colima-work\n"), Platform::Colima),
        ("Rancher Desktop of macOS", info(" Operating System: Alpine Linux v3.21\n Name: lima-rancher-desktop\n"), Platform::RancherDesktop),
        ("a kernel", info(" Kernel Version: 6.12.33-production+truenas\n Operating System: Debian GNU/Linux 12 (bookworm)\n"), Platform::TrueNas),
        ("WSL with a distribution", info(" Kernel Version: 5.15.167.4-microsoft-standard-WSL2\n Operating System: Ubuntu 22.04.5 LTS\n"), Platform::Wsl),
        ("WSL below Docker Desktop", info(" Kernel Version: 5.15.167.4-microsoft-standard-WSL2\n Operating System: Docker Desktop\n"), Platform::DockerDesktop),
        ("a snap", info(" Docker Root Dir: /var/snap/docker/common/var-lib-docker\n"), Platform::Snap),
        ("no root", info(" Security Options:\n  seccomp\n   Profile: builtin\n  rootless\n  cgroupns\n Docker Root Dir: /home/me/.local/share/docker\n"), Platform::Rootless),
        ("Windows containers", info(" OSType: windows\n"), Platform::WindowsServer),
        ("a socket", "Cannot connect to the Docker daemon at unix:///Users/me/.colima/default/docker.sock. Is the docker daemon running?\n".to_owned(), Platform::Colima),
        ("a tool", "$ colima ssh -- ip route\ndefault via 192.168.5.2 dev eth0\n172.17.0.0/16 dev docker0 scope link\n".to_owned(), Platform::Colima),
        ("uname", "$ uname -a\nLinux nas 5.10.60-qnap #1 SMP Mon x86_64 GNU/Linux\n".to_owned(), Platform::Qnap),
        ("the client", "Client:\n Version: 28.1.0\n OS/Arch: darwin/arm64\n Context: default\n\nServer:\n Engine:\n  Version: 28.1.0\n  OS/Arch: linux/arm64\n".to_owned(), Platform::DockerDesktop),
    ] {
        let fact = report(&paste).facts.platform;
        assert_eq!(fact.platform, expected, "{says}");
        assert_eq!(fact.reason.is_none(), says == "nothing" || expected == Platform::Linux, "{says}");
    }
}

#[test]
fn what_the_user_chose_outweighs_every_sign() {
    let texts = [(Slot::Any, "Server Version: 28.1.0\nOperating System: Docker Desktop\n".to_owned())].into();
    let question = Question { platform: Some(Platform::Linux), ..Question::default() };
    let report = examine(&Inputs { texts, ..Inputs::default() }, &question);
    assert_eq!(report.facts.platform.platform, Platform::Linux);
}

#[test]
fn networks_around_a_vm_reserve_nothing() {
    let windows = "===========================================================================\nActive Routes:\nNetwork Destination        Netmask          Gateway       Interface  Metric\n          0.0.0.0          0.0.0.0      172.18.40.1     172.18.40.23     35\n      172.18.40.0    255.255.255.0         On-link      172.18.40.23    291\n";
    let report = report(windows);
    assert_eq!(report.facts.elsewhere.len(), 1);
    assert_eq!(report.prediction.next[1].subnet.to_string(), "172.18.0.0/16");
    assert!(report.facts.networks.iter().any(|network| network.net.to_string() == "172.18.40.0/24"));
}

/// The same two hosts, as people and tools put their tables together: one with docker0, one on a network inside its range.
fn two_hosts() -> Vec<(&'static str, String)> {
    let web = "default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.4\n172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n";
    let db = "default via 172.17.9.1 dev eth0\n172.17.9.0/24 dev eth0 proto kernel scope link src 172.17.9.20\n";
    let prefixed = |name: &str, table: &str| {
        let lines: Vec<_> = table.lines().map(|line| format!("{name}: {line}\n")).collect();
        lines.concat()
    };
    vec![
        ("prompts", format!("[root@web-1 ~]# ip route\n{web}[root@web-1 ~]# ssh db-1\n[root@db-1 ~]# ip route\n{db}")),
        ("prompts of another shell", format!("me@web-1:~$ ip r\n{web}me@db-1:~$ ip r\n{db}")),
        ("SSH from the host", format!("$ ip route\n{web}$ ssh -p 2222 admin@db-1 ip route\n{db}")),
        ("SSH to both", format!("$ ssh db-1 ip route\n{db}$ ssh web-1 ip route\n{web}")),
        ("headings", format!("web-1:\n{web}\ndb-1:\n{db}")),
        ("headings in bars", format!("=== db-1 ===\n{db}\n=== web-1 ===\n{web}")),
        ("Ansible", format!("web-1 | CHANGED | rc=0 >>\n{web}db-1 | CHANGED | rc=0 >>\n{db}")),
        ("a parallel shell", prefixed("web-1", web) + &prefixed("db-1", db)),
    ]
}

#[test]
fn the_table_of_another_host_is_no_table_of_this_one() {
    for (says, paste) in two_hosts() {
        let report = report(&paste);
        let machines: Vec<_> = report.facts.elsewhere.iter().map(|block| block.machine).collect();
        assert_eq!(machines, [Machine::Other], "{says}");
        let networks: Vec<_> = report.facts.networks.iter().map(|network| network.net.to_string()).collect();
        assert_eq!(networks, ["10.0.0.0/24"], "{says}");
        assert!(report.problems.iter().all(|problem| problem.clashes.is_empty()), "{says}: {:?}", report.problems);
        let asked: Vec<_> = report.facts.ranges.iter().filter(|range| range.is_question).collect();
        assert_eq!(asked.len(), 1, "{says}");
        assert_eq!(
            (asked[0].net.to_string(), asked[0].owner),
            ("172.17.9.0/24".to_owned(), Owner::OtherMachine),
            "{says}"
        );
    }
}

#[test]
fn the_network_of_another_host_clashes_once_the_user_calls_it_theirs() {
    for (says, paste) in two_hosts() {
        let texts = [(Slot::Any, paste)].into();
        let owners = [("172.17.9.0/24".parse().unwrap(), Owner::Yours)].into();
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question { owners, ..Question::default() });
        let clashes: Vec<_> = report.problems.iter().flat_map(|problem| &problem.clashes).collect();
        assert!(clashes.iter().any(|clash| clash.other.to_string() == "172.17.9.0/24"), "{says}: {clashes:?}");
    }
}

#[test]
fn one_host_under_several_prompts_and_names_is_one() {
    let (first, rest) = HOST.split_once('\n').unwrap();
    for (says, paste) in [
        ("another user", format!("me@box:~$ ip route show default\n{first}\nroot@box:~# ip route\n{rest}")),
        (
            "its whole name",
            format!("me@box:~$ ip route show default\n{first}\n[me@box.example.com ~]$ ip route\n{rest}"),
        ),
        ("one heading", format!("box-1:\n{HOST}")),
        ("a VM in which the engine is", format!("me@mac ~ % colima ssh\nme@colima:~$ ip route\n{HOST}")),
        ("interfaces as headings", format!("eth0:\n{first}\neth1:\n{rest}")),
    ] {
        let (machines, ..) = told(&paste);
        assert!(machines.is_empty(), "{says}: {machines:?}");
    }
}
