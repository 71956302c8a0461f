//! The page: the verdict first, inputs left, meaning right; one below the other on a narrow screen.

use nonoverlap::door::{Ask, Lang, label};
use yew::prelude::*;

use super::act::{Act, Now, Pointed, megabytes};
use super::boxes::use_boxes;
use super::browser;
use super::change::{left, use_change};
use super::findings::{causes, notes, use_verdict};
use super::first::First;
use super::fix::fix;
use super::map::use_map;
use super::next::next;
use super::pieces::{button, show};
use super::share::use_share;
use super::state::{Core, Loss, News, State};
use super::top::top;
use super::trace::trace;
use super::wire::Wire;

/// What the painted page was made from.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The first answer.
    pub(crate) first: First,
}

/// The whole page.
#[component]
pub(crate) fn App(props: &Props) -> Html {
    let First { screen, menus } = props.first.clone();
    let state = use_reducer(|| {
        let lang = screen.lang;
        State { lang, screen, menus, settled: true, core: Core::Loading, loss: None, kept: false, answered: false }
    });
    let act = use_wire(&state);
    let pointed = use_state(Pointed::default);
    let point = {
        let pointed = pointed.clone();
        Callback::from(move |at: Pointed| pointed.set(at))
    };
    use_address(&state);
    let (lang, screen) = (state.lang, &*state.screen);
    let now = Now { lang, screen, menus: &state.menus, settled: state.settled, act: &act };
    let verdict = use_verdict(now);
    let boxes = use_boxes(now, &pointed);
    let map = use_map(now, state.answered, &pointed.prefixes);
    let share = use_share(now);
    html! {
        <>
            { top(now, state.kept) }
            { for screen.notices.iter().map(|sentence| notice("share", show(sentence))) }
            if let Some(loss) = state.loss { { lost(loss, lang) } }
            <main>
                <div class="answer">
                    { progress(state.core, lang, &act) }
                    { verdict }
                </div>
                { boxes }
                if state.answered { <section class="result" aria-label={label(lang, "page.result")}>
                    { map }
                    { fix(now) }
                    { causes(now, &point) }
                    if screen.share.is_there {
                        { next(now) }
                        <div class="card folds">{ notes(now) }{ trace(now) }{ share }</div>
                    }
                </section> }
            </main>
        </>
    }
}

/// Lays the wire to the core once the page stands, and opens what comes from outside: later links, dropped files.
#[hook]
fn use_wire(state: &UseReducerHandle<State>) -> Act {
    let wire = use_state(|| None::<Wire>);
    let (dispatcher, laid, lang) = (state.dispatcher(), wire.clone(), state.lang);
    let start = move || {
        let news = Callback::from(move |news: News| dispatcher.dispatch(news));
        let wire = Wire::begin(lang, news);
        let (links, files) = (wire.clone(), wire.clone());
        let open = Callback::from(move |fragment: String| links.ask(Ask::Open(fragment)));
        let listeners = (browser::on_fragment(open), browser::on_drop(Callback::from(move |file| files.file(file))));
        laid.set(Some(wire));
        browser::announce();
        left(listeners)
    };
    use_change(String::new(), Box::new(start));
    // Until then a page that was opened by a link shows the verdict's place alone: texts that come in would move all below them.
    let is_complete = state.answered || state.loss.is_some();
    let show = move || left(is_complete.then(|| browser::later(0, browser::show_all)));
    use_change(is_complete.to_string(), Box::new(show));
    let speak = move || {
        browser::speak(lang.tag(), label(lang, "page.title"));
        left(())
    };
    use_change(lang.tag().to_owned(), Box::new(speak));
    Act((*wire).clone())
}

/// How long a screen must rest before the address follows it, in milliseconds: longer than between two keystrokes of somebody
/// who types slowly, for it takes the browser as long as a small change of the page.
const ADDRESS: u32 = 1000;

/// The address follows the screen after a pause.
#[hook]
fn use_address(state: &UseReducerHandle<State>) {
    let address = state.screen.share.address.clone().filter(|_| state.settled && state.answered);
    let on = address.as_ref().map(|address| format!("#{address}")).unwrap_or_default();
    let follow = || left(address.map(|address| browser::later(ADDRESS, move || browser::set_fragment(&address))));
    use_change(on, Box::new(follow));
}

/// What is under way, where it takes longer than an instant.
fn progress(core: Core, lang: Lang, act: &Act) -> Html {
    let text = match core {
        Core::Idle | Core::Gone => return html! {},
        Core::Loading => {
            return html! { <p class="reading" role="status" data-testid="loading"><progress aria-label={label(lang, "page.loading")}></progress>{ label(lang, "page.loading") }</p> };
        }
        Core::Reading(done, of) => format!("{}{} / {} MB", label(lang, "page.reading"), megabytes(done), megabytes(of)),
    };
    let Core::Reading(done, of) = core else { return html! {} };
    let wire = act.0.clone();
    let stop = move || wire.iter().for_each(Wire::stop);
    html! {
        <p class="reading" role="status" data-testid="busy">
            <progress aria-label={text.clone()} value={done.to_string()} max={of.to_string()}></progress>{ text }
            { button("stop", "", label(lang, "page.stop"), stop) }
        </p>
    }
}

/// Why there is no answer, and what to do.
fn lost(loss: Loss, lang: Lang) -> Html {
    let (key, reloads) = match loss {
        Loss::Start => ("page.lost.start", true),
        Loss::Version => ("page.lost.version", true),
        Loss::Error => ("page.lost.error", false),
        Loss::Memory => ("page.lost.memory", false),
        Loss::Stopped => ("page.lost.stopped", false),
        Loss::NoRoom => ("page.lost.no-room", false),
    };
    let reload = || html! { <>{ " " }{ button("reload", "", label(lang, "page.reload"), browser::reload) }</> };
    notice("core", html! { <>{ label(lang, key) }{ for reloads.then(reload) }</> })
}

fn notice(kind: &'static str, inside: Html) -> Html {
    html! { <p class="notice" role="alert" data-testid="notice" data-kind={kind}>{ inside }</p> }
}
