//! Notes of one kind are one note: ten lines of talk in a paste are told once, with the place of each.

use crate::problem::{Code, Message, Problem, Severity};

/// The reader's notes with those of one code as one note: its sentence counts them, its paragraphs are theirs.
pub fn one_of_a_kind(notes: Vec<Problem>) -> Vec<Problem> {
    let mut kinds: Vec<(Problem, Vec<Problem>)> = Vec::new();
    for note in notes {
        match kinds.iter_mut().find(|(first, _)| first.code == note.code && several(note.code).is_some()) {
            Some((_, others)) => others.push(note),
            None => kinds.push((note, Vec::new())),
        }
    }
    kinds.into_iter().map(|(first, others)| if others.is_empty() { first } else { together(first, others) }).collect()
}

fn together(first: Problem, others: Vec<Problem>) -> Problem {
    let sentence = Message::new(several(first.code).unwrap_or_default()).with("n", others.len() + 1);
    let mut whole = Problem::new(first.code, Severity::Note, sentence);
    for note in std::iter::once(first).chain(others) {
        whole.labels.extend(note.labels);
        whole.details.push(note.message);
        whole.details.extend(note.details);
    }
    whole
}

/// The sentence for several notes of a code; `None` for a code whose findings stand each for itself.
const fn several(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::LineNotUnderstood => "read.several.line-not-understood",
        Code::LineNotHandled => "read.several.line-not-handled",
        Code::HostBitsSet => "read.several.host-bits-set",
        Code::LenientJson => "read.several.lenient-json",
        Code::ReadByGuess => "read.several.read-by-guess",
        Code::TextCut => "read.several.text-cut",
        _ => return None,
    })
}
