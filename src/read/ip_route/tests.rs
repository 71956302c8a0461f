//! Texts as their tools print them, and what must be read from each.

use crate::read::check::{check, see};

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn every_form_of_a_route() {
    check(
        "ip route",
        &[
            ("a default route", "default via 192.0.2.1 dev eth0 \n", "u", &["route 0.0.0.0/0 via 192.0.2.1 dev eth0"]),
            ("a default without gateway", "default dev ppp0 scope link\n", "u", &["route 0.0.0.0/0 dev ppp0 on-link"]),
            (
                "a bridge without containers",
                "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown ",
                "u",
                &["route 172.17.0.0/16 dev docker0 on-link proto kernel src 172.17.0.1 linkdown"],
            ),
            (
                "routes that lead nowhere",
                "blackhole 10.22.0.0/16 \nunreachable 10.23.0.0/16 metric 9 \nprohibit 10.24.0.0/16 \nthrow 10.25.0.0/16 \nunreachable fc00::/7 dev lo metric 1024 pref medium",
                "uuuuu",
                &[
                    "route blackhole 10.22.0.0/16",
                    "route unreachable 10.23.0.0/16 metric 9",
                    "route prohibit 10.24.0.0/16",
                    "route throw 10.25.0.0/16",
                    "route unreachable fc00::/7 metric 1024",
                ],
            ),
            (
                "hops on lines of their own",
                "10.26.0.0/16 \n\tnexthop via 192.0.2.1 dev eth0 weight 1 \n\tnexthop via 192.0.2.3 dev eth1 weight 3 \n",
                "uuu",
                &["route 10.26.0.0/16 via 192.0.2.1 dev eth0 + via 192.0.2.3 dev eth1"],
            ),
            (
                "hops behind backslashes",
                "10.26.0.0/16 proto static \\\tnexthop via 192.0.2.1 dev eth0 weight 1 \\\tnexthop dev ppp0 weight 3 \n2001:db8:8::/48 metric 1024 pref medium\\\tnexthop via 2001:db8:1::9 dev d1 weight 1 ",
                "uu",
                &[
                    "route 10.26.0.0/16 via 192.0.2.1 dev eth0 + dev ppp0 proto static",
                    "route 2001:db8:8::/48 via 2001:db8:1::9 dev d1 metric 1024",
                ],
            ),
            (
                "a tunnel with words of its own",
                "10.38.0.0/16  encap ip id 7 src 0.0.0.0 dst 192.0.2.1 ttl 0 tos 0 dev eth0 scope link \n10.39.0.0/16  encap seg6 mode encap segs 1 [ fd00::1 ] dev eth0 scope link ",
                "uu",
                &["route 10.38.0.0/16 dev eth0 on-link", "route 10.39.0.0/16 dev eth0 on-link"],
            ),
            (
                "a gateway of the other family, next-hop objects, flags, types of service",
                "10.27.0.0/16 via inet6 fe80::1 dev eth0 \n10.30.0.0/16 nhid 5 via 192.0.2.1 dev eth0 onlink \n10.36.0.0/16 tos 0x10 via 192.0.2.1 dev eth0 ",
                "uuu",
                &[
                    "route 10.27.0.0/16 via fe80::1 dev eth0",
                    "route 10.30.0.0/16 via 192.0.2.1 dev eth0 onlink",
                    "route 10.36.0.0/16 via 192.0.2.1 dev eth0 tos 0x10",
                ],
            ),
            (
                "metrics with locks and words",
                "10.20.0.0/16 via 192.0.2.1 dev eth0 metric 100 mtu lock 1400 advmss 1360 \n10.32.0.0/16 dev eth0 scope link src 192.0.2.9 realm 4 initcwnd 20 rto_min lock 40ms quickack 1 congctl cubic ",
                "uu",
                &[
                    "route 10.20.0.0/16 via 192.0.2.1 dev eth0 metric 100",
                    "route 10.32.0.0/16 dev eth0 on-link src 192.0.2.9",
                ],
            ),
            (
                "tables and types of `table all`",
                "default dev tailscale0 table 52\nlocal 10.9.0.1 dev d1 table local proto kernel scope host src 10.9.0.1 \nbroadcast 10.9.0.255 dev d1 table local proto kernel scope link src 10.9.0.1 \nmulticast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium",
                "uuuu",
                &[
                    "route 0.0.0.0/0 dev tailscale0 table 52",
                    "route local 10.9.0.1/32 dev d1 table local proto kernel src 10.9.0.1",
                    "route broadcast 10.9.0.255/32 dev d1 on-link table local proto kernel src 10.9.0.1",
                    "route multicast ff00::/8 dev eth0 on-link table local proto kernel metric 256",
                ],
            ),
            (
                "details with their second lines",
                "unicast 10.31.0.0/16 nhid 10 proto boot scope global \n\tnh_info id 10 group 5/6,2 scope global proto unspec \n\tnexthop via 192.0.2.1 dev eth0 weight 1 ",
                "u.u",
                &["route 10.31.0.0/16 via 192.0.2.1 dev eth0 proto boot"],
            ),
            (
                "numbers in place of names",
                "10.34.0.0/16 dev eth0 table 254 scope 253 ",
                "u",
                &["route 10.34.0.0/16 dev eth0 on-link"],
            ),
            (
                "IPv6 with a source, an expiry and a default",
                "2001:db8:5::/48 via 2001:db8:1::9 dev d1 metric 1024 expires 599sec pref medium\n2001:db8:9::/48 from 2001:db8:1::/64 via 2001:db8:1::9 dev d1 metric 1024 pref medium\ndefault dev d1 proto ra metric 1024 pref high",
                "uuu",
                &[
                    "route 2001:db8:5::/48 via 2001:db8:1::9 dev d1 metric 1024",
                    "route 2001:db8:9::/48 via 2001:db8:1::9 dev d1 metric 1024 from 2001:db8:1::/64",
                    "route ::/0 dev d1 on-link proto ra metric 1024",
                ],
            ),
            (
                "BusyBox: two blanks, and a multipath route without its hops",
                "default via 192.0.2.1 dev eth0 \n10.9.0.0/24 dev d1 scope link  src 10.9.0.1 \n10.41.0.0/16 \n172.17.0.0/16 dev docker0 scope link  src 172.17.0.1 \n",
                "uuuu",
                &[
                    "route 0.0.0.0/0 via 192.0.2.1 dev eth0",
                    "route 10.9.0.0/24 dev d1 on-link src 10.9.0.1",
                    "route 10.41.0.0/16",
                    "route 172.17.0.0/16 dev docker0 on-link src 172.17.0.1",
                ],
            ),
            (
                "filters drop words",
                "10.9.0.0/24 proto kernel scope link src 10.9.0.1 \n10.29.0.0/16 via 192.0.2.1 \n10.21.0.7 dev eth0 proto static ",
                "uuu",
                &[
                    "route 10.9.0.0/24 on-link proto kernel src 10.9.0.1",
                    "route 10.29.0.0/16 via 192.0.2.1",
                    "route 10.21.0.7/32 dev eth0 proto static",
                ],
            ),
            (
                "the answer for one address is no route",
                "10.26.1.1 via 192.0.2.3 dev eth0 src 192.0.2.9 uid 0 \n    cache \n",
                "-.",
                &[],
            ),
            (
                "a monitor's lines",
                "Deleted 10.9.0.0/24 dev d1 proto static scope link \n[ROUTE]10.8.0.0/24 via 10.1.1.1 dev d1 \n[ROUTE]Deleted 10.7.0.0/24 dev d1\n",
                "-u-",
                &["route 10.8.0.0/24 via 10.1.1.1 dev d1"],
            ),
        ],
    );
}

