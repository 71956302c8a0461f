//! YAML and TOML files of the shape that people keep, each line accounted for.

use crate::read::check::see;
use crate::read::{Item, NetworkSource, read};
use crate::text::{Slot, Source};

/// What it says, the kind, the paste, a letter for each line, the items.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn files_and_parts_of_files() {
    let table: &[Row] = &[
        (
            "a compose file",
            "compose",
            "name: shop\nservices:\n  web:\n    image: nginx:1\n    ports: [\"80:80\"]\n    extra_hosts:\n      - \"db.internal:10.3.0.9\"\nnetworks:\n  default:\n    driver: bridge\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n          gateway: 172.28.0.1\n  outside:\n    external: true\n",
            "......u.u...uu-.",
            &["network shop_default", "entry 10.3.0.9 'db.internal'"],
        ),
        (
            "an anchor of an x- field",
            "compose",
            "x-ipam: &ipam\n  config:\n    - subnet: \"10.61.0.0/24\"\nnetworks:\n  back:\n    ipam: *ipam\n",
            "..u.u.",
            &["network back"],
        ),
        (
            "a part of an override file",
            "compose",
            "networks:\n  # ours\n  front:\n    ipam:\n      config: [{subnet: 10.62.0.0/24}, {subnet: \"${NET:-10.63.0.0/24}\"}, {subnet: \"${OTHER}\"}]\n",
            "..u.u",
            &["network front"],
        ),
        (
            "kubeadm",
            "kubernetes",
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  podSubnet: 10.244.0.0/16,fd00:10::/56\n  serviceSubnet: \"10.96.0.0/12\"\n  dnsDomain: cluster.local\n",
            "...uu.",
            &[
                "pods 10.244.0.0/16 'podSubnet'",
                "pods fd00:10::/56 'podSubnet'",
                "services 10.96.0.0/12 'serviceSubnet'",
            ],
        ),
        (
            "k3s",
            "kubernetes",
            "write-kubeconfig-mode: \"0644\"\ncluster-cidr: 10.42.0.0/16\nservice-cidr: 10.43.0.0/16\n",
            ".uu",
            &["pods 10.42.0.0/16 'cluster-cidr'", "services 10.43.0.0/16 'service-cidr'"],
        ),
        (
            "a manifest with flags and a variable, and a rule of access",
            "kubernetes",
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - kube-controller-manager\n    - --cluster-cidr=10.244.0.0/16\n    env:\n    - name: CALICO_IPV4POOL_CIDR\n      value: \"192.168.0.0/16\"\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  ingress:\n  - from:\n    - ipBlock:\n        cidr: 10.0.0.0/8\n",
            "......u..u.......-",
            &["pods 10.244.0.0/16 'cluster-cidr'", "pods 192.168.0.0/16 'CALICO_IPV4POOL_CIDR'"],
        ),
        (
            "Podman's file",
            "containers.conf",
            "# ours\n[network]\nnetwork_backend = \"netavark\"\ndefault_subnet = \"10.90.0.0/24\"\ndefault_subnet_pools = [\n  {\"base\" = \"10.91.0.0/16\", \"size\" = 24},\n  {\"base\" = \"10.92.0.0/16\", \"size\" = 24},\n]\n",
            "...u.uu.",
            &[
                "otherpool 10.90.0.0/24 'default_subnet'",
                "otherpool 10.91.0.0/16 'base'",
                "otherpool 10.92.0.0/16 'base'",
            ],
        ),
        (
            "a file with a line that is no YAML",
            "compose",
            "networks:\n  a:\n    ipam:\n      config:\n        - subnet: 10.64.0.0/24\n   broken: [\n",
            ".u..u?",
            &["network a"],
        ),
    ];
    for (says, kind, paste, lines, items) in table {
        let seen = see(paste);
        assert_eq!(seen.kinds, [*kind], "{says}");
        assert_eq!(seen.items, *items, "{says}");
        assert_eq!(seen.lines, *lines, "{says}");
    }
}

#[test]
fn spans_are_those_of_the_value() {
    let paste = "services: {}\n# é ü\nnetworks:\n  \"é\":\n    ipam: {config: [{subnet: '10.65.0.0/24'}]}\n";
    let source = Source::new(Slot::Any, paste);
    let (documents, _) = read(&source, None);
    let [Item::DockerNetwork(network)] = &*documents[0].items else { panic!("one network") };
    assert_eq!(network.source, NetworkSource::Compose);
    assert_eq!(source.slice(network.subnets[0].subnet.span), "10.65.0.0/24");
    assert_eq!(network.name.value, "é");
}

#[test]
fn texts_that_nest_and_repeat_without_end_are_answered() {
    let laughs = "networks: {}\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
    assert_eq!(see(laughs).kinds, ["compose"]);
    for (head, open) in [
        ("networks:\n", " - "),
        ("networks: ", "["),
        ("networks: ", "{a: "),
        ("default_subnet = ", "["),
        ("default_subnet = 1\n", "a."),
    ] {
        assert!(!see(&format!("{head}{}", open.repeat(20_000))).kinds.is_empty());
    }
}
