//! The page's half of the door: one message under way at a time, and while it is, all that changed since waits as one.
//!
//! ```text
//! typed, chosen ─▶ waiting ──(core idle, pause over)──▶ under way ──▶ answer ─▶ news
//!                                                          └─ lost ─▶ a new core: choices and texts again
//! ```
//!
//! The texts stand in the page's boxes and nowhere else; they are read when a message leaves. What a core failed over is tried once
//! more, for WebKit's compiled code fails now and then over a large text that the next core answers. What then fails again, and what
//! memory was refused for, is held back until the user changes it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use nonoverlap::door::{self, Answer, Ask, FILE, Hand, LARGE, Lang, Privacy, Slot};
use yew::Callback;

use super::browser::worker::{Heard, Worker};
use super::browser::{self, File, Text};
use super::slots::Slots;
use super::standing::{Files, Standing, joined, with_text};
use super::state::{Core, Loss, News};

/// How long a large text must rest before it is sent, in milliseconds.
const REST: u32 = 250;

/// A text of more letters takes its box's place as a file does: in a box every keystroke would cost the browser a look at all of it.
const TEXT: u32 = 250_000;

/// How long an answer may take before a newer text of the same box ends it, in milliseconds.
const PATIENCE: f64 = 700.0;

/// The wire; every handle is of the same one.
#[derive(Clone)]
pub(crate) struct Wire(Rc<RefCell<Inner>>);

impl PartialEq for Wire {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Inner {
    news: Callback<News>,
    worker: Option<Worker>,
    is_ready: bool,
    lang: Lang,
    /// The ask that a new core hears first; `None` once it has answered.
    first: Option<Ask>,
    /// The link to all choices, as the core gave it last.
    choices: String,
    waiting: Vec<Ask>,
    /// What comes beside the waiting asks.
    beside: Vec<File>,
    /// Boxes whose text the core does not have.
    dirty: Slots,
    /// Boxes whose text a core was lost over.
    held: Slots,
    /// Boxes whose text a core failed over and another is to try.
    suspect: Slots,
    /// Boxes whose text the user wants to edit, however large it is.
    edited: Slots,
    /// Files that stand in boxes.
    files: Files,
    under_way: Option<UnderWay>,
    /// Who waits for texts to hand on, in the order of their asks.
    hands: VecDeque<Callback<String>>,
    /// The texts, and the link to the choices, that a link, an example, "clear" or another owner replaced.
    kept: Option<(String, Vec<Standing>)>,
    /// The user has changed something since the last loss.
    goes_on: bool,
    pause: Option<browser::Later>,
}

/// A message that has no answer yet.
#[derive(Default)]
struct UnderWay {
    slots: Slots,
    /// It brings texts alone, so all of it can be sent again.
    is_texts: bool,
    since: f64,
    /// What stood in the boxes to which small files of this message may be added.
    before: Vec<(Slot, Text)>,
}

/// The boxes that take small files.
const TAKES_FILES: [Slot; 2] = [Slot::Any, Slot::DaemonJson];

impl Wire {
    /// Starts a core and asks it for the screen of what the address and the boxes hold.
    pub(crate) fn begin(lang: Lang, news: Callback<News>) -> Self {
        let fragment = browser::fragment();
        // What was typed before the program came; what a link brings takes its place, and it can be brought back.
        let dirty = if fragment.is_empty() { with_text(&Vec::new()) } else { Slots::default() };
        let wire = Self(Rc::new(RefCell::new(Inner {
            news,
            worker: None,
            is_ready: false,
            lang,
            first: Some(Ask::Begin { lang, fragment }),
            choices: String::new(),
            waiting: Vec::new(),
            beside: Vec::new(),
            dirty,
            held: Slots::default(),
            suspect: Slots::default(),
            edited: Slots::default(),
            files: Vec::new(),
            under_way: None,
            hands: VecDeque::new(),
            kept: None,
            goes_on: false,
            pause: None,
        })));
        wire.start();
        wire
    }

    fn tell(&self, news: News) {
        let to = self.0.borrow().news.clone();
        to.emit(news);
    }

    fn start(&self) {
        let wire = self.clone();
        let worker = Worker::start(Callback::from(move |heard| wire.hear(heard)));
        let mut inner = self.0.borrow_mut();
        inner.is_ready = false;
        inner.worker = worker;
        if inner.worker.is_none() {
            drop(inner);
            self.give_up(Loss::Start);
        }
    }

