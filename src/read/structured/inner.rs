//! A text in a text: a file that is the value of a key, and where its bytes stand in the paste.
//!
//! ```text
//! in the paste   "net": "{\n  \"Network\": \"10.244.0.0/16\"\n}"      or as a block of YAML, line by line
//! the file       {↵  "Network": "10.244.0.0/16"↵}
//! ```

use crate::read::json::{Member, Node, Value, escape};
use crate::text::{Located, Source, Span, offset};

/// Where each stretch of a file begins that stands in the paste byte for byte: in the file, and in the paste; sorted by both.
pub(super) struct Places {
    starts: Vec<(usize, u32)>,
    whole: Span,
}

impl Places {
    /// Of a file that a string at `whole` is.
    pub(super) fn of(source: &Source, whole: Span, file: &str) -> Self {
        let written = source.slice(whole);
        let starts = escaped(written, file).unwrap_or_else(|| lines(written, file));
        let in_paste = |(at, place)| (at, whole.start + offset(place));
        Self { starts: starts.into_iter().map(in_paste).collect(), whole }
    }

    /// The place of bytes `from` to `to` of the file.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let (start, end) = (self.place(from), self.place(to));
        Span { start, end: end.max(start), ..self.whole }
    }

    fn place(&self, byte: usize) -> u32 {
        let behind = self.starts.partition_point(|(at, _)| *at <= byte);
        let start = behind.checked_sub(1).and_then(|above| self.starts.get(above));
        start.map_or(self.whole.start, |(at, place)| (place + offset(byte - at)).min(self.whole.end))
    }

    /// A tree of the file whose spans are bytes of it, with their places in the paste.
    pub(super) fn placed<'a>(&self, node: Node<'a>) -> Node<'a> {
        let in_paste = |span: Span| self.span(span.start as usize, span.end as usize);
        let member = |Member { key, value }| Member {
            key: Located::new(key.value, in_paste(key.span)),
            value: self.placed(value),
        };
        let value = match node.value {
            Value::Array(elements) => Value::Array(elements.into_iter().map(|element| self.placed(element)).collect()),
            Value::Object(members) => Value::Object(members.into_iter().map(member).collect()),
            scalar => scalar,
        };
        Node { value, span: in_paste(node.span) }
    }
}

/// The stretches of a string in double quotes: each goes on to the next escape. `None` for what is written otherwise.
fn escaped(written: &str, file: &str) -> Option<Vec<(usize, usize)>> {
    let mut rest = written.strip_prefix('"')?;
    let mut starts = vec![(0, 1)];
    let mut at = 0;
    while at < file.len() {
        let c = rest.chars().next()?;
        let (read, length) = if c == '\\' { escape(rest)? } else { (c, c.len_utf8()) };
        if !file[at..].starts_with(read) {
            return None;
        }
        at += read.len_utf8();
        rest = &rest[length..];
        if length != read.len_utf8() {
            starts.push((at, written.len() - rest.len()));
        }
    }
    Some(starts)
}

/// The stretches of a string over several lines: its lines, behind what each is indented by.
fn lines(written: &str, file: &str) -> Vec<(usize, usize)> {
    let (mut at, mut place) = (0, 0);
    let mut starts = Vec::new();
    for line in file.split_inclusive('\n') {
        place += written.get(place..).and_then(|rest| rest.find(line.trim_end())).unwrap_or(0);
        starts.push((at, place));
        at += line.len();
        place += line.trim_end().len();
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Slot;

    /// What stands in the paste for each word of the file that the paste is as a whole.
    fn words(paste: &str, file: &str) -> Vec<String> {
        let source = Source::new(Slot::Any, paste);
        let places = Places::of(&source, source.span(), file);
        let start = |word: &str| word.as_ptr() as usize - file.as_ptr() as usize;
        let place = |word| places.span(start(word), start(word) + word.len());
        file.split_whitespace().map(|word| source.slice(place(word)).to_owned()).collect()
    }

    #[test]
    fn words_of_a_file_are_found_in_the_paste() {
        for (paste, file, expected) in [
            (
                r#""a: 1\nb: \"c\" é\u00e9 d\n""#,
                "a: 1\nb: \"c\" éé d\n",
                &["a:", "1", "b:", r#"\"c\""#, r"é\u00e9", "d"][..],
            ),
            ("|\n    a: 1\n      b: 2\n", "a: 1\n  b: 2\n", &["a:", "1", "b:", "2"]),
        ] {
            assert_eq!(words(paste, file), expected, "{paste}");
        }
    }

    #[test]
    fn a_file_that_stands_otherwise_in_the_paste_stays_within_it() {
        for (paste, file) in [("\"a\\x41\"", "aA\nb"), ("é", "ab\nc\nd"), ("", "a\nb"), ("\"ééé\\n", "aaaaaaaaa\n")]
        {
            let source = Source::new(Slot::Any, paste);
            let whole = source.span();
            let places = Places::of(&source, whole, file);
            for byte in 0..file.len() {
                let span = places.span(byte, byte + 1);
                assert!(whole.start <= span.start && span.start <= span.end && span.end <= whole.end, "{paste} {byte}");
            }
        }
    }
}
