//! Every sentence, in English and Chinese: templates by key, and the one function that fills them in.
//!
//! A template names its values in braces: `{docker} covers {other}`. `{n|network|networks}` chooses by the number `n`.
//! Text in backticks is shown as code. The tables lie in `words/en` and `words/zh`, a file a topic.

mod en;
mod zh;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::order;
use crate::problem::{Arg, Message};

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// 简体中文.
    Zh,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The tag of BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }

    /// The language of a tag of BCP 47, as browsers give them: Chinese of any script and place, English for all others.
    pub fn of_tag(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }
}

/// A piece of a rendered sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Running text.
    Text(String),
    /// Shown as code.
    Code(String),
    /// A prefix of Docker's, shown as code in its colour.
    Docker(String),
    /// A prefix that is yours, shown as code in its colour.
    Yours(String),
}

impl Piece {
    /// The words without their looks.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Docker(text) | Self::Yours(text) => text,
        }
    }
}

type Table = &'static [(&'static str, &'static str)];

/// The template of a key; `None` for a key that no table has.
fn template(lang: Lang, key: &str) -> Option<&'static str> {
    static EN: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    static ZH: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let (cell, tables) = match lang {
        Lang::En => (&EN, en::TABLES),
        Lang::Zh => (&ZH, zh::TABLES),
    };
    cell.get_or_init(|| order::map(tables.iter().flat_map(|table| table.iter().copied()))).get(key).copied()
}

/// Words without values: a label of the page. An unknown key shows itself, and `every_key_has_both_languages` fails.
pub fn word(lang: Lang, key: &'static str) -> &'static str {
    template(lang, key).unwrap_or(key)
}

/// A label of the page. It looks into the page's own tables alone, so that a program that only draws carries no other sentence.
pub fn label(lang: Lang, key: &'static str) -> &'static str {
    let labels = match lang {
        Lang::En => en::LABELS,
        Lang::Zh => zh::LABELS,
    };
    labels.iter().find(|(name, _)| *name == key).map_or(key, |(_, text)| text)
}

/// The sentence of a message, in pieces.
pub fn render(lang: Lang, message: &Message) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let Some(mut rest) = template(lang, &message.key) else {
        return vec![Piece::Text(message.key.clone().into_owned())];
    };
    while let Some(at) = rest.find(['{', '`']) {
        push(&mut pieces, Piece::Text(rest[..at].to_owned()));
        let close = if rest.as_bytes()[at] == b'{' { '}' } else { '`' };
        let inside = &rest[at + 1..];
        let end = inside.find(close).unwrap_or(inside.len());
        if close == '`' {
            push(&mut pieces, Piece::Code(fill_plain(lang, message, &inside[..end])));
        } else {
            slot(lang, message, &inside[..end], &mut pieces);
        }
        rest = inside.get(end + 1..).unwrap_or("");
    }
    push(&mut pieces, Piece::Text(rest.to_owned()));
    pieces
}

/// The sentence of a message as plain text.
pub fn plain(lang: Lang, message: &Message) -> String {
    render(lang, message).iter().map(Piece::text).collect()
}

/// Code in a template may name values too: `` `ip route get {address}` ``.
fn fill_plain(lang: Lang, message: &Message, code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        let mut pieces = Vec::new();
        slot(lang, message, name, &mut pieces);
        out.push_str(before);
        out.extend(pieces.iter().map(Piece::text));
        rest = tail;
    }
    out + rest
}

fn slot(lang: Lang, message: &Message, inside: &str, pieces: &mut Vec<Piece>) {
    let (name, forms) = inside.split_once('|').map_or((inside, None), |(name, forms)| (name, Some(forms)));
    let Some((_, value)) = message.args.iter().find(|(have, _)| have == name) else {
        return push(pieces, Piece::Text(format!("{{{inside}}}")));
    };
    match (forms, value) {
        (Some(forms), Arg::Number(count)) => {
            let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
            push(pieces, Piece::Text(if *count == 1 { one } else { many }.to_owned()));
        }
        _ => show(lang, value, pieces),
    }
}

fn show(lang: Lang, value: &Arg, pieces: &mut Vec<Piece>) {
    match value {
        Arg::Docker(net) => push(pieces, Piece::Docker(net.to_string())),
        // One address of yours is called by its address.
        Arg::Yours(net) if net.prefix_len() == net.max_prefix_len() => {
            push(pieces, Piece::Yours(net.addr().to_string()));
        }
        Arg::Yours(net) => push(pieces, Piece::Yours(net.to_string())),
        Arg::Prefix(net) => push(pieces, Piece::Code(net.to_string())),
        Arg::Address(address) => push(pieces, Piece::Code(address.to_string())),
        Arg::Code(text) => push(pieces, Piece::Code(text.clone())),
        Arg::Text(text) => push(pieces, Piece::Text(text.clone())),
        Arg::Number(count) => push(pieces, Piece::Text(count.to_string())),
        Arg::Message(message) => pieces.extend(render(lang, message)),
        Arg::List(list) => {
            let comma = if lang == Lang::Zh { "、" } else { ", " };
            for (at, item) in list.iter().enumerate() {
                if at > 0 {
                    push(pieces, Piece::Text(comma.to_owned()));
                }
                show(lang, item, pieces);
            }
        }
    }
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    if piece.text().is_empty() {
        return;
    }
    if let (Some(Piece::Text(last)), Piece::Text(more)) = (pieces.last_mut(), &piece) {
        return last.push_str(more);
    }
    pieces.push(piece);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values a template shows, sorted. Those that only choose a plural form are left out: Chinese has none.
    fn names(template: &str) -> Vec<&str> {
        let mut names: Vec<_> = template
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .filter(|name| !name.contains('|'))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_key_has_both_languages_and_names_the_same_values() {
        let keys = |tables: &[Table]| -> Vec<&str> {
            let mut keys: Vec<_> = tables.iter().flat_map(|table| table.iter().map(|(key, _)| *key)).collect();
            keys.sort_unstable();
            keys
        };
        let (en, zh) = (keys(en::TABLES), keys(zh::TABLES));
        assert!(en.windows(2).all(|pair| pair[0] != pair[1]), "a key stands twice");
        for key in &en {
            assert!(zh.contains(key), "no Chinese for {key}");
        }
        for key in &zh {
            assert!(en.contains(key), "no English for {key}");
            assert_eq!(names(template(Lang::En, key).unwrap()), names(template(Lang::Zh, key).unwrap()), "{key}");
        }
    }

    /// Keys in the sources are string literals with a dot, given to `Message::new` or `word`.
    #[test]
    fn every_key_used_in_the_sources_exists() {
        let mut missing = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                for part in text.split("Message::new(\"").skip(1) {
                    let key = part.split('"').next().unwrap();
                    if template(Lang::En, key).is_none() {
                        missing.push(key.to_owned());
                    }
                }
            }
        }
        missing.retain(|key| !key.starts_with("test."));
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    #[test]
    fn a_browsers_tag_tells_the_language() {
        for (tag, expected) in [
            ("zh-CN", Lang::Zh),
            ("zh", Lang::Zh),
            ("ZH_TW", Lang::Zh),
            ("en-US", Lang::En),
            ("za", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::of_tag(tag), expected, "{tag}");
        }
        assert_eq!(Lang::ALL.map(|lang| Lang::of_tag(lang.tag())), Lang::ALL);
    }

    #[test]
    fn values_plurals_and_code_are_filled_in() {
        let message =
            Message::new("read.count").with("n", 1u32).with("what", Message::new("read.what.route").with("n", 1u32));
        assert_eq!(plain(Lang::En, &message), "1 route");
    }
}
