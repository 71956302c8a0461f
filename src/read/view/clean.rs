//! How a paste becomes a [`View`]: character by character, each change with its place.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;

use super::numbers::Lengths;
use super::paste::{Paste, Pasted};
use super::progress::Progress;
use super::{Ahead, Last, Memory, Piece, View, numbers, prefixes};
use crate::read::noise::{command_after_prompt, is_of_ansible};
use crate::read::signs::Signs;
use crate::text::{Line, Source, offset};

/// Cleans the lines of a source up to `last`. As long as nothing has to be changed the text is the source's own.
pub(super) fn view<'a>(source: &'a Source, progress: Progress<'a>, last: u32) -> View<'a> {
    let paste = Paste::new(source, &progress, last);
    let dropped = prefixes::lengths(&paste, numbers::lengths(&paste));
    let mark = comment_mark(&paste, &dropped);
    let lines = last as usize;
    let mut view = View {
        hosts: dropped.hosts.clone(),
        source,
        last,
        text: Cow::Borrowed(""),
        line_starts: Vec::new(),
        pieces: Vec::new(),
        piece: Cell::default(),
        commented: mark.is_some(),
        marks: Vec::new(),
        ends: BTreeSet::new(),
        signs: Vec::with_capacity(lines),
        noise: Memory::new(lines),
        decorations: Memory::new(lines),
        items: Memory::new(lines),
        headings: Memory::new(lines),
        said: Last::new(),
        row: [Last::new(), Last::new()],
        entry: Last::new(),
        tells: Memory::new(lines),
        directives: Cell::default(),
        ahead: Ahead::default(),
        progress: Progress::new(&|_| {}),
    };
    for pasted in paste.lines() {
        add(&mut view, pasted, pasted.content(mark, dropped.of(pasted.number)));
    }
    view.progress = progress;
    view
}

/// Adds a line, `inner` without the marks around it.
fn add(view: &mut View<'_>, pasted: Pasted<'_>, inner: &str) {
    let (line, signs) = (pasted.line(), pasted.signs);
    note_start(view, line);
    let dropped = offset(inner.as_ptr() as usize - line.text.as_ptr() as usize);
    let marks = (dropped, offset(line.text.len()) - dropped - offset(inner.len()));
    if marks != (0, 0) {
        view.marks.resize(view.signs.len(), (0, 0));
        view.marks.push(marks);
    }
    if signs.has(Signs::LESS) {
        view.ends.extend(end_word(inner).map(str::to_owned));
    }
    let source = view.source;
    let next = source.text().len().min(line_end(source, line.span.end));
    let ends_plainly = source.text().as_bytes().get(line.span.end as usize).is_none_or(|b| *b == b'\n');
    if ends_plainly && marks == (0, 0) && signs.is_clean() {
        push(view, source.text().get(line.span.start as usize..next).unwrap_or(""), line.span.start, next);
        view.signs.push(Cell::new(signs));
        return;
    }
    let from = view.text.len();
    clean_line(view, inner, line.span.start + dropped);
    let clean = view.text.get(from..).unwrap_or("");
    view.signs.push(Cell::new(if clean.len() == line.text.len() { signs } else { Signs::of(clean) }));
    if next > line.span.end as usize {
        push(view, "\n", line.span.end, next);
    }
}

/// Notes where a line begins in the cleaned text. Before the first change it is where it began in the source.
fn note_start(view: &mut View<'_>, line: Line<'_>) {
    let at = offset(view.text.len());
    if view.line_starts.is_empty() && at != line.span.start {
        view.line_starts = (1..line.number).map(|number| view.source.line_start(number)).collect();
    }
    if !view.line_starts.is_empty() {
        view.line_starts.push(at);
    }
}

/// One past the line break that begins at `at`.
fn line_end(source: &Source, at: u32) -> usize {
    at as usize + if source.text().as_bytes().get(at as usize) == Some(&b'\r') { 2 } else { 1 }
}

/// The mark that every line with text begins with, if they all do: what stands around a paste beside them.
fn comment_mark(paste: &Paste<'_, '_>, dropped: &Lengths) -> Option<&'static str> {
    let lines = paste.lines().map(|pasted| pasted.content(None, dropped.of(pasted.number)).trim());
    let mut inside = lines.filter(|text| !text.is_empty() && !is_around(text));
    let first = inside.next()?;
    let mark = ["#", "//", ";", "-- "].into_iter().find(|mark| first.starts_with(mark))?;
    // "#!/bin/sh" begins a script and is no commented block.
    (!first.starts_with("#!") && inside.all(|text| text.starts_with(mark.trim_end()))).then_some(mark)
}

/// A fence, a prompt with its command, a headline: none of them says that what is below is more than comments.
fn is_around(text: &str) -> bool {
    let is_headline = text.ends_with([':', '：']) && !text.contains(|c: char| c.is_ascii_digit() || "#/;{".contains(c));
    let is_prompt = || !text.starts_with('#') && command_after_prompt(text).is_some();
    text.starts_with("```") || text.starts_with("~~~") || is_headline || is_of_ansible(text) || is_prompt()
}

