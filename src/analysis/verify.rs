//! Read-only commands as they are typed where the engine runs.
//!
//! The checks write them for a Linux host. Around a VM or a namespace the same question is asked inside it: through the product's
//! own shell where it has one, else in a container on the engine's own network, whose image may have to be pulled.

use crate::docker::Platform;
use crate::docker::platform::{Restart, Seat, Settings};

/// The commands of a finding for a platform, those that ask for nothing there left out.
pub(super) fn on(platform: Platform, commands: Vec<String>) -> Vec<String> {
    let home = platform.home();
    let asked = commands.into_iter().filter_map(|command| match home.seat {
        Seat::Host => Some(command),
        Seat::Vm | Seat::Namespace => inside(home.settings, &command),
        Seat::Windows => on_windows(&command),
    });
    asked.filter_map(|command| with_files(platform, command)).collect()
}

/// The engine's own network inside its VM or namespace.
const NETWORK: &str = "docker run --rm --network host alpine";

fn inside(settings: Settings, command: &str) -> Option<String> {
    if let Some(question) = of_container(command) {
        return Some(format!("docker run --rm --network container:CONTAINER alpine {question}"));
    }
    if command.starts_with("docker ") {
        return Some(command.to_owned());
    }
    let shell = match settings {
        Settings::InVm { shell, .. } => shell,
        _ => NETWORK,
    };
    // BusyBox in the image has neither `-br` nor `fibmatch`.
    let question = command.replace("ip -br addr", "ip addr").replace(" fibmatch", "");
    command.starts_with("ip ").then(|| format!("{shell} {question}"))
}

/// What is asked inside a container: `sudo nsenter -t "$(docker inspect …)" -n ip route get 10.0.0.1`.
fn of_container(command: &str) -> Option<&str> {
    command.strip_prefix("sudo nsenter ")?.split_once(" -n ").map(|(_, question)| question)
}

fn on_windows(command: &str) -> Option<String> {
    if let Some(address) = command.strip_prefix("ip route get ") {
        return Some(format!("Find-NetRoute -RemoteIPAddress {address}"));
    }
    if of_container(command).is_some() {
        return Some("docker exec CONTAINER route print".to_owned());
    }
    match command {
        "ip route show table all" => Some("route print".to_owned()),
        command if command.starts_with("docker ") => Some(command.to_owned()),
        _ => None,
    }
}

/// The file and the service under their names there.
fn with_files(platform: Platform, command: String) -> Option<String> {
    let home = platform.home();
    let names_file = command.contains("/etc/docker/daemon.json");
    match (names_file, home.settings.file()) {
        (true, Some(file)) => {
            return (home.seat == Seat::Host).then(|| command.replace("/etc/docker/daemon.json", file));
        }
        (true, None) => return None,
        (false, _) => {}
    }
    let has_unit = matches!(home.restart, Restart::Commands(commands) if commands.iter().any(|line| line.contains("systemctl restart docker")));
    (!command.contains("journalctl -u docker") || has_unit).then_some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_asked_where_the_engine_is() {
        let route = "ip route get 10.0.0.1";
        let container = "sudo nsenter -t \"$(docker inspect -f '{{.State.Pid}}' CONTAINER)\" -n ip route get 10.0.0.1";
        let validate = "sudo dockerd --validate --config-file=/etc/docker/daemon.json";
        let log = "sudo journalctl -u docker -n 50 --no-pager";
        let list = "docker network ls";
        for (platform, command, expected) in [
            (Platform::Linux, route, Some(route)),
            (Platform::Linux, validate, Some(validate)),
            (Platform::Linux, log, Some(log)),
            (Platform::DockerDesktop, route, Some("docker run --rm --network host alpine ip route get 10.0.0.1")),
            (
                Platform::DockerDesktop,
                container,
                Some("docker run --rm --network container:CONTAINER alpine ip route get 10.0.0.1"),
            ),
            (Platform::DockerDesktop, validate, None),
            (Platform::DockerDesktop, log, None),
            (Platform::DockerDesktop, list, Some(list)),
            (Platform::RancherDesktop, route, Some("rdctl shell ip route get 10.0.0.1")),
            (
                Platform::Rootless,
                "ip -br addr show docker0",
                Some("docker run --rm --network host alpine ip addr show docker0"),
            ),
            (
                Platform::Snap,
                validate,
                Some("sudo dockerd --validate --config-file=/var/snap/docker/current/config/daemon.json"),
            ),
            (Platform::Snap, log, None),
            (Platform::Unraid, validate, None),
            (Platform::WindowsServer, route, Some("Find-NetRoute -RemoteIPAddress 10.0.0.1")),
        ] {
            let found = on(platform, vec![command.to_owned()]);
            assert_eq!(found.first().map(String::as_str), expected, "{platform}: {command}");
        }
    }
}
