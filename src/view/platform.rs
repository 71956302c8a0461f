//! Where the engine runs, to be read and to be chosen.

use crate::docker::Platform;
use crate::examine::Report;
use crate::problem::{Arg, Message};
use crate::words::{Lang, plain};

/// The platforms to choose from, and the one that was assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformMenu {
    /// Names in links, each with what people call it, in the order of the menu.
    pub choices: Vec<(&'static str, &'static str)>,
    /// Which one is assumed, and how that is known.
    pub sentence: String,
}

/// The menu of a report.
pub fn platform_menu(report: &Report, lang: Lang) -> PlatformMenu {
    PlatformMenu {
        choices: Platform::all().map(|platform| (platform.name(), platform.home().product)).collect(),
        sentence: plain(lang, &platform_sentence(report)),
    }
}

/// `Docker Desktop: the engine says "docker-desktop"`.
pub fn platform_sentence(report: &Report) -> Message {
    let fact = &report.facts.platform;
    let product = Arg::Text(fact.platform.home().product.to_owned());
    match &fact.reason {
        Some(reason) => Message::new("platform.is").with("product", product).with("reason", reason.clone()),
        None => Message::new("platform.assumed").with("product", product),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    #[test]
    fn the_sentence_says_how_the_platform_is_known() {
        for (says, text, chosen, expected) in [
            ("nothing pasted", "", None, "Linux: nothing says otherwise"),
            (
                "the engine's words",
                "Server:\n Server Version: 28.1.0\n Swarm: inactive\n Operating System: OrbStack\n",
                None,
                "OrbStack: the engine says OrbStack",
            ),
            (
                "the user's word",
                "Server Version: 28.1.0\nOperating System: OrbStack\n",
                Some(Platform::Snap),
                "Docker snap: you chose it",
            ),
        ] {
            let texts = [(Slot::Docker, text.to_owned())].into();
            let question = Question { platform: chosen, ..Question::default() };
            let report = examine(&Inputs { texts, ..Inputs::default() }, &question);
            assert_eq!(platform_menu(&report, Lang::En).sentence, expected, "{says}");
        }
    }
}