    /// A control has changed.
    pub(crate) fn ask(&self, ask: Ask) {
        {
            let mut inner = self.0.borrow_mut();
            inner.goes_on = true;
            match &ask {
                // The boxes will hold other texts.
                Ask::Open(_) | Ask::Example(_) | Ask::Clear => inner.dirty.clear(),
                Ask::Speak(lang) => inner.lang = *lang,
                _ => {}
            }
            inner.waiting.push(ask);
        }
        self.send();
    }

    /// The page speaks another language, its labels at once.
    pub(crate) fn speak(&self, lang: Lang) {
        browser::store("lang", Some(lang.tag()));
        self.tell(News::Speak(lang));
        self.ask(Ask::Speak(lang));
    }

    /// A text is to be handed on to whoever asks.
    pub(crate) fn hand(&self, hand: Hand, privacy: Privacy, to: Callback<String>) {
        self.0.borrow_mut().hands.push_back(to);
        self.ask(Ask::Hand(hand, privacy));
    }

    /// The text of a box has changed; a large one is sent after a pause, one that is larger still becomes a file of this name.
    pub(crate) fn typed(&self, slot: Slot, length: u32, name: &str) {
        if length <= TEXT {
            self.0.borrow_mut().edited.remove(slot);
        } else if !self.0.borrow().edited.contains(slot)
            && let Some(file) = browser::file_of(&browser::box_text(slot), name)
        {
            browser::set_box(slot, &"".into());
            return self.stands(slot, file);
        }
        self.changed(slot, length);
    }

    /// A file stands in a box from now on.
    fn stands(&self, slot: Slot, file: File) {
        {
            let mut inner = self.0.borrow_mut();
            inner.files.retain(|(other, _)| *other != slot);
            inner.files.push((slot, file));
        }
        self.changed(slot, 0);
    }

    fn changed(&self, slot: Slot, length: u32) {
        let overtakes = {
            let mut inner = self.0.borrow_mut();
            inner.goes_on = true;
            inner.dirty.insert(slot);
            inner.held.remove(slot);
            inner.suspect.remove(slot);
            inner.pause = None;
            inner
                .under_way
                .as_ref()
                .is_some_and(|under_way| under_way.slots.contains(slot) && browser::now() - under_way.since > PATIENCE)
        };
        if overtakes {
            self.restart();
        }
        if length <= LARGE {
            return self.send();
        }
        let wire = self.clone();
        let pause = browser::later(REST, move || wire.after_pause());
        self.0.borrow_mut().pause = Some(pause);
    }

    fn after_pause(&self) {
        // The timer has run out; a wire that is paused sends nothing.
        let spent = self.0.borrow_mut().pause.take();
        self.send();
        drop(spent);
    }

    /// A file takes a free box, or is added to the text of a box where it is small.
    pub(crate) fn file(&self, file: File) {
        let is_small = file.size() <= FILE && self.0.borrow().file_in(Slot::Any).is_none();
        if is_small {
            let name = file.name();
            self.0.borrow_mut().beside.push(file);
            return self.ask(Ask::Drop(name));
        }
        let mut taken = with_text(&self.0.borrow().files);
        if self.0.borrow().adds_files() {
            taken = taken.with(TAKES_FILES.into_iter().collect());
        }
        // The box that takes anything comes first.
        let Some(slot) = Slot::ALL.into_iter().rev().find(|slot| !taken.contains(*slot)) else {
            return self.tell(News::Loss(Some(Loss::NoRoom)));
        };
        self.stands(slot, file);
    }

    /// The file in a box goes away.
    pub(crate) fn remove_file(&self, slot: Slot) {
        self.0.borrow_mut().files.retain(|(other, _)| *other != slot);
        self.changed(slot, 0);
    }

    /// The file in a box becomes its text, to be edited.
    pub(crate) fn edit_file(&self, slot: Slot) {
        let Some(file) = self.0.borrow().file_in(slot).cloned() else { return };
        let wire = self.clone();
        yew::platform::spawn_local(async move {
            let Some(text) = browser::text_in(&file).await else { return };
            browser::set_box(slot, &text);
            wire.0.borrow_mut().edited.insert(slot);
            wire.remove_file(slot);
        });
    }

    /// Ends the work under way. What it was about is read again when the user changes it.
    pub(crate) fn stop(&self) {
        self.lose(Loss::Stopped);
    }

    /// Keeps what is there, so that it can be brought back.
    pub(crate) fn keep(&self) {
        let now = self.texts();
        {
            let mut inner = self.0.borrow_mut();
            inner.kept = Some((inner.choices.clone(), now));
        }
        self.tell(News::Kept(true));
    }

