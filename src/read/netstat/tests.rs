//! Texts as their tools print them, and what must be read from each.

use super::TITLES;
use crate::read::check::{check, see};
use crate::read::signs::{Signs, all_give};

const ROUTE: &str =
    "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
const NETSTAT: &str =
    "Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n";
const ROUTE6: &str =
    "Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n";
const MACOS: &str = "Routing tables\n\nInternet:\nDestination        Gateway            Flags        Refs      Use    Mtu   Netif Expire\n";
const FREEBSD: &str = "Routing tables\n\nInternet:\nDestination        Gateway            Flags     Netif Expire\n";

fn under(heading: &str, rows: &str) -> String {
    format!("{heading}{rows}")
}

#[test]
fn its_titles_give_their_sign() {
    let of_latin: Vec<_> = TITLES.iter().copied().filter(|title| title.starts_with(|c: char| c.is_ascii())).collect();
    all_give(Signs::OF_NETSTAT, &of_latin);
}

#[test]
fn tables_of_linux() {
    check(
        "route -n",
        &[
            (
                "gateways, masks, metrics",
                &under(
                    ROUTE,
                    "0.0.0.0         192.0.2.1       0.0.0.0         UG    100    0        0 eth0\n0.0.0.0         192.0.2.3       128.0.0.0       UG    0      0        0 tun0\n172.17.0.0      0.0.0.0         255.255.240.0   U     0      0        0 docker0\n10.21.0.7       192.0.2.1       255.255.255.255 UGH   0      0        0 eth0\n",
                ),
                "..uuuu",
                &[
                    "route 0.0.0.0/0 via 192.0.2.1 dev eth0 metric 100",
                    "route 0.0.0.0/1 via 192.0.2.3 dev tun0",
                    "route 172.17.0.0/20 dev docker0 on-link",
                    "route 10.21.0.7/32 via 192.0.2.1 dev eth0",
                ],
            ),
            (
                "names in place of addresses",
                &under(
                    ROUTE,
                    "default         _gateway        0.0.0.0         UG    202    0        0 ens37\nlink-local      *               255.255.0.0     U     1000   0        0 ens37\n_gateway        0.0.0.0         255.255.255.255 UH    202    0        0 ens37\n",
                ),
                "..uu-",
                &["route 0.0.0.0/0 dev ens37 metric 202", "route 169.254.0.0/16 dev ens37 on-link metric 1000"],
            ),
            (
                "rejected routes and routes without an interface",
                &under(
                    ROUTE,
                    "10.22.0.0       0.0.0.0         255.255.0.0     U     0      0        0 *\n10.23.0.0       -               255.255.0.0     !     9      -        0 -\n10.27.0.0       0.0.0.0         255.255.0.0     UG    0      0        0 eth0\n",
                ),
                "..uuu",
                &["route other 10.22.0.0/16", "route unreachable 10.23.0.0/16 metric 9", "route 10.27.0.0/16 dev eth0"],
            ),
            (
                "more columns behind the interface",
                "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt\n172.18.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker_g 0     0      0\n",
                "..u",
                &["route 172.18.0.0/16 dev docker_g on-link"],
            ),
            (
                "rows without a heading",
                "172.16.0.0      10.10.1.254     255.240.0.0     UG    0      0        0 eth0\n192.168.0.0     10.10.1.254     255.255.0.0     UG    0      0        0 eth0\n",
                "uu",
                &["route 172.16.0.0/12 via 10.10.1.254 dev eth0", "route 192.168.0.0/16 via 10.10.1.254 dev eth0"],
            ),
            (
                "collapsed columns and a row cut at the end",
                "Destination Gateway Genmask Flags Metric Ref Use Iface\n10.3.0.0 0.0.0.0 255.255.255.0 U 50 0 0 vpn0\n172.21.0.0 0.0.0.0 255.255.0.0 U 50\n",
                ".uu",
                &["route 10.3.0.0/24 dev vpn0 on-link metric 50", "route 172.21.0.0/16 on-link metric 50"],
            ),
            (
                "IPv6",
                &under(
                    ROUTE6,
                    "2001:db8:6::/48                ::                         !n   1024 1      0 lo\n2001:db8:7::/64                ::                         U    256 1      0 br-6a10\n::/0                           fe80::1                    UG   1024 1      0 eth0\n::1/128                        ::                         Un   0   2      0 lo\nff00::/8                       ::                         U    256 4      0 eth0\n::/0                           ::                         !n   -1  1      0 lo\n",
                ),
                "..uuuuuu",
                &[
                    "route unreachable 2001:db8:6::/48 dev lo metric 1024",
                    "route 2001:db8:7::/64 dev br-6a10 on-link metric 256",
                    "route ::/0 via fe80::1 dev eth0 metric 1024",
                    "route local ::1/128 dev lo",
                    "route multicast ff00::/8 dev eth0 metric 256",
                    "route unreachable ::/0 dev lo",
                ],
            ),
        ],
    );
    check(
        "netstat -rn",
        &[(
            "the columns of netstat",
            &under(
                NETSTAT,
                "0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0\n10.23.0.0       -               255.255.0.0     !         - -          - -\n172.17.0.0      0.0.0.0         255.255.0.0     U         0 0          0 docker0\n",
            ),
            "..uuu",
            &[
                "route 0.0.0.0/0 via 192.0.2.1 dev eth0",
                "route unreachable 10.23.0.0/16",
                "route 172.17.0.0/16 dev docker0 on-link",
            ],
        )],
    );
}

