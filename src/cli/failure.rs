//! How a run ends: four exit codes, and an error that says what, where and what to do.

use std::process::ExitCode;

use nonoverlap::problem::{Arg, Message};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Nothing at or above what `--fail-on` names.
    Clear,
    /// Something at or above it.
    Found,
    /// The arguments are wrong.
    WrongUse,
    /// Something could not be read or written.
    Unreadable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clear => 0,
            Outcome::Found => 1,
            Outcome::WrongUse => 2,
            Outcome::Unreadable => 3,
        })
    }
}

/// Why a run ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) outcome: Outcome,
    /// What happened and where.
    pub(crate) message: Message,
    /// What to do.
    pub(crate) advice: Option<Message>,
}

impl Failure {
    /// Something could not be read: a file, standard input, this host.
    pub(crate) const fn unreadable(message: Message) -> Self {
        Self { outcome: Outcome::Unreadable, message, advice: None }
    }

    /// An argument that cannot be understood.
    pub(crate) const fn wrong_use(message: Message) -> Self {
        Self { outcome: Outcome::WrongUse, message, advice: None }
    }

    /// Standard output took no more.
    pub(crate) fn unwritable(error: &std::io::Error) -> Self {
        Self::unreadable(Message::new("cli.error.output").with("why", text(error)))
    }

    /// The same with advice.
    #[must_use]
    pub(crate) fn advising(mut self, advice: Message) -> Self {
        self.advice = Some(advice);
        self
    }
}

/// The system's own words, or the user's, as running text.
pub(crate) fn text(words: &(impl ToString + ?Sized)) -> Arg {
    Arg::Text(words.to_string())
}