    /// What was replaced comes back, and what replaced it is kept in turn.
    pub(crate) fn undo(&self) {
        let Some((choices, before)) = self.0.borrow_mut().kept.take() else { return };
        self.keep();
        {
            let mut inner = self.0.borrow_mut();
            inner.files.clear();
            for (slot, text, file) in before {
                browser::set_box(slot, &text);
                inner.edited.insert(slot);
                inner.files.extend(file.map(|file| (slot, file)));
            }
            let lang = inner.lang;
            inner.waiting = vec![Ask::Resume { lang, choices }];
            inner.beside.clear();
            inner.hands.clear();
            inner.dirty = Slot::ALL.into_iter().collect();
            inner.held.clear();
            inner.goes_on = true;
        }
        self.send();
    }

    fn texts(&self) -> Vec<Standing> {
        let inner = self.0.borrow();
        Slot::ALL.into_iter().map(|slot| (slot, browser::box_text(slot), inner.file_in(slot).cloned())).collect()
    }

    /// Sends what waits, if the core can take it.
    fn send(&self) {
        self.0.borrow_mut().send();
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Ready => {
                self.0.borrow_mut().is_ready = true;
                self.send();
            }
            Heard::Reading(done, of) => self.tell(News::Core(Core::Reading(done, of))),
            Heard::Answer(bytes) => match door::read::<Answer>(&bytes) {
                Ok(answers) if !answers.is_empty() => self.answered(answers),
                Ok(_) | Err(door::Stranger::OtherVersion) => self.give_up(Loss::Version),
                Err(door::Stranger::Damaged) => self.give_up(Loss::Start),
            },
            Heard::Failed => self.give_up(Loss::Start),
            Heard::Error => self.lose(Loss::Error),
            Heard::Memory => self.lose(Loss::Memory),
        }
    }

    fn answered(&self, answers: Vec<Answer>) {
        let (goes_on, before) = {
            let mut inner = self.0.borrow_mut();
            let UnderWay { slots: sent, before, .. } = inner.under_way.take().unwrap_or_default();
            inner.suspect.clear();
            if inner.first.take().is_some_and(|ask| matches!(ask, Ask::Begin { .. })) {
                let brings_texts = answers.iter().any(|answer| matches!(answer, Answer::Boxes(_)));
                if !brings_texts {
                    // The fragment was no link of ours, so what was typed before it was read is asked about after all.
                    let typed = with_text(&inner.files);
                    inner.dirty = inner.dirty.with(typed.without(sent));
                }
            }
            (inner.goes_on, before)
        };
        for answer in answers {
            self.take(answer, &before);
        }
        if goes_on {
            self.0.borrow_mut().goes_on = false;
            self.tell(News::Loss(None));
        }
        self.tell(News::Core(Core::Idle));
        self.send();
    }

    /// Takes an answer to a message that left when these texts stood in their boxes.
    fn take(&self, answer: Answer, before: &[(Slot, Text)]) {
        match answer {
            Answer::Boxes(texts) => self.replace(&texts),
            Answer::Box(slot, text) => {
                let before =
                    before.iter().find(|(of, _)| *of == slot).map_or_else(String::new, |(_, text)| text.into());
                let added = text.strip_prefix(before.as_str()).unwrap_or(&text);
                let now = String::from(browser::box_text(slot));
                // What the user typed meanwhile is newer than what the file was added to: the file is added to that.
                let text = if now == before { text } else { joined(now, added) };
                browser::set_box(slot, &text.as_str().into());
            }
            Answer::Hand(text) => {
                let to = self.0.borrow_mut().hands.pop_front();
                to.inspect(|to| to.emit(text));
            }
            Answer::Screen { screen, choices } => {
                let settled = {
                    let mut inner = self.0.borrow_mut();
                    inner.choices = choices;
                    inner.waiting.is_empty() && inner.dirty.is_empty()
                };
                self.tell(News::Screen(screen, settled));
            }
            Answer::Menus(menus) => self.tell(News::Menus(menus)),
            // Progress comes as a message of its own.
            Answer::Reading { .. } => {}
        }
    }

