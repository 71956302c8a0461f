//! Pastes to try the page with: what people really brought, the story that the page was made for first.

use crate::examine::Inputs;
use crate::session::Opened;
use crate::text::Slot;

/// An example of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name in links of the menu: `story`.
    pub id: &'static str,
    /// The key of its title in `words`.
    pub title: &'static str,
    /// What stands in the boxes.
    pub texts: &'static [(Slot, &'static str)],
    /// The engine, where it matters.
    pub engine: Option<&'static str>,
}

impl Example {
    /// The example as something to open.
    pub fn opened(&self) -> Opened {
        let texts = self.texts.iter().map(|(slot, text)| (*slot, (*text).to_owned())).collect();
        let engine = self.engine.and_then(|text| text.parse().ok());
        Opened { inputs: Inputs { texts, ..Inputs::default() }, engine, ..Opened::default() }
    }
}

/// The example of this name.
pub fn find(id: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.id == id)
}

/// All examples, in the order of the menu.
pub const EXAMPLES: &[Example] = &[
    Example {
        id: "story",
        title: "page.example.story",
        texts: &[
            (Slot::Networks, "172.16.0.0/12   vpc-hz (default VPC)\n172.17.48.6     rds mysql\n"),
            (Slot::Routes, ALIBABA_ROUTES),
            (Slot::DaemonJson, TWO_KEYS),
        ],
        engine: None,
    },
    Example {
        id: "public-bip",
        title: "page.example.public-bip",
        texts: &[
            (Slot::Networks, "172.16.0.0/12   vpc-hz (default VPC)\n172.17.48.6     rds mysql\n"),
            (
                Slot::Routes,
                "default via 172.31.95.253 dev eth0\n\
                 169.254.0.0/16 dev eth0 scope link metric 1002\n\
                 170.26.0.0/24 dev docker0 proto kernel scope link src 170.26.0.1\n\
                 172.31.80.0/20 dev eth0 proto kernel scope link src 172.31.80.12\n",
            ),
            (Slot::DaemonJson, "{\n  \"bip\": \"170.26.0.1/24\"\n}\n"),
        ],
        engine: None,
    },
    Example {
        id: "peered-vpc",
        title: "page.example.peered-vpc",
        texts: &[
            (
                Slot::Networks,
                "172.31.0.0/16   default VPC, this host\n172.20.0.0/16   peered VPC of the data team\n172.20.14.8     kafka\n",
            ),
            (
                Slot::Routes,
                "default via 172.31.16.1 dev ens5 proto dhcp src 172.31.24.7 metric 100\n\
                 172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n\
                 172.18.0.0/16 dev br-5f2c1a9be001 proto kernel scope link src 172.18.0.1\n\
                 172.19.0.0/16 dev br-0e77c4d2a93f proto kernel scope link src 172.19.0.1\n\
                 172.31.0.2 via 172.31.16.1 dev ens5 proto dhcp src 172.31.24.7 metric 100\n\
                 172.31.16.0/20 dev ens5 proto kernel scope link src 172.31.24.7 metric 100\n",
            ),
        ],
        engine: None,
    },
    Example {
        id: "vpn",
        title: "page.example.vpn",
        texts: &[
            (Slot::Networks, "10.64.0.0/12    office, when the VPN is up\n192.168.10.0/24 warehouse\n"),
            (
                Slot::Routes,
                "$ ip route\n\
                 default via 192.168.1.1 dev wlp3s0 proto dhcp metric 600\n\
                 10.64.0.0/12 dev tun0 proto static scope link metric 50\n\
                 172.16.0.0/12 dev tun0 proto static scope link metric 50\n\
                 172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown\n\
                 192.168.0.0/16 dev tun0 proto static scope link metric 50\n\
                 192.168.1.0/24 dev wlp3s0 proto kernel scope link src 192.168.1.42 metric 600\n",
            ),
        ],
        engine: None,
    },
    Example {
        id: "exhausted",
        title: "page.example.exhausted",
        texts: &[
            (
                Slot::Any,
                "$ docker compose up -d\n\
                 Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network\n",
            ),
            (
                Slot::Routes,
                "default via 10.0.2.2 dev eth0\n\
                 10.0.0.0/8 dev wg0 scope link\n\
                 10.0.2.0/24 dev eth0 proto kernel scope link src 10.0.2.15\n\
                 172.16.0.0/12 dev wg0 scope link\n\
                 192.168.0.0/17 dev wg0 scope link\n",
            ),
            (
                Slot::DaemonJson,
                "{\n    \"bip\": \"192.168.200.1/24\",\n    \"default-address-pools\": [\n        {\"base\": \"192.168.201.0/24\", \"size\": 26}\n    ],\n    \"log-opts\": {\"max-size\": \"10m\"}\n}\n",
            ),
        ],
        engine: None,
    },
    Example {
        id: "before-the-move",
        title: "page.example.before-the-move",
        texts: &[
            (Slot::Networks, "172.16.0.0/12   new VPC, from Monday (planned)\n"),
            (
                Slot::Routes,
                "Kernel IP routing table\n\
                 Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n\
                 0.0.0.0         10.25.23.247    0.0.0.0         UG    0      0        0 eth0\n\
                 10.25.16.0      0.0.0.0         255.255.248.0   U     0      0        0 eth0\n\
                 172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker0\n",
            ),
        ],
        engine: Some("24"),
    },
];

/// The host of the story, after its move into the VPC.
const ALIBABA_ROUTES: &str = "default via 172.31.95.253 dev eth0\n\
    169.254.0.0/16 dev eth0 scope link metric 1002\n\
    172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n\
    172.31.80.0/20 dev eth0 proto kernel scope link src 172.31.80.12\n";

/// A file that says nothing of addresses.
const TWO_KEYS: &str =
    "{\n  \"registry-mirrors\": [\"https://mirror.example.net\"],\n  \"log-driver\": \"json-file\"\n}\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_comes_first_and_names_are_unique() {
        assert_eq!(EXAMPLES[0].id, "story");
        for (at, example) in EXAMPLES.iter().enumerate() {
            assert_eq!(EXAMPLES.iter().position(|other| other.id == example.id), Some(at));
            assert!(example.engine.is_none() || example.opened().engine.is_some(), "{}", example.id);
            assert_eq!(find(example.id), Some(example));
        }
    }
}
