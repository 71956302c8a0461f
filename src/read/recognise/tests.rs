//! How a box is taken apart, and who is asked about which line.

use super::*;
use crate::read::view::TELLING;
use crate::text::Slot;

#[test]
fn every_line_of_any_text_has_exactly_one_use() {
    for text in ["", "\n", "x", "x\ny\n", "# only a comment\n", "me@host:~$ \n\n\nfoo\n"] {
        let source = Source::new(Slot::Any, text);
        let (documents, _) = read(&source, None, &|_| {});
        let lines: Vec<_> = documents.iter().flat_map(|document| &document.lines).map(|(line, _)| *line).collect();
        if lines.is_empty() {
            assert!(text.trim().is_empty(), "{text:?}");
        } else {
            assert_eq!(lines, (1..=source.line_count()).collect::<Vec<_>>(), "{text:?}");
        }
    }
}

#[test]
fn what_is_read_is_told_every_so_many_bytes() {
    for line in ["10.0.0.0/8 via 10.0.0.1 dev eth0\n", "10.0.0.0/8 office\n", "> nothing that anybody reads\r\n"] {
        let source = Source::new(Slot::Any, line.repeat(4 * TELLING as usize / line.len()));
        let told = std::cell::RefCell::new(vec![0]);
        read(&source, None, &|bytes| told.borrow_mut().push(bytes));
        let told = told.into_inner();
        assert!(told.windows(2).all(|pair| pair[0] <= pair[1] && pair[1] < pair[0] + 2 * TELLING), "{told:?}");
        // Several passes clean, one reads, one notes: each tells three times or four.
        assert!(*told.last().unwrap() > 2 * TELLING && told.len() > 4 * 3, "{line:?}: {told:?}");
    }
}

#[test]
fn one_long_value_is_told_of_while_it_is_parsed_and_read() {
    let route = "{\"dst\": \"10.0.0.0/8\", \"dev\": \"eth0\"},\n";
    for text in [route.to_owned(), route.replace(',', ",\n"), route.replace('\n', " ")] {
        let source = Source::new(Slot::Any, format!("[{}{{}}]", text.repeat(4 * TELLING as usize / text.len())));
        let told = std::cell::RefCell::new(vec![0]);
        read(&source, None, &|bytes| told.borrow_mut().push(bytes));
        let told = told.into_inner();
        assert!(told.is_sorted(), "{told:?}");
        // It is told while the value is parsed, and again while items are taken from the tree.
        assert!(told.len() > 6 && *told.last().unwrap() > 3 * TELLING, "{told:?}");
    }
}

#[test]
fn past_the_bounds_lines_are_left_and_what_was_read_stays() {
    let text = "default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0\n10.1.0.0/24 dev eth1\n}[\n";
    let source = Source::new(Slot::Any, text);
    for (lines, items) in [(1, 1), (2, 2), (3, 3)] {
        let (documents, problems) = read_view(&View::within(&source, &|_| {}, (lines, 999)), None, &|_| {});
        let [document] = documents.as_slice() else { panic!("{documents:?}") };
        assert_eq!(document.items.len(), items);
        let uses: Vec<_> = document.lines.iter().map(|(_, used)| *used == LineUse::Unhandled).collect();
        assert_eq!(uses, (1..=4).map(|line| line > lines).collect::<Vec<_>>());
        assert_eq!(problems[0].message.key, "read.left");
        assert_eq!(source.line_at(problems[0].labels[0].span.start), lines + 1);
    }
    let (documents, problems) = read_view(&View::within(&source, &|_| {}, (9, 9)), None, &|_| {});
    assert_eq!((documents[0].kind, documents[0].lines.len(), problems.len()), (Kind::Unknown, 4, 1));
    assert!(read(&source, None, &|_| {}).1.iter().all(|problem| problem.message.key != "read.left"));
}

