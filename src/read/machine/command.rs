//! Where the output of a command comes from: a container, the host through one, a VM, another host.

use super::{Asked, Place, Runner};

/// What a command line says; the prompt is the caller's.
pub(super) fn asked(command: &str) -> Asked {
    let words: Vec<&str> = command.split_whitespace().collect();
    let place = place(&words);
    let opens = place.is_some() && words.last().is_some_and(|last| is_shell(last));
    let leaves = matches!(words.as_slice(), ["exit" | "logout"]);
    Asked { place, opens, leaves, ..Asked::default() }
}

fn is_shell(word: &str) -> bool {
    matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "zsh" | "fish")) || matches!(word, "ssh" | "shell")
}

fn place(words: &[&str]) -> Option<Place> {
    if let Some(rest) = after(words, &["nsenter"]) {
        return nsenter(rest);
    }
    container(words).or_else(|| vm(words).map(|tool| Place::Vm(tool.to_owned()))).or_else(|| host(words))
}

/// `node07 | CHANGED | rc=0 >>` of Ansible, `ssh -p 2222 admin@db-1 ip route`.
fn host(words: &[&str]) -> Option<Place> {
    if let [name, "|", .., ">>"] = words {
        return Some(Place::Named((*name).to_owned()));
    }
    let program = words.iter().position(|word| !matches!(*word, "sudo" | "time"))?;
    let ("ssh", rest) = (*words.get(program)?, words.get(program + 1..)?) else { return None };
    let target = argument(rest, OF_SSH)?;
    let name = target.rsplit('@').next().unwrap_or(target);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    is_name.then(|| Place::Remote(name.to_owned()))
}

/// The words behind the first that names one of the programs.
fn after<'a, 'b>(words: &'b [&'a str], programs: &[&str]) -> Option<&'b [&'a str]> {
    let named = |word: &&str| {
        let is_path = |path: &str| path.is_empty() || path.ends_with('/');
        programs.iter().any(|program| word.strip_suffix(program).is_some_and(is_path))
    };
    words.iter().position(named).and_then(|at| words.get(at + 1..))
}

/// `nsenter -t 4711 -n ip route`. Process 1 is the host's.
fn nsenter(words: &[&str]) -> Option<Place> {
    let is_net = |word: &&str| {
        word.starts_with("--net") || (word.starts_with('-') && !word.starts_with("--") && word.contains('n'))
    };
    words.iter().find(|word| is_net(word))?;
    let target = words.iter().enumerate().find_map(|(at, word)| match *word {
        "-t" | "--target" => words.get(at + 1).copied(),
        word => word.strip_prefix("--target=").or_else(|| word.strip_prefix("-t")),
    });
    let named = words.iter().any(|word| word.starts_with("--net=") || word.starts_with("-n/"));
    match target {
        Some("1") => Some(Place::Host),
        Some(_) => Some(Place::Container(Runner::Docker, None)),
        None => named.then_some(Place::Container(Runner::Docker, None)),
    }
}

/// `docker exec web …`, `docker compose exec db …`, `kubectl exec pod -- …`.
fn container(words: &[&str]) -> Option<Place> {
    const RUNNERS: &[(&[&str], Runner)] = &[
        (&["docker", "docker-compose", "docker.exe"], Runner::Docker),
        (&["podman", "nerdctl", "podman-compose"], Runner::Other),
        (&["kubectl", "oc", "crictl", "kubectl.exe"], Runner::Kubernetes),
    ];
    let (rest, runner) = RUNNERS.iter().find_map(|(names, runner)| Some((after(words, names)?, *runner)))?;
    let (verb, rest) = verb(rest)?;
    if is_on_host(rest) {
        return Some(Place::Host);
    }
    let name = if verb == "exec" { argument(rest, OF_EXEC) } else { option(rest, "--name") };
    let name = name.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-/".contains(c)));
    Some(Place::Container(runner, name.map(str::to_owned)))
}

/// The verb that runs something in a container and the words behind it.
fn verb<'a, 'b>(words: &'b [&'a str]) -> Option<(&'a str, &'b [&'a str])> {
    let at = words.iter().take(8).position(|word| matches!(*word, "exec" | "run"))?;
    // Before the verb stand groups of verbs, options and the values of options: no file, and no other verb.
    let before = words.get(..at)?;
    let is_other = |word: &&str| {
        matches!(*word, "network" | "inspect" | "info" | "ps" | "logs" | "build" | "create" | "|" | "&&" | ";")
    };
    (!before.iter().any(is_other)).then(|| Some((*words.get(at)?, words.get(at + 1..)?))).flatten()
}

/// `--network host`, also with `=` or as `--net`; or process 1's network from inside a privileged container.
fn is_on_host(words: &[&str]) -> bool {
    let is_option = |word: &str| matches!(word, "--network" | "--net");
    words.windows(2).any(|pair| is_option(pair[0]) && pair[1] == "host")
        || words.iter().any(|word| matches!(*word, "--network=host" | "--net=host" | "hostNetwork"))
}

/// Options of `exec` that take a value in the next word.
const OF_EXEC: &[&str] = &[
    "-e",
    "--env",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "-n",
    "--namespace",
    "-c",
    "--container",
    "--env-file",
    "--index",
];

/// Options of `ssh` that do.
const OF_SSH: &[&str] = &["-p", "-i", "-l", "-o", "-J", "-F", "-L", "-R", "-D", "-W", "-b", "-c", "-m"];

/// The first word that is neither an option nor the value of one.
fn argument<'a>(words: &[&'a str], with_value: &[&str]) -> Option<&'a str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if with_value.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

/// The value of an option.
fn option<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().enumerate().find_map(|(at, word)| {
        if *word == name {
            return words.get(at + 1).copied();
        }
        word.strip_prefix(name)?.strip_prefix('=')
    })
}

/// The tool whose VM or distribution a command runs in.
fn vm<'a>(words: &[&'a str]) -> Option<&'a str> {
    const TOOLS: &[(&str, &[&str])] = &[
        ("colima", &["ssh"]),
        ("limactl", &["shell"]),
        ("lima", &[]),
        ("rdctl", &["shell"]),
        ("orb", &[]),
        ("orbctl", &["run", "shell"]),
        ("wsl", &[]),
        ("wsl.exe", &[]),
        ("minikube", &["ssh"]),
        ("docker-machine", &["ssh"]),
    ];
    let program = words.iter().find(|word| !matches!(**word, "sudo" | "time"))?;
    let (tool, verbs) = TOOLS.iter().find(|(tool, _)| tool == program)?;
    let rest = after(words, &[tool])?;
    let runs = match *verbs {
        // A list of distributions or a shutdown runs nothing inside.
        [] => rest.first().is_none_or(|word| {
            !matches!(
                *word,
                "--list" | "-l" | "--shutdown" | "--status" | "restart" | "list" | "--version" | "--update"
            )
        }),
        verbs => rest.first().is_some_and(|word| verbs.contains(word)),
    };
    runs.then_some(if *tool == "wsl.exe" { "wsl" } else { program })
}
