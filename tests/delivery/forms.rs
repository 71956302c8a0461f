//! Each form of the fix, taken by the tool that hosts take it with.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;
use saphyr::{LoadableYamlNode as _, Yaml};

use crate::world::{Ran, World, ended, has};

/// A file with what is hard to carry: braces of a template, a dollar, quotes, a colon, letters beyond ASCII.
const FILE: &str = "{\n  \"log-opts\": { \"tag\": \"{{.Name}} ${x} %{y}: 'é' # no\" },\n  \"debug\": true\n}\n";

/// The fix in a form, for a host whose docker0 holds the database.
fn form(world: &World, name: &str) -> String {
    world.write("etc/daemon.json", FILE);
    world
        .write("routes.txt", "default via 192.168.7.1 dev eth0\n172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n");
    let line = format!("nonoverlap fix --for {name} routes.txt etc/daemon.json --reach 172.17.48.6 --engine 29");
    let output = world.script(&line);
    ended(&output, 0).expect("a fix");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A tool that says by its exit code whether it takes the file.
fn taken_by(world: &World, form: &str, file: &str, program: &'static str, words: &[&str]) -> Ran {
    if !has(program) {
        return Ran::Skipped(program);
    }
    world.write(file, &self::form(world, form));
    let output = world.command(program).args(words).arg(file).output().expect("the tool runs");
    ended(&output, 0).into()
}

pub(crate) fn cloud_init(world: &World) -> Ran {
    taken_by(world, "cloud-init", "user-data.yaml", "cloud-init", &["schema", "--config-file"])
}

/// The syntax, and the file that it would write, read back by a dry run that touches nothing.
pub(crate) fn ansible(world: &World) -> Ran {
    taken_by(world, "ansible", "docker.yml", "ansible-playbook", &["--syntax-check", "-i", "localhost,"])
}

pub(crate) fn ignition(world: &World) -> Ran {
    taken_by(world, "ignition", "docker.ign", "ignition-validate", &[])
}

/// No package has Terraform: its language is parsed, its template and its indentation are undone, and what is left is cloud-init's user data.
pub(crate) fn terraform(world: &World) -> Ran {
    let text = form(world, "terraform");
    let body: Body = text.parse().expect("HCL");
    let value = &body.get_attribute("user_data").expect("the argument").value;
    let Expression::HeredocTemplate(heredoc) = value else { return Ran::Wrong(format!("no heredoc: {text}")) };
    let carried: String =
        heredoc.template.iter().filter_map(|part| part.as_literal()).map(|part| part.to_string()).collect();
    let plain = form(world, "cloud-init");
    if carried.trim() == plain.trim() { Ran::Right } else { Ran::Wrong(format!("{carried}\nis not\n{plain}")) }
}

/// No package has Butane: it is YAML, and the file in it is the file.
pub(crate) fn butane(world: &World) -> Ran {
    let text = form(world, "butane");
    let yaml = Yaml::load_from_str(&text).expect("YAML");
    let carried = yaml[0]["storage"]["files"][0]["contents"]["inline"].as_str().expect("the file").to_owned();
    let plain = form(world, "file");
    if carried == plain { Ran::Right } else { Ran::Wrong(format!("{carried}\nis not\n{plain}")) }
}

/// A unit of Docker's with the drop-in beside it; the program is one that is there.
pub(crate) fn systemd(world: &World) -> Ran {
    if !has("systemd-analyze") {
        return Ran::Skipped("systemd-analyze");
    }
    let drop_in = form(world, "systemd").replace("/usr/bin/dockerd", "/bin/true");
    world.write("units/docker.service", "[Unit]\nDescription=Docker\n[Service]\nExecStart=/bin/true -H fd://\n");
    world.write("units/docker.service.d/addresses.conf", &drop_in);
    let mut analyze = world.command("systemd-analyze");
    let output = analyze.args(["verify", "--man=no", "./units/docker.service"]).output().expect("systemd-analyze runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("docker") || line.contains("addresses")).collect();
    if ours.is_empty() { Ran::Right } else { Ran::Wrong(ours.join("\n")) }
}
