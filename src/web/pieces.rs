//! Rendered sentences, labels, and the small controls that several parts use.

use nonoverlap::problem::Message;
use nonoverlap::words::{Lang, Piece, render, word};
use yew::prelude::*;

use super::browser;

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

/// What a copy button needs.
#[derive(Properties, PartialEq)]
pub(crate) struct CopyProps {
    /// The language.
    pub(crate) lang: Lang,
    /// The text, made when the button is pressed.
    pub(crate) text: Callback<(), String>,
    /// The key of the label.
    #[prop_or("page.copy")]
    pub(crate) name: &'static str,
    /// The name in tests.
    #[prop_or_default]
    pub(crate) id: Option<AttrValue>,
    /// The look.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// A button that copies and says whether it did.
#[component]
pub(crate) fn Copy(props: &CopyProps) -> Html {
    const SAID_FOR: u32 = 2500;
    let said = use_state(|| None::<&'static str>);
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text) = (said.clone(), text.emit(()));
            yew::platform::spawn_local(async move {
                let copied = browser::copy(text).await;
                said.set(Some(if copied { "page.copied" } else { "page.copy-failed" }));
            });
        })
    };
    {
        let said = said.clone();
        use_effect_with(*said, move |now| {
            let timer = now.map(|_| browser::later(SAID_FOR, move || said.set(None)));
            move || drop(timer)
        });
    }
    html! {
        <button class={props.class.clone()} data-testid={props.id.clone()} {onclick}>
            <span aria-live="polite">{ word(props.lang, said.unwrap_or(props.name)) }</span>
        </button>
    }
}

/// What a block of commands needs.
#[derive(Properties, PartialEq)]
pub(crate) struct CommandsProps {
    /// The language.
    pub(crate) lang: Lang,
    /// The commands, one a line.
    pub(crate) text: String,
}

/// Commands to read and to copy.
#[component]
pub(crate) fn Commands(props: &CommandsProps) -> Html {
    let text = props.text.clone();
    html! {
        <div class="commands">
            <pre tabindex="0">{ props.text.clone() }</pre>
            <Copy lang={props.lang} class="small" text={Callback::from(move |()| text.clone())}/>
        </div>
    }
}

/// What a field needs.
#[derive(Properties, PartialEq)]
pub(crate) struct FieldProps {
    /// The language.
    pub(crate) lang: Lang,
    /// The key of the label.
    pub(crate) name: &'static str,
    /// The key of what is said of a text that cannot be read.
    pub(crate) invalid: &'static str,
    /// The value that holds now; empty for none.
    pub(crate) value: String,
    /// A text as the value is written; `None` for a text that is none.
    pub(crate) read: Callback<String, Option<String>>,
    /// Takes the new value; empty for none.
    pub(crate) change: Callback<String>,
    /// What such a value looks like.
    pub(crate) example: AttrValue,
    /// The name in tests.
    pub(crate) id: &'static str,
    /// The name of a list of values to choose from.
    #[prop_or_default]
    pub(crate) list: Option<AttrValue>,
}

/// A line of text that stands for a value. A text that cannot be read stays as it was typed, and the field says so.
#[component]
pub(crate) fn Field(props: &FieldProps) -> Html {
    let text = use_state(|| props.value.clone());
    let read =
        |text: &str| if text.trim().is_empty() { Some(String::new()) } else { props.read.emit(text.trim().to_owned()) };
    {
        let (text, held) = (text.clone(), read(&text).unwrap_or_default());
        // Links, examples and other controls change the value too.
        use_effect_with(props.value.clone(), move |value| {
            if held != *value {
                text.set(value.clone());
            }
        });
    }
    let is_valid = read(&text).is_some();
    let oninput = {
        let (text, read, change) = (text.clone(), props.read.clone(), props.change.clone());
        Callback::from(move |event: InputEvent| {
            let typed = browser::text_of(&event);
            change.emit(read.emit(typed.trim().to_owned()).unwrap_or_default());
            text.set(typed);
        })
    };
    let says = format!("{}-says", props.id);
    html! {
        <span class="field">
            <label for={props.id}>{ label(props.lang, props.name) }</label>
            <input id={props.id} data-testid={props.id} type="text" spellcheck="false" autocomplete="off" list={props.list.clone()}
                placeholder={props.example.clone()} value={(*text).clone()} {oninput}
                aria-invalid={(!is_valid).to_string()} aria-describedby={says.clone()}/>
            <small id={says} class="invalid" role="status">
                if !is_valid { { show(&render(props.lang, &Message::new(props.invalid))) } }
            </small>
        </span>
    }
}
