//! What the user entered and chose, and every way it can change: one state, one list of actions, one pure function.
//! [`link`] gives the format of share links, [`mask`] hides addresses and names in them,
//! [`ticket`] gives the whole result as a text.

pub mod examples;
pub mod link;
pub mod mask;
pub mod ticket;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::docker::{Platform, Version};
use crate::examine::{Inputs, Question};
use crate::facts::Owner;
use crate::plan::Wish;
use crate::read::Kind;
use crate::text::Slot;
use crate::words::Lang;

/// The most networks that can be wanted or looked ahead: more than fit into 172.16.0.0/12 at /26.
pub const MOST_NETWORKS: u32 = 16_384;

/// Everything the user entered and chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The boxes and the formats chosen for them.
    pub inputs: Inputs,
    /// The engine; `None` is "as pasted, else the newest".
    pub engine: Option<Version>,
    /// Where the engine runs; `None` is "as pasted, else a Linux host".
    pub platform: Option<Platform>,
    /// What the fix should look like.
    pub wish: Wish,
    /// The address whose way is traced, as typed.
    pub trace: String,
    /// The language of the page.
    pub language: Lang,
    /// Ranges whose owner the user has named.
    pub owners: Owners,
}

/// Owners that the user named, by range.
pub type Owners = BTreeMap<IpNet, Owner>;

/// Everything that can happen to a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A box has a new text.
    Type(Slot, String),
    /// A box is read as this format; `None` lets it be recognised.
    ReadAs(Slot, Option<Kind>),
    /// The question is about this engine.
    Engine(Option<Version>),
    /// The engine runs here.
    Platform(Option<Platform>),
    /// This many networks are wanted.
    Networks(Option<u32>),
    /// Each network has this prefix length.
    Size(Option<u8>),
    /// This range is to be used.
    Range(Option<IpNet>),
    /// This one of the ranked ranges is to be used.
    Choose(usize),
    /// The way to this address is asked for.
    Trace(String),
    /// A range is this one's; `None` leaves it to the evidence.
    Own(IpNet, Option<Owner>),
    /// The page speaks this language.
    Speak(Lang),
    /// A link or an example takes the place of everything entered.
    Open(Box<Opened>),
    /// A file was dropped on the page.
    Drop {
        /// The file's name.
        name: String,
        /// Its text.
        text: String,
    },
}

/// What a link or an example brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The boxes.
    pub inputs: Inputs,
    /// The engine.
    pub engine: Option<Version>,
    /// Where it runs.
    pub platform: Option<Platform>,
    /// What the fix should look like.
    pub wish: Wish,
    /// The address to trace.
    pub trace: String,
    /// Ranges whose owner is named.
    pub owners: Owners,
    /// The language, where a link names one.
    pub language: Option<Lang>,
}

/// The session after an action.
#[must_use]
pub fn apply(mut session: Session, action: Action) -> Session {
    match action {
        Action::Type(slot, text) => set(&mut session.inputs, slot, text),
        Action::ReadAs(slot, None) => drop(session.inputs.kinds.remove(&slot)),
        Action::ReadAs(slot, Some(kind)) => drop(session.inputs.kinds.insert(slot, kind)),
        Action::Engine(engine) => session.engine = engine,
        Action::Platform(platform) => session.platform = platform,
        Action::Networks(count) => {
            session.wish = Wish { networks: count.map(|n| n.clamp(1, MOST_NETWORKS)), choice: 0, ..session.wish };
        }
        Action::Size(size) => session.wish = Wish { size: size.map(|n| n.clamp(8, 30)), choice: 0, ..session.wish },
        Action::Range(range) => session.wish = Wish { range, choice: 0, ..session.wish },
        Action::Choose(choice) => session.wish = Wish { choice, range: None, ..session.wish },
        Action::Trace(text) => session.trace = text,
        Action::Own(range, owner) => return own(session, range, owner),
        Action::Speak(language) => session.language = language,
        Action::Open(opened) => return open(&session, *opened),
        Action::Drop { name, text } => drop_file(&mut session, &name, &text),
    }
    session
}

fn open(session: &Session, opened: Opened) -> Session {
    Session {
        inputs: opened.inputs,
        engine: opened.engine,
        platform: opened.platform,
        wish: opened.wish,
        trace: opened.trace,
        owners: opened.owners,
        language: opened.language.unwrap_or(session.language),
    }
}

/// Names an owner.
fn own(mut session: Session, range: IpNet, owner: Option<Owner>) -> Session {
    match owner {
        Some(owner) => drop(session.owners.insert(range.trunc(), owner)),
        None => drop(session.owners.remove(&range.trunc())),
    }
    session
}

