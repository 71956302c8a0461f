//! Lines that stand around documents in any paste: prompts with commands, comments, rulers, headings.

use crate::read::sieve::Names;
use crate::read::signs::Signs;
use crate::read::view::Row;

pub(super) use crate::read::view::Noise;

/// Noise that no document begins with: it is set aside before any recogniser looks.
pub(super) fn noise(row: Row<'_>) -> Option<Noise> {
    let signs = row.signs();
    // A row of a table or of a list: by far the most lines of a long text.
    if signs.has(Signs::FIRST_DIGIT) && !signs.has(Signs::PROMPT) && !signs.has(Signs::FOREIGN) {
        return None;
    }
    row.noise(of_text)
}

fn of_text(text: &str, signs: Signs) -> Option<Noise> {
    let text = text.trim();
    let has_prompt = signs.has_any(Signs::PROMPT | Signs::FOREIGN);
    if text.is_empty() {
        Some(Noise::Blank)
    } else if text.starts_with(|c: char| c.is_ascii_digit()) && !(has_prompt && may_prompt(text)) {
        None
    } else if is_comment(text) {
        Some(Noise::Remark)
    } else {
        let is_typed = has_prompt && command_after_prompt(text).is_some();
        (is_typed || is_command(text) || is_of_ansible(text)).then_some(Noise::Command)
    }
}

/// Whether the sign of a prompt stands in the text at all.
fn may_prompt(text: &str) -> bool {
    text.bytes().take(PROMPT).any(|b| matches!(b, b'$' | b'#' | b'%' | b'>') || !b.is_ascii())
}

/// Rulers, headings and messages of tools belong to a document that knows them, and are noise where none does.
pub(super) fn is_decoration(row: Row<'_>) -> bool {
    row.is_decoration(|row| {
        let text = row.text.trim();
        let signs = row.signs();
        let is_foreign = signs.has(Signs::FOREIGN);
        is_foreign && text.starts_with("┌──(")
            || (is_foreign || !signs.has(Signs::LETTER)) && is_ruler(text)
            || signs.has_any(Signs::COLON | Signs::MORE | Signs::FOREIGN) && is_heading(text)
            || signs.has_any(Signs::CAPITAL | Signs::COLON | Signs::OPEN | Signs::FOREIGN) && is_tool_message(text)
            || is_diff_head(text)
            || row.ends_text()
            || matches!(text, "EOF" | "EOT")
    })
}

/// The lines above the changed ones in `diff -u` and `git diff`.
fn is_diff_head(text: &str) -> bool {
    text.starts_with(['d', 'i', '-', '+', '@'])
        && ["diff --git ", "index ", "--- a/", "+++ b/", "--- /", "+++ /", "@@ -"]
            .iter()
            .any(|head| text.starts_with(head))
}

/// What tools say in place of a table or a file, and the progress that Compose paints.
fn is_tool_message(text: &str) -> bool {
    const ENDS: &[&str] = &[": No such file or directory", ": Permission denied", ": command not found", ": not found"];
    const MESSAGES: &[&str] = &[
        "RTNETLINK answers: ",
        "Error: ipv4: ",
        "Error: ipv6: ",
        "Error: Nexthop ",
        "Error: any valid prefix is expected",
        "Error: Invalid ",
        "Dump terminated",
        "Cannot find device ",
        "Device \"",
        "Command \"",
        "Object \"",
        "[+] ",
    ];
    if text.contains(':') && ENDS.iter().any(|end| text.ends_with(end)) || text.starts_with(['✔', '✘', '⠿']) {
        return true;
    }
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '[')
        && MESSAGES.iter().any(|message| text.starts_with(message))
}

/// `# …`, `// …`, `; …`, `-- …`, `<!-- … -->`, `/* … */` and code fences.
fn is_comment(text: &str) -> bool {
    if !text.starts_with(['#', '/', ';', '-', '`', '~', '*', '<', 'R', ':']) {
        return false;
    }
    let marks = ["#", "//", ";", "-- ", "```", "~~~", "/*", "*/", "<!--", "REM ", "::  "];
    // `# ip r` is the prompt of root; it begins a document, so it is found as a command first.
    marks.iter().any(|mark| text.starts_with(mark)) && command_after_prompt(text).is_none()
}

