//! Networks of Compose: only `docker compose` makes them again so that the project still knows them.

use ipnet::IpNet;

use crate::plan::shell::stop;

/// The label that Compose puts on all that is of a project.
pub(super) const PROJECT: &str = "com.docker.compose.project";

/// Takes a project down and up in its folder. `project` and `name` are words of the shell; `old` is the subnet that leaves,
/// `wanted` are those that the file must give because the pools have none.
///
/// Before anything goes down the folder, the files and the images are there, and the file does not ask for the old subnet.
/// Where the project lives is written down first: without its containers nothing would tell it after an interruption.
pub(super) fn down_and_up(
    project: &str,
    name: &str,
    old: IpNet,
    wanted: impl IntoIterator<Item = IpNet>,
) -> Vec<String> {
    let place = format!("place=\"$record\"/{project}.place");
    let no_container = stop("No container tells the folder of this project: take it down and up there.");
    let label = |key: &str| format!("{{{{index .Config.Labels \"{PROJECT}.{key}\"}}}}");
    let mut lines = vec![
        place,
        "if [ ! -s \"$place\" ]; then".to_owned(),
        format!("  ids=$(docker ps -aq --filter label={PROJECT}={project})"),
        format!("  [ -n \"$ids\" ] || {no_container}"),
        format!(
            "  docker inspect -f '{}{{{{println}}}}{}' \"${{ids%%$'\\n'*}}\" > \"$place\"",
            label("working_dir"),
            label("config_files")
        ),
        "fi".to_owned(),
        "{ read -r folder; read -r files; } < \"$place\"".to_owned(),
        "cd \"$folder\"".to_owned(),
        "export COMPOSE_FILE=${files//,/:}".to_owned(),
        format!("config=$(docker compose -p {project} config)"),
        file_lets_go(old),
    ];
    lines.extend(wanted.into_iter().map(file_gives));
    lines.extend([
        format!("images=$(docker compose -p {project} config --images)"),
        "for image in $images; do docker image inspect \"$image\" > /dev/null; done".to_owned(),
        format!("docker compose -p {project} ps -a"),
        super::subnets_of(name),
        format!("case $'\\n'$subnets$'\\n' in *$'\\n{old}\\n'*) docker compose -p {project} down ;; esac"),
        format!("docker compose -p {project} up -d"),
    ]);
    lines
}

/// Takes the project of the folder down and up, once its file has another subnet.
pub(super) fn here(old: IpNet, wanted: Option<IpNet>) -> Vec<String> {
    let mut lines = vec![
        "if ! config=$(docker compose config 2> /dev/null); then".to_owned(),
        "  echo \"Run this in the folder of the compose file, once it has the new subnet.\"".to_owned(),
        "  exit 0".to_owned(),
        "fi".to_owned(),
        file_lets_go(old),
    ];
    lines.extend(wanted.map(file_gives));
    lines.extend(["docker compose down", "docker compose up -d"].map(str::to_owned));
    lines
}

/// Stops where the compose file fixes the old subnet: the network would come back with it.
fn file_lets_go(old: IpNet) -> String {
    let fixed = stop(&format!("The compose file asks for {old}: write another subnet there first."));
    format!("case $config in *'subnet: {old}'*) {fixed} ;; esac")
}

/// Stops where the compose file does not give the new subnet: the pools have none, and `up` would fail after `down`.
fn file_gives(wanted: IpNet) -> String {
    let missing =
        stop(&format!("The pools have no room for it: write the subnet {wanted} into the compose file first."));
    format!("case $config in *'subnet: {wanted}'*) ;; *) {missing} ;; esac")
}
