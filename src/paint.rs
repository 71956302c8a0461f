//! The empty page in each language, painted by the same components that take it over: the build puts it into index.html.

use std::io::Write as _;
use std::process::ExitCode;

use nonoverlap::desk::Desk;
use nonoverlap::door::screen::Map;
use nonoverlap::door::{self, Answer, Ask, Lang};
use yew::LocalServerRenderer;

use crate::web::app::App;
use crate::web::first::First;

/// Writes a line for each language: its tag, the answer that the painted page was made from, the page.
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
    ExitCode::SUCCESS
}

/// The map is not drawn before the core has answered, and then the answer has it.
fn leave_out_the_map(answer: &mut Answer) {
    if let Answer::Screen { screen, .. } = answer {
        screen.map = Map::default();
    }
}