/// `-----`, `=====`, `+-----+-----+`, `---------- ------`.
pub(super) fn is_ruler(text: &str) -> bool {
    text.len() >= 3
        && text.chars().all(|c| "-=_+|*~:─━═│┼├┤┌┐└┘╞╪╡ \t".contains(c))
        && text.contains(['-', '=', '─', '━', '═', '*', '_'])
}

/// `==> /etc/resolv.conf <==`, `/etc/docker/daemon.json:`, `Routes on web-1:`.
fn is_heading(text: &str) -> bool {
    if text.starts_with("==>") && text.ends_with("<==") {
        return true;
    }
    let Some(title) = text.strip_suffix([':', '：']) else { return false };
    let path = title.starts_with(['/', '~']) && !title.contains(char::is_whitespace);
    path || (title.len() <= 60 && (is_title(title) || is_chinese_title(title)))
}

/// `node07 | CHANGED | rc=0 >>` stands above what Ansible ran there.
pub(super) fn is_of_ansible(text: &str) -> bool {
    text.ends_with(">>") && text.contains("| rc=")
}

/// A few words without a number that could be an address, and without the marks of a structured format.
fn is_title(title: &str) -> bool {
    title.contains(' ')
        && title.split_whitespace().count() <= 6
        && !title.contains(['"', '{', '[', '=', ':', '\'', '@', '<'])
        && !title.starts_with(['-', '*', '+'])
}

/// A few signs of a script that is written without blanks.
fn is_chinese_title(title: &str) -> bool {
    title.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
}

/// The command that follows a shell's prompt; empty for a prompt alone, `None` where there is no prompt.
pub(super) fn command_after_prompt(text: &str) -> Option<&str> {
    let text = text.trim();
    bare_prompt(text).or_else(|| shell_prompt(text)).or_else(|| windows_prompt(text))
}

/// `$ ip r`, `# ip r`, `❯ ip r`, `➜  ~ ip r`, `/ # netstat -nr`.
fn bare_prompt(text: &str) -> Option<&str> {
    if text.starts_with(|c: char| c.is_ascii() && !matches!(c, '$' | '#' | '%')) {
        return None;
    }
    if let Some(rest) = text.strip_prefix("$ ").or_else(|| text.strip_prefix("❯ ")).or_else(|| text.strip_prefix("λ "))
    {
        return Some(rest.trim());
    }
    if let Some(rest) = text.strip_prefix('➜') {
        return Some(rest.trim());
    }
    // The second line of a prompt in two: `└─$ ip r`.
    if let Some(rest) = text.strip_prefix("└─").or_else(|| text.strip_prefix("╰─")) {
        return rest.trim_start_matches('─').trim_start().strip_prefix(['$', '#', '❯', '➤', '>', '%']).map(str::trim);
    }
    if text == "$" || text == "❯" {
        return Some("");
    }
    let rest = text.strip_prefix(['#', '%'])?;
    is_command(rest.trim()).then_some(rest.trim())
}

/// The sign of a prompt stands in front of this byte.
const PROMPT: usize = 100;

/// `user@host:~$ ip r`, `[root@host ~]# ip r`, `user@host project % ip r`, `controlplane $ ip r`, `bash-5.1# ip r`, `/ # ip r`.
fn shell_prompt(text: &str) -> Option<&str> {
    if !may_prompt(text) {
        return None;
    }
    let ends = text.char_indices().take_while(|(at, _)| *at < PROMPT).filter(|(_, c)| "$#%>❯".contains(*c));
    for (at, c) in ends.take(6) {
        let (head, rest) = (text[..at].trim_end(), &text[at + c.len_utf8()..]);
        if !(rest.is_empty() || rest.starts_with(char::is_whitespace) || is_command(rest.trim())) {
            continue;
        }
        let rest = rest.trim();
        if names_a_host(head) || is_shell(head) || (is_place(head) && is_command(rest)) {
            return Some(rest);
        }
    }
    None
}

