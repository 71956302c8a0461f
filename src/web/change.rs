//! What the page does beside drawing, when something has changed.

use std::any::Any;

use yew::prelude::*;

/// What an effect leaves behind, dropped before the next one: timers, listeners.
pub(crate) type Left = Box<dyn Any>;

/// Runs `effect` once the page stands, and again once `on` is another. All effects are of one type, for each type costs its own copy
/// of Yew's code.
#[hook]
pub(crate) fn use_change(on: String, effect: Box<dyn FnOnce() -> Left>) {
    use_effect_with(on, move |_| {
        let left = effect();
        move || drop(left)
    });
}

/// Leaves this behind: a timer, listeners, or nothing.
pub(crate) fn left(what: impl Any) -> Left {
    Box::new(what)
}
