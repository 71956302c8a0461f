//! The core's desk: holds what the page sent, reads a box again when that box changed, and answers with the whole screen.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use crate::door::{Answer, Ask, FieldName, Hand};
use crate::examine::{self, Report};
use crate::order::Order as _;
use crate::problem::{Arg, Message, Problem};
use crate::read::{self, Collect, Document, Kind};
use crate::session::examples::{EXAMPLES, find};
use crate::session::ticket::{Format, Privacy, ticket};
use crate::session::{Action, Opened, Session, apply, link, mask};
use crate::text::{Slot, Source};
use crate::trace::trace;
use crate::view::forms::{Engine, Form, form};
use crate::view::owners::choice;
use crate::view::paint::{Shown, compare, screen};
use crate::view::screen::{FileChip, Menus, Phase, Screen, Sentence, Share};
use crate::view::script;
use crate::words::{Lang, plain, render, word};

/// Text beyond this many bytes goes into no link.
const LINKABLE: usize = 100_000;

/// How much of a file is shown on its chip: lines, and letters of each.
const HEAD: (usize, usize) = (5, 120);

/// Engines of the menu.
const ENGINES: &[&str] = &["29", "28", "27", "26", "25", "24", "23", "20.10", "20.10.14"];

/// Hears how far long work has come: bytes done, of bytes given.
pub type Watch<'a> = &'a dyn Fn(u64, u64);

/// What the core knows between two messages.
#[derive(Default)]
pub struct Desk {
    session: Session,
    /// The texts of the boxes that have any, in the order of the page.
    sources: Vec<Source>,
    /// What was read of each of them.
    readings: BTreeMap<Slot, (Vec<Document>, Vec<Problem>)>,
    /// The names of the files that stand in boxes.
    files: BTreeMap<Slot, String>,
    /// What was typed into fields since a link or another control set them.
    typed: BTreeMap<FieldName, String>,
    /// Which parts of long lists are shown.
    shown: Shown,
    /// What to say of the last link.
    notices: Vec<Message>,
    /// The address holds a link that could not be opened.
    bad_link: bool,
    /// The report on all that; `None` once something has changed.
    report: Option<Report>,
    /// The report with the fix in place; `None` until somebody compares.
    after: Option<Report>,
}

/// What the asks of one message call for beside the screen.
#[derive(Default)]
struct Beside {
    boxes: bool,
    /// The boxes to which files were added.
    added: Vec<Slot>,
    menus: bool,
    hands: Vec<(Hand, Privacy)>,
}

impl Desk {
    /// Takes asks in their order, with the texts that come beside, and answers all of them.
    pub fn take(&mut self, asks: Vec<Ask>, texts: Vec<String>, watch: Watch<'_>) -> Vec<Answer> {
        let mut texts = texts.into_iter();
        let mut beside = Beside::default();
        let mut changed = BTreeSet::new();
        for ask in asks {
            self.one(ask, &mut texts, &mut beside, &mut changed);
        }
        self.read(&changed, watch);
        self.answers(&beside)
    }

    fn one(
        &mut self,
        ask: Ask,
        texts: &mut impl Iterator<Item = String>,
        beside: &mut Beside,
        changed: &mut BTreeSet<Slot>,
    ) {
        match ask {
            Ask::Begin { lang, fragment } => {
                *self = Self::new(lang);
                beside.menus = true;
                self.open_link(&fragment, beside, changed);
            }
            Ask::Resume { lang, choices } => {
                *self = Self::new(lang);
                beside.menus = true;
                let opened = link::read(&choices).ok().flatten().map(|read| read.opened);
                self.act(Action::Open(Box::new(opened.unwrap_or_default())));
            }
            Ask::Text(slot) => {
                self.files.remove(&slot);
                self.act(Action::Type(slot, texts.next().unwrap_or_default()));
                changed.insert(slot);
            }
            Ask::File { slot, name } => {
                self.files.insert(slot, name);
                self.act(Action::Type(slot, texts.next().unwrap_or_default()));
                changed.insert(slot);
            }
            Ask::Drop(name) => {
                let text = texts.next().unwrap_or_default();
                let slot = self.session.place_of(&name);
                self.act(Action::Drop { name, text });
                if !beside.added.contains(&slot) {
                    beside.added.push(slot);
                }
                changed.insert(slot);
            }
            Ask::ReadAs(slot, name) => {
                self.act(Action::ReadAs(slot, Kind::ALL.iter().copied().find(|kind| kind.name() == name)));
                changed.insert(slot);
            }
            Ask::Field(name, text) => {
                self.act(fields::action(name, &text));
                self.typed.insert(name, text);
            }
            Ask::Platform(name) => self.act(Action::Platform(name.parse().ok())),
            Ask::Choose(at) => {
                self.typed.remove(&FieldName::Range);
                self.act(Action::Choose(at));
            }
            Ask::Own(range, name) => {
                if let Ok(range) = range.parse() {
                    self.act(Action::Own(range, choice(&name)));
                }
            }
            Ask::Speak(lang) => {
                self.session = apply(std::mem::take(&mut self.session), Action::Speak(lang));
                beside.menus = true;
            }
            Ask::Open(fragment) => self.open_link(&fragment, beside, changed),
            Ask::Example(id) => {
                if let Some(example) = find(&id) {
                    self.notices.clear();
                    self.open(example.opened(), beside, changed);
                }
            }
            Ask::Clear => {
                self.notices.clear();
                self.open(Opened::default(), beside, changed);
            }
            Ask::Show(list, count) => drop(self.shown.counts.insert(list, count)),
            Ask::Look(slot, line) => drop(self.shown.seen.insert(slot, line)),
            Ask::Zoom(block) => self.shown.zoom = block.parse().ok(),
            Ask::Compare(phase) => self.compare(phase),
            Ask::Hand(hand, privacy) => beside.hands.push((hand, privacy)),
        }
    }