/// `user@host` is in the first or second word.
fn names_a_host(head: &str) -> bool {
    let is_login = |word: &str| {
        let word = word.trim_start_matches(['[', '(', '┌', '└', '╭', '─', '┌']);
        word.split_once('@').is_some_and(|(user, host)| {
            // `eth0@if43:` is an interface and its other end.
            let is_pair = host.strip_prefix("if").is_some_and(|index| index.starts_with(|c: char| c.is_ascii_digit()));
            !user.is_empty()
                && !is_pair
                && host.starts_with(char::is_alphanumeric)
                && !user.contains(['"', '=', '/', '<', ':', ','])
        })
    };
    head.split_whitespace().take(2).any(is_login)
}

/// `bash-5.1`, `sh-4.2`.
fn is_shell(head: &str) -> bool {
    ["bash-", "sh-", "zsh-", "ash-"]
        .iter()
        .any(|shell| head.strip_prefix(shell).is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit())))
}

/// A path or a host's name alone: what small systems and training machines show before the sign.
fn is_place(head: &str) -> bool {
    !head.contains(char::is_whitespace) && head.chars().all(|c| c.is_alphanumeric() || "/~._-:()[]".contains(c))
}

/// `C:\Users\me>route print`, `PS C:\> Get-NetRoute`.
fn windows_prompt(text: &str) -> Option<&str> {
    let path = text.strip_prefix("PS ").unwrap_or(text);
    let drive = path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && path.get(1..3) == Some(":\\");
    let (_, command) = drive.then(|| path.split_once('>')).flatten()?;
    Some(command.trim())
}

/// A program with the words that may follow. An empty list takes anything.
type Program = (&'static str, &'static [&'static str]);

/// Programs whose command lines people paste.
const COMMANDS: &[Program] = &[
    (
        "ip",
        &[
            "r", "ro", "rou", "rout", "route", "a", "ad", "addr", "address", "ru", "rule", "l", "li", "link", "n",
            "neigh", "netns", "-",
        ],
    ),
    ("route", &["-", "print", "PRINT"]),
    ("netstat", &["-"]),
    ("cat", &["/", "~", "./", ">", ">>", "<<"]),
    ("tee", &["/", "-"]),
    ("mkdir", &["-", "/"]),
    ("vi", &["/"]),
    ("vim", &["/"]),
    ("nano", &["/"]),
    ("service", &["docker"]),
    ("sudo", &[]),
    (
        "docker",
        &[
            "network",
            "info",
            "version",
            "inspect",
            "ps",
            "container",
            "compose",
            "run",
            "exec",
            "system",
            "swarm",
            "context",
            "-",
        ],
    ),
    ("docker-compose", &["up", "down", "ps", "config", "exec", "run", "-"]),
    ("podman", &["network", "info", "inspect", "ps", "run", "exec"]),
    ("aws", &["ec2", "rds", "--"]),
    ("az", &["network", "--"]),
    ("gcloud", &["compute", "--"]),
    ("aliyun", &["vpc", "ecs", "--"]),
    ("tccli", &["vpc", "--"]),
    ("hcloud", &["vpc", "VPC"]),
    ("oci", &["network"]),
    ("kubectl", &["get", "describe", "cluster-info", "exec", "run", "-"]),
    ("crictl", &["exec"]),
    ("nsenter", &["-"]),
    ("colima", &["ssh", "status", "list"]),
    ("limactl", &["shell", "list"]),
    ("rdctl", &["shell"]),
    ("wsl", &["-"]),
    ("wsl.exe", &["-"]),
    ("minikube", &["ssh", "-"]),
    ("uname", &["-"]),
    ("grep", &[]),
    ("Get-NetRoute", &[]),
    ("ifconfig", &["-a"]),
    ("resolvectl", &["status", "dns"]),
    ("systemd-resolve", &["--status"]),
    ("systemctl", &["cat", "show", "status", "restart", "start", "stop", "reload", "enable", "daemon-reload"]),
    ("nmcli", &[]),
    ("scutil", &["--"]),
    ("ipconfig", &["/"]),
    ("wg", &["show", "showconf"]),
    ("tailscale", &["status"]),
    ("terraform", &["show", "plan", "output", "state"]),
    ("openvpn", &["--"]),
    ("ping", &[]),
    ("curl", &[]),
    ("nslookup", &[]),
    ("dig", &[]),
    ("journalctl", &[]),
    ("head", &["-", "/"]),
    ("tail", &["-", "/"]),
    ("ps", &["-", "aux", "ax"]),
];

/// Whether the text is a command line without a prompt: `ip route show`, `cat /etc/resolv.conf; ip r`.
fn is_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some((_, next)) = words.next().and_then(program) else { return false };
    match words.next() {
        None => true,
        Some(word) => {
            next.is_empty() || next.iter().any(|start| word == *start || is_stem(start) && word.starts_with(start))
        }
    }
}

/// The program of a name. Almost no word has the first letter and the length of one.
fn program(name: &str) -> Option<&'static Program> {
    static PROGRAMS: Names = {
        let mut names = Names::of(&[]);
        let mut at = 0;
        while at < COMMANDS.len() {
            names = names.and(COMMANDS[at].0);
            at += 1;
        }
        names
    };
    PROGRAMS.may_have(name).then(|| COMMANDS.iter().find(|(program, _)| *program == name)).flatten()
}

