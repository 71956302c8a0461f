//! The texts: pieces that are repeated, pieces that differ by their number, noise of a fixed seed, and the fixtures.

use std::path::Path;

/// A text that can have any length.
pub(crate) struct Text {
    /// What it is.
    pub(crate) name: String,
    make: Make,
}

enum Make {
    /// The piece again and again.
    Repeat(String),
    /// What stands before, each piece by its number, and what stands after.
    Number(&'static str, fn(u32) -> String, &'static str),
    /// Characters by what a random number says, at most so many in a line.
    Noise(fn(u64) -> char, usize),
}

impl Text {
    fn new(name: impl Into<String>, make: Make) -> Self {
        Self { name: name.into(), make }
    }

    /// The text, hardly shorter or longer than `length` bytes.
    pub(crate) fn of(&self, length: usize) -> String {
        match &self.make {
            Make::Repeat(piece) => piece.repeat(length / piece.len()),
            Make::Number(before, piece, after) => {
                let mut text = (*before).to_owned();
                let mut number = 0;
                while text.len() < length {
                    text.push_str(&piece(number));
                    number += 1;
                }
                text + after
            }
            Make::Noise(character, width) => noise(*character, *width, length),
        }
    }
}

/// Characters of the generator xorshift64*, from one seed.
fn noise(character: fn(u64) -> char, width: usize, length: usize) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut text = String::with_capacity(length + 4);
    let mut column = 0;
    while text.len() < length {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        text.push(character(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32));
        column += 1;
        if column == width {
            text.push('\n');
            column = 0;
        }
    }
    text
}

/// Every text of the bench.
pub(crate) fn texts(fixtures: &Path) -> Vec<Text> {
    let repeated = REPEATED.iter().map(|(name, piece)| Text::new(*name, Make::Repeat((*piece).to_owned())));
    let numbered =
        NUMBERED.iter().map(|(name, before, piece, after)| Text::new(*name, Make::Number(before, *piece, after)));
    let noise = NOISE.iter().map(|(name, character, width)| Text::new(*name, Make::Noise(*character, *width)));
    repeated.chain(numbered).chain(noise).chain(of_fixtures(fixtures)).collect()
}

/// A fixture as it stands, again and again.
fn of_fixtures(folder: &Path) -> Vec<Text> {
    let mut files: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).collect();
    files.sort();
    let text = |file: &std::path::PathBuf| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        Some(Text::new(name, Make::Repeat(std::fs::read_to_string(file).ok()?)))
    };
    files.iter().filter_map(text).collect()
}

/// What it is, and the piece that is repeated.
const REPEATED: &[(&str, &str)] = &[
    ("letters", "x"),
    ("words", "lorem ipsum dolor "),
    ("lines of words", "lorem ipsum dolor\n"),
    ("blank lines", "\n"),
    ("open lists", "["),
    ("open objects", "{\"a\":"),
    ("lines of open objects", "{\"a\": [\n"),
    ("closing brackets", "}\n"),
    ("quotes", "\"\n"),
    ("comments", "# x\n"),
    ("prompts", "$ ip r\n"),
    ("lines of a log", "log line of nothing\n"),
    ("single directives of OpenVPN", "nobind\n"),
    ("routes", "10.0.0.0/8 via 10.0.0.1 dev eth0 proto static\n"),
    ("prefixes", "10.0.0.0/8\n"),
    ("prefixes on one line", "10.0.0.0/8 "),
    ("half of a JSON object", "\"CidrBlock\": \"10.0.0.0/16\",\n"),
    ("keys of YAML", "a:\n"),
    ("a deep list of YAML", "networks:\n  - "),
    ("deep mappings of YAML", "networks: {a: "),
    ("keys of a cloud in YAML", "CidrBlock: x\n"),
    ("titles of AWS's tables", "|  Vpcs  |\n||  Vpcs  ||\n"),
    ("tables in AWS's tables", "||  CidrBlock  |  10.0.0.0/16  ||\n"),
    ("commands that go on", "--pod-cidr \\\n"),
    ("attributes", "a_cidr = [\n"),
    ("blocks", "resource \"a\" \"b\" {\n"),
    ("tables of TOML", "[network]\na = 1\n"),
    ("anything printable", "!\"#$%&'()*+,-./0123456789:;<=>?@ABC[\\]^_`abc{|}~\n"),
    ("bytes of another alphabet", "内网：１０．０．０．０／８，"),
    ("a format a line", MIXED),
    ("a format a line behind prompts", MIXED_WITH_PROMPTS),
];

