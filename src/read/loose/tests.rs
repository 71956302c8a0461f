//! Texts as their tools print them, and what must be read from each.

use crate::read::check::{check, see};

#[test]
fn every_notation() {
    check(
        "cidr list",
        &[
            ("a prefix with a name behind", "10.20.0.0/16   vpc-prod", "u", &["entry 10.20.0.0/16 'vpc-prod'"]),
            (
                "a name with brackets",
                "172.16.0.0/12   vpc-hz (default VPC)",
                "u",
                &["entry 172.16.0.0/12 'vpc-hz (default VPC)'"],
            ),
            (
                "a name before",
                "prod: 10.0.0.0/16, 10.1.0.0/16",
                "u",
                &["entry 10.0.0.0/16 'prod'", "entry 10.1.0.0/16 'prod'"],
            ),
            (
                "names behind each",
                "10.0.0.0/16 prod, 10.1.0.0/16 test",
                "u",
                &["entry 10.0.0.0/16 'prod'", "entry 10.1.0.0/16 'test'"],
            ),
            ("an address", "172.17.48.6     rds mysql", "u", &["entry 172.17.48.6 'rds mysql'"]),
            ("an address with a port", "db=10.1.2.3:3306", "u", &["entry 10.1.2.3 'db'"]),
            ("an address in a link", "jdbc:mysql://10.1.2.3:3306/shop", "u", &["entry 10.1.2.3 'mysql'"]),
            (
                "a variable with a link, whose login is nobody's business",
                "export DATABASE_URL=postgres://app:s3cr=t@10.1.2.3/shop?password=x",
                "u",
                &["entry 10.1.2.3 'DATABASE_URL'"],
            ),
            ("a login", "ssh -p 22 root:s3cret@10.1.2.3:22", "u", &["entry 10.1.2.3 'ssh -p 22'"]),
            (
                "a variable with a list",
                "NO_PROXY=localhost,10.0.0.0/8,172.20.0.0/16",
                "u",
                &["entry 10.0.0.0/8 'NO_PROXY'", "entry 172.20.0.0/16 'NO_PROXY'"],
            ),
            ("a number of a list", "2) office 10.1.0.0/16", "u", &["entry 10.1.0.0/16 'office'"]),
            ("an index", "lan[1]: 10.1.0.0/16", "u", &["entry 10.1.0.0/16 'lan[1]'"]),
            (
                "octets left out",
                "IPV4_NETWORK=172.22.1\n172.17",
                "uu",
                &["entry 172.22.1.0/24 'IPV4_NETWORK'", "entry 172.17.0.0/16"],
            ),
            ("numbers of versions", "10.0.0.0/16\nMARIADB_VERSION=10.5.1\n192.168 MB", "u??", &["entry 10.0.0.0/16"]),
            ("a backslash", "172.28.0.0\\16", "u", &["entry 172.28.0.0/16"]),
            ("full-width signs", "172.30.8.0／22，office", "u", &["entry 172.30.8.0/22 'office'"]),
            (
                "Chinese labels",
                "阿里云 VPC：172.16.0.0/12、192.168.0.0/16（测试）",
                "u",
                &["entry 172.16.0.0/12 '阿里云 VPC'", "entry 192.168.0.0/16 '阿里云 VPC (测试)'"],
            ),
            ("IPv6", "fd00:12::/48 lab\n2001:db8::5", "uu", &["entry fd00:12::/48 'lab'", "entry 2001:db8::5"]),
            (
                "columns",
                "vsw-mnl-pub-a   ap-southeast-6a 10.0.0.0/24   free=25x",
                "u",
                &["entry 10.0.0.0/24 'vsw-mnl-pub-a'"],
            ),
            ("CSV with a heading", "name,cidr\n\"prod\",\"10.0.0.0/16\"", ".u", &["entry 10.0.0.0/16 'prod'"]),
            (
                "a table with bars",
                "| Name | CIDR |\n|------|------|\n| prod | 10.0.0.0/16 |",
                "..u",
                &["entry 10.0.0.0/16 'prod'"],
            ),
            ("a bullet and a full stop", "- 10.0.0.0/16.", "u", &["entry 10.0.0.0/16"]),
            (
                "a sentence",
                "our VPC is 10.3.0.0/16, the database 10.3.4.5.",
                "u",
                &["entry 10.3.0.0/16 'VPC'", "entry 10.3.4.5 'the database'"],
            ),
            (
                "a route with an arrow",
                "route: 10.96.0.0/12 -> 192.168.49.2",
                "u",
                &["route 10.96.0.0/12 via 192.168.49.2"],
            ),
            ("host bits stay", "172.17.0.1/16", "u", &["entry 172.17.0.1/16"]),
            (
                "lines with nothing between",
                "10.0.0.0/8\n\n# more\n11.0.0.0/8",
                "u..u",
                &["entry 10.0.0.0/8", "entry 11.0.0.0/8"],
            ),
        ],
    );
}

