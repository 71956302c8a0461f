//! What the build asks this program for: the empty page in each language, painted by the same components that take it over, which
//! goes into index.html; and what visits ask first, by which the core is split.

use std::io::Write as _;
use std::iter;
use std::process::ExitCode;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use nonoverlap::desk::Desk;
use nonoverlap::door::screen::Map;
use nonoverlap::door::{self, Answer, Ask, Hand, Lang, Privacy};
use nonoverlap::session::examples::EXAMPLES;
use yew::LocalServerRenderer;

use crate::web::app::App;
use crate::web::first::First;

/// What a visit asks: messages, each of asks and the texts beside them.
type Visit = Vec<(Vec<Ask>, Vec<String>)>;

/// Writes, for a build that gives the links to the page in its documentation, a line for each language: its tag, the answer that the painted page was made from, the page. Then a line that begins with
/// `visits`, and all of them as JSON, asks in base64.
pub(crate) fn write() -> ExitCode {
    for lang in Lang::ALL {
        let begin = Ask::Begin { lang, fragment: String::new() };
        let mut answers = Desk::default().take(vec![begin], Vec::new(), &|_, _| {});
        answers.iter_mut().for_each(leave_out_the_map);
        let answers = door::write(&answers);
        let Some(first) = First::read(&answers) else { return ExitCode::FAILURE };
        let painting = LocalServerRenderer::<App>::with_props(crate::web::app::Props { first }).render();
        let page = pollster::block_on(painting);
        let line = format!("{}\t{}\t{page}\n", lang.tag(), First::pack(&answers));
        if page.contains('\n') || std::io::stdout().write_all(line.as_bytes()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    let links: Vec<String> = std::env::args().skip(1).collect();
    let visits: Vec<_> =
        Lang::ALL.into_iter().flat_map(|lang| visits(lang, &links)).map(|visit| packed(&visit)).collect();
    println!("visits\t{}", serde_json::Value::from(visits));
    ExitCode::SUCCESS
}

/// These links, and each example by its button, by a link, and as texts that are typed.
fn visits(lang: Lang, links: &[String]) -> Vec<Visit> {
    let begin = |fragment: &str| (vec![Ask::Begin { lang, fragment: fragment.to_owned() }], Vec::new());
    let examples = EXAMPLES.iter().flat_map(|example| {
        let chosen = vec![Ask::Example(example.id.to_owned())];
        let typed = example.texts.iter().map(|(slot, text)| (vec![Ask::Text(*slot)], vec![(*text).to_owned()]));
        let by_link = vec![begin(&link_of(chosen.clone()))];
        [vec![begin(""), (chosen, Vec::new())], by_link, iter::once(begin("")).chain(typed).collect()]
    });
    examples.chain(links.iter().map(|link| vec![begin(link)])).collect()
}

/// The fragment of a link to what these asks bring.
fn link_of(mut asks: Vec<Ask>) -> String {
    asks.push(Ask::Hand(Hand::Link, Privacy::Open));
    let answers = Desk::default().take(asks, Vec::new(), &|_, _| {});
    answers
        .into_iter()
        .find_map(|answer| if let Answer::Hand(link) = answer { Some(link) } else { None })
        .unwrap_or_default()
}

fn packed(visit: &Visit) -> serde_json::Value {
    visit.iter().map(|(asks, texts)| serde_json::json!([BASE64_STANDARD.encode(door::write(asks)), texts])).collect()
}

/// The map is not drawn before the core has answered, and then the answer has it.
fn leave_out_the_map(answer: &mut Answer) {
    if let Answer::Screen { screen, .. } = answer {
        screen.map = Map::default();
    }
}
