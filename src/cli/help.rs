//! Help, completions and the man page: the arguments with the words of the user's language.

use std::borrow::Cow;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use clap_complete::Shell;
use nonoverlap::problem::Message;
use nonoverlap::words::{Lang, plain, word};

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::output;

/// Behind all other options.
const LAST: usize = 1000;

/// The language of `--lang`, else of the system. It is looked for before the arguments are understood, because their own
/// help and errors are written in it.
pub(crate) fn language(words: &[OsString]) -> Lang {
    let words: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
    let apart = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let asked = words.iter().find_map(|word| word.strip_prefix("--lang=")).or(apart);
    asked.map(str::to_owned).or_else(sys_locale::get_locale).map_or(Lang::En, |tag| Lang::of_tag(&tag))
}

/// The command with help in one language.
pub(crate) fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).display_order(LAST);
    let command = Arguments::command().disable_version_flag(true).arg(version);
    worded(command, "nonoverlap", lang).after_help(word(lang, "cli.after-help"))
}

fn worded(command: Command, name: &str, lang: Lang) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(LAST);
    let under: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .about(say(lang, "cli.about.", name))
        .subcommand_help_heading(word(lang, "cli.heading.commands"))
        .help_template(word(lang, "cli.help-template"))
        .mut_args(|arg| worded_argument(arg, lang));
    under.into_iter().fold(command, |command, sub| command.mut_subcommand(&sub, |inner| worded(inner, &sub, lang)))
}

fn worded_argument(arg: Arg, lang: Lang) -> Arg {
    let heading = if arg.is_positional() { "cli.heading.arguments" } else { "cli.heading.options" };
    let help = say(lang, "cli.help.", arg.get_id().as_str());
    arg.help(StyledStr::from(help)).help_heading(word(lang, heading))
}

/// The words of a name that is not known before: of a command, of an argument.
fn say(lang: Lang, what: &str, name: &str) -> String {
    plain(lang, &Message { key: Cow::Owned(format!("{what}{name}")), args: Vec::new() })
}

/// The script that completes the command in a shell.
pub(crate) fn completions(shell: Shell, lang: Lang) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(lang), "nonoverlap", &mut script);
    output::bytes(&script)
}

/// The manual page.
pub(crate) fn man(lang: Lang) -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command(lang)).render(&mut page);
    written.map_err(|error| Failure::unwritable(&error))?;
    output::bytes(&page)
}
