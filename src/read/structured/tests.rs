//! Structured formats: fixtures of the shape that the tools print, each line accounted for.

use proptest::prelude::*;

use crate::problem::Code;
use crate::read::check::{Seen, see, see_in};
use crate::read::{Item, WrittenPrefix, read};
use crate::text::{Slot, Source};

/// What it says, the kind, the paste, a letter for each line, the items.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

fn check(table: &[Row]) {
    for (says, kind, paste, lines, items) in table {
        let seen = see(paste);
        assert_eq!(seen.kinds, [*kind], "{says}");
        assert_eq!(seen.items, *items, "{says}");
        assert_eq!(seen.lines, *lines, "{says}");
    }
}

/// The prefixes of a paste, whole.
fn prefixes(paste: &str) -> Vec<WrittenPrefix> {
    let (documents, _) = read(&Source::new(Slot::Any, paste), None);
    let items = documents.into_iter().flat_map(|document| document.items);
    items.filter_map(|item| if let Item::Prefix(prefix) = item { Some(*prefix) } else { None }).collect()
}

fn codes(seen: &Seen) -> Vec<Code> {
    seen.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn docker_networks_are_read_whole_cut_and_filtered() {
    check(&[
        (
            "as printed",
            "docker network inspect",
            "[\n {\n  \"Name\": \"web\",\n  \"Id\": \"ab\",\n  \"Driver\": \"bridge\",\n  \"IPAM\": {\n   \"Config\": [\n    { \"Subnet\": \"10.9.0.0/24\", \"IPRange\": \"10.9.0.128/25\", \"Gateway\": \"10.9.0.1\" },\n    { \"Subnet\": \"fd00:9::/64\" }\n   ]\n  }\n }\n]\n",
            "..u....uu....",
            &["network web"],
        ),
        (
            "with the allocations that releases from 29 on add",
            "docker network inspect",
            "[{\"Name\": \"a\", \"IPAM\": {\"Config\": [{\"Subnet\": \"10.9.0.0/24\"}]},\n\"Status\": {\"IPAM\": {\"Subnets\": {\"10.9.0.0/24\": {\"IPsInUse\": 4}}}}}]\n",
            "u.",
            &["network a"],
        ),
        (
            "only the address settings, by a format string",
            "docker network inspect",
            "[{\"Subnet\":\"172.18.0.0/16\",\"Gateway\":\"172.18.0.1\"}]\n",
            "u",
            &["network "],
        ),
        (
            "lines that a filter left of two networks",
            "docker network inspect",
            "  \"Name\": \"bridge\",\n    \"Subnet\": \"172.17.0.0/16\",\n  \"Name\": \"app\",\n    \"Subnet\": \"10.9.0.0/24\",\n    \"Subnet\": \"fd00:9::/64\",\n",
            "uuuuu",
            &["network bridge", "network app"],
        ),
        (
            "lines that a filter left, from the middle of a network",
            "docker network inspect",
            "    \"Subnet\": \"10.8.0.0/24\",\n  \"Name\": \"app\",\n    \"Subnet\": \"10.9.0.0/24\"\n",
            "uuu",
            &["network ", "network app"],
        ),
        (
            "names and lists of subnets made with jq",
            "docker network inspect",
            "{\"name\":\"a\",\"subnets\":[\"10.1.0.0/24\",\"fd00::/64\"]}\n{\"name\":\"b\",\"subnets\":[]}\n",
            "uu",
            &["network a", "network b"],
        ),
        (
            "the list as JSON lines",
            "docker network ls",
            "{\"CreatedAt\":\"2026\",\"Driver\":\"bridge\",\"ID\":\"d1\",\"Name\":\"bridge\",\"Scope\":\"local\"}\n{\"CreatedAt\":\"2026\",\"Driver\":\"null\",\"ID\":\"d2\",\"Name\":\"none\",\"Scope\":\"local\"}\n",
            "uu",
            &["network bridge", "network none"],
        ),
        (
            "a container",
            "docker inspect",
            "[{\n\"Name\": \"/db\",\n\"HostConfig\": {},\n\"NetworkSettings\": {\n\"Networks\": {\n\"app_default\": {\n\"Gateway\": \"172.21.0.1\",\n\"IPAddress\": \"172.21.0.5\",\n\"IPPrefixLen\": 16,\n\"NetworkID\": \"77\"\n}\n}\n}\n}]\n",
            ".....uuu......",
            &["network app_default"],
        ),
        (
            "Podman's file of a CNI network",
            "podman network inspect",
            "[{\n\"cniVersion\": \"0.4.0\",\n\"name\": \"podman\",\n\"plugins\": [{\"bridge\": \"cni-podman0\", \"ipam\": {\"ranges\": [[{\"gateway\": \"10.88.0.1\", \"subnet\": \"10.88.0.0/16\"}]]}}]\n}]\n",
            "..uu.",
            &["network podman"],
        ),
    ]);
}

#[test]
fn clouds_tell_what_a_prefix_is_and_whose() {
    check(&[
        (
            "AWS peering: both sides",
            "aws describe-vpc-peering-connections",
            "{\"VpcPeeringConnections\": [{\n\"AccepterVpcInfo\": {\"CidrBlock\": \"10.1.0.0/16\", \"VpcId\": \"vpc-1\",\n\"CidrBlockSet\": [{\"CidrBlock\": \"10.1.0.0/16\"}]},\n\"RequesterVpcInfo\": {\"CidrBlock\": \"10.2.0.0/16\", \"VpcId\": \"vpc-2\"},\n\"VpcPeeringConnectionId\": \"pcx-1\"}]}\n",
            ".uuu.",
            &["peer 10.1.0.0/16 'vpc-1'", "peer 10.2.0.0/16 'vpc-2'"],
        ),
        (
            "Google Cloud subnets with secondary ranges",
            "gcloud subnets list",
            "[{\"name\": \"apps\", \"network\": \"https://x/global/networks/n\", \"ipCidrRange\": \"10.5.0.0/20\",\n\"secondaryIpRanges\": [\n{\"ipCidrRange\": \"10.6.0.0/16\", \"rangeName\": \"gke-pods\"},\n{\"ipCidrRange\": \"10.7.0.0/20\", \"rangeName\": \"gke-services\"}]}]\n",
            "u.uu",
            &["subnet 10.5.0.0/20 'apps'", "pods 10.6.0.0/16 'apps'", "services 10.7.0.0/20 'apps'"],
        ),
        (
            "Huawei Cloud VPCs",
            "hcloud ListVpcs",
            "{\"vpcs\": [{\"id\": \"1\", \"name\": \"v\", \"cidr\": \"192.168.0.0/16\",\n\"extend_cidrs\": [\"10.8.0.0/16\"]}]}\n",
            "uu",
            &["vpc 192.168.0.0/16 'v'", "vpc 10.8.0.0/16 'v'"],
        ),
        (
            "Oracle Cloud networks",
            "oci network vcn list",
            "{\"data\": [{\n\"cidr-block\": \"10.3.0.0/16\",\n\"cidr-blocks\": [\n\"10.3.0.0/16\",\n\"10.4.0.0/16\"\n],\n\"display-name\": \"main\",\n\"id\": \"ocid1.vcn.oc1..a\",\n\"vcn-domain-name\": \"x\"}]}\n",
            ".u.uu....",
            &["vpc 10.3.0.0/16 'main'", "vpc 10.4.0.0/16 'main'"],
        ),
        (
            "rules of access are no networks",
            "json",
            "{\"SecurityGroups\": [{\"IpPermissions\": [{\"IpRanges\": [{\"CidrIp\": \"10.0.0.0/8\"}]}]}]}\n",
            "-",
            &[],
        ),
        (
            "JSON that nobody knows",
            "json",
            "{\"site\": {\"lan_range\": \"10.44.0.0/16\", \"note\": \"n/a\"}}\n",
            "u",
            &["entry 10.44.0.0/16 'lan_range'"],
        ),
        (
            "a masked range is known and not read",
            "aws describe-vpcs",
            "{\"Vpcs\": [{\"VpcId\": \"vpc-1\",\n\"CidrBlock\": \"10.***.0.0/16\"}]}\n",
            ".-",
            &[],
        ),
    ]);
}

#[test]
fn a_subnet_knows_its_vpc() {
    let azure = "[{\"id\": \"/s/1/virtualNetworks/hub\", \"name\": \"hub\", \"addressSpace\": {\"addressPrefixes\": [\"10.0.0.0/16\"]},\n\"subnets\": [{\"name\": \"a\", \"addressPrefix\": \"10.0.1.0/24\", \"id\": \"/s/1/virtualNetworks/hub/subnets/a\"}]}]";
    let aws = "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.1.0/24\"}]}";
    for (paste, subnet, parent) in
        [(azure, "/s/1/virtualNetworks/hub/subnets/a", "/s/1/virtualNetworks/hub"), (aws, "subnet-1", "vpc-1")]
    {
        let found = prefixes(paste);
        let last = found.last().unwrap();
        let ids = last.cloud.as_ref().unwrap();
        assert_eq!((ids.id.as_deref(), ids.parent.as_deref()), (Some(subnet), Some(parent)));
        assert_eq!(Source::new(Slot::Any, paste).slice(last.net.span), "10.0.1.0/24");
    }
    let route = "{\"RouteTables\": [{\"VpcId\": \"vpc-1\", \"Routes\": [{\"DestinationCidrBlock\": \"10.2.0.0/16\", \"VpcPeeringConnectionId\": \"pcx-1\"}]}]}";
    assert_eq!(prefixes(route)[0].cloud.as_ref().and_then(|ids| ids.id.as_deref()), None, "the far end is another VPC");
}

#[test]
fn a_configuration_is_told_by_its_keys_and_each_slip_is_named() {
    let text = "// ours\n{\n  \"bip\": \"172.26.0.1/24\",\n  'debug': true,\n}\n";
    for slot in [Slot::DaemonJson, Slot::Any] {
        let seen = see_in(slot, text);
        assert_eq!(seen.kinds, ["daemon.json"]);
        assert_eq!(seen.items, ["daemon.json"]);
    }
    let seen = see_in(Slot::DaemonJson, text);
    let slips: Vec<_> =
        seen.problems.iter().map(|problem| seen.source.position(problem.labels.first().unwrap().span.start)).collect();
    assert_eq!(codes(&seen), [Code::LenientJson; 3]);
    assert_eq!(slips, [(1, 1), (4, 3), (4, 16)]);
    assert_eq!(see_in(Slot::DaemonJson, "{\"debug\": true}").kinds, ["daemon.json"], "any object in that box");
    assert_eq!(see_in(Slot::DaemonJson, "{}").kinds, ["daemon.json"]);
    assert_eq!(see("{\"debug\": true, \"mtu\": 1400}").kinds, ["daemon.json"], "keys that a daemon.json may have");
    assert_eq!(see("{\"colour\": true, \"mtu\": 1400}").kinds, ["json"]);
    assert_eq!(codes(&see("{\"colour\": true, \"mtu\": 1400}")), [Code::ReadByGuess]);
    assert_eq!(see("$ cat /etc/docker/daemon.json\n{\"colour\": true}").kinds, ["daemon.json"], "its command says so");
    assert_eq!(codes(&see("{\"bip\": \"10.0.0.1/24\"")), [Code::LenientJson, Code::TextCut]);
}

#[test]
fn a_block_in_comments_is_read_with_its_places() {
    let paste = "# {\n#   \"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}]\n# }\n";
    let found = prefixes(paste);
    assert_eq!(Source::new(Slot::Any, paste).slice(found[0].net.span), "10.0.0.0/16");
}

#[test]
fn several_documents_are_taken_apart() {
    let seen = see(
        "$ cat /etc/docker/daemon.json\n{\n\"bip\": \"10.0.0.1/24\"\n}\n$ docker network inspect web\n[\n{\"Name\": \"web\", \"IPAM\": {\"Config\": [{\"Subnet\": \"10.9.0.0/24\"}]}}\n]\n10.0.0.0/8 dev eth0\n",
    );
    assert_eq!(seen.kinds, ["daemon.json", "docker network inspect", "ip route"]);
    assert_eq!(seen.lines, ".uuu..u.u");
}

proptest! {
    #[test]
    fn any_json_like_text_is_read_with_spans_inside(text in "([\\[\\]{},:\"\n ]|\"(Subnet|IPAM|Config|VpcId|CidrBlock|bip|IPPrefixLen|Routes)\": |\"10\\.0\\.0\\.0/8\"|…|é){0,40}") {
        let source = Source::new(Slot::Any, &*text);
        let (documents, problems) = read(&source, None);
        for document in &documents {
            prop_assert!(document.lines.iter().all(|(line, _)| *line >= 1 && *line <= source.line_count()));
            for item in &document.items {
                if let Item::Prefix(prefix) = item {
                    prop_assert_eq!(source.slice(prefix.net.span), "10.0.0.0/8");
                }
            }
        }
        for label in problems.iter().flat_map(|problem| &problem.labels) {
            prop_assert!(source.text().get(label.span.start as usize..label.span.end as usize).is_some());
        }
    }
}

#[test]
fn what_a_network_was_made_with_is_read_where_the_object_shows_all_of_it() {
    let networks = |paste: &str| {
        let (documents, _) = crate::read::read(&Source::new(Slot::Docker, paste), None);
        let items = documents.into_iter().flat_map(|document| document.items);
        let networks =
            items.filter_map(|item| if let Item::DockerNetwork(network) = item { Some(network) } else { None });
        networks.collect::<Vec<_>>()
    };
    let whole = networks(
        "[{\"Name\": \"edge\", \"Driver\": \"bridge\", \"EnableIPv6\": true, \"Attachable\": true, \"Labels\": {}, \
         \"IPAM\": {\"Driver\": \"default\", \"Config\": [{\"Subnet\": \"10.9.0.0/24\", \"IPRange\": \"10.9.0.128/25\", \
         \"Gateway\": \"10.9.0.254\", \"AuxiliaryAddresses\": {\"router\": \"10.9.0.3\"}}]}, \
         \"Options\": {\"com.docker.network.driver.mtu\": \"1400\"}}]",
    );
    let made = whole[0].made_with.as_ref().unwrap();
    assert_eq!(made.options, [("com.docker.network.driver.mtu".to_owned(), "1400".to_owned())]);
    assert!(made.attachable && made.ipv6 && !made.without_ipv4 && made.ipam_driver.is_none());
    assert_eq!(whole[0].subnets[0].reserved, [("router".to_owned(), "10.9.0.3".parse().unwrap())]);
    let filtered = networks("[{\"Name\": \"edge\", \"IPAM\": {\"Config\": [{\"Subnet\": \"10.9.0.0/24\"}]}}]");
    assert_eq!(filtered[0].made_with, None, "a filter left the labels out");
}

#[test]
fn a_compose_file_that_a_chat_or_a_diff_changed_keeps_its_network() {
    for (says, paste) in [
        ("indentation was taken away", "networks:\na:\nipam:\nconfig:\n- subnet: 10.28.0.0/16\n"),
        (
            "a diff took one subnet out and put another in",
            "--- a/compose.yaml\n+++ b/compose.yaml\n@@ -1,6 +1,6 @@\n networks:\n   a:\n     ipam:\n       config:\n-        - subnet: 172.17.0.0/16\n+        - subnet: 10.28.0.0/16\n",
        ),
    ] {
        let (documents, _) = crate::read::read(&Source::new(Slot::Any, paste), None);
        let items: Vec<_> = documents.iter().flat_map(|document| &document.items).collect();
        let [Item::DockerNetwork(network)] = items.as_slice() else { panic!("{says}: {items:?}") };
        assert_eq!(network.name.value, "a", "{says}");
        let subnets: Vec<_> = network.subnets.iter().map(|subnet| subnet.subnet.value.to_string()).collect();
        assert_eq!(subnets, ["10.28.0.0/16"], "{says}");
    }
}

#[test]
fn a_field_a_line_is_a_subnet_of_gcloud() {
    let seen = crate::read::check::see("ipCidrRange: 10.128.0.0/20\nname: office\nregion: us-central1\n");
    assert_eq!(
        (seen.kinds.as_slice(), seen.items.as_slice()),
        (&["gcloud subnets list"][..], &["subnet 10.128.0.0/20 'office'".to_owned()][..])
    );
}
