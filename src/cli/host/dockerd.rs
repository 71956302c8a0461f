//! The running dockerd: the flags it was started with, and which file it reads.

use std::path::Path;
use std::{env, fs};

use super::{Piece, below, run};

/// The engine of this network namespace, as far as it can be seen.
#[derive(Debug, Default)]
pub(super) struct Dockerd {
    /// The words it was started with; empty where none runs here.
    words: Vec<String>,
}

impl Dockerd {
    /// Looks through the processes. An engine in a container has a network namespace of its own and is none of this host's.
    pub(super) fn find(root: &Path) -> Self {
        let here = fs::read_link("/proc/self/ns/net").ok();
        let processes = fs::read_dir(below(root, "/proc")).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_engine = |process: &Path| {
            let there = fs::read_link(process.join("ns/net")).ok();
            // Another user's namespaces are hidden from all but root.
            let is_here = there.is_none() || there == here;
            is_here && fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "dockerd")
        };
        let found = processes.into_iter().find(|process| is_engine(process));
        let line = found.and_then(|process| fs::read(process.join("cmdline")).ok()).unwrap_or_default();
        let words = line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned());
        Self { words: words.filter(|word| !word.is_empty()).collect() }
    }

    /// What starts the engine: the running process, else its unit. A host without systemd has no unit to show.
    pub(super) fn started_with(&self) -> Vec<Piece> {
        const PROCESS: &str = "ps -C dockerd -o args=";
        const UNIT: &str = "systemctl cat docker.service";
        if !self.words.is_empty() {
            return vec![Piece::Printed(PROCESS.to_owned(), self.words.join(" ") + "\n")];
        }
        run(UNIT).map(|text| Piece::Printed(UNIT.to_owned(), text)).into_iter().collect()
    }

    /// Where its file may be, the likeliest first: named by a flag, the packages', a rootless engine's, the snap's.
    pub(super) fn files(&self) -> Vec<String> {
        let flag = "--config-file";
        let apart = self.words.windows(2).find(|pair| pair[0] == flag).map(|pair| pair[1].clone());
        let joined = self.words.iter().find_map(|word| word.strip_prefix(flag)?.strip_prefix('=').map(str::to_owned));
        let home = env::home_dir().map(|home| home.join(".config/docker/daemon.json").display().to_string());
        let usual = ["/etc/docker/daemon.json".to_owned()];
        let snap = ["/var/snap/docker/current/config/daemon.json".to_owned()];
        apart.or(joined).into_iter().chain(usual).chain(home).chain(snap).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Dockerd;

    #[test]
    fn the_file_that_a_flag_names_comes_first() {
        let files = |line: &str| Dockerd { words: line.split(' ').map(str::to_owned).collect() }.files()[0].clone();
        assert_eq!(files("dockerd --config-file /a.json"), "/a.json");
        assert_eq!(files("dockerd --config-file=/b.json -H fd://"), "/b.json");
        assert_eq!(files("dockerd"), "/etc/docker/daemon.json");
    }
}
