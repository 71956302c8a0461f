//! What the page shows now: the last screen and how the core fares.

use std::rc::Rc;

use nonoverlap::door::Lang;
use nonoverlap::door::screen::{Menus, Screen};
use yew::Reducible;

/// All that is drawn.
#[derive(Clone)]
pub(crate) struct State {
    /// The language of the labels; the screen follows.
    pub(crate) lang: Lang,
    /// The last screen.
    pub(crate) screen: Rc<Screen>,
    /// The menus.
    pub(crate) menus: Rc<Menus>,
    /// The screen answers all that was asked, so its texts are the last ones.
    pub(crate) settled: bool,
    /// What the core does.
    pub(crate) core: Core,
    /// Why it gave no answer.
    pub(crate) loss: Option<Loss>,
    /// There is a text to bring back.
    pub(crate) kept: bool,
    /// The core has answered. Before that the result is not shown, so that nothing moves when it comes.
    pub(crate) answered: bool,
}

/// What the core does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Core {
    /// It is on its way.
    Loading,
    /// It waits for the next ask, or works on an answer that has not taken long yet.
    Idle,
    /// It has worked for long: bytes done, of bytes given.
    Reading(u64, u64),
    /// It will not come back without a new start of the page.
    Gone,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The program did not arrive or is damaged.
    Start,
    /// The program is of another build than the page.
    Version,
    /// An error in the program.
    Error,
    /// Memory was refused.
    Memory,
    /// The user stopped it.
    Stopped,
    /// All boxes hold something, so a file found no place.
    NoRoom,
}

/// Something new to show.
pub(crate) enum News {
    /// What to draw, and whether it answers all that was asked.
    Screen(Box<Screen>, bool),
    /// The menus.
    Menus(Menus),
    /// What the core does now.
    Core(Core),
    /// An answer was lost, or is missed no more.
    Loss(Option<Loss>),
    /// Whether there is a text to bring back.
    Kept(bool),
    /// The language of the labels.
    Speak(Lang),
}

impl Reducible for State {
    type Action = News;

    fn reduce(self: Rc<Self>, news: News) -> Rc<Self> {
        let mut state = (*self).clone();
        match news {
            News::Screen(screen, settled) => {
                // A link may name a language; a screen that was asked for before the user chose another says nothing new.
                if screen.lang != state.screen.lang {
                    state.lang = screen.lang;
                }
                state.screen = Rc::new(*screen);
                state.settled = settled;
                state.answered = true;
            }
            News::Menus(menus) => state.menus = Rc::new(menus),
            News::Core(core) => state.core = core,
            News::Loss(loss) => state.loss = loss,
            News::Kept(kept) => state.kept = kept,
            News::Speak(lang) => state.lang = lang,
        }
        Rc::new(state)
    }
}
