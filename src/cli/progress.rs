//! That something is going on, on standard error, while a long input is looked at.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use nonoverlap::problem::{Arg, Message};
use nonoverlap::words::{Lang, plain};

/// Below this nobody waits.
const LONG: usize = 2 << 20;

/// How often the picture changes.
const TICK: Duration = Duration::from_millis(100);

/// Does the work, with a picture that moves where the input is long and somebody looks.
pub(crate) fn during<T>(bytes: usize, lang: Lang, work: impl FnOnce() -> T) -> T {
    if bytes < LONG || !std::io::stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    let size = Arg::Text(indicatif::HumanBytes(bytes as u64).to_string());
    bar.set_message(plain(lang, &Message::new("page.reading").with("size", size)));
    bar.enable_steady_tick(TICK);
    let done = work();
    bar.finish_and_clear();
    done
}
