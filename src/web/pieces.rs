//! Sentences, and the small controls that several parts use.

use nonoverlap::door::screen::{self, List, Part, Sentence};
use nonoverlap::door::{Ask, FieldName, Hand, Lang, Piece, Privacy, label};
use yew::prelude::*;

use super::act::Act;
use super::browser;
use super::change::{left, use_change};

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

/// A paragraph; without a class where that is empty.
pub(crate) fn paragraph(class: &'static str, sentence: &[Piece]) -> Html {
    html! { <p {class}>{ show(sentence) }</p> }
}

/// A paragraph a sentence.
pub(crate) fn paragraphs(class: &'static str, sentences: &[Sentence]) -> Html {
    sentences.iter().map(|sentence| paragraph(class, sentence)).collect()
}

/// A line of a list a sentence.
pub(crate) fn lines(sentences: &[Sentence]) -> Html {
    sentences.iter().map(|sentence| html! { <li>{ show(sentence) }</li> }).collect()
}

/// A range, in the colour of its class.
pub(crate) fn net(class: &'static str, net: &str) -> Html {
    html! { <code {class}>{ net.to_owned() }</code> }
}

/// A button; without a name in tests or a class where that is empty.
pub(crate) fn button(id: &'static str, class: &'static str, text: &str, press: impl Fn() + 'static) -> Html {
    pressed(id, class, text, Callback::from(move |_: MouseEvent| press()))
}

/// Apart from [`button`], so that its code is there once for all of them.
fn pressed(id: &'static str, class: &'static str, text: &str, onclick: Callback<MouseEvent>) -> Html {
    let id = (!id.is_empty()).then_some(id);
    html! { <button {class} data-testid={id} {onclick}>{ text.to_owned() }</button> }
}

/// A value to choose.
pub(crate) fn option(value: &str, text: &str, selected: bool) -> Html {
    html! { <option value={value.to_owned()} {selected}>{ text.to_owned() }</option> }
}

/// A part that is folded away until it is wanted.
pub(crate) fn fold(title: &str, open: bool, inside: Html) -> Html {
    html! { <details {open}><summary>{ title.to_owned() }</summary>{ inside }</details> }
}

/// A button for the rest of a list, where there is one.
pub(crate) fn more<T>(part: &Part<T>, list: List, lang: Lang, act: &Act) -> Html {
    if part.hidden() == 0 {
        return html! {};
    }
    let (act, wanted) = (act.clone(), part.items.len() * 2);
    let text = format!("{} ({})", label(lang, "page.more"), part.hidden());
    html! { <p>{ button("more", "", &text, move || act.ask(Ask::Show(list, wanted))) }</p> }
}

/// Where a text that leaves the page comes from.
#[derive(Clone, PartialEq)]
pub(crate) enum Source {
    /// It stands on the page.
    Here(String),
    /// The core makes it when it is wanted.
    Asked(Act, Hand, Privacy),
}

impl Source {
    /// Gives the text, at once or when the core has made it.
    pub(crate) fn give(&self, to: &Callback<String>) {
        match self {
            Self::Here(text) => to.emit(text.clone()),
            Self::Asked(act, hand, privacy) => {
                let is_link = *hand == Hand::Link;
                let to = to.reform(move |text: String| if is_link { browser::address(&text) } else { text });
                if let Some(wire) = &act.0 {
                    wire.hand(*hand, *privacy, to);
                }
            }
        }
    }
}

/// What a copy button needs.
#[derive(Properties, PartialEq)]
pub(crate) struct CopyProps {
    /// The language.
    pub(crate) lang: Lang,
    /// The text.
    pub(crate) text: Source,
    /// The key of the label.
    #[prop_or("page.copy")]
    pub(crate) name: &'static str,
    /// The key of what is said once it is copied.
    #[prop_or("page.copied")]
    pub(crate) done: &'static str,
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
        let (said, text, done) = (said.clone(), props.text.clone(), props.done);
        Callback::from(move |_: MouseEvent| {
            let (said, coming) = (said.clone(), browser::Coming::new());
            let copying = coming.clone().copy();
            text.give(&Callback::from(move |text: String| coming.arrive(&text)));
            yew::platform::spawn_local(async move {
                said.set(Some(if copying.await { done } else { "page.copy-failed" }));
            });
        })
    };
    let forget = {
        let said = said.clone();
        move || left(said.map(|_| browser::later(SAID_FOR, move || said.set(None))))
    };
    use_change(said.unwrap_or_default().to_owned(), Box::new(forget));
    html! {
        <button class={props.class.clone()} data-testid={props.id.clone()} {onclick}>
            <span aria-live="polite">{ label(props.lang, said.unwrap_or(props.name)) }</span>
        </button>
    }
}

/// Commands to read and to copy, one a line.
pub(crate) fn commands(lang: Lang, text: &str) -> Html {
    html! {
        <div class="commands">
            <pre tabindex="0">{ text.to_owned() }</pre>
            <Copy {lang} class="small" text={Source::Here(text.to_owned())}/>
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
    /// What stands in it, and what is wrong with that.
    pub(crate) field: screen::Field,
    /// Which field it is.
    pub(crate) of: FieldName,
    /// The core has nothing left to answer, so the text is the last one.
    pub(crate) settled: bool,
    /// What such a value looks like.
    pub(crate) example: AttrValue,
    /// Its id, also its name in tests.
    pub(crate) id: &'static str,
    /// The name of a list of values to choose from.
    #[prop_or_default]
    pub(crate) list: Option<AttrValue>,
    /// What the user does.
    pub(crate) act: Act,
}

/// A line of text that stands for a value. A text that cannot be read stays as it was typed, and the field says so.
#[component]
pub(crate) fn Field(props: &FieldProps) -> Html {
    let (id, of) = (props.id, props.of);
    // Links, examples and other controls change the text too; what is typed is the browser's until the core has heard all of it.
    let (text, settled) = (props.field.text.clone(), props.settled);
    let on = format!("{settled} {text}");
    let set = move || {
        if settled {
            browser::set_field(id, &text);
        }
        left(())
    };
    use_change(on, Box::new(set));
    let act = props.act.clone();
    let oninput = move |event: InputEvent| act.ask(Ask::Field(of, browser::text_of(&event)));
    let is_valid = props.field.invalid.is_empty();
    let says = format!("{id}-says");
    html! {
        <span class="field">
            <label for={id}>{ label(props.lang, props.name) }</label>
            <input {id} data-testid={id} type="text" spellcheck="false" autocomplete="off" list={props.list.clone()}
                placeholder={props.example.clone()} {oninput} aria-invalid={(!is_valid).to_string()} aria-describedby={says.clone()}/>
            <small id={says} class="invalid" role="status">{ show(&props.field.invalid) }</small>
        </span>
    }
}
