//! The story that the page must solve: a server that was moved into a VPC, whose containers then lost the database.

/// What the person must reach: the VPC, and the database in it.
pub const NETWORKS: &str = "172.16.0.0/12   vpc-hz (default VPC)\n172.17.48.6     rds mysql\n";

/// The host's routes after the move.
pub const ROUTES: &str = "\
default via 172.31.95.253 dev eth0
169.254.0.0/16 dev eth0 scope link metric 1002
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1
172.31.80.0/20 dev eth0 proto kernel scope link src 172.31.80.12
";

/// A configuration with two keys that have nothing to do with addresses.
pub const DAEMON_JSON: &str = "\
{
  \"registry-mirrors\": [\"https://mirror.example.net\"],
  \"log-driver\": \"json-file\"
}
";

/// The same configuration with a bip, as people wrote it.
pub fn daemon_json_with_bip(bip: &str) -> String {
    DAEMON_JSON.replace("{\n", &format!("{{\n  \"bip\": \"{bip}\",\n"))
}