    /// Texts of a link take the place of those in the boxes, which are kept. What was typed since is newer than both.
    fn replace(&self, texts: &[(Slot, String)]) {
        let now = self.texts();
        let kept = {
            let mut inner = self.0.borrow_mut();
            let text_of = |slot| texts.iter().find(|(named, _)| *named == slot).map_or("", |(_, text)| text.as_str());
            let differs = |(slot, text, file): &Standing| file.is_some() || *text != text_of(*slot);
            let is_worth = now.iter().any(|(_, text, file)| file.is_some() || text.length() > 0);
            if is_worth && now.iter().any(differs) {
                inner.kept = Some((inner.choices.clone(), now));
            }
            inner.files.clear();
            inner.held.clear();
            for slot in Slot::ALL.into_iter().filter(|slot| !inner.dirty.contains(*slot)) {
                browser::set_box(slot, &text_of(slot).into());
            }
            inner.kept.is_some()
        };
        self.tell(News::Kept(kept));
    }

    /// The core is lost over what was under way: a new one tries it again, or gets all else.
    fn lose(&self, loss: Loss) {
        let is_hopeless = {
            let mut inner = self.0.borrow_mut();
            let UnderWay { slots, is_texts, .. } = inner.under_way.take().unwrap_or_default();
            let had_begun = inner.first.is_none();
            let suspect = std::mem::take(&mut inner.suspect);
            let loses_nothing = is_texts && inner.waiting.is_empty() && !slots.is_empty();
            if loss == Loss::Error && loses_nothing && suspect.is_empty() {
                inner.suspect = slots;
                drop(inner);
                return self.restart();
            }
            inner.held = inner.held.with(if suspect.is_empty() { slots } else { suspect });
            inner.waiting.clear();
            inner.beside.clear();
            inner.hands.clear();
            inner.goes_on = false;
            slots.is_empty() && !had_begun
        };
        if is_hopeless {
            return self.give_up(loss);
        }
        self.tell(News::Loss(Some(loss)));
        self.restart();
    }

    /// A new core takes the place of the one at work.
    fn restart(&self) {
        {
            let mut inner = self.0.borrow_mut();
            inner.under_way = None;
            inner.first = Some(Ask::Resume { lang: inner.lang, choices: inner.choices.clone() });
            inner.dirty = with_text(&inner.files).without(inner.held);
        }
        self.tell(News::Core(Core::Loading));
        self.start();
    }

    /// Without a new start of the page there will be no answer; the text stays.
    fn give_up(&self, loss: Loss) {
        {
            let mut inner = self.0.borrow_mut();
            inner.worker = None;
            inner.is_ready = false;
            inner.under_way = None;
        }
        self.tell(News::Core(Core::Gone));
        self.tell(News::Loss(Some(loss)));
    }
}

impl Inner {
    fn file_in(&self, slot: Slot) -> Option<&File> {
        self.files.iter().find(|(of, _)| *of == slot).map(|(_, file)| file)
    }

    /// Whether small files may be on their way to the boxes that take them.
    fn adds_files(&self) -> bool {
        self.under_way.is_some() || self.waiting.iter().any(|ask| matches!(ask, Ask::Drop(_)))
    }

    /// Sends what waits, if the core can take it: choices, then texts, then the small files that are added to them.
    fn send(&mut self) {
        let has_news = self.first.is_some() || !self.waiting.is_empty() || !self.dirty.is_empty();
        if !self.is_ready || self.under_way.is_some() || self.pause.is_some() || !has_news {
            return;
        }
        let is_texts = self.waiting.is_empty();
        let mut asks: Vec<Ask> = self.first.iter().cloned().collect();
        let mut drops = Vec::new();
        for ask in self.waiting.drain(..) {
            if matches!(ask, Ask::Drop(_)) { drops.push(ask) } else { asks.push(ask) }
        }
        let beside = browser::list();
        let slots = std::mem::take(&mut self.dirty);
        for slot in slots.iter() {
            if let Some(file) = self.file_in(slot) {
                asks.push(Ask::File { slot, name: file.name() });
                beside.push(file);
            } else {
                asks.push(Ask::Text(slot));
                beside.push(&browser::box_text(slot));
            }
        }
        let known = |slot: &Slot| !self.held.contains(*slot);
        let before = TAKES_FILES.into_iter().filter(known).map(|slot| (slot, browser::box_text(slot)));
        let before = if drops.is_empty() { Vec::new() } else { before.collect() };
        asks.append(&mut drops);
        for file in self.beside.drain(..) {
            beside.push(&file);
        }
        let is_posted = self.worker.as_ref().is_some_and(|worker| worker.post(&door::write(&asks), &beside));
        self.under_way = is_posted.then(|| UnderWay { slots, is_texts, since: browser::now(), before });
    }
}
