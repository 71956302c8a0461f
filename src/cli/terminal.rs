//! Lines on a terminal: colours, width, and nothing in pasted text that could steer it.

use anstyle::{AnsiColor, Style};
use nonoverlap::problem::{Message, Severity};
use nonoverlap::view::ticket::{Flow, Look, TextLine};
use nonoverlap::words::{Lang, Piece, render, word};

use crate::failure::Failure;

/// Wider text is tiring to read; a narrower terminal is not believed.
const WIDEST: usize = 110;
const NARROWEST: usize = 40;

/// The lines as one text, with colours; the writer takes those away where they are not wanted.
pub(crate) fn painted(lines: &[TextLine]) -> String {
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST));
    lines.iter().map(|line| laid_out(line, width) + "\n").collect()
}

/// One line of the result; without a terminal there is no edge to wrap at.
fn laid_out(line: &TextLine, width: Option<usize>) -> String {
    let text: String = line.pieces.iter().map(|(look, text)| paint(style(*look), &printable(text))).collect();
    let first = format!("{:1$}", "", line.indent) + &line.mark;
    let (Flow::Wrapped, Some(width)) = (line.flow, width) else {
        return (first + &text).trim_end().to_owned();
    };
    let rest = " ".repeat(textwrap::core::display_width(&first));
    textwrap::fill(
        &text,
        textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&rest).break_words(false),
    )
}

fn paint(style: Style, text: &str) -> String {
    if style.is_plain() { text.to_owned() } else { format!("{style}{text}{style:#}") }
}

const fn style(look: Look) -> Style {
    match look {
        Look::Plain => Style::new(),
        Look::Strong | Look::Severity(Severity::Note) => Style::new().bold(),
        Look::Faint => Style::new().dimmed(),
        Look::Code => AnsiColor::Cyan.on_default(),
        Look::Docker => AnsiColor::Blue.on_default().bold(),
        Look::Yours => AnsiColor::Magenta.on_default().bold(),
        Look::Added | Look::Good => AnsiColor::Green.on_default(),
        Look::Removed => AnsiColor::Red.on_default(),
        Look::Severity(Severity::Broken) => AnsiColor::Red.on_default().bold(),
        Look::Severity(Severity::WillBreak | Severity::Risk) => AnsiColor::Yellow.on_default().bold(),
    }
}

/// Pasted text may hold escape sequences that move the cursor, and letters that turn the reading direction: both are shown
/// as what they are, not obeyed.
fn printable(text: &str) -> String {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if obeyed(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

/// An error on standard error: what and where, and below it what to do.
pub(crate) fn complain(failure: &Failure, lang: Lang) {
    let red = style(Look::Severity(Severity::Broken));
    say(red, "cli.word.error", &failure.message, lang);
    if let Some(advice) = &failure.advice {
        say(style(Look::Faint), "cli.word.advice", advice, lang);
    }
}

/// Something worth knowing on standard error.
pub(crate) fn remark(message: &Message, lang: Lang) {
    say(style(Look::Severity(Severity::Risk)), "cli.word.note", message, lang);
}

fn say(style: Style, key: &'static str, message: &Message, lang: Lang) {
    let quoted = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        code => format!("`{}`", code.text()),
    };
    let sentence: String = render(lang, message).iter().map(quoted).collect();
    anstream::eprintln!("{}{}", paint(style, word(lang, key)), printable(&sentence));
}
