//! Ranges of pods and services, as flags or as keys of a line: `--cluster-cidr=…`, `podSubnet: …`.

use crate::problem::Message;
use crate::read::address::prefix;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Landmark, Row, View};
use crate::read::{Evidence, Item, Kind, Name, WrittenAs, WrittenPrefix};
use crate::text::Located;

use super::dockerd::is_unit_line;
use crate::read::structured::same;

/// Kubernetes' ranges.
pub(in crate::read) const KUBERNETES: Recogniser =
    Recogniser { kinds: &[Kind::Kubernetes], begins: &[Signs::ANY], claim, read };

/// Names of flags and keys without what tools differ in (`service-cidr`, `serviceCIDR`), and what their range is for.
const NAMES: &[(&str, WrittenAs)] = &[
    ("clustercidr", WrittenAs::Pods),
    ("clusteripv4cidr", WrittenAs::Pods),
    ("clusteripv4cidrblock", WrittenAs::Pods),
    ("clusterpoolipv4cidr", WrittenAs::Pods),
    ("clusterpoolipv4podcidr", WrittenAs::Pods),
    ("clusterpoolipv4podcidrlist", WrittenAs::Pods),
    ("podnetworkcidr", WrittenAs::Pods),
    ("podcidr", WrittenAs::Pods),
    ("podcidrs", WrittenAs::Pods),
    ("podcidrlist", WrittenAs::Pods),
    ("podipv4cidrblock", WrittenAs::Pods),
    ("podsubnet", WrittenAs::Pods),
    ("nonmasqueradecidr", WrittenAs::Pods),
    ("calicoipv4poolcidr", WrittenAs::Pods),
    ("calicoipv6poolcidr", WrittenAs::Pods),
    ("kubepodssubnet", WrittenAs::Pods),
    ("kubepodssubnetipv6", WrittenAs::Pods),
    ("serviceclusteriprange", WrittenAs::Services),
    ("servicecidr", WrittenAs::Services),
    ("servicesubnet", WrittenAs::Services),
    ("serviceipv4cidr", WrittenAs::Services),
    ("serviceipv6cidr", WrittenAs::Services),
    ("servicesipv4cidr", WrittenAs::Services),
    ("servicesipv4cidrblock", WrittenAs::Services),
    ("kubeserviceaddresses", WrittenAs::Services),
    ("kubeserviceaddressesipv6", WrittenAs::Services),
];

/// What the range of a flag, a key or a variable is for.
pub(in crate::read) fn role_of(name: &str) -> Option<WrittenAs> {
    NAMES.iter().find(|(have, _)| same(name, have)).map(|(_, role)| *role)
}

