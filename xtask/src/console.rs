//! What is said while working: one line a step, with the time since the start.

use std::fmt::Display;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Prints one line, with the minutes and seconds since the first line.
pub fn say(text: impl Display) {
    println!("[{}] {text}", clock(START.elapsed()));
}

/// A duration as `m:ss`.
pub fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