/// A text without content leaves no entry, so that equal pages are equal sessions.
fn set(inputs: &mut Inputs, slot: Slot, text: String) {
    if text.is_empty() {
        inputs.texts.remove(&slot);
        inputs.kinds.remove(&slot);
    } else {
        inputs.texts.insert(slot, text);
    }
}

/// The text of a file is added behind what is there.
fn drop_file(session: &mut Session, name: &str, text: &str) {
    let slot = session.place_of(name);
    let mut all = session.text(slot).to_owned();
    if !all.is_empty() && !all.ends_with('\n') {
        all.push('\n');
    }
    set(&mut session.inputs, slot, all + text);
}

impl Session {
    /// The box that a file belongs to: a daemon.json its own where that is empty, everything else the one that takes anything.
    pub fn place_of(&self, name: &str) -> Slot {
        let is_daemon = name.rsplit(['/', '\\']).next() == Some("daemon.json");
        if is_daemon && !self.inputs.texts.contains_key(&Slot::DaemonJson) { Slot::DaemonJson } else { Slot::Any }
    }

    /// What is asked of the library.
    pub fn question(&self) -> Question {
        let standard = Question::default();
        let look_ahead = self.wish.networks.map_or(standard.look_ahead, |n| n as usize);
        Question {
            engine: self.engine,
            platform: self.platform,
            owners: self.owners.clone(),
            wish: self.wish.clone(),
            look_ahead,
            ..standard
        }
    }

    /// The text of a box; empty if nothing was entered.
    pub fn text(&self, slot: Slot) -> &str {
        self.inputs.texts.get(&slot).map_or("", String::as_str)
    }

    /// The address to trace, once it can be read.
    pub fn trace_target(&self) -> Option<IpAddr> {
        self.trace.trim().parse().ok()
    }

    /// How many bytes of text there are in all boxes.
    pub fn size(&self) -> usize {
        self.inputs.texts.values().map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(slot: Slot, text: &str) -> Session {
        apply(Session::default(), Action::Type(slot, text.to_owned()))
    }

    #[test]
    fn an_emptied_box_leaves_no_trace() {
        let session = apply(typed(Slot::Routes, "x"), Action::ReadAs(Slot::Routes, Some(Kind::IpRoute)));
        assert_eq!(session.inputs.kinds.len(), 1);
        assert_eq!(apply(session, Action::Type(Slot::Routes, String::new())), Session::default());
    }

    #[test]
    fn opening_something_keeps_the_language_unless_it_names_one() {
        let session = apply(Session::default(), Action::Speak(Lang::Zh));
        let session = apply(session, Action::Open(Box::default()));
        assert_eq!(session.language, Lang::Zh);
        let opened = Opened { language: Some(Lang::En), ..Opened::default() };
        assert_eq!(apply(session, Action::Open(Box::new(opened))).language, Lang::En);
    }

    #[test]
    fn a_dropped_file_goes_where_it_belongs_and_overwrites_nothing() {
        let drop = |session, name: &str, text: &str| {
            apply(session, Action::Drop { name: name.to_owned(), text: text.to_owned() })
        };
        let session = drop(Session::default(), "daemon.json", "{}");
        assert_eq!(session.text(Slot::DaemonJson), "{}");
        let session = drop(drop(session, "daemon.json", "{ }"), "routes.txt", "default via 10.0.0.1");
        assert_eq!(session.text(Slot::DaemonJson), "{}");
        assert_eq!(session.text(Slot::Any), "{ }\ndefault via 10.0.0.1");
    }

    #[test]
    fn an_owner_is_named_and_taken_back() {
        let range: IpNet = "172.18.0.0/16".parse().unwrap();
        let mine = typed(Slot::Any, "172.18.0.0/16 is free");
        let named = apply(mine.clone(), Action::Own(range, Some(Owner::Yours)));
        assert_eq!(named.question().owners.get(&range), Some(&Owner::Yours));
        assert_eq!(apply(named.clone(), Action::Own(range, None)).owners, mine.owners);
        assert!(apply(named, Action::Open(Box::default())).owners.is_empty());
    }

    #[test]
    fn a_new_wish_starts_from_the_best_range_again() {
        let session = apply(Session::default(), Action::Choose(2));
        assert_eq!(session.wish.choice, 2);
        assert_eq!(apply(session.clone(), Action::Networks(Some(40))).wish.choice, 0);
        assert_eq!(apply(session, Action::Networks(Some(0))).wish.networks, Some(1));
    }

    #[test]
    fn wanted_networks_are_looked_ahead() {
        assert_eq!(Session::default().question().look_ahead, 8);
        assert_eq!(apply(Session::default(), Action::Networks(Some(40))).question().look_ahead, 40);
    }
}