#[test]
fn nobody_claims_a_line_whose_signs_he_does_not_take() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        // Each line of a fixture has a mark before it.
        let lines = text.lines().take_while(|line| !line.starts_with("=====")).map(|line| line.get(2..).unwrap_or(""));
        let lines: Vec<&str> = lines.collect();
        let within = |before: &str, after: &str| {
            lines.iter().map(|line| format!("{before}{line}{after}")).collect::<Vec<_>>().join("\n")
        };
        let cut = |line: &&str| line.chars().take(line.chars().count() * 2 / 3).collect::<String>();
        let texts: [String; 8] = [
            text.clone(),
            within("", ""),
            within("- ", ""),
            within("x ", " y"),
            within("\"", "\","),
            within("网段", "。"),
            lines.iter().map(cut).collect::<Vec<_>>().join("\n"),
            lines.iter().rev().map(|line| line.trim().replace("  ", " ")).collect::<Vec<_>>().join("\n"),
        ];
        texts.into_iter().for_each(nobody_unasked_claims);
    }
}

fn nobody_unasked_claims(text: String) {
    let source = Source::new(Slot::Any, text);
    let view = View::new(&source);
    for row in view.rows(1, view.last()).filter(|row| !row.is_blank()) {
        for recogniser in RECOGNISERS.iter().filter(|recogniser| !recogniser.may_begin(row.all_signs())) {
            let claim = (recogniser.claim)(&view, row.number, view.last());
            assert_eq!(claim, None, "{:?} of {:?}", row.text, source.text());
        }
    }
}

#[test]
fn a_text_that_nobody_reads_is_one_unknown_document_with_one_note() {
    let source = Source::new(Slot::Any, "me@host:~$ foo\nbar\nbaz\n");
    let (documents, problems) = read(&source, None, &|_| {});
    assert_eq!(documents[0].kind, Kind::Unknown);
    assert_eq!(
        documents[0].lines,
        [(1, LineUse::Irrelevant), (2, LineUse::NotUnderstood), (3, LineUse::NotUnderstood)]
    );
    assert_eq!(problems.len(), 1);
    assert_eq!(source.slice(problems[0].labels[0].span), "bar\nbaz");
}

/// Every word of the readers and of their tests.
fn words() -> BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src/read")];
    let mut words = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().flatten().map(|file| file.path()) {
            if file.is_dir() {
                folders.push(file);
            } else if let Ok(text) = std::fs::read_to_string(file) {
                let all = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
                words.extend(all.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic())).map(str::to_owned));
            }
        }
    }
    words
}

fn nobody_else_claims(slot: Slot, text: &str, line: u32) {
    let source = Source::new(slot, text);
    let view = View::new(&source);
    if !view.signs(line).has(Signs::ENTRY) || !is_listed(&view, line) {
        return;
    }
    let of_entries: Vec<_> = OF_ENTRIES.iter().map(|recogniser| recogniser.claim as usize).collect();
    for other in RECOGNISERS.iter().filter(|other| !of_entries.contains(&(other.claim as usize))) {
        assert_eq!((other.claim)(&view, line, view.last()), None, "{text:?}");
    }
}

#[test]
fn nobody_else_claims_a_range_with_any_word_behind_it() {
    for word in words() {
        nobody_else_claims(Slot::Any, &format!("10.20.0.0/16 {word}\n10.30.0.0/16 {word}\n"), 1);
        nobody_else_claims(Slot::Any, &format!("{word}\n172.17.0.0/16   {word}\n1.2/24 {word}\n{word}: {word}\n"), 2);
        nobody_else_claims(Slot::Docker, &format!("10.20.0.0/16 {word}\n10.30.0.0/16 {word}\n"), 1);
    }
}

#[test]
fn nobody_else_claims_a_range_wherever_it_stands() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        // Each line of a fixture has a mark before it.
        let lines = text.lines().take_while(|line| !line.starts_with("====="));
        let lines: Vec<&str> = lines.map(|line| line.get(2..).unwrap_or("")).take(20).collect();
        for at in 0..lines.len() {
            let (above, below) = lines.split_at(at);
            for entry in ["172.18.0.0/16", "172.18.0.0/16 app_default"] {
                let text = [above, &[entry, entry], below].concat().join("\n");
                for slot in [Slot::Any, Slot::Docker] {
                    nobody_else_claims(slot, &text, crate::text::offset(at + 1));
                }
            }
        }
    }
}