/// Docker's own bridge on the nodes of a cluster is no network of the user's: `--docker-bridge-address 172.17.0.1/16`.
fn is_of_nodes(row: Row<'_>) -> bool {
    row.all_signs().has(Signs::OF_DOCKER.and(Signs::SLASH)) && row.text.contains("--docker-bridge-")
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let signs = view.signs(first);
    // A range with its name, a flag, a line of a unit file, or one that goes on with the line above.
    let begins = [Signs::RANGE.and(Signs::LETTER), Signs::DASH, Signs::EQUALS, Signs::OPEN];
    let may_begin = begins.iter().any(|sign| signs.has(*sign));
    if !may_begin && !goes_on(view, first) {
        return None;
    }
    // Other flags count only beside a range.
    let near = last.min(first.saturating_add(60));
    let has_range = |row: Row<'_>| !ranges_of(view, row).is_empty() || is_of_nodes(row);
    if !view.is_near(Landmark::ClusterRange, first, near, has_range) {
        return None;
    }
    let mine = |row: Row<'_>| !ranges_of(view, row).is_empty() || is_of_nodes(row) || is_other(view, row);
    if !mine(view.row(first)) {
        return None;
    }
    view.rows(first, near).take_while(|row| mine(*row) || row.is_blank()).find(|row| has_range(*row))?;
    Some(Claim::new(Kind::Kubernetes, run(view, first, last, mine), Message::new("read.why.kubernetes")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        let ranges = ranges_of(view, row);
        if !ranges.is_empty() {
            reading.used(row, ranges);
        } else if is_of_nodes(row) {
            reading.unhandled(row);
        } else if is_other(view, row) {
            reading.irrelevant(row);
        }
    }
    reading
}

/// A line of flags without a range.
fn is_other(view: &View<'_>, row: Row<'_>) -> bool {
    is_flag_line(row) || is_unit_line(row) || goes_on(view, row.number)
}

/// Whether a line goes on with the command of the line above.
fn goes_on(view: &View<'_>, line: u32) -> bool {
    let above = line.saturating_sub(1);
    above > 0
        && view.signs(above).has(Signs::BACKSLASH)
        && !view.row(line).is_blank()
        && view.row(above).text.trim_end().ends_with('\\')
}

/// The ranges of a line; a line with nothing but a range has the flag that stands alone on the line above.
fn ranges_of(view: &View<'_>, row: Row<'_>) -> Vec<Item> {
    let own = ranges(row);
    if !own.is_empty() || !row.signs().has(Signs::RANGE) || !goes_on(view, row.number) {
        return own;
    }
    let bare = |c: char| c.is_whitespace() || "'\"\\,".contains(c);
    let words = row.split(bare);
    let above = view.row(row.number.saturating_sub(1)).split(bare);
    let [flag] = above.as_slice() else { return own };
    let name = flag.map(|flag| flag.trim_start_matches("--"));
    let Some(written_as) = role_of(name.value) else { return own };
    words
        .into_iter()
        .filter_map(|word| Some(range(Located::new(prefix(word.value)?, word.span), written_as, name)))
        .collect()
}

fn range(net: Located<ipnet::IpNet>, written_as: WrittenAs, name: Located<&str>) -> Item {
    Item::from(WrittenPrefix {
        net,
        has_length: true,
        name: Some(name.map(Name::from)),
        written_as,
        cloud: None,
        evidence: Evidence::default(),
    })
}

/// `- --name=value` of a manifest, also behind the file's name that grep prints.
fn is_flag_line(row: Row<'_>) -> bool {
    let text = row.text.trim_start();
    let flag = text.split_once(" - ").map_or(text, |(_, flag)| flag);
    flag.trim_start_matches(['-', ' ', '"', '\'']).split(['=', '"', '\'']).next().is_some_and(is_flag_name)
        && flag.contains("--")
}

fn is_flag_name(name: &str) -> bool {
    name.len() >= 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// The ranges that a line gives to pods or services.
fn ranges(row: Row<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    if !row.all_signs().has(Signs::RANGE.and(Signs::OF_KUBERNETES)) {
        return items;
    }
    let words = row.split(|c| c.is_whitespace() || "=:\"'[]{}\\".contains(c) && c != ':' || matches!(c, ','));
    let mut current: Option<(WrittenAs, Located<&str>)> = None;
    for word in words {
        let name = word.value.trim_start_matches("--").trim_end_matches(':');
        if let Some(written_as) = role_of(name) {
            current = Some((written_as, Located::new(name, row.locate(name))));
        } else if let (Some(net), Some((written_as, name))) = (prefix(word.value), &current) {
            items.push(range(Located::new(net, word.span), *written_as, *name));
        } else if !matches!(word.value, "value" | "value:" | "-") {
            current = None;
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::{check, see};
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_KUBERNETES, &NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn flags_and_keys() {
        check(
            "kubernetes",
            &[
                (
                    "flags with two families",
                    "          \"--cluster-cidr=10.42.0.0/16,2001:cafe:42::/56\"\n          \"--service-cidr=10.43.0.0/16,2001:cafe:43::/112\"\n",
                    "uu",
                    &[
                        "pods 10.42.0.0/16 'cluster-cidr'",
                        "pods 2001:cafe:42::/56 'cluster-cidr'",
                        "services 10.43.0.0/16 'service-cidr'",
                        "services 2001:cafe:43::/112 'service-cidr'",
                    ],
                ),
                (
                    "lines of a manifest",
                    "    - --service-account-key-file=/etc/kubernetes/pki/sa.pub\n    - --service-cluster-ip-range=10.96.0.0/12\n",
                    ".u",
                    &["services 10.96.0.0/12 'service-cluster-ip-range'"],
                ),
                (
                    "what grep prints",
                    "/etc/kubernetes/manifests/kube-controller-manager.yaml:    - --allocate-node-cidrs=true\n/etc/kubernetes/manifests/kube-controller-manager.yaml:    - --cluster-cidr=192.168.0.0/16\n",
                    ".u",
                    &["pods 192.168.0.0/16 'cluster-cidr'"],
                ),
                (
                    "a process",
                    "root  6244  1 22 17:10 ?  00:00:12 /snap/kube-apiserver --allow-privileged=false --service-cluster-ip-range=10.152.183.0/24 --v=4\n",
                    "u",
                    &["services 10.152.183.0/24 'service-cluster-ip-range'"],
                ),
                (
                    "keys",
                    "podSubnet: 10.244.0.0/16\nserviceSubnet: \"10.96.0.0/12\"\n",
                    "uu",
                    &["pods 10.244.0.0/16 'podSubnet'", "services 10.96.0.0/12 'serviceSubnet'"],
                ),
                (
                    "a flag with a blank",
                    "kubeadm init --pod-network-cidr 10.244.0.0/16",
                    "u",
                    &["pods 10.244.0.0/16 'pod-network-cidr'"],
                ),
            ],
        );
    }

    #[test]
    fn other_flags_are_not_kubernetes() {
        assert_eq!(see("- --log-level=info\n- --addr=10.0.0.1/24\n").kinds, ["cidr list"]);
    }
}