    fn compare(&mut self, phase: Phase) {
        self.shown.phase = phase;
        if phase == Phase::Before {
            self.after = None;
        }
    }

    fn new(language: Lang) -> Self {
        Self { session: Session { language, ..Session::default() }, ..Self::default() }
    }

    fn act(&mut self, action: Action) {
        self.report = None;
        self.after = None;
        self.session = apply(std::mem::take(&mut self.session), action);
    }

    /// Opens a link, or says why it cannot be opened; what is there then stays.
    fn open_link(&mut self, fragment: &str, beside: &mut Beside, changed: &mut BTreeSet<Slot>) {
        match link::read(fragment) {
            Ok(Some(read)) => {
                self.notices = unknown(read.unknown).into_iter().collect();
                self.open(read.opened, beside, changed);
            }
            Ok(None) => self.notices.clear(),
            Err(error) => {
                self.notices = vec![error.message()];
                self.bad_link = true;
            }
        }
    }

    fn open(&mut self, opened: Opened, beside: &mut Beside, changed: &mut BTreeSet<Slot>) {
        beside.menus |= opened.language.is_some_and(|lang| lang != self.session.language);
        beside.boxes = true;
        self.bad_link = false;
        self.files.clear();
        self.typed.clear();
        self.shown = Shown::default();
        self.act(Action::Open(Box::new(opened)));
        changed.extend(Slot::ALL);
    }

    /// Reads the boxes that have changed.
    fn read(&mut self, changed: &BTreeSet<Slot>, watch: Watch<'_>) {
        self.sources.retain(|source| !changed.contains(&source.slot()));
        self.readings.retain(|slot, _| !changed.contains(slot));
        let mut fresh: Vec<Source> = changed
            .iter()
            .filter_map(|slot| Some(Source::new(*slot, self.session.inputs.texts.get(slot)?.as_str())))
            .collect();
        let of = fresh.iter().map(|source| source.text().len() as u64).sum();
        let mut done = 0;
        for source in &fresh {
            let kind = self.session.inputs.kinds.get(&source.slot()).copied();
            let reading = read::read_watched(source, kind, &|bytes| watch(done + u64::from(bytes), of));
            done += source.text().len() as u64;
            self.readings.insert(source.slot(), reading);
        }
        self.sources.append(&mut fresh);
        self.sources.order_by_key(Source::slot);
    }

    fn answers(&mut self, beside: &Beside) -> Vec<Answer> {
        let report = self.report.take().unwrap_or_else(|| self.examine());
        if self.shown.phase == Phase::After && self.after.is_none() {
            self.after = Some(examine::with_fix(&self.session.inputs, &self.session.question(), &report));
        }
        let mut answers = Vec::new();
        if beside.menus {
            answers.push(Answer::Menus(menus(self.session.language)));
        }
        if beside.boxes {
            let texts = self.session.inputs.texts.iter();
            answers.push(Answer::Boxes(texts.map(|(slot, text)| (*slot, text.clone())).collect()));
        }
        let text = |slot: &Slot| Answer::Box(*slot, self.session.text(*slot).to_owned());
        answers.extend(beside.added.iter().map(text));
        answers.extend(beside.hands.iter().map(|(hand, privacy)| Answer::Hand(self.hand(&report, *hand, *privacy))));
        answers.push(Answer::Screen { screen: Box::new(self.screen(&report)), choices: self.choices() });
        self.report = Some(report);
        answers
    }

    fn examine(&self) -> Report {
        let (mut documents, mut notes) = (Vec::new(), Vec::new());
        for (more, said) in self.readings.values() {
            documents.extend(more.iter().cloned());
            notes.extend(said.iter().cloned());
        }
        examine::answer(documents, notes, &self.sources, &self.session.question())
    }

