//! Commands that set networks: `docker network create`, `docker swarm init`, `ip route add`, `echo '{…}' > daemon.json`.
//!
//! A command among prompts is noise to every other reader; these say themselves what will be, or is, there.

mod docker;
mod route;

use super::block::{Claim, Reading, Recogniser};
use super::file::{typed_object, unescaped};
use super::json::parse_text;
use super::noise::command_after_prompt;
use super::view::{Row, View};
use super::{Item, Kind, LineUse};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::{Located, Span, offset};

/// Commands that set networks.
pub(super) const COMMANDS: Recogniser =
    Recogniser { kinds: &[Kind::Commands], begins: &[Signs::WORDS.and(Signs::OF_COMMANDS), Signs::OPEN], claim, read };

/// A command line that is longer is a dump of something.
const LONGEST: usize = 4_000;
/// How many lines a command may go on for.
const MOST_LINES: u32 = 200;

/// Whether a line is a command that sets a network, so that it is no noise.
pub(super) fn sets_a_network(row: Row<'_>) -> bool {
    let set = || typed_file(row.view(), row.number).is_some() || !items(row.view(), row.number).is_empty();
    row.signs().has(Signs::DASH) && starts_engine(row.text) || is_near(row) && set()
}

/// `dockerd --bip …`, which the reader of dockerd's flags takes.
fn starts_engine(text: &str) -> bool {
    let options = ["--bip", "--fixed-cidr", "--default-address-pool"];
    text.contains("dockerd ") && options.iter().any(|option| text.contains(option))
}

/// The short forms of `route` that iproute2 takes.
const SHORT_ROUTE: &[&str] = &[" r ", " ro ", " rou ", " rout "];

/// What is looked for before a line is taken apart.
fn is_near(row: Row<'_>) -> bool {
    let text = row.text;
    let has = |word: &str| text.contains(word);
    let sets = || {
        has("network create")
            || has("swarm init")
            || (has("route") && has(" "))
            || (has("ip ") && SHORT_ROUTE.iter().any(|short| has(short)))
    };
    let is_short = text.len() < LONGEST;
    is_short
        && (row.all_signs().has(Signs::OF_COMMANDS) && sets()
            || row.signs().has(Signs::OPEN) && typed_object(text).is_some())
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    if !is_near(row) {
        return None;
    }
    if let Some(file) = typed_file(view, first) {
        let why = Message::new("read.why.command").with("command", "daemon.json");
        return Some(Claim::new(Kind::DaemonJson, file.last, why));
    }
    let (command, _) = items(view, first).into_iter().next()?;
    let end = continued(view, first).min(last);
    let answers = view.rows(end.saturating_add(1), last.min(end.saturating_add(1))).filter(|row| is_id(row.text));
    let end = answers.map(|row| row.number).last().unwrap_or(end);
    Some(Claim::new(Kind::Commands, end, Message::new("read.why.command").with("command", command)))
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    if kind == Kind::DaemonJson {
        return read_file(view, first, last);
    }
    let mut reading = Reading::default();
    let mut number = first;
    while number <= last {
        let end = continued(view, number).min(last);
        let found = items(view, number);
        if !found.is_empty() {
            reading.lines.extend((number..=end).map(|line| (line, LineUse::Used)));
            reading.items.extend(found.into_iter().map(|(_, item)| item));
        } else if is_id(view.row(number).text) {
            reading.irrelevant(view.row(number));
        }
        number = end + 1;
    }
    reading
}

/// What the commands of a line set, each with the name of its command.
fn items(view: &View<'_>, first: u32) -> Vec<(&'static str, Item)> {
    commands(view, first)
        .iter()
        .flat_map(|command| docker::items(command).into_iter().chain(route::item(command)))
        .collect()
}

/// What a command of these words sets, as settings of a system have commands too.
pub(super) fn set_by(words: &[Located<&str>]) -> Vec<Item> {
    let command = without_sudo(words.to_vec());
    route::item(&command).map(|(_, item)| item).into_iter().collect()
}

