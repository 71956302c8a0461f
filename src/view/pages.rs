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
    ("bridge-name-too-long", "failed-to-create-network-web-error-response-from-daemon"),
    ("pools-exhausted-v6", "could-not-find-an-available-non-overlapping-ipv6-address"),
    ("ipv6-without-range", "ipv6-is-enabled-for-the-default-bridge-but-no"),
    ("bridge-name-too-long", "failed-to-check-bridge-interface-existence-numerical-result-out"),
    ("no-family", "ipv4-or-ipv6-must-be-enabled"),
    ("subnet-full", "no-available-ipv4-addresses-on-this-network-s-address"),
    ("address-taken", "failed-to-set-up-container-networking-address-already-in"),
    ("subnet-invalid", "invalid-subnet-10-77-5-9-16-it-should"),
    ("network-in-use", "error-while-removing-network-network-web-has-active-endpoints"),
    ("compose-label", "network-shop-default-was-found-but-has-incorrect-label"),
    ("compose-recreate", "network-shop-default-needs-to-be-recreated-ipam-config"),
    ("external-missing", "network-edge-declared-as-external-but-could-not-be"),
    ("minikube-no-subnet", "unable-to-create-dedicated-network-no-free-private-network"),
    ("podman-subnet-used", "subnet-10-89-0-0-24-is-already-used"),
    ("podman-pools-exhausted", "could-not-find-free-subnet-from-subnet-pools"),
    ("docker-denied", "permission-denied-while-trying-to-connect-to-the-docker"),
    ("docker-down", "cannot-connect-to-the-docker-daemon-at-unix-var"),
    ("docker-missing", "bash-docker-command-not-found"),
    ("docker-no-network", "docker-network-inspect-requires-at-least-1-argument"),
    ("ip-missing", "zsh-command-not-found-ip"),
    ("ip-other", "busybox-v1-36-1-2024-06-10-07-11"),
    ("file-denied", "cat-etc-docker-daemon-json-permission-denied"),
    ("route-add-failed", "error-linux-route-add-command-failed-external-program-exited"),
];
