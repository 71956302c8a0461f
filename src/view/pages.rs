//! Where the page of a finding lies: `docs/findings/` in the sources, beside the calculator on the site.

use crate::problem::{Code, Problem};
use crate::words::Lang;

/// The address of a code's page on the site, relative to the calculator: `findings/public-space.html`.
pub fn page_of(code: Code, lang: Lang) -> String {
    let folder = match lang {
        Lang::En => "findings",
        Lang::Zh => "findings/zh",
    };
    format!("{folder}/{}.html", code.name())
}

/// The address of the page about a problem: that of its code, or of the very message that was pasted.
pub fn page_about(problem: &Problem, lang: Lang) -> String {
    let means = problem.details.iter().find_map(|detail| detail.key.strip_prefix("symptom.means."));
    let page = means.and_then(|which| MESSAGES.iter().find(|(have, _)| *have == which));
    match (problem.code, page, lang) {
        (Code::SymptomRecognised, Some((_, name)), Lang::En) => format!("messages/{name}.html"),
        (Code::SymptomRecognised, Some((_, name)), Lang::Zh) => format!("messages/zh/{name}.html"),
        _ => page_of(problem.code, lang),
    }
}

/// The page about each class of messages: that of its most common wording, which names the others.
pub const MESSAGES: &[(&str, &str)] = &[
    ("pools-exhausted", "all-predefined-address-pools-have-been-fully-subnetted"),
    ("pool-overlaps", "pool-overlaps-with-other-one-on-this-address-space"),
    ("bridge-address-conflict", "networks-have-overlapping-ipv4"),
    ("overlaps-nameserver", "requested-network-overlaps-with-nameserver"),
    ("overlaps-route", "requested-network-overlaps-with-existing-network"),
    ("no-bridge-address", "list-bridge-addresses-failed-no-available-network"),
    ("engine-start", "failed-to-start-daemon-error-initializing-network-controller"),
    ("name-not-resolved", "temporary-failure-in-name-resolution"),
    ("no-route-to-host", "no-route-to-host"),
    ("network-unreachable", "network-is-unreachable"),
    ("timed-out", "connection-timed-out"),
];
