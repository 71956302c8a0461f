//! How commands, prompts and files tell a machine.

use super::command::asked;
use super::{Place, Runner, Sign, System};
use crate::read::read;
use crate::text::{Slot, Source};

fn signs(text: &str) -> Vec<Sign> {
    let (documents, _) = read(&Source::new(Slot::Any, text), None);
    documents.into_iter().flat_map(|document| document.signs).map(|sign| sign.value).collect()
}

#[test]
fn a_command_tells_where_its_output_comes_from() {
    let docker = |name: &str| Some(Place::Container(Runner::Docker, Some(name.to_owned())));
    let nameless = Some(Place::Container(Runner::Docker, None));
    for (command, expected) in [
        ("docker exec stock-api-1 ip route", docker("stock-api-1")),
        ("docker exec -it -u root web sh", docker("web")),
        ("sudo docker compose -f a.yml exec db ip a", docker("db")),
        ("docker-compose exec -T db cat /etc/resolv.conf", docker("db")),
        ("docker run --rm alpine ip route", nameless.clone()),
        ("docker container run --name probe alpine ip r", docker("probe")),
        ("docker run --rm --network host alpine ip route", Some(Place::Host)),
        ("docker run --rm --net=host alpine ip route", Some(Place::Host)),
        ("docker run -it --privileged --pid=host alpine nsenter -t 1 -m -u -n -i sh", Some(Place::Host)),
        ("sudo nsenter -t 4711 -n ip route", nameless.clone()),
        ("sudo nsenter --target 4711 --net ip route", nameless),
        (
            "kubectl -n shop exec api-0 -- ip route",
            Some(Place::Container(Runner::Kubernetes, Some("api-0".to_owned()))),
        ),
        ("podman exec web ip route", Some(Place::Container(Runner::Other, Some("web".to_owned())))),
        ("colima ssh -- ip route", Some(Place::Vm("colima".to_owned()))),
        ("wsl.exe -d Ubuntu -e ip route", Some(Place::Vm("wsl".to_owned()))),
        ("web-1 | CHANGED | rc=0 >>", Some(Place::Named("web-1".to_owned()))),
        ("ssh -p 2222 admin@db-1 ip route", Some(Place::Remote("db-1".to_owned()))),
        ("ssh -o StrictHostKeyChecking=no db-1", Some(Place::Remote("db-1".to_owned()))),
        ("ssh -V", None),
        ("ssh: connect to host 10.0.0.5 port 22: No route to host", None),
        ("wsl -l -v", None),
        ("docker network inspect bridge", None),
        ("docker ps", None),
        ("ip route", None),
        ("", None),
    ] {
        assert_eq!(asked(command).place, expected, "{command}");
    }
}

#[test]
fn a_shell_is_opened_and_left() {
    assert!(asked("docker exec -it web sh").opens);
    assert!(asked("docker run -it debian /bin/bash").opens);
    assert!(!asked("docker exec web ip route").opens);
    assert!(!asked("sh").opens);
    assert!(asked("exit").leaves);
}

#[test]
fn prompts_interfaces_and_files_are_signs() {
    let found = signs(
        "root@0d5c8e91ab37:/# ip a\n87: eth0@if88: <BROADCAST,UP> mtu 1500\n    link/ether 02:42:ac:1a:00:04 brd ff:ff:ff:ff:ff:ff\n    inet 172.26.0.4/16 scope global dynamic eth0\n",
    );
    assert!(matches!(&found[0], Sign::Command(asked) if asked.prompt == "root@0d5c8e91ab37:/"), "{found:?}");
    assert!(found.contains(&Sign::Pair("eth0".to_owned())), "{found:?}");
    assert!(found.contains(&Sign::Hardware("eth0".to_owned(), [2, 0x42, 172, 26, 0, 4])), "{found:?}");
    assert!(found.contains(&Sign::Leased), "{found:?}");
    assert!(
        signs("nameserver 127.0.0.11\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n")
            .contains(&Sign::ContainerResolver)
    );
}

#[test]
fn tables_of_other_systems_are_told() {
    let mac = "Destination        Gateway            Flags               Netif Expire\ndefault            10.1.0.1         UGScg                 en0\n";
    assert!(signs(mac).contains(&Sign::System(System::MacOs)));
    let linux = "Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n0.0.0.0         10.1.0.1    0.0.0.0         UG        0 0          0 eth0\n";
    assert!(!signs(linux).iter().any(|sign| matches!(sign, Sign::System(_))));
    assert!(
        signs("en0: flags=8863<UP> mtu 1500\n\tinet 10.1.0.5 netmask 0xffffff00 broadcast 10.1.0.255\n")
            .contains(&Sign::System(System::MacOs))
    );
}

#[test]
fn lines_name_sockets_and_kernels() {
    for (text, expected) in [
        (
            "Cannot connect to the Docker daemon at unix:///Users/me/.docker/run/docker.sock. Is the docker daemon running?",
            "/Users/me/.docker/run/docker.sock",
        ),
        (
            "desktop-linux *   Docker Desktop   unix:///Users/me/.docker/run/docker.sock",
            "/Users/me/.docker/run/docker.sock",
        ),
    ] {
        assert!(signs(text).contains(&Sign::Socket(expected.to_owned())), "{text}: {:?}", signs(text));
    }
    assert_eq!(signs("orbstack   OrbStack   unix:///Users/me/.orbstack/run/docker.sock"), []);
    assert!(
        signs("Linux nas 6.6.78-Unraid #1 SMP x86_64 GNU/Linux")
            .contains(&Sign::Kernel("Linux 6.6.78-Unraid".to_owned()))
    );
}
