//! Rendered sentences and labels.

use nonoverlap::words::{Lang, Piece, word};
use yew::prelude::*;

/// The pieces of a sentence, code as code.
pub(crate) fn show(pieces: &[Piece]) -> Html {
    let one = |piece: &Piece| match piece {
        Piece::Text(text) => html! { <>{ text.clone() }</> },
        Piece::Code(text) => html! { <code>{ text.clone() }</code> },
        Piece::Docker(text) => html! { <code class="docker">{ text.clone() }</code> },
        Piece::Yours(text) => html! { <code class="yours">{ text.clone() }</code> },
    };
    pieces.iter().map(one).collect()
}

/// A label of the page.
pub(crate) fn label(lang: Lang, key: &'static str) -> Html {
    html! { <>{ word(lang, key) }</> }
}
