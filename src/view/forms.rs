//! The fix in the forms in which hosts take it: the file, and what brings the file, or its flags, to a host.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::docker::Version;
use crate::examine::Report;
use crate::plan::Offer;
use crate::problem::Message;
use crate::text::Source;
use crate::words::{Lang, plain};

/// Where dockerd looks for its file on a host that such forms are for.
const PATH: &str = "/etc/docker/daemon.json";

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $file:literal;)*) => {
        /// What takes the fix to a host.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Form { $($(#[$doc])* $name,)* }

        impl Form {
            /// Every form, the plain file first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What a file of this form is usually called.
            pub const fn file_name(self) -> &'static str {
                match self { $(Self::$name => $file,)* }
            }
        }
    };
}

forms! {
    /// The file itself.
    File = "file", "daemon.json";
    /// User data of cloud-init: the file is there before Docker first starts.
    CloudInit = "cloud-init", "user-data.yaml";
    /// A playbook: back up, validate, write, restart if it changed.
    Ansible = "ansible", "docker-addresses.yml";
    /// An argument of an instance in Terraform, with cloud-init's user data in it.
    Terraform = "terraform", "user-data.tf";
    /// Butane, which is turned into Ignition.
    Butane = "butane", "docker.bu";
    /// Ignition, for Fedora's and Flatcar's machines.
    Ignition = "ignition", "docker.ign";
    /// A drop-in of systemd with flags in place of keys.
    Systemd = "systemd", "/etc/systemd/system/docker.service.d/addresses.conf";
}

/// What is known of the engine that takes the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its release.
    pub version: Version,
    /// The command line that starts it, where the paste shows it.
    pub started: Option<String>,
}

impl Engine {
    /// The engine of a report.
    pub fn of(report: &Report, sources: &[Source]) -> Self {
        Self { version: report.engine, started: started(report, sources) }
    }
}

/// The line that starts dockerd, as it stands in a unit, or in a list of processes with what systemd would take for its own
/// escaped.
fn started(report: &Report, sources: &[Source]) -> Option<String> {
    let (.., span) = report.facts.config.as_ref()?.flags.first()?;
    let source = sources.iter().find(|source| source.slot() == span.slot)?;
    let line = source.line(source.line_at(span.start)).text;
    if let Some((_, command)) = line.split_once("ExecStart=") {
        return Some(command.trim().to_owned()).filter(|command| !command.ends_with('\\'));
    }
    let program = line.split_whitespace().find(|word| word.ends_with("/dockerd"))?;
    let command = line.get(line.find(program)?..)?;
    Some(command.trim().replace('%', "%%").replace('$', "$$"))
}

/// The offered change in a form.
///
/// An error says why this form cannot carry the change: a flag beside a key of the same name keeps dockerd from starting.
pub fn form(offer: &Offer, form: Form, engine: &Engine, lang: Lang) -> Result<String, Message> {
    let head = format!("# {}\n", plain(lang, &Message::new("form.head")));
    let file = tidy(&offer.after);
    Ok(match form {
        Form::File => offer.after.clone(),
        Form::CloudInit => cloud_init(&file, &head),
        Form::Ansible => ansible(&file, &head, engine.version),
        Form::Terraform => terraform(&cloud_init(&file, &head)),
        Form::Butane => butane(&file, &head),
        Form::Ignition => ignition(&file),
        Form::Systemd => head + &drop_in(offer, engine.started.as_deref())?,
    })
}

/// The file with one line ending and nothing that YAML takes for a break or refuses; as JSON it means the same.
fn tidy(file: &str) -> String {
    let is_refused =
        |c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let tidy = |c| if is_refused(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    file.trim().replace("\r\n", "\n").chars().map(tidy).collect::<String>() + "\n"
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{:by$}{line}", "").trim_end().to_owned() + "\n").collect()
}

/// An image may bring Docker, and it may be up before the file is there: then, and only then, it is restarted.
fn cloud_init(file: &str, head: &str) -> String {
    format!(
        "#cloud-config\n{head}write_files:\n  - path: {PATH}\n    owner: root:root\n    permissions: '0644'\n    content: |\n{}\
         runcmd:\n  - [systemctl, try-restart, docker.service]\n",
        indented(file, 6)
    )
}

/// `!unsafe`: braces of a log's template (`{{.Name}}`) are the engine's, not Ansible's.
fn ansible(file: &str, head: &str, engine: Version) -> String {
    // dockerd knows `--validate` from 23 on.
    let validate = match engine.major {
        ..23 => "python3 -m json.tool %s",
        23.. => "dockerd --validate --config-file=%s",
    };
    format!(
        "{head}- name: Docker's addresses\n  hosts: all\n  become: true\n  tasks:\n    - name: Make the folder\n      ansible.builtin.file:\n        \
         path: /etc/docker\n        state: directory\n        mode: '0755'\n    - name: Write daemon.json\n      ansible.builtin.copy:\n        \
         dest: {PATH}\n        owner: root\n        group: root\n        mode: '0644'\n        backup: true\n        \
         validate: {validate}\n        content: !unsafe |\n{}      notify: Restart Docker\n  handlers:\n    \
         - name: Restart Docker\n      ansible.builtin.systemd:\n        name: docker.service\n        state: restarted\n",
        indented(file, 10)
    )
}

/// A heredoc, in which `${{` and `%{{` would be Terraform's.
fn terraform(user_data: &str) -> String {
    let text = user_data.replace("${", "$${").replace("%{", "%%{");
    format!("user_data = <<-USER_DATA\n{}USER_DATA\n", indented(&text, 2))
}

fn butane(file: &str, head: &str) -> String {
    format!(
        "{head}variant: fcos\nversion: 1.4.0\nstorage:\n  files:\n    - path: {PATH}\n      overwrite: true\n      mode: 0644\n      \
         contents:\n        inline: |\n{}",
        indented(file, 10)
    )
}

fn ignition(file: &str) -> String {
    /// 0644, which JSON cannot write in octal.
    const MODE: u32 = 0o644;
    let source = format!("data:application/json;base64,{}", BASE64_STANDARD.encode(file));
    let file = serde_json::json!({ "path": PATH, "overwrite": true, "mode": MODE, "contents": { "source": source } });
    let config = serde_json::json!({ "ignition": { "version": "3.3.0" }, "storage": { "files": [file] } });
    format!("{config:#}\n")
}

/// How Docker's own packages start it.
const USUAL: &str = "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock";

fn drop_in(offer: &Offer, started: Option<&str>) -> Result<String, Message> {
    let broken = || Message::new("form.systemd.broken-file");
    let before = keys(&offer.before).ok_or_else(broken)?;
    let flags = flags(&before, &keys(&offer.after).ok_or_else(broken)?)?;
    Ok(format!("[Service]\nExecStart=\nExecStart={} {}\n", started.unwrap_or(USUAL), flags.join(" ")))
}

/// The keys of a file; none of an empty one, `None` where it is no JSON.
fn keys(file: &str) -> Option<Map<String, Value>> {
    if file.trim().is_empty() {
        return Some(Map::new());
    }
    serde_json::from_str(file).ok()
}

/// The flags for the keys that the change adds. A key that stands in the file already must be changed there.
fn flags(before: &Map<String, Value>, after: &Map<String, Value>) -> Result<Vec<String>, Message> {
    let mut flags = Vec::new();
    let gone = before.keys().find(|key| !after.contains_key(*key));
    let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(value));
    if let Some(key) = gone {
        return Err(in_file(key));
    }
    for (key, value) in changed {
        match flag(key, value) {
            Some(more) if !before.contains_key(key) => flags.extend(more),
            _ => return Err(in_file(key)),
        }
    }
    Ok(flags)
}

