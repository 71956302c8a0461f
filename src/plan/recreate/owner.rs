//! Whose a network is: a compose project's, one of hands, or only its labels know.

use ipnet::IpNet;

use super::compose::{self, PROJECT};
use super::{Maker, by_hand};
use crate::facts::{DockerSubnet, State};
use crate::plan::shell::{Use, block, quote, stop};

/// The commands for a network of a user's, and those that make it again as it was, where that can be said.
///
/// Only a network whose labels are shown, and name no project, is one of hands. Every other may be Compose's, which would
/// not know one that somebody else made: its labels are asked first.
pub(super) fn commands(
    maker: &mut Maker<'_, '_>,
    subnet: &DockerSubnet,
    also: &[IpNet],
    wanted: Option<IpNet>,
) -> (Vec<String>, Vec<String>) {
    let record = maker.job.record();
    if let Some(project) = &subnet.project {
        // The project goes down as a whole: its other networks must come up too.
        let wanted = maker.job.course.named_of(maker.job.facts, project);
        let lines = compose::down_and_up(&quote(project), &quote(&subnet.name), subnet.net, wanted);
        return (vec![block(&[Use::Docker, Use::Record], record, lines)], Vec::new());
    }
    if subnet.state == State::Composed {
        return (vec![block(&[Use::Docker], record, compose::here(subnet.net, wanted))], Vec::new());
    }
    let shown = maker.shown.get(subnet.name.as_str()).copied().filter(|network| network.made_with.is_some());
    match (handle(subnet), shown) {
        (Some(_), Some(network)) => by_hand::shown(maker, subnet, network, also, wanted),
        (Some(handle @ Handle::Name(name)), None) if name.ends_with("_default") => {
            let mut lines = find(handle);
            let nobody = stop("No label names a project: paste the output of docker network inspect.");
            lines.push(format!("[ -n \"$project\" ] || {nobody}"));
            lines.extend(compose::down_and_up("\"$project\"", "\"$name\"", subnet.net, wanted));
            let ask = block(&[Use::Docker], record, [ask(handle)]);
            (vec![ask, block(&[Use::Docker, Use::Record], record, lines)], Vec::new())
        }
        (Some(handle), None) => by_hand::unknown(maker, subnet, handle, wanted),
        (None, _) => (Vec::new(), Vec::new()),
    }
}

/// How a network can be named in a command.
#[derive(Clone, Copy)]
pub(super) enum Handle<'a> {
    /// By its name, or by the beginning of its id, which is also in the name of its bridge.
    Name(&'a str),
    /// By its subnet: only a table inside a container shows it.
    Range(IpNet),
}

/// `None` for a bridge's name that was cut in the paste: it names no network.
fn handle(subnet: &DockerSubnet) -> Option<Handle<'_>> {
    if subnet.container.is_some() {
        return Some(Handle::Range(subnet.net));
    }
    match subnet.name.strip_prefix("br-") {
        Some(id) if id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()) => Some(Handle::Name(id)),
        Some(_) if subnet.interface.as_deref() == Some(&subnet.name) => None,
        _ => Some(Handle::Name(&subnet.name)),
    }
}

/// Prints a network's name and labels; where it is gone already, after an interruption, nothing is to be told.
pub(super) fn ask(handle: Handle<'_>) -> String {
    match handle {
        Handle::Name(name) => {
            format!("docker network inspect -f '{{{{.Name}}}} {{{{json .Labels}}}}' {} || true", quote(name))
        }
        Handle::Range(net) => of_range(net, "{{json $.Labels}}"),
    }
}

/// Lines that set `name` and `project`, which is empty for a network of hands. Both are written down: a network that is being
/// made again does not tell them any more.
pub(super) fn find(handle: Handle<'_>) -> Vec<String> {
    let (place, tell) = match handle {
        Handle::Name(name) => {
            let name = quote(name);
            let project = format!("{{{{with index .Labels \"{PROJECT}\"}}}}{{{{.}}}}{{{{end}}}}");
            (name.clone(), format!("docker network inspect -f '{{{{.Name}}}} {project}' {name}"))
        }
        Handle::Range(net) => {
            let project = format!("{{{{with index $.Labels \"{PROJECT}\"}}}}{{{{.}}}}{{{{end}}}}");
            (net.to_string().replace('/', "_"), of_range(net, &project))
        }
    };
    vec![
        format!("known=\"$record\"/{place}.network"),
        format!("[ -s \"$known\" ] || {{ {tell}; }} > \"$known\""),
        "read -r name project < \"$known\"".to_owned(),
    ]
}

/// A command that prints the name of the network with a subnet, and what a template tells of it.
fn of_range(net: IpNet, template: &str) -> String {
    let each = format!(
        "{{{{range .IPAM.Config}}}}{{{{if eq .Subnet \"{net}\"}}}}{{{{$.Name}}}} {template}{{{{end}}}}{{{{end}}}}"
    );
    format!("for id in $(docker network ls -q); do docker network inspect -f '{each}' \"$id\"; done | awk NF")
}