/// A line of each of many formats.
const MIXED: &str = "\
10.0.0.0/8 via 10.0.0.1 dev eth0
nameserver 10.0.0.2
{\"bip\": \"172.17.0.1/16\"}
    inet 10.0.0.5/24 scope global eth0
networks:
push \"route 10.8.0.0 255.255.255.0\"
AllowedIPs = 10.9.0.0/16
| 10.3.0.0/16 | vpc |
32766: from all lookup main
resource \"aws_vpc\" \"main\" {
cidr_block = \"10.4.0.0/16\"
10.0.0.0        0.0.0.0         255.0.0.0       U     0      0        0 eth0
--pod-cidr=10.5.0.0/16
Server Version: 29.1.0
[{\"dst\":\"10.6.0.0/16\",\"dev\":\"eth0\"}]
lorem ipsum dolor
";

const MIXED_WITH_PROMPTS: &str = "\
$ ip route
10.0.0.0/8 via 10.0.0.1 dev eth0
$ cat /etc/docker/daemon.json
{\"bip\": \"172.17.0.1/16\"}
$ cat vpc.json
{\"Vpcs\": [{\"CidrBlock\": \"10.0.0.0/16\", \"VpcId\": \"vpc-1\"}]}
$ cat compose.yaml
networks:
  a:
    ipam:
      config:
        - subnet: 172.28.0.0/24
# done
";

/// What it is, what stands before, the piece of a number, and what stands after.
type Numbered = (&'static str, &'static str, fn(u32) -> String, &'static str);

const NUMBERED: &[Numbered] = &[
    ("different routes", "default via 10.0.0.1 dev eth0\n", |n| format!("{}/24 via 10.0.0.1 dev eth0\n", ten(n)), ""),
    (
        "different routes on the link",
        "default via 10.0.0.1 dev eth0\n",
        |n| format!("{}/24 dev eth{n} proto kernel scope link src {}\n", ten(n), own(n)),
        "",
    ),
    (
        "bridges of Docker",
        "default via 10.0.0.1 dev eth0\n",
        |n| format!("{}/24 dev br-{n:012x} proto kernel scope link src {}\n", ten(n), own(n)),
        "",
    ),
    (
        "bridges and the routes they cover",
        "default via 10.0.0.1 dev eth0\n",
        |n| format!("{0}/16 dev br-{n:012x} scope link\n{0}/24 via 10.0.0.1 dev tun0\n", wide(n)),
        "",
    ),
    (
        "tables and rules",
        "0: from all lookup local\n",
        |n| format!("{n}: from all lookup {n}\n{}/24 via 10.0.0.1 dev eth0 table {n}\n", ten(n)),
        "",
    ),
    ("different prefixes", "", |n| format!("{}/24\n", ten(n)), ""),
    ("different addresses", "172.16.0.0/12\n", |n| format!("{} host{n}\n", own(n)), ""),
    ("different prefixes that lie in another", "", |n| format!("10.0.0.0/{} a\n{}/32 b\n", 8 + n % 16, ten(n)), ""),
    ("addresses of interfaces", "", |n| format!("    inet {}/24 scope global eth{n}\n", own(n)), ""),
    ("different nameservers", "", |n| format!("nameserver {}\n", own(n)), ""),
    ("IPv6 prefixes", "", |n| format!("fd00:{:x}:{:x}::/64\n", n >> 16, n & 0xffff), ""),
    ("networks of docker network inspect", "[\n", inspected, "{}]\n"),
    (
        "ip -j route",
        "[",
        |n| format!("{{\"dst\":\"{}/24\",\"gateway\":\"10.0.0.1\",\"dev\":\"eth0\",\"flags\":[]}},", ten(n)),
        "{}]",
    ),
    (
        "VPCs",
        "{\"Vpcs\": [",
        |n| format!("{{\"VpcId\": \"vpc-{n}\", \"CidrBlock\": \"{}/24\", \"IsDefault\": false}},\n", ten(n)),
        "{}]}",
    ),
    (
        "networks of a compose file",
        "services: {}\nnetworks:\n",
        |n| format!("  n{n}:\n    ipam:\n      config:\n        - subnet: {}/24\n", ten(n)),
        "",
    ),
    (
        "pools of daemon.json",
        "{\"default-address-pools\": [\n",
        |n| format!("  {{\"base\": \"{}/24\", \"size\": 26}},\n", ten(n)),
        "{\"base\": \"192.168.0.0/16\", \"size\": 24}]}\n",
    ),
    ("keys of daemon.json", "{\n", |n| format!("  \"key-{n}\": {n},\n"), "\"bip\": \"172.17.0.1/16\"}\n"),
    ("ranges with names in one line", "", |n| format!("{}/24 vpc{n}, ", ten(n)), "\n"),
    ("words that differ", "", |n| format!("w{n} x{n}\n"), ""),
    ("keys that differ", "", |n| format!("key{n}: value {n}\n"), ""),
    ("routes and noise", "", |n| format!("{}/24 via 10.0.0.1 dev eth0\nlorem {n}\n", ten(n)), ""),
    ("lines of a journal", "", |n| format!("Nov 29 08:12:{:02} web-1 app[2214]: order {n} was paid\n", n % 60), ""),
    (
        "lines of a program's log",
        "",
        |n| format!("2026-11-29T08:12:44.{:03}Z INFO [worker-{}] order {n} was paid\n", n % 1000, n % 8),
        "",
    ),
    ("frames of stack traces", "", |n| format!("    at com.example.shop.Order{n}.pay(Order.java:{})\n", n % 900), ""),
    ("prose", "", prose, ""),
    ("prose in Chinese", "", |n| format!("订单已付款，购物车已清空。第{n}天晚上排队的人很多，大家边等边聊。\n"), ""),
    ("services of a compose file", "services:\n", service, ""),
    ("manifests of Kubernetes", "", manifest, ""),
    ("directives of OpenVPN", "client\ndev tun\n", directives, ""),
    ("directives of nginx", "", server, ""),
];

fn prose(n: u32) -> String {
    format!(
        "The order was paid and the cart was emptied, so that nobody could tell what had\nbeen in it. In the evening of \
         day {n} the queue was long; people waited and talked.\n\n"
    )
}

fn service(n: u32) -> String {
    format!(
        "  web{n}:\n    image: registry.example.com/shop/web:{n}\n    restart: unless-stopped\n    environment:\n      \
         MODE: production\n    depends_on:\n      - db\n"
    )
}

fn manifest(n: u32) -> String {
    format!(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-{n}\ndata:\n  mode: production\n  greeting: \
         \"hello, number {n}\"\n"
    )
}

fn directives(n: u32) -> String {
    format!(
        "remote vpn{n}.example.com 1194\ncipher AES-256-GCM\n# a remark\npersist-key\nverb 3\nresolv-retry infinite\n"
    )
}

fn server(n: u32) -> String {
    format!(
        "server {{\n    listen 80;\n    server_name shop{n}.example.com;\n    location / {{\n        proxy_pass \
         http://web{n};\n        proxy_set_header Host $host;\n    }}\n}}\n"
    )
}

/// A network of 2^16 in 10.0.0.0/8, in an order that is not theirs.
fn ten(n: u32) -> String {
    let n = n.wrapping_mul(40_503) & 0xffff;
    format!("10.{}.{}.0", n >> 8, n & 0xff)
}

/// An address of 2^24 in 10.0.0.0/8.
fn own(n: u32) -> String {
    let n = n.wrapping_mul(40_503) & 0x00ff_ffff;
    format!("10.{}.{}.{}", n >> 16, n >> 8 & 0xff, n & 0xff)
}

/// A network of 2^16 in all addresses.
fn wide(n: u32) -> String {
    format!("{}.{}.0.0", 1 + (n >> 8 & 0x7f), n & 0xff)
}

fn inspected(n: u32) -> String {
    format!(
        "    {{\n        \"Name\": \"net{n}\",\n        \"Id\": \"{n:064x}\",\n        \"Scope\": \"local\",\n        \
         \"Driver\": \"bridge\",\n        \"IPAM\": {{\n            \"Driver\": \"default\",\n            \"Config\": [\n                \
         {{\n                    \"Subnet\": \"{}/24\"\n                }}\n            ]\n        }},\n        \
         \"Internal\": false,\n        \"Containers\": {{}},\n        \"Options\": {{}},\n        \"Labels\": {{}}\n    }},\n",
        ten(n)
    )
}

/// What it is, the character of a random number, and how many stand in a line.
type Noise = (&'static str, fn(u64) -> char, usize);

const NOISE: &[Noise] = &[
    ("random bytes", |n| char::from(n.to_le_bytes()[0]), usize::MAX),
    ("random printable characters", |n| char::from(b' ' + n.to_le_bytes()[0] % 95), 80),
    ("base64", base64, 76),
    ("base64 in one line", base64, usize::MAX),
    ("digits and signs", |n| char::from(b"0123456789./:-, \n"[usize::from(n.to_le_bytes()[0]) % 17]), usize::MAX),
    ("signs of JSON", |n| char::from(b"{}[]\":,ab1 \n"[usize::from(n.to_le_bytes()[0]) % 12]), usize::MAX),
    ("signs of YAML", |n| char::from(b"- :?|>#&*!{}[],ab\n\n  '\""[usize::from(n.to_le_bytes()[0]) % 23]), usize::MAX),
    ("signs of HCL", |n| char::from(b"{}[]()\"=,ab.$#\n\n "[usize::from(n.to_le_bytes()[0]) % 17]), usize::MAX),
];

fn base64(n: u64) -> char {
    char::from(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[usize::from(n.to_le_bytes()[0] & 63)],
    )
}