/// Beginnings of options and paths stand for everything that begins so.
fn is_stem(start: &str) -> bool {
    start.ends_with(['-', '/']) || start == "~"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::view::View;
    use crate::text::{Slot, Source};

    #[test]
    fn prompts_comments_and_rulers_are_known_in_any_text() {
        for (line, expected) in [
            ("user@host:~$ ip r", Some(Noise::Command)),
            ("[root@host ~]# ip netns exec aa41e96576b ip r        ", Some(Noise::Command)),
            ("user@host project % aws ec2 create-route-table --vpc-id vpc-0", Some(Noise::Command)),
            ("controlplane $ cat /etc/kubernetes/manifests/kube-apiserver.yaml | grep service", Some(Noise::Command)),
            ("/ # netstat -nr", Some(Noise::Command)),
            ("$ route -n", Some(Noise::Command)),
            ("# ip r s", Some(Noise::Command)),
            ("(venv) me@box:/srv$", Some(Noise::Command)),
            ("root@0d5c8e91ab37:/#", Some(Noise::Command)),
            ("bash-5.1# ip a", Some(Noise::Command)),
            ("PS C:\\Users\\me> Get-NetRoute", Some(Noise::Command)),
            ("C:\\>route print", Some(Noise::Command)),
            ("➜  ~ netstat -rn", Some(Noise::Command)),
            ("└─$ ip r", Some(Noise::Command)),
            ("ip route show table all; cat /etc/resolv.conf /etc/docker/daemon.json", Some(Noise::Command)),
            ("# ranges to reach", Some(Noise::Remark)),
            ("// OpenAPI", Some(Noise::Remark)),
            ("", Some(Noise::Blank)),
            ("...", None),
            ("10.0.0.0/8", None),
            ("default via 10.0.0.1 dev eth0", None),
            ("route 172.23.0.0 255.255.0.0 vpn_gateway", None),
            ("push \"route 172.18.71.0 255.255.255.0\"", None),
            ("2026-02-07 01:36:44 DEPRECATED OPTION: --cipher set", None),
            ("{", None),
            ("services:", None),
            ("  \"bip\": \"10.0.0.1/24\"", None),
            ("contact me@example.com for 10.0.0.0/8", None),
            ("42: eth0@if43: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500", None),
        ] {
            let source = Source::new(Slot::Any, format!("x\n{line}"));
            assert_eq!(noise(View::new(&source).row(2)), expected, "{line}");
        }
    }

    #[test]
    fn rulers_and_headings_are_decoration() {
        for (line, expected) in [
            ("==========================", true),
            ("+------+-------+", true),
            ("---------- ------ -------", true),
            ("==> /etc/resolv.conf <==", true),
            ("/etc/docker/daemon.json:", true),
            ("Routes of web-1:", true),
            ("内网网段：", true),
            ("cat: /etc/docker/daemon.json: No such file or directory", true),
            (" ✘ Network shop_default  Error   0.0s", true),
            ("RTNETLINK answers: File exists", true),
            ("Error: ipv4: FIB table does not exist.", true),
            ("...", false),
            ("services:", false),
            ("\"Vpcs\": [", false),
            ("10.0.0.0/8", false),
        ] {
            let source = Source::new(Slot::Any, line);
            assert_eq!(is_decoration(View::new(&source).row(1)), expected, "{line}");
        }
    }
}
