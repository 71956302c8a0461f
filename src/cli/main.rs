//! `nonoverlap`, the command: the same core as the page, for a shell on the host and for a fleet's CI.
//!
//! ```text
//! arguments ─▶ paste: this host (read only), files, standard input ─▶ examine ─▶ text, Markdown, JSON, SARIF ─▶ exit code
//! ```
//!
//! Nothing is written but standard output and messages on standard error, and nothing is sent anywhere.

mod arguments;
mod failure;
mod files;
mod fleet;
mod help;
mod host;
mod judge;
mod output;
mod paste;
mod progress;
mod terminal;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::FromArgMatches as _;
use failure::{Failure, Outcome};
use nonoverlap::words::Lang;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let lang = help::language(&words);
    let parsed = help::command(lang).try_get_matches_from(&words);
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Help and the version are asked for; everything else is wrong use. Where nobody reads it, nobody is told.
            let _ = answer.print();
            return if answer.use_stderr() { Outcome::WrongUse.into() } else { Outcome::Clear.into() };
        }
    };
    anstream::ColorChoice::from(arguments.show.color).write_global();
    match run(&arguments, lang) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal::complain(&failure, lang);
            failure.outcome.into()
        }
    }
}

fn run(arguments: &Arguments, lang: Lang) -> Result<Outcome, Failure> {
    match &arguments.command {
        None => judge::report(arguments, &paste::of_host(arguments, lang)?, lang),
        Some(Command::Check { each: true, files }) => fleet::check(arguments, files, lang),
        Some(Command::Check { files, .. }) => judge::check(arguments, &paste::of_files(arguments, files, lang)?, lang),
        Some(Command::Trace { address, files }) => {
            judge::trace(arguments, &paste::of_either(arguments, files, lang)?, *address, lang)
        }
        Some(Command::Fix { form, each: true, files }) => {
            judge::fix_of_all(fleet::fix(arguments, files, lang)?, form.0, lang)
        }
        Some(Command::Fix { form, files, .. }) => judge::fix(&paste::of_either(arguments, files, lang)?, form.0, lang),
        Some(Command::Link { mask, page, files }) => {
            judge::link(&paste::of_either(arguments, files, lang)?, *mask, page, lang)
        }
        Some(Command::Collect) => judge::collect(&paste::of_host(arguments, lang)?, lang),
        Some(Command::Completions { shell }) => help::completions(*shell, lang),
        Some(Command::Man) => help::man(lang),
    }
}
