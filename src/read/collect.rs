//! The command that collects the evidence, one for each system: it reads, writes nothing, and asks for no more rights than
//! `docker` itself does.
//!
//! Each output stands behind a line break and the command that printed it, so that a file without a line break at its end does
//! not run into the next output, and what is missing says so in its place.

/// The system that the command is typed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collect {
    /// A shell on Linux, WSL and NAS systems too.
    Linux,
    /// A shell on macOS: the engine lives in a VM, and the tools are the BSDs'.
    MacOs,
    /// PowerShell on Windows.
    Windows,
}

impl Collect {
    /// Every system.
    pub const ALL: [Self; 3] = [Self::Linux, Self::MacOs, Self::Windows];

    /// The name of the system.
    pub const fn system(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::MacOs => "macOS",
            Self::Windows => "Windows PowerShell",
        }
    }

    /// The whole command, on one line.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Linux => {
                r#"for c in 'ip route show table all' 'ip rule' 'cat /etc/resolv.conf' 'cat /etc/docker/daemon.json' 'docker network inspect $(docker network ls -q)' 'docker info'; do printf '\n$ %s\n' "$c"; eval "$c"; done 2>&1"#
            }
            Self::MacOs => {
                r#"for c in 'netstat -rn' 'ifconfig' 'scutil --dns' 'cat ~/.docker/daemon.json' 'docker network inspect $(docker network ls -q)' 'docker info'; do printf '\n$ %s\n' "$c"; eval "$c"; done 2>&1"#
            }
            Self::Windows => {
                r#"'route print','ipconfig /all','Get-Content ~\.docker\daemon.json','docker network inspect $(docker network ls -q)','docker info' | % { "`n`$ $_"; iex $_ 2>&1 } | Out-String -Width 400"#
            }
        }
    }

    /// The part that shows the routes.
    pub const fn routes(self) -> &'static str {
        match self {
            Self::Linux => "ip route show table all",
            Self::MacOs => "netstat -rn",
            Self::Windows => "route print",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::see;

    #[test]
    fn a_file_without_a_line_break_at_its_end_is_read_and_what_is_missing_is_told() {
        let printed = "\n$ ip route show table all\ndefault via 10.0.0.1 dev eth0\n\n$ ip rule\n0:\tfrom all lookup local\n\n$ cat /etc/resolv.conf\nnameserver 10.0.0.2\n# end\n\n$ cat /etc/docker/daemon.json\n{\n  \"mtu\": 1400\n}\n$ docker network inspect $(docker network ls -q)\n[{\"Name\": \"web\", \"IPAM\": {\"Config\": [{\"Subnet\": \"10.8.0.0/24\"}]}}]\n\n$ docker info\npermission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n";
        let seen = see(printed);
        assert_eq!(
            seen.kinds,
            ["ip route", "ip rule", "resolv.conf", "daemon.json", "docker network inspect", "error message"]
        );
        assert!(!seen.lines.contains('?'), "{}", seen.lines);
    }

    #[test]
    fn each_command_shows_the_routes_of_its_system() {
        for system in Collect::ALL {
            assert!(system.command().contains(system.routes()), "{}", system.system());
        }
    }
}
