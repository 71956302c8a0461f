//! Messages in, answers out.

use super::*;
use crate::door;
use crate::view::screen::Fields;

const STORY: (&str, &str) =
    ("172.16.0.0/12 vpc\n172.17.48.6 rds\n", "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n");

fn ask(desk: &mut Desk, asks: Vec<Ask>, texts: &[&str]) -> Vec<Answer> {
    desk.take(asks, texts.iter().map(|text| (*text).to_owned()).collect(), &|_, _| {})
}

fn screen_of(answers: &[Answer]) -> &Screen {
    answers
        .iter()
        .find_map(|answer| if let Answer::Screen { screen, .. } = answer { Some(screen) } else { None })
        .unwrap()
}

fn told(desk: &mut Desk) -> Vec<Answer> {
    let begin = Ask::Begin { lang: Lang::En, fragment: String::new() };
    ask(desk, vec![begin, Ask::Text(Slot::Networks), Ask::Text(Slot::Routes)], &[STORY.0, STORY.1])
}

#[test]
fn the_first_answer_brings_menus_and_a_screen_and_no_texts() {
    let answers = told(&mut Desk::default());
    assert!(matches!(answers.as_slice(), [Answer::Menus(_), Answer::Screen { .. }]), "{answers:?}");
    assert_eq!(screen_of(&answers).verdict.state, "broken");
}

#[test]
fn a_box_that_did_not_change_is_not_read_again() {
    let mut desk = Desk::default();
    told(&mut desk);
    let before = desk.readings[&Slot::Routes].0.as_ptr();
    let answers = ask(&mut desk, vec![Ask::Text(Slot::Networks)], &["10.9.0.0/16\n"]);
    assert_eq!(desk.readings[&Slot::Routes].0.as_ptr(), before);
    assert_ne!(screen_of(&answers).verdict.state, "broken");
    let answers = ask(&mut desk, vec![Ask::Text(Slot::Networks)], &[""]);
    assert!(!desk.readings.contains_key(&Slot::Networks));
    assert!(screen_of(&answers).boxes[0].text.is_empty());
}

#[test]
fn the_answer_equals_a_whole_examination() {
    let mut desk = Desk::default();
    told(&mut desk);
    ask(&mut desk, vec![Ask::Text(Slot::Any)], &["nameserver 172.17.0.2\n"]);
    let whole = examine::examine(&desk.session.inputs, &desk.session.question());
    assert_eq!(desk.report.as_ref(), Some(&whole));
}

#[test]
fn a_link_brings_texts_and_choices_and_a_bad_one_leaves_all_as_it_is() {
    let mut desk = Desk::default();
    let fragment = "vpc=172.16.0.0/12&bip=172.17.0.1/16&engine=28&lang=zh&colour=red".to_owned();
    let answers = ask(&mut desk, vec![Ask::Begin { lang: Lang::En, fragment }], &[]);
    let [Answer::Menus(menus), Answer::Boxes(texts), Answer::Screen { screen, choices }] = answers.as_slice() else {
        panic!("{answers:?}")
    };
    assert_eq!(texts.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), [Slot::Networks, Slot::DaemonJson]);
    assert_eq!((screen.lang, screen.fields.engine.text.as_str(), screen.notices.len()), (Lang::Zh, "28", 1));
    assert_eq!(menus, &super::menus(Lang::Zh));
    assert!(choices.contains("28") && !choices.contains("172"), "{choices}");
    let answers = ask(&mut desk, vec![Ask::Open("v1.damaged".to_owned())], &[]);
    assert!(matches!(answers.as_slice(), [Answer::Screen { .. }]), "{answers:?}");
    assert_eq!(screen_of(&answers).fields.engine.text, "28");
}

#[test]
fn the_successor_of_a_lost_core_has_the_choices_and_gets_the_texts() {
    let mut desk = Desk::default();
    told(&mut desk);
    let asks = vec![
        Ask::Field(FieldName::Engine, "28".to_owned()),
        Ask::Field(FieldName::Networks, "40".to_owned()),
        Ask::Field(FieldName::Trace, "172.17.48.6".to_owned()),
        Ask::ReadAs(Slot::Networks, "list".to_owned()),
    ];
    let answers = ask(&mut desk, asks, &[]);
    let Some(Answer::Screen { screen, choices }) = answers.last() else { panic!("{answers:?}") };
    let mut next = Desk::default();
    let resume = Ask::Resume { lang: Lang::En, choices: choices.clone() };
    let asks = vec![resume, Ask::Text(Slot::Networks), Ask::Text(Slot::Routes)];
    let answers = ask(&mut next, asks, &[STORY.0, STORY.1]);
    assert_eq!(screen_of(&answers), &**screen);
}

#[test]
fn a_field_that_cannot_be_read_keeps_its_text_and_changes_nothing_else() {
    let mut desk = Desk::default();
    let before = screen_of(&told(&mut desk)).fix.clone();
    let names = [FieldName::Engine, FieldName::Networks, FieldName::Size, FieldName::Range];
    let asks = names.map(|name| Ask::Field(name, "no value".to_owned())).to_vec();
    let screen = screen_of(&ask(&mut desk, asks, &[])).clone();
    let Fields { engine, networks, size, range, .. } = screen.fields;
    for field in [engine, networks, size, range] {
        assert_eq!(field.text, "no value");
        assert!(!field.invalid.is_empty());
    }
    assert_eq!(screen.fix, before);
}

#[test]
fn a_file_is_a_chip_with_its_first_lines() {
    let mut desk = Desk::default();
    told(&mut desk);
    let file = Ask::File { slot: Slot::Any, name: "routes.txt".to_owned() };
    let text = "10.0.0.0/8 dev eth0\n".repeat(60_000);
    let seen = std::cell::RefCell::new(Vec::new());
    desk.take(vec![file], vec![text.clone()], &|done, of| seen.borrow_mut().push((done, of)));
    let screen = screen_of(&ask(&mut desk, vec![Ask::Speak(Lang::Zh)], &[])).clone();
    let chip = screen.boxes[4].file.as_ref().unwrap();
    assert_eq!((chip.name.as_str(), chip.size, chip.head.lines().count()), ("routes.txt", text.len() as u64, 5));
    assert!(screen.share.link.is_none() && !screen.share.remark.is_empty());
    assert!(seen.borrow().iter().all(|(done, of)| done <= of && *of == text.len() as u64));
}

#[test]
fn texts_to_hand_on_are_open_or_masked() {
    let mut desk = Desk::default();
    told(&mut desk);
    for hand in [Hand::Link, Hand::Markdown, Hand::Json] {
        for (privacy, shows) in [(Privacy::Open, true), (Privacy::Masked, false)] {
            let answers = ask(&mut desk, vec![Ask::Hand(hand, privacy)], &[]);
            let Some(Answer::Hand(text)) = answers.first() else { panic!("{answers:?}") };
            let text = if hand == Hand::Link {
                link::read(text).unwrap().unwrap().opened.inputs.texts[&Slot::Networks].clone()
            } else {
                text.clone()
            };
            assert_eq!(text.contains("172.17.48.6"), shows, "{hand:?} {privacy:?}: {text}");
        }
    }
}

#[test]
fn every_answer_crosses_the_door_unchanged() {
    let answers = told(&mut Desk::default());
    assert_eq!(door::read::<Answer>(&door::write(&answers)), Ok(answers));
}