#[test]
fn prompts_and_messages_around_routes() {
    let seen = see(
        "$ ip r\ndefault via 10.0.0.1 dev eth0\nRTNETLINK answers: File exists\n$ ip -6 r\nfe80::/64 dev eth0 metric 256 pref medium\n...\n",
    );
    assert_eq!(seen.lines, ".u..u?");
    assert_eq!(seen.kinds, ["ip route", "ip route"]);
}

#[test]
fn words_that_are_passed_over_and_missing_ends_are_noted() {
    let seen = see("10.0.0.0/8 via 10.1.1.1 dev eth0 frobnicate\n10.2.0.0/16 dev eth0 proto");
    let noted: Vec<_> =
        seen.problems.iter().map(|problem| (problem.code.name(), seen.source.slice(problem.labels[0].span))).collect();
    assert_eq!(noted, [("read-by-guess", "frobnicate"), ("text-cut", "proto")]);
}

#[test]
fn a_masked_gateway_leaves_the_route_with_its_device() {
    for gateway in ["xxx.xxx.xxx.xxx", "x.x.x.x", "<redacted>", "***", "REDACTED"] {
        let seen = see(&format!("default via {gateway} dev eth0\n10.0.0.0/24 via {gateway} dev tun0 metric 50\n"));
        assert_eq!(seen.items, ["route 0.0.0.0/0 dev eth0", "route 10.0.0.0/24 dev tun0 metric 50"], "{gateway}");
    }
}

#[test]
fn a_label_beside_a_prefix_is_no_route() {
    for line in
        ["10.0.0.0/8 dev cluster", "10.0.0.0/8 via office", "local 10.0.0.0/8", "10.0.0.0/8 from Monday", "10.0.0.0/8"]
    {
        assert_eq!(see(line).kinds, ["cidr list"], "{line}");
    }
}

#[test]
fn lines_that_differ_by_their_destination_alone_are_read_as_each_by_itself() {
    let first = "10.0.0.0/24 via 10.9.0.1 dev eth0 proto static metric 100\n";
    for (says, next) in [
        ("another prefix", "10.0.1.0/24 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("host bits", "10.0.1.5/24 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("an address", "10.0.1.5 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("a short prefix", "10/8 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("the default", "default via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("the other family", "fd00:1::/64 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("a type", "blackhole 10.0.1.0/24 via 10.9.0.1 dev eth0 proto static metric 100\n"),
        ("a hop below", "10.0.1.0/24 via 10.9.0.1 dev eth0 proto static metric 100\n\tnexthop via 10.9.0.2 dev eth1\n"),
        ("a cached one", "10.0.1.0/24 via 10.9.0.1 dev eth0 proto static metric 100\n    cache\n"),
        ("other words", "10.0.1.0/24 via 10.9.0.2 dev eth0 proto static metric 100\n"),
    ] {
        let both = see(&format!("{first}{next}"));
        let alone = [see(first).items, see(next).items].concat();
        assert_eq!(both.items, alone, "{says}");
    }
}
