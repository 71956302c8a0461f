//! The examples of `examples/ci/`, run as their runners run them: right where nothing clashes, failing where something does.

use saphyr::{LoadableYamlNode as _, Yaml};

use crate::world::{CLASH, CLEAR, Ran, World, ended, example, has};

/// The commands of a workflow's steps, in order.
pub(crate) fn github(world: &World) -> Ran {
    let text = example("github-action.yml");
    let yaml = &Yaml::load_from_str(&text).expect("YAML")[0];
    let steps = yaml["jobs"]["nonoverlap"]["steps"].as_sequence().expect("steps");
    let lines: Vec<&str> = steps.iter().filter_map(|step| step.as_mapping_get("run")?.as_str()).collect();
    both(world, &lines.join("\n")).and_then(|()| sarif(world)).into()
}

/// What the step leaves for the code host is SARIF with a result in the file that was judged.
fn sarif(world: &World) -> Result<(), String> {
    let text = std::fs::read_to_string(world.folder.join("nonoverlap.sarif")).map_err(|error| error.to_string())?;
    let log: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let at = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    if at == "deploy/daemon.json" { Ok(()) } else { Err(format!("the first result is in {at}")) }
}

pub(crate) fn gitlab(world: &World) -> Ran {
    let text = example("gitlab-job.yml");
    let yaml = &Yaml::load_from_str(&text).expect("YAML")[0];
    let job = &yaml["docker addresses"];
    let lines = |key: &str| -> Vec<String> {
        let lines = job[key].as_sequence().expect("lines").iter();
        lines.map(|line| line.as_str().expect("a line").to_owned()).collect()
    };
    both(world, &[lines("before_script"), lines("script")].concat().join("\n")).into()
}

/// The script succeeds with the file that is clear, and fails with the one that clashes.
fn both(world: &World, script: &str) -> Result<(), String> {
    ended(&world.script(script), 0)?;
    world.write("deploy/daemon.json", CLASH);
    ended(&world.script(script), 1)
}

/// pre-commit runs the entry with the arguments and the files behind it.
pub(crate) fn pre_commit(world: &World) -> Ran {
    let offered =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml")).expect("hooks");
    let hooks = Yaml::load_from_str(&offered).expect("YAML");
    let text = example("pre-commit-config.yaml");
    let config = Yaml::load_from_str(&text).expect("YAML");
    let hook = &config[0]["repos"][0]["hooks"][0];
    let is_offered = hook["id"].as_str() == hooks[0][0]["id"].as_str();
    let args: Vec<&str> = hook["args"].as_sequence().expect("arguments").iter().filter_map(Yaml::as_str).collect();
    let entry = hooks[0][0]["entry"].as_str().expect("an entry");
    let line = format!("{entry} {} deploy/daemon.json", args.join(" "));
    if is_offered { both(world, &line).into() } else { Ran::Wrong("the hook has another name".to_owned()) }
}

/// Two hosts, gathered and judged by Ansible itself; the hosts are this machine, with tools that print what a host would.
pub(crate) fn ansible(world: &World) -> Ran {
    if !has("ansible-playbook") {
        return Ran::Skipped("ansible-playbook");
    }
    host(world, "");
    world.write("check.yml", &example("ansible/check.yml"));
    world.write("hosts/.keep", "");
    world.write("vpc.txt", "10.40.0.0/16 vpc\n");
    let play = || {
        let mut ansible = world.command("ansible-playbook");
        ansible.args([
            "-i",
            "web-1,web-2,",
            "-c",
            "local",
            "check.yml",
            "-e",
            "reach=vpc.txt",
            "-e",
            "ansible_become=false",
        ]);
        ansible.env("ANSIBLE_NOCOLOR", "1").output().expect("ansible-playbook runs")
    };
    let quiet = play();
    if let Err(why) = ended(&quiet, 0) {
        return Ran::Wrong(why);
    }
    host(world, VPN);
    let clash = play();
    let said = String::from_utf8_lossy(&clash.stdout).into_owned();
    let is_told = said.contains("One range suits all of them") && said.contains("web-2");
    if is_told { ended(&clash, 2).into() } else { Ran::Wrong(said) }
}

/// The units as they are, with the command where the test has it.
pub(crate) fn units(world: &World) -> Ran {
    if !has("systemd-analyze") {
        return Ran::Skipped("systemd-analyze");
    }
    let names = ["nonoverlap.service", "nonoverlap.timer", "nonoverlap-warning.service"];
    for name in names {
        let here = world.folder.join("bin/nonoverlap");
        let text = example(&format!("systemd/{name}")).replace("/usr/local/bin/nonoverlap", &here.to_string_lossy());
        world.write(&format!("units/{name}"), &text);
    }
    let mut analyze = world.command("systemd-analyze");
    analyze.args(["verify", "--man=no"]).args(names.map(|name| format!("./units/{name}")));
    let output = analyze.output().expect("systemd-analyze runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Units of this machine may be worth a remark; ours are not to be.
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("nonoverlap")).collect();
    if ours.is_empty() { Ran::Right } else { Ran::Wrong(ours.join("\n")) }
}

/// The service's own line: quiet before the VPN is up, failing once it is.
pub(crate) fn service(world: &World) -> Ran {
    let unit = example("systemd/nonoverlap.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/")).expect("a command");
    let line = format!("{line} --root {}", world.folder.join("root").display());
    world.write("root/etc/docker/daemon.json", CLEAR);
    host(world, "");
    let before = ended(&world.script(&line), 0);
    host(world, VPN);
    before.and_then(|()| ended(&world.script(&line), 1)).into()
}

/// The route of a VPN into docker0's range, as `ip -j` prints it.
const VPN: &str = r#",{"dst":"172.17.48.0/20","dev":"tun0","scope":"link","flags":[]}"#;

/// This machine's tools, as a host with one bridge of Docker's would have them, and more routes.
fn host(world: &World, more: &str) {
    world.program(
        "ip",
        &format!(
            r#"case "$*" in
    *"-4 route"*) echo '[{{"dst":"default","gateway":"192.168.7.1","dev":"eth0","flags":[]}},{{"dst":"172.17.0.0/16","dev":"docker0","scope":"link","prefsrc":"172.17.0.1","flags":[]}}{more}]' ;;
    *rule*) echo '[{{"priority":32766,"src":"all","table":"main"}}]' ;;
    *) echo '[]' ;;
esac"#
        ),
    );
    world.program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
}