/// The id that `docker network create` answers with.
fn is_id(text: &str) -> bool {
    let text = text.trim();
    matches!(text.len(), 25 | 64) && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
}

/// The last line of a command that goes on behind backslashes, or behind the ticks of PowerShell.
fn continued(view: &View<'_>, first: u32) -> u32 {
    let end = view.last().min(first.saturating_add(MOST_LINES));
    (first..end).find(|&line| !view.row(line).text.trim_end().ends_with(['\\', '`'])).unwrap_or(end)
}

/// One command: its words behind prompt and `sudo`, and the place of all of it.
struct Command<'a> {
    words: Vec<Located<&'a str>>,
}

impl<'a> Command<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.value)
    }

    fn program(&self) -> &'a str {
        self.word(0).rsplit(['/', '\\']).next().unwrap_or("")
    }

    fn span(&self) -> Option<Span> {
        Some(self.words.first()?.span.to(self.words.last()?.span))
    }
}

/// The commands of a line and of those it goes on in.
fn commands<'v>(view: &'v View<'_>, first: u32) -> Vec<Command<'v>> {
    let mut commands = vec![Vec::new()];
    for row in view.rows(first, continued(view, first)) {
        let typed = command_after_prompt(row.text).filter(|_| row.number == first).unwrap_or(row.text);
        let words = row.split(|c| c.is_whitespace() || matches!(c, '"' | '\''));
        for word in words.into_iter().filter(|word| word.value.as_ptr() >= typed.as_ptr()) {
            let whole = word.value.trim_end_matches(';');
            let ends = whole.len() < word.value.len() || matches!(whole, "&&" | "||" | "|");
            if let Some(command) = commands.last_mut().filter(|_| !matches!(whole, "" | "&&" | "||" | "|" | "\\" | "`"))
            {
                command.push(Located::new(whole, word.span));
            }
            if ends {
                commands.push(Vec::new());
            }
        }
    }
    commands.into_iter().map(without_sudo).collect()
}

/// `sudo -E`, `HTTP_PROXY=… docker …`.
fn without_sudo(words: Vec<Located<&str>>) -> Command<'_> {
    let is_before = |word: &Located<&str>| {
        matches!(word.value, "sudo" | "-E" | "exec" | "command" | "nohup")
            || (!word.value.starts_with('-') && word.value.contains('='))
    };
    Command { words: words.into_iter().skip_while(is_before).collect() }
}

/// The object that a command writes into daemon.json.
struct TypedFile {
    span: Span,
    /// The line on which it ends.
    last: u32,
}

/// Looks for `echo '{…}' | sudo tee /etc/docker/daemon.json` and its like, on one line or several.
fn typed_file(view: &View<'_>, first: u32) -> Option<TypedFile> {
    let row = view.row(first);
    let start = row.locate(typed_object(row.text)?).start;
    let text = view.source().text().get(start as usize..)?;
    let mut depth = 0_usize;
    let mut end = None;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        depth = match byte {
            b'{' => depth + 1,
            b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        if depth == 0 {
            end = Some(start + offset(at + 1));
            break;
        }
    }
    let span = Span { slot: view.slot(), start, end: end? };
    let last = view.source().line_at(span.end - 1);
    let names_file = |number: u32| view.row(number).text.contains("daemon.json");
    (names_file(first) || names_file(last)).then_some(TypedFile { span, last })
}