#[test]
fn tables_of_other_systems() {
    check(
        "netstat -rn",
        &[
            (
                "macOS drops octets and keeps neighbours in the table",
                &under(
                    MACOS,
                    "default            192.168.14.254     UGSc           83       24   1500     en0       \n127                127.0.0.1          UCS             0        0  16384     lo0       \n169.254            link#10            UCS             1        0   1500     en0      !\n172.21/16          link#22            UC              2        0   1500 bridge101      !\n192.168.14.64      0:0:5e:0:53:a1     UHLWIi          2      470   1500     en0    753\n192.168.73         link#20            UC              3        0   1500  vmnet8      !\n\nInternet6:\nDestination                             Gateway                         Flags        Refs      Use    Mtu    Netif Expire\ndefault                                 fe80::%utun0                    UGcI            0        0   2000    utun0       \n2001:db8:bab0:d40::/64                  link#10                         UC              4        0   1500      en0       \n",
                ),
                "....uuuu.u...uu",
                &[
                    "route 0.0.0.0/0 via 192.168.14.254 dev en0",
                    "route 127.0.0.0/8 dev lo0 on-link",
                    "route 169.254.0.0/16 dev en0 on-link",
                    "route 172.21.0.0/16 dev bridge101 on-link",
                    "route 192.168.73.0/24 dev vmnet8 on-link",
                    "route ::/0 via fe80:: dev utun0",
                    "route 2001:db8:bab0:d40::/64 dev en0 on-link",
                ],
            ),
            (
                "FreeBSD with zones and its own addresses",
                &under(
                    FREEBSD,
                    "default            10.98.88.2         UGS        ena1\n172.30.16.0/20     link#1             U          ena1\n172.30.29.64       link#1             UHS         lo0\n10.9.0.0/16        172.30.16.9        UGSB       ena1\n\nInternet6:\nDestination                       Gateway                       Flags     Netif Expire\n::/96                             ::1                           UGRS        lo0\nfe80::%ena1/64                    link#1                        U          ena1\nfe80::200:5eff:fe00:53b1%ena1     link#1                        UHS         lo0\n",
                ),
                "....uuuu...uuu",
                &[
                    "route 0.0.0.0/0 via 10.98.88.2 dev ena1",
                    "route 172.30.16.0/20 dev ena1 on-link",
                    "route local 172.30.29.64/32 dev lo0",
                    "route blackhole 10.9.0.0/16 via 172.30.16.9 dev ena1",
                    "route unreachable ::/96 via ::1 dev lo0",
                    "route fe80::/64 dev ena1 on-link",
                    "route local fe80::200:5eff:fe00:53b1/128 dev lo0",
                ],
            ),
            (
                "NetBSD with dashes in place of counts",
                "Destination        Gateway            Flags    Refs      Use    Mtu Interface\n172.30.16/20       link#1             UC          -        -   9001  ena1\n127.0.0.1          lo0                UHl         -        -  33624  lo0\n",
                ".uu",
                &["route 172.30.16.0/20 dev ena1 on-link", "route local 127.0.0.1/32 dev lo0"],
            ),
            (
                "Solaris tells no length for IPv4",
                "Routing Table: IPv4\n\tDestination           Gateway           Flags  Ref     Use     Interface\n-------------------- -------------------- ----- ----- ---------- ---------\ndefault              172.18.32.1          UG        2      66419 net1\n172.18.32.0          172.18.32.17         U         4       7100 net1\n\nRouting Table: IPv6\n\tDestination/Mask            Gateway                   Flags Ref   Use    If\n--------------------------- --------------------------- ----- --- ------- -----\n2001:db8:32::/64            2001:db8:32::17             U       3    2744 net1\n",
                "...u-....u",
                &["route 0.0.0.0/0 via 172.18.32.1 dev net1", "route 2001:db8:32::/64 dev net1 on-link"],
            ),
        ],
    );
}

#[test]
fn a_cut_row_is_noted() {
    let seen = see("Destination Gateway Genmask Flags Metric Ref Use Iface\n172.21.0.0 0.0.0.0 255.255.0.0 U 50\n");
    assert_eq!(seen.problems.iter().map(|problem| problem.code.name()).collect::<Vec<_>>(), ["text-cut"]);
}