fn in_file(key: &str) -> Message {
    Message::new("form.systemd.in-file").with("key", key.to_owned())
}

fn flag(key: &str, value: &Value) -> Option<Vec<String>> {
    if key != "default-address-pools" {
        return Some(vec![format!("--{key}={}", value.as_str()?)]);
    }
    let pool = |pool: &Value| {
        let (base, size) = (pool.get("base")?.as_str()?, pool.get("size")?.as_u64()?);
        Some(format!("--default-address-pool=base={base},size={size}"))
    };
    value.as_array()?.iter().map(pool).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    /// The fix of a host whose docker0 covers the database, with this file and this line that starts dockerd.
    fn formed(file: &str, process: &str, wanted: Form) -> Result<String, Message> {
        let routes = "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n";
        let texts = [
            (Slot::Networks, "172.17.48.6 db\n".to_owned()),
            (Slot::Routes, routes.to_owned()),
            (Slot::DaemonJson, file.to_owned()),
            (Slot::Any, process.to_owned()),
        ];
        let texts: BTreeMap<_, _> = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let sources: Vec<_> = texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let offer = report.plan.offer.as_ref().expect("a fix");
        form(offer, wanted, &Engine::of(&report, &sources), Lang::En)
    }

    /// The text of a YAML block, without its indentation.
    fn block(text: &str) -> String {
        let inner = text.lines().skip_while(|line| line.trim() != "{").take_while(|line| line.trim() != "}");
        inner.chain(["}"]).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn each_form_holds_the_file() {
        let file = "{\n  \"log-opts\": {\"tag\": \"{{.Name}}${x}%{y}\"},\n  \"labels\": [\"a\u{2028}b\"]\n}";
        let plain = formed(file, "", Form::File).expect("the file");
        let value: Value = serde_json::from_str(&plain).expect("JSON");
        for wanted in [Form::CloudInit, Form::Ansible, Form::Butane] {
            let text = formed(file, "", wanted).expect("a form");
            assert_eq!(serde_json::from_str::<Value>(&block(&text)).ok().as_ref(), Some(&value), "{text}");
            assert!(!text.contains(['\u{2028}', '\t']), "{text}");
        }
        let terraform = formed(file, "", Form::Terraform).expect("a form");
        assert!(terraform.contains("{{.Name}}$${x}%%{y}"), "{terraform}");
        let ignition: Value = serde_json::from_str(&formed(file, "", Form::Ignition).expect("a form")).expect("JSON");
        let source = ignition["storage"]["files"][0]["contents"]["source"].as_str().expect("a source");
        let carried = BASE64_STANDARD.decode(source.rsplit(',').next().expect("data")).expect("base64");
        assert_eq!(serde_json::from_slice::<Value>(&carried).expect("JSON"), value);
    }

    #[test]
    fn a_drop_in_keeps_the_command_line_and_adds_flags() {
        let process = "ExecStart=/usr/sbin/dockerd -H fd:// --mtu=1400\n";
        let text = formed("{\"debug\": true}", process, Form::Systemd).expect("a drop-in");
        let line = text.lines().last().expect("a line");
        assert!(
            line.starts_with("ExecStart=/usr/sbin/dockerd -H fd:// --mtu=1400 --bip=")
                && text.contains("\nExecStart=\n")
        );
    }

    #[test]
    fn a_key_that_is_in_the_file_cannot_become_a_flag() {
        let refused = formed("{\"bip\": \"172.17.0.1/16\"}", "", Form::Systemd);
        assert_eq!(refused.expect_err("no drop-in").key, "form.systemd.in-file");
    }
}