fn read_file(view: &View<'_>, first: u32, last: u32) -> Reading {
    let Some(file) = typed_file(view, first) else { return Reading::default() };
    let text = view.source().slice(file.span);
    let plain = unescaped(text);
    let parsed = parse_text(plain.as_deref().unwrap_or(text), file.span, &|_| {}).into_owned();
    let lines = (first..=last).map(|line| (line, LineUse::Used)).collect();
    Reading { items: smallvec::smallvec![Item::from(parsed)], lines, ..Reading::default() }
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see};

    #[test]
    fn commands_say_what_they_set() {
        check(
            "commands",
            &[
                (
                    "a network of Docker's",
                    "$ docker network create -d bridge --subnet=172.28.0.0/16 --gateway 172.28.5.254 br0\n",
                    "u",
                    &["network br0"],
                ),
                (
                    "on several lines, with the answer",
                    "docker network create \\\n  --subnet \"10.9.0.0/16\" \\\n  web\nd1c2e3f4a5b6d1c2e3f4a5b6d1c2e3f4a5b6d1c2e3f4a5b6d1c2e3f4a5b60102\n",
                    "uuu.",
                    &["network web"],
                ),
                (
                    "routes of Linux",
                    "root@web:~# ip route add 10.0.0.0/8 via 10.1.1.1 dev eth0 && sudo ip r replace 10.9.0.0/16 dev tun0\n$ sudo route add -net 10.8.0.0 netmask 255.255.0.0 gw 10.1.1.2 dev eth1\n",
                    "uu",
                    &[
                        "route 10.0.0.0/8 via 10.1.1.1 dev eth0",
                        "route 10.9.0.0/16 dev tun0 on-link",
                        "route 10.8.0.0/16 via 10.1.1.2 dev eth1",
                    ],
                ),
                (
                    "short forms",
                    "sudo ip r add 10.8.0.0/16 via 10.1.1.1\nip -4 ro rep 10.9.0.0/16 dev tun0\nip r a 10.7.0.0/16 via 10.1.1.1\n",
                    "uuu",
                    &[
                        "route 10.8.0.0/16 via 10.1.1.1",
                        "route 10.9.0.0/16 dev tun0 on-link",
                        "route 10.7.0.0/16 via 10.1.1.1",
                    ],
                ),
                (
                    "routes of macOS and Windows",
                    "sudo route -n add -net 10.8.0.0/16 10.1.1.2\nC:\\> route -p add 10.7.0.0 mask 255.255.0.0 10.1.1.3 metric 5\n",
                    "uu",
                    &["route 10.8.0.0/16 via 10.1.1.2", "route 10.7.0.0/16 via 10.1.1.3"],
                ),
            ],
        );
    }

    #[test]
    fn a_swarm_says_its_pools() {
        let seen = see(
            "docker swarm init --default-addr-pool 10.20.0.0/16 --default-addr-pool 10.21.0.0/16 --default-addr-pool-mask-length 26\n",
        );
        assert_eq!((seen.kinds, seen.lines), (vec!["commands"], "u".to_owned()));
        let text = seen.items.join("\n");
        assert!(["10.20.0.0/16", "10.21.0.0/16", "26"].iter().all(|part| text.contains(part)), "{text}");
    }

    #[test]
    fn a_typed_file_is_a_configuration() {
        for paste in [
            "$ echo '{\"bip\": \"10.9.0.1/24\"}' | sudo tee /etc/docker/daemon.json\n",
            "echo \"{\\\"bip\\\": \\\"10.9.0.1/24\\\"}\" > /etc/docker/daemon.json\n",
            "printf '{\"bip\": \"10.9.0.1/24\"}\\n' | sudo tee /etc/docker/daemon.json > /dev/null\n",
            "sudo tee /etc/docker/daemon.json <<< '{\"bip\": \"10.9.0.1/24\"}'\n",
            "echo '{\n  \"bip\": \"10.9.0.1/24\"\n}' | sudo tee /etc/docker/daemon.json\n",
        ] {
            let seen = see(paste);
            assert_eq!((seen.kinds, seen.items), (vec!["daemon.json"], vec!["daemon.json".to_owned()]), "{paste}");
            assert!(seen.lines.bytes().all(|letter| letter == b'u'), "{paste}: {}", seen.lines);
        }
    }

    #[test]
    fn other_commands_set_nothing() {
        for line in [
            "$ ip route show",
            "$ ip route del 10.0.0.0/8",
            "docker network create web",
            "$ docker network inspect web",
            "$ echo '{\"a\": \"10.9.0.1/24\"}' > /etc/a.json",
            "we added a route to 10.0.0.0/8",
        ] {
            assert!(!see(line).kinds.contains(&"commands"), "{line}");
        }
    }
}
