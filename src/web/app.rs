//! The page: inputs left, meaning right, verdict first.

use std::rc::Rc;

use nonoverlap::problem::Message;
use nonoverlap::session::{Action, link};
use nonoverlap::text::Source;
use nonoverlap::view::cards;
use nonoverlap::words::{render, word};
use yew::prelude::*;

use super::boxes::Boxes;
use super::browser;
use super::findings::{Findings, Next, VerdictPart};
use super::fix::Fix;
use super::map::Map;
use super::pieces::show;
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
    let sources: Vec<Source> =
        session.inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    let cards = Rc::new(cards(&report, &sources, lang));
    html! {
        <>
            <Top session={session.clone()} act={act.clone()}/>
            if let Some(message) = &*notice {
                <p class="notice" role="alert" data-testid="notice" data-kind="share">{ show(&render(lang, message)) }</p>
            }
            <main>
                <Boxes session={session.clone()} report={report.clone()} {busy} act={act.clone()}/>
                <section class="result" aria-label={word(lang, "page.result")}>
                    <VerdictPart report={report.clone()} {lang}/>
                    <Map report={report.clone()} {lang}/>
                    <Findings report={report.clone()} {cards} {lang}/>
                    <Next report={report.clone()} {lang}/>
                    <Fix report={report.clone()} session={session.clone()} act={act.clone()}/>
                    <TracePart report={report.clone()} session={session.clone()} act={act.clone()}/>
                </section>
            </main>
        </>
    }
}

/// Opens the link that the page was loaded with, those that follow, and dropped files.
#[hook]
fn use_links(act: &Callback<Action>, notice: &UseStateHandle<Option<Message>>) {
    let (act, notice) = (act.clone(), notice.clone());
    use_effect_with((), move |()| {
        let dropped = act.reform(|(name, text)| Action::Drop { name, text });
        let open = Callback::from(move |fragment: String| match link::read(&fragment) {
            Ok(Some(read)) => {
                notice.set(None);
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
fn use_dress(session: &nonoverlap::session::Session) {
    use_effect_with((session.language, session.theme), |(language, theme)| {
        browser::dress(language.tag(), theme.name());
        browser::store("lang", Some(language.tag()));
        browser::store("theme", theme.name());
    });
}