    fn screen(&self, report: &Report) -> Screen {
        let lang = self.session.language;
        let traced = self.session.trace_target().map(|target| trace(&report.facts, target));
        let mut screen = screen(report, &self.sources, traced.as_ref(), lang, &self.shown);
        if let Some(after) = &self.after {
            compare(&mut screen, after, lang, &self.shown);
        }
        for (slot, status) in Slot::ALL.into_iter().zip(&mut screen.boxes) {
            status.kind = self.session.inputs.kinds.get(&slot).map(|kind| kind.name().to_owned()).unwrap_or_default();
            status.file = self.file(slot);
        }
        screen.platform.chosen = self.session.platform.map(|platform| platform.name().to_owned()).unwrap_or_default();
        screen.fields = fields::fields(&self.session, &self.typed);
        screen.notices = self.notices.iter().map(|message| render(lang, message)).collect();
        screen.share = self.share();
        screen
    }

    fn file(&self, slot: Slot) -> Option<FileChip> {
        let name = self.files.get(&slot)?.clone();
        let source = self.sources.iter().find(|source| source.slot() == slot);
        let text = source.map(Source::text).unwrap_or_default();
        let head: Vec<String> = text.lines().take(HEAD.0).map(|line| line.chars().take(HEAD.1).collect()).collect();
        let lines = source.map(Source::line_count).unwrap_or_default();
        Some(FileChip { name, size: text.len() as u64, lines, head: head.join("\n") })
    }

    fn share(&self) -> Share {
        let lang = self.session.language;
        let is_there = !self.session.inputs.texts.is_empty();
        if self.session.size() > LINKABLE {
            let remark = render(lang, &Message::new("page.share.large"));
            return Share { is_there, link: None, address: Some(String::new()), remark };
        }
        let link = link::write(&self.session);
        let long = Message::new("page.share.long").with("n", link.len());
        let remark: Sentence = if link.len() > link::LONGEST { render(lang, &long) } else { Sentence::new() };
        Share { is_there, address: (!self.bad_link).then(|| link.clone()), link: Some(link), remark }
    }

    /// A link to everything but the texts.
    fn choices(&self) -> String {
        let mut session = Session { trace: self.session.trace.clone(), ..self.without_texts() };
        session.inputs.kinds.clone_from(&self.session.inputs.kinds);
        link::write(&session)
    }

    /// The session's choices, without a copy of its texts.
    fn without_texts(&self) -> Session {
        let Session { engine, platform, wish, owners, .. } = &self.session;
        Session {
            engine: *engine,
            platform: *platform,
            wish: wish.clone(),
            owners: owners.clone(),
            ..Session::default()
        }
    }

    fn hand(&self, report: &Report, hand: Hand, privacy: Privacy) -> String {
        match (hand, privacy) {
            (Hand::Link, Privacy::Open) => link::write(&self.session),
            (Hand::Link, Privacy::Masked) => self.masked_link(report),
            (Hand::Markdown, _) => ticket(&self.session, Format::Markdown, privacy),
            (Hand::Json, _) => ticket(&self.session, Format::Json, privacy),
            (Hand::Script, _) => self.script(report),
            (Hand::Picture, _) => ticket(&self.session, Format::Picture, privacy),
            (Hand::File, _) => self.form(report, Form::File),
            (Hand::Form(wanted), _) => self.form(report, wanted),
        }
    }

    /// The fix in a form; a remark that says why where the form cannot carry it.
    fn form(&self, report: &Report, wanted: Form) -> String {
        let (engine, lang) = (Engine::of(report, &self.sources), self.session.language);
        let Some(offer) = &report.plan.offer else { return String::new() };
        form(offer, wanted, &engine, lang).unwrap_or_else(|why| format!("# {}\n", plain(lang, &why)))
    }

    fn script(&self, report: &Report) -> String {
        let offer = report.plan.offer.as_ref();
        offer.and_then(|offer| script(offer, self.session.language)).unwrap_or_default()
    }

    /// What was typed beside the boxes names addresses too, so a masked link goes without.
    fn masked_link(&self, report: &Report) -> String {
        let inputs = mask::mask(&self.session.inputs, &report.documents, &report.facts);
        let mut session = Session { inputs, ..self.without_texts() };
        session.owners = mask::owners(&session.owners, &report.documents, &report.facts);
        session.wish.range = None;
        link::write(&session)
    }
}

/// What to say of keys of a link that mean nothing here.
fn unknown(keys: Vec<String>) -> Option<Message> {
    let list: Vec<Arg> = keys.into_iter().map(Arg::Code).collect();
    (!list.is_empty()).then(|| Message::new("page.link.unknown").with("list", Arg::List(list)))
}

/// What the menus hold.
pub fn menus(lang: Lang) -> Menus {
    let examples = EXAMPLES.iter().map(|example| (example.id.to_owned(), word(lang, example.title).to_owned()));
    let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::Unknown);
    let collect = Collect::ALL.iter().map(|system| (system.system().to_owned(), system.command().to_owned()));
    Menus {
        collect: collect.collect(),
        examples: examples.collect(),
        kinds: kinds.map(|kind| kind.name().to_owned()).collect(),
        engines: ENGINES.iter().map(|engine| (*engine).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests;
