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
use serde::{Deserialize, Serialize};

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
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Ranges whose owner the user has named.
    pub owners: Owners,
    /// What a link, an example, "clear" or another owner replaced, kept so that nothing typed or chosen is lost.
    pub replaced: Option<Box<Replaced>>,
}

/// Owners that the user named, by range.
pub type Owners = BTreeMap<IpNet, Owner>;

/// What was entered before something took its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// The boxes.
    pub inputs: Inputs,
    /// The owners.
    pub owners: Owners,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// The name stored and written to the page; `None` for the system's.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme of a stored name; the system's for any other.
    pub fn from_name(name: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == Some(name)).unwrap_or_default()
    }

    /// The next one as the button goes round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

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
    /// The page has these colours.
    Paint(Theme),
    /// A link or an example takes the place of everything entered.
    Open(Box<Opened>),
    /// A file was dropped on the page.
    Drop {
        /// The file's name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Every box is emptied.
    Clear,
    /// What was replaced comes back, and what replaced it is kept in turn.
    Undo,
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
        Action::Paint(theme) => session.theme = theme,
        Action::Open(opened) => return open(session, *opened),
        Action::Drop { name, text } => drop_file(&mut session.inputs, &name, &text),
        Action::Clear => return open(session, Opened::default()),
        Action::Undo => return undo(session),
    }
    session
}

fn open(session: Session, opened: Opened) -> Session {
    let worth_keeping = !session.inputs.texts.is_empty() && session.inputs != opened.inputs;
    let replaced = if worth_keeping { Some(Box::new(kept(&session))) } else { session.replaced };
    Session {
        inputs: opened.inputs,
        engine: opened.engine,
        platform: opened.platform,
        wish: opened.wish,
        trace: opened.trace,
        owners: opened.owners,
        language: opened.language.unwrap_or(session.language),
        theme: session.theme,
        replaced,
    }
}

fn kept(session: &Session) -> Replaced {
    Replaced { inputs: session.inputs.clone(), owners: session.owners.clone() }
}

/// Names an owner. What was before can be brought back.
fn own(session: Session, range: IpNet, owner: Option<Owner>) -> Session {
    let mut owners = session.owners.clone();
    match owner {
        Some(owner) => drop(owners.insert(range.trunc(), owner)),
        None => drop(owners.remove(&range.trunc())),
    }
    if owners == session.owners {
        return session;
    }
    Session { replaced: Some(Box::new(kept(&session))), owners, ..session }
}

fn undo(session: Session) -> Session {
    let Some(before) = session.replaced.clone() else { return session };
    let worth_keeping = !session.inputs.texts.is_empty() || !session.owners.is_empty();
    let replaced = worth_keeping.then(|| Box::new(kept(&session)));
    Session { inputs: before.inputs, owners: before.owners, replaced, ..session }
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

/// A daemon.json goes into its box where that is empty; everything else is added to the box that takes anything.
fn drop_file(inputs: &mut Inputs, name: &str, text: &str) {
    let is_daemon = name.rsplit(['/', '\\']).next() == Some("daemon.json");
    if is_daemon && !inputs.texts.contains_key(&Slot::DaemonJson) {
        return set(inputs, Slot::DaemonJson, text.to_owned());
    }
    let mut all = inputs.texts.get(&Slot::Any).cloned().unwrap_or_default();
    if !all.is_empty() && !all.ends_with('\n') {
        all.push('\n');
    }
    set(inputs, Slot::Any, all + text);
}

impl Session {
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
    fn opening_something_keeps_what_was_typed_and_undo_brings_it_back() {
        let mine = typed(Slot::Networks, "10.0.0.0/16");
        let mut opened = Opened::default();
        opened.inputs.texts.insert(Slot::Networks, "10.9.0.0/16".to_owned());
        let session = apply(mine, Action::Open(Box::new(opened)));
        assert_eq!(session.text(Slot::Networks), "10.9.0.0/16");
        let session = apply(session, Action::Undo);
        assert_eq!(session.text(Slot::Networks), "10.0.0.0/16");
        assert_eq!(apply(session, Action::Undo).text(Slot::Networks), "10.9.0.0/16");
    }

    #[test]
    fn opening_something_keeps_language_and_theme() {
        let session = apply(apply(Session::default(), Action::Speak(Lang::Zh)), Action::Paint(Theme::Dark));
        let session = apply(session, Action::Clear);
        assert_eq!((session.language, session.theme), (Lang::Zh, Theme::Dark));
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
    fn an_owner_is_named_and_taken_back_and_undone() {
        let range: IpNet = "172.18.0.0/16".parse().unwrap();
        let mine = typed(Slot::Any, "172.18.0.0/16 is free");
        let named = apply(mine.clone(), Action::Own(range, Some(Owner::Yours)));
        assert_eq!(named.question().owners.get(&range), Some(&Owner::Yours));
        assert_eq!(apply(named.clone(), Action::Own(range, None)).owners, mine.owners);
        let undone = apply(named.clone(), Action::Undo);
        assert_eq!((&undone.owners, &undone.inputs), (&mine.owners, &mine.inputs));
        assert_eq!(apply(undone, Action::Undo).owners, named.owners);
        assert!(apply(named, Action::Clear).owners.is_empty());
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
