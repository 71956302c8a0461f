//! Documents that stand on one line because the first has no line break at its end: `}[`, `}{`, `}default via …`,
//! `nameserver 10.0.0.2{`. A box is read in the parts between such places.

use crate::problem::{Label, Problem};
use crate::read::signs::Signs;
use crate::read::view::View;
use crate::read::{Document, LineUse};
use crate::text::{Source, Span};

/// More parts are no pasted outputs.
const MOST: usize = 16;

/// The places where a document begins in the middle of a line, ascending; none in almost every text.
pub(super) fn places(view: &View<'_>) -> Vec<u32> {
    let mut places = Vec::new();
    let mut depth = 0_usize;
    for row in view.rows(1, view.last()) {
        // A value begins with a bracket, and a line of resolv.conf ends at one. Inside a value only brackets count.
        let may_matter = if depth == 0 { Signs::OPEN } else { Signs::OPEN | Signs::CLOSE };
        if !row.signs().has_any(may_matter) {
            continue;
        }
        let mut from = 0;
        while let Some(at) = seam(row.text, from, &mut depth) {
            places.push(row.part(at, at + 1).span.start);
            from = at;
        }
        if places.len() >= MOST {
            break;
        }
    }
    places.truncate(MOST);
    places
}

/// Where the next document begins in a line behind `from`. `depth` is the number of open brackets of a value that began a line.
fn seam(line: &str, from: usize, depth: &mut usize) -> Option<usize> {
    let text = line.get(from..)?;
    if *depth == 0 {
        let is_value = |text: &str| {
            let inside = text.strip_prefix(['{', '[']).map(str::trim_start);
            inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['{', '[', '}', ']', '"']))
        };
        if !is_value(text.trim_start()) {
            let opens = text.find('{').filter(|_| from == 0 && is_resolver_line(text))?;
            return text[..opens].ends_with(|c: char| c.is_alphanumeric()).then_some(opens);
        }
    }
    let mut in_string = false;
    let mut hidden = false;
    for (at, b) in text.bytes().enumerate() {
        match b {
            _ if hidden => hidden = false,
            b'\\' if in_string => hidden = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => *depth += 1,
            b'}' | b']' if !in_string => {
                *depth = depth.saturating_sub(1);
                let behind = &text[at + 1..];
                if *depth == 0 && !behind.trim().is_empty() {
                    return begins(behind).then_some(from + at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether another document follows a closing bracket at once: what else stands there belongs to a command or a sentence.
fn begins(behind: &str) -> bool {
    let next = behind.chars().next();
    next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '{' | '[' | '$' | '#' | '/' | '=' | '<' | '+' | '~'))
}

/// A line of resolv.conf.
fn is_resolver_line(text: &str) -> bool {
    ["nameserver ", "search ", "domain ", "options "].iter().any(|word| text.starts_with(word))
}

/// The box without the paste's marks, every byte in its place.
pub(super) fn unmarked(view: &View<'_>) -> String {
    let behind = view.source().text().get(view.lines_span(1, view.last()).end as usize..).unwrap_or_default();
    view.blanked(1, view.last()) + behind
}

/// The box up to the end of a part, with blanks in place of what stands before it, so that every byte and line keeps its place.
pub(super) fn only(unmarked: &str, part: Span) -> Source {
    let (start, end) = (part.start as usize, part.end as usize);
    let [before, inside] = [unmarked.get(..start), unmarked.get(start..end)].map(Option::unwrap_or_default);
    let blank = |b: u8| if matches!(b, b'\n' | b'\r') { b as char } else { ' ' };
    Source::new(part.slot, before.bytes().map(blank).collect::<String>() + inside)
}

/// What was read of one part: its lines from `first` on, and no place outside of it.
pub(super) fn within(
    part: Span,
    lines: (u32, u32),
    read: (Vec<Document>, Vec<Problem>),
) -> (Vec<Document>, Vec<Problem>) {
    let clip = |span: Span| Span {
        start: span.start.clamp(part.start, part.end),
        end: span.end.clamp(part.start, part.end),
        ..span
    };
    let is_inside = |(line, _): &(u32, LineUse)| (lines.0..=lines.1).contains(line);
    let (mut documents, mut problems) = read;
    for document in &mut documents {
        document.span = clip(document.span);
        document.lines.retain(is_inside);
    }
    documents.retain(|document| !document.lines.is_empty() || !document.items.is_empty());
    for label in problems.iter_mut().flat_map(|problem| &mut problem.labels) {
        *label = Label { span: clip(label.span), ..*label };
    }
    (documents, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::see;
    use crate::text::Slot;

    #[test]
    fn seams_are_found_where_a_line_break_is_missing() {
        for (text, expected) in [
            ("{\n \"a\": 1\n}[\n {}\n]\n", vec![11]),
            ("{}{}", vec![2]),
            ("{}root@web:~# ip r\n", vec![2]),
            ("{\"a\": [1]}default via 10.0.0.1 dev eth0\n", vec![10]),
            ("nameserver 10.0.0.2{\n}\n", vec![19]),
            ("{\"a\": \"}[\"}\n", vec![]),
            ("{\"a\": 1}\n[]\n", vec![]),
            ("echo '{}' | tee x\n", vec![]),
            ("[{}, {}]\n[{}]\n", vec![]),
            ("{} # a remark\n", vec![]),
            ("[root@web ~]# ip r\n", vec![]),
            ("> {\n>  \"a\": 1\n> }[\n>  {}\n> ]\n", vec![17]),
        ] {
            let source = Source::new(Slot::Any, text);
            assert_eq!(places(&View::new(&source)), expected, "{text}");
        }
    }

    #[test]
    fn each_part_is_a_document_of_its_own() {
        let seen = see(
            "{\n  \"bip\": \"10.9.0.1/24\"\n}[\n  {\"Name\": \"web\", \"IPAM\": {\"Config\": [{\"Subnet\": \"10.8.0.0/24\"}]}}\n]\n",
        );
        assert_eq!(seen.kinds, ["daemon.json", "docker network inspect"]);
        assert_eq!(seen.lines, "uuuu.");
    }
}
