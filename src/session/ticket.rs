//! The whole result of a session as a text to hand on: for people or for programs, as it is or masked.

use serde::{Deserialize, Serialize};

use crate::examine::{Inputs, Question, Report, examine};
use crate::problem::Message;
use crate::session::{Session, mask};
use crate::text::Source;
use crate::view::ticket::{json, markdown, picture};
use crate::words::plain;

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// People: Markdown.
    Markdown,
    /// Programs: JSON.
    Json,
    /// The address map alone, as SVG.
    Picture,
}

/// What it shows of the paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Privacy {
    /// Everything as it was pasted.
    Open,
    /// Other addresses and names with the same overlaps.
    Masked,
}

/// The result of the session in its language.
pub fn ticket(session: &Session, format: Format, privacy: Privacy) -> String {
    let (inputs, question) = subject(session, privacy);
    let report = examine(&inputs, &question);
    let sources: Vec<Source> = inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    let write: fn(&Report, &[Source], crate::words::Lang) -> String = match format {
        Format::Markdown => markdown,
        Format::Json => json,
        Format::Picture => picture,
    };
    let text = write(&report, &sources, session.language);
    match (format, privacy) {
        (Format::Markdown, Privacy::Masked) => {
            format!("> {}\n\n{text}", plain(session.language, &Message::new("ticket.masked")))
        }
        _ => text,
    }
}

/// What is examined. A range typed by hand is an address too: a masked ticket is made without it.
fn subject(session: &Session, privacy: Privacy) -> (Inputs, Question) {
    let mut question = session.question();
    if privacy == Privacy::Open {
        return (session.inputs.clone(), question);
    }
    let report = examine(&session.inputs, &question);
    let inputs = mask::mask(&session.inputs, &report.documents, &report.facts);
    question.owners = mask::owners(&question.owners, &report.documents, &report.facts);
    question.wish.range = None;
    (inputs, question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Action, apply, examples};
    use crate::words::Lang;

    fn story(lang: Lang) -> Session {
        let opened = examples::EXAMPLES[0].opened();
        apply(apply(Session::default(), Action::Open(Box::new(opened))), Action::Speak(lang))
    }

    #[test]
    fn a_masked_ticket_names_no_address_of_the_paste_and_says_so() {
        for lang in Lang::ALL {
            let session = story(lang);
            let open = ticket(&session, Format::Markdown, Privacy::Open);
            let masked = ticket(&session, Format::Markdown, Privacy::Masked);
            assert!(masked.starts_with("> ") && !open.starts_with("> "), "{masked}");
            for secret in ["172.31.95.253", "172.31.80.12", "vpc-hz", "mirror.example.net"] {
                assert!(!masked.contains(secret), "{secret} in {masked}");
            }
            assert!(open.contains("vpc-hz"), "{open}");
            // Where the engine itself puts its networks the mask stands still, so the clash is the same.
            assert!(masked.contains("bridge-covers-address"), "{masked}");
        }
    }

    #[test]
    fn both_languages_and_formats_give_a_text() {
        for lang in Lang::ALL {
            for format in [Format::Markdown, Format::Json, Format::Picture] {
                assert!(ticket(&story(lang), format, Privacy::Open).contains("172.17.48.6"));
            }
        }
    }
}
