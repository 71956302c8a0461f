//! The page: it draws what the core answers, holds the text being typed and talks to the browser. `browser` alone does the last.

mod act;
pub(crate) mod app;
mod boxes;
mod browser;
mod change;
mod findings;
pub(crate) mod first;
mod fix;
mod map;
mod next;
mod owners;
mod pieces;
mod share;
mod slots;
mod standing;
mod state;
mod top;
mod trace;
mod wire;

use first::First;

/// Takes over the page that was painted before this program arrived.
#[cfg_attr(feature = "paint", allow(dead_code, reason = "on the building machine nothing is taken over"))]
pub(crate) fn start() {
    browser::keep_text_on_panic();
    let painted = browser::painted().and_then(|(root, packed)| Some((root, First::unpack(&packed)?)));
    let Some((root, first)) = painted else { return browser::say_it_does_not_start() };
    yew::Renderer::<app::App>::with_root_and_props(root, app::Props { first }).hydrate();
}
