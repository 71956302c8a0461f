//! The page: the verdict first, inputs left, meaning right; one below the other on a narrow screen.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::problem::{Arg, Message};
use nonoverlap::session::{Action, Session, link};
use nonoverlap::text::Source;
use nonoverlap::view::{Card, cards};
use nonoverlap::words::{plain, render, word};
use yew::prelude::*;

use super::boxes::Boxes;
use super::browser;
use super::findings::{Findings, Next, Pointed, VerdictPart};
use super::fix::Fix;
use super::map::Map;
use super::pieces::show;
use super::share::Share;
use super::store::{Store, begin, use_fragment, use_report};
use super::top::Top;
use super::trace::TracePart;

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let store = use_reducer(|| Store(begin()));
    let notice = use_state(|| None::<Message>);
    let act = {
        let dispatcher = store.dispatcher();
        Callback::from(move |action: Action| dispatcher.dispatch(action))
    };
    use_links(&act, &notice);
    let session = store.0.clone();
    use_fragment(&session);
    use_dress(&session);
    let (report, busy) = use_report(&session);
    let lang = session.language;
    let cards = use_cards(&session, &report);
    let pointed = use_state(Pointed::default);
    let point = {
        let pointed = pointed.clone();
        Callback::from(move |at: Pointed| pointed.set(at))
    };
    html! {
        <>
            <Top session={session.clone()} act={act.clone()}/>
            if let Some(message) = &*notice {
                <p class="notice" role="alert" data-testid="notice" data-kind="share">{ show(&render(lang, message)) }</p>
            }
            <main>
                <div class="answer">
                    if busy { { reading(&session) } }
                    <VerdictPart report={report.clone()} {lang}/>
                </div>
                <Boxes session={session.clone()} report={report.clone()} pointed={(*pointed).clone()} act={act.clone()}/>
                <section class="result" aria-label={word(lang, "page.result")}>
                    <Map report={report.clone()} pointed={(*pointed).clone()} {lang}/>
                    <Findings {cards} {point} {lang}/>
                    <Next report={report.clone()} {lang}/>
                    <Fix report={report.clone()} session={session.clone()} act={act.clone()}/>
                    <TracePart report={report.clone()} session={session.clone()} act={act.clone()}/>
                    <Share report={report.clone()} session={session.clone()}/>
                </section>
            </main>
        </>
    }
}

/// The findings as cards, worded anew when the report or the language changes.
#[hook]
fn use_cards(session: &Session, report: &Rc<Report>) -> Rc<Vec<Card>> {
    let texts = session.inputs.texts.clone();
    use_memo((report.clone(), session.language), move |(report, lang)| {
        let sources: Vec<Source> = texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        cards(report, &sources, *lang)
    })
}

/// A large paste is being read.
fn reading(session: &Session) -> Html {
    let lang = session.language;
    #[allow(clippy::cast_precision_loss, reason = "a size for people")]
    let size = format!("{:.1} MB", session.size() as f64 / 1e6);
    let message = Message::new("page.reading").with("size", Arg::Text(size));
    html! {
        <p class="reading" role="status" data-testid="busy"><progress aria-label={plain(lang, &message)}></progress>{ plain(lang, &message) }</p>
    }
}

/// What to say of keys of a link that mean nothing here.
fn unknown(keys: Vec<String>) -> Option<Message> {
    let list: Vec<Arg> = keys.into_iter().map(Arg::Code).collect();
    (!list.is_empty()).then(|| Message::new("page.link.unknown").with("list", Arg::List(list)))
}

/// Opens the link that the page was loaded with, those that follow, and dropped files.
#[hook]
fn use_links(act: &Callback<Action>, notice: &UseStateHandle<Option<Message>>) {
    let (act, notice) = (act.clone(), notice.clone());
    use_effect_with((), move |()| {
        let dropped = act.reform(|(name, text)| Action::Drop { name, text });
        let open = Callback::from(move |fragment: String| match link::read(&fragment) {
            Ok(Some(read)) => {
                notice.set(unknown(read.unknown));
                act.emit(Action::Open(Box::new(read.opened)));
            }
            Ok(None) => notice.set(None),
            Err(error) => notice.set(Some(error.message())),
        });
        open.emit(browser::fragment());
        let listeners = (browser::on_fragment(open), browser::on_drop(dropped));
        move || drop(listeners)
    });
}

/// Language and theme go to the root element and into storage.
#[hook]
fn use_dress(session: &Session) {
    use_effect_with((session.language, session.theme), |(language, theme)| {
        browser::dress(language.tag(), theme.name());
        browser::store("lang", Some(language.tag()));
        browser::store("theme", theme.name());
    });
}