/// The word that ends the text which a command takes from the lines below it: `cat > file << EOF`.
fn end_word(line: &str) -> Option<&str> {
    let (_, behind) = line.split_once("<<").filter(|(_, behind)| !behind.starts_with('<'))?;
    let word = behind.trim_start_matches('-').trim_start().trim_start_matches(['\'', '"', '\\']);
    let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
    word.get(..end).filter(|word| !word.is_empty())
}

/// Copies a line, changed where it must be. `from` is its place in the source.
fn clean_line(view: &mut View<'_>, line: &str, from: u32) {
    let mut rest = line;
    let mut before = ' ';
    loop {
        let at = from + offset(line.len() - rest.len());
        let length = plain_length(rest);
        let (same, changed) = rest.split_at(length);
        if let Some(last) = same.chars().next_back() {
            push(view, same, at, at as usize + length);
            before = last;
        }
        rest = changed;
        let at = at + offset(length);
        let Some(c) = rest.chars().next() else { break };
        let skipped = escape_length(rest);
        if skipped > 0 {
            rest = rest.get(skipped..).unwrap_or("");
            continue;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        let end = at as usize + c.len_utf8();
        if let Some(kept) = plain(c, before, after) {
            push(view, kept.encode_utf8(&mut [0; 4]), at, end);
        }
        before = c;
        rest = after;
    }
}

/// How many bytes the text begins with that stay as they are: plain characters with which nothing begins that a terminal
/// understands.
fn plain_length(text: &str) -> usize {
    let text = text.as_bytes();
    let is_plain = |(at, b): (usize, &u8)| match (b, text.get(at + 1)) {
        // As the escapes of `escape_length` go on.
        (b'[', Some(b'0'..=b'9' | b';')) | (b'^', Some(b'[')) | (b'\\', Some(b'e' | b'0' | b'x' | b'u')) => false,
        (b, _) => matches!(b, b' '..=b'~' | b'\t'),
    };
    text.iter().enumerate().position(|byte| !is_plain(byte)).unwrap_or(text.len())
}

/// The character in its plain form; `None` for one that is not seen.
fn plain(c: char, before: char, after: &str) -> Option<char> {
    Some(match c {
        '\t' | ' '..='~' => c,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => return None,
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' => '.',
        '／' => '/',
        '＼' => '\\',
        '。' if is_digit(before) && after.starts_with(is_digit) => '.',
        _ if c.is_control() => return None,
        _ => c,
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The length of the terminal's control sequence that the text begins with; 0 for none.
fn escape_length(text: &str) -> usize {
    let intro =
        ["\x1b", "\u{9b}", "^[[", "\\e[", "\\033[", "\\x1b[", "\\u001b["].into_iter().find(|i| text.starts_with(i));
    let Some(intro) = intro else { return lost_escape_length(text) };
    let rest = text.get(intro.len()..).unwrap_or("");
    match (intro, rest.chars().next()) {
        ("\x1b", Some('[')) => 2 + parameters_length(&rest[1..]),
        ("\x1b", Some(']')) => 1 + title_length(rest),
        ("\x1b", Some('(' | ')')) => 1 + rest.chars().take(2).map(char::len_utf8).sum::<usize>(),
        ("\x1b", _) => 1,
        _ => intro.len() + parameters_length(rest),
    }
}

/// A title or link ends with BEL or with ESC \; one that ends nowhere near is not looked for further.
fn title_length(text: &str) -> usize {
    let near = text.as_bytes().get(..256).unwrap_or(text.as_bytes());
    let bell = near.iter().position(|&b| b == 0x07).map(|at| at + 1);
    bell.or_else(|| near.windows(2).position(|pair| pair == b"\x1b\\").map(|at| at + 2)).unwrap_or(1)
}

/// `[35m` is what is left of a colour when a program drops the escape character.
fn lost_escape_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('[') else { return 0 };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
    if (1..=11).contains(&digits) && rest.as_bytes().get(digits) == Some(&b'm') { digits + 2 } else { 0 }
}

/// Parameters and the final letter of a control sequence.
fn parameters_length(text: &str) -> usize {
    let parameters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || ";?=".contains(c)).len();
    let last = text[parameters..].chars().next().filter(char::is_ascii_alphabetic);
    parameters + last.map_or(0, char::len_utf8)
}

/// Adds text that stood from `start` to `end` of the source: at no cost while the text is the source's own and goes on with it.
fn push(view: &mut View<'_>, text: &str, start: u32, end: usize) {
    let clean = offset(view.text.len());
    let piece = Piece { clean, clean_end: clean + offset(text.len()), original: start, original_end: offset(end) };
    match &mut view.text {
        Cow::Borrowed(own) if clean == start && piece.is_copy() => *own = view.source.text().get(..end).unwrap_or(own),
        changed => changed.to_mut().push_str(text),
    }
    note_piece(view, piece);
}

/// Adds a piece, or what it says to the piece before where both are copies that stood side by side.
fn note_piece(view: &mut View<'_>, piece: Piece) {
    match view.pieces.last_mut() {
        Some(last) if last.original_end == piece.original && last.is_copy() && piece.is_copy() => {
            last.clean_end = piece.clean_end;
            last.original_end = piece.original_end;
        }
        _ => view.pieces.push(piece),
    }
}