#[test]
fn masks_placeholders_and_ranges() {
    check(
        "cidr list",
        &[
            (
                "a mask",
                "192.168.50.0 255.255.255.0\n10.0.0.0/255.0.0.0\n172.16.0.0 netmask 255.240.0.0",
                "uuu",
                &["entry 192.168.50.0/24", "entry 10.0.0.0/8", "entry 172.16.0.0/12"],
            ),
            (
                "a network that is a mask too",
                "net-a 128.0.0.0 255.0.0.0\n192.0.0.0 255.255.255.0\nmask 128.0.0.0 of 10.0.0.1",
                "uuu",
                &["entry 128.0.0.0/8 'net-a'", "entry 192.0.0.0/24", "entry 10.0.0.1 'mask 128.0.0.0 of'"],
            ),
            ("a wildcard", "10.4.0.0 0.0.255.255", "u", &["entry 10.4.0.0/16"]),
            (
                "placeholders",
                "172.30.x.x\n10.*.*.*\n192.168.1.*\n172.31.XXX.XXX",
                "uuuu",
                &["entry 172.30.0.0/16", "entry 10.0.0.0/8", "entry 192.168.1.0/24", "entry 172.31.0.0/16"],
            ),
            (
                "ranges",
                "10.0.0.0-10.0.0.255\n10.1.0.4 - 10.1.0.11 dhcp\n192.168.7.10-12",
                "uuu",
                &[
                    "entry 10.0.0.0/24",
                    "entry 10.1.0.4/30 'dhcp'",
                    "entry 10.1.0.8/30 'dhcp'",
                    "entry 192.168.7.10/31",
                    "entry 192.168.7.12/32",
                ],
            ),
            (
                "short private blocks",
                "10/8\n172.16/12\n192.168/16",
                "uuu",
                &["entry 10.0.0.0/8", "entry 172.16.0.0/12", "entry 192.168.0.0/16"],
            ),
        ],
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    for (line, key) in [
        ("10.***.1.0/24", "read.fault.masked"),
        ("10.xx.1.0/24 office", "read.fault.masked"),
        ("10.0.0.0/33", "read.fault.length"),
        ("10.0.0.9-10.0.0.1", "read.fault.backwards"),
        ("172.300.0.0/16", "read.fault.octet"),
        ("10.1.x.x/24", "read.fault.masked"),
    ] {
        let seen = see(line);
        assert_eq!(seen.lines, "?", "{line}");
        assert!(seen.problems.iter().any(|problem| problem.message.key == key), "{line}: {:?}", seen.problems);
    }
}

#[test]
fn guesses_are_told_with_their_place() {
    for (line, place, key) in [
        ("lan 172.28.0.0\\16", "172.28.0.0\\16", "read.guess.backslash"),
        ("172.30.x.x office", "172.30.x.x", "read.guess.placeholder"),
        ("10.4.0.0 0.0.255.255", "10.4.0.0 0.0.255.255", "read.guess.wildcard"),
        ("use 10/8", "10/8", "read.guess.short"),
    ] {
        let seen = see(line);
        let problem = seen.problems.iter().find(|problem| problem.message.key == key).unwrap();
        assert_eq!(seen.source.slice(problem.labels[0].span), place, "{line}");
    }
}

#[test]
fn words_with_numbers_are_no_addresses() {
    for line in [
        "Linux 5.15.0-91-generic #101-Ubuntu",
        "2026-02-07 01:36:44 connected to 10.0.0.1",
        "Feb  7 01:36:44 host openvpn[7]: PUSH 10.8.0.0/24",
        "INFO: listening on 10.0.0.1:80",
        "1/2 of all",
        "std::vec::Vec",
        "00:16:3e:12:34:56",
        "netmask 255.255.255.0",
    ] {
        assert_eq!(see(line).lines, "?", "{line}");
    }
}
