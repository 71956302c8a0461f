//! The result as lines for a terminal: what is bold, coloured, indented, and what must stay on one line to be copied.
//!
//! How wide the terminal is, and what a colour is there, is not known here.

use super::flat;
use crate::analysis::{State, Verdict};
use crate::examine::Report;
use crate::plan::{Offer, Plan, Step};
use crate::problem::{Code, Message, Severity};
use crate::text::Source;
use crate::trace::{Path, Trace};
use crate::view::cards::quote;
use crate::view::platform::platform_sentence;
use crate::view::{Card, CauseCard, Quote, cause_cards, diff, notes};
use crate::words::{Lang, Piece, render, word};

/// How a piece of a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// Running text.
    Plain,
    /// A heading, a verdict.
    Strong,
    /// Places, labels, what is beside the matter.
    Faint,
    /// Code, commands.
    Code,
    /// A range of Docker's.
    Docker,
    /// A range of yours.
    Yours,
    /// A line that the new file has and the old one has not.
    Added,
    /// A line that it has no more.
    Removed,
    /// As bad as this.
    Severity(Severity),
    /// Nothing is wrong.
    Good,
}

/// How a line ends where the terminal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// It goes on in the next line, below its first letter.
    Wrapped,
    /// It stays whole, to be copied.
    Whole,
}

/// A line of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLine {
    /// Blanks in front of it.
    pub indent: usize,
    /// What stands before its first letter: a number, a sign.
    pub mark: String,
    /// The pieces.
    pub pieces: Vec<(Look, String)>,
    /// What happens at the terminal's edge.
    pub flow: Flow,
}

/// The report as lines for a terminal.
pub fn text(report: &Report, sources: &[Source], lang: Lang) -> Vec<TextLine> {
    let mut page = Page { lines: Vec::new(), lang };
    let causes = cause_cards(report, sources, lang);
    // A cause says itself why it is one.
    let because = if causes.is_empty() { report.verdict.because.as_slice() } else { &[] };
    page.verdict(&report.verdict, because);
    for card in &causes {
        page.cause(card);
    }
    page.notes(&notes(report, sources, lang));
    page.next(report);
    page.plan(&report.plan);
    page.lines
}

/// The ways of a packet as lines for a terminal; each step with the line that it rests on.
pub fn ways(trace: &Trace, sources: &[Source], lang: Lang) -> Vec<TextLine> {
    let mut page = Page { lines: Vec::new(), lang };
    for message in &trace.assumes {
        page.sentence(0, "", message);
    }
    for way in &trace.from_containers {
        page.way(&format!("{} {}", page.label("page.trace.container"), way.network), &way.path, sources);
    }
    page.way(page.label("page.trace.host"), &trace.from_host, sources);
    page.way(page.label("page.trace.peer"), &trace.from_peer, sources);
    page.lines
}

/// The mark and the look of a state.
pub(super) const fn of_state(state: State) -> (&'static str, Look) {
    match state {
        State::Broken => ("✗ ", Look::Severity(Severity::Broken)),
        State::Symptom => ("? ", Look::Severity(Severity::Broken)),
        State::WillBreak => ("! ", Look::Severity(Severity::WillBreak)),
        State::Risk => ("! ", Look::Severity(Severity::Risk)),
        State::Clear => ("✓ ", Look::Good),
        State::Partial | State::Empty => ("– ", Look::Strong),
    }
}

/// Lines that grow, and their language.
struct Page {
    lines: Vec<TextLine>,
    lang: Lang,
}

impl Page {
    fn label(&self, key: &'static str) -> &'static str {
        word(self.lang, key)
    }

    fn colon(&self) -> &'static str {
        self.label("ticket.colon")
    }

    /// A label with a colon behind it, at the end of a line.
    fn titled(&self, key: &'static str) -> String {
        format!("{}{}", self.label(key), self.colon()).trim_end().to_owned()
    }

    fn push(&mut self, indent: usize, mark: &str, pieces: Vec<(Look, String)>, flow: Flow) {
        self.lines.push(TextLine { indent, mark: mark.to_owned(), pieces, flow });
    }

    fn gap(&mut self) {
        self.push(0, "", Vec::new(), Flow::Whole);
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.push(0, "", vec![(Look::Strong, text.to_owned())], Flow::Wrapped);
    }

    fn sentence(&mut self, indent: usize, mark: &str, message: &Message) {
        let pieces = looks(&render(self.lang, message));
        self.push(indent, mark, pieces, Flow::Wrapped);
    }

    fn list(&mut self, indent: usize, messages: &[Message]) {
        for message in messages {
            self.sentence(indent, "- ", message);
        }
    }

    fn commands(&mut self, indent: usize, commands: &[String]) {
        for line in commands.iter().flat_map(|command| command.lines()) {
            self.push(indent, "", vec![(Look::Code, line.to_owned())], Flow::Whole);
        }
    }

    fn verdict(&mut self, verdict: &Verdict, because: &[Message]) {
        let (mark, look) = of_state(verdict.state);
        let headline = flat(&render(self.lang, &verdict.headline));
        self.push(0, mark, vec![(look, headline)], Flow::Wrapped);
        for message in because {
            self.sentence(2, "", message);
        }
        if !verdict.unchecked.is_empty() {
            let comma = self.label("ticket.comma");
            let missing: Vec<_> = verdict.unchecked.iter().map(|message| flat(&render(self.lang, message))).collect();
            let line = format!("{}{}", self.label("page.not-checked"), missing.join(comma));
            self.push(2, "", vec![(Look::Faint, line)], Flow::Wrapped);
        }
    }

    fn cause(&mut self, card: &CauseCard) {
        self.gap();
        let mut pieces = vec![(Look::Severity(card.severity), format!("{}{}", card.pill, self.colon()))];
        pieces.extend(looks(&card.title));
        pieces.push(code(card.code));
        self.push(0, "", pieces, Flow::Wrapped);
        for line in &card.consequences {
            let pill = line.pill.iter().map(|pill| (Look::Strong, format!("{pill}{}", self.colon())));
            let pieces = pill.chain(looks(&line.text)).chain([code(line.page.code)]).collect();
            self.push(2, "- ", pieces, Flow::Wrapped);
        }
        if card.more > 0 {
            self.sentence(2, "- ", &Message::new("verdict.more").with("n", card.more));
        }
        self.quotes(4, &card.quotes);
        for paragraph in card.why.iter().chain(&card.sees) {
            self.push(2, "", looks(paragraph), Flow::Wrapped);
        }
        if !card.verify.is_empty() {
            let label = self.titled("page.verify");
            self.push(2, "", vec![(Look::Faint, label)], Flow::Wrapped);
            self.commands(4, &card.verify);
        }
    }

    /// What belongs to no cause, each in a line with where it stands.
    fn notes(&mut self, cards: &[Card]) {
        if !cards.is_empty() {
            self.gap();
        }
        for card in cards {
            let mut pieces = vec![(Look::Strong, format!("{}{}", card.pill, self.colon()))];
            pieces.extend(looks(&card.title));
            pieces.push((Look::Faint, format!(" [{}]", card.code)));
            self.push(0, "", pieces, Flow::Wrapped);
            self.quotes(4, &card.quotes);
        }
    }

    fn quotes(&mut self, indent: usize, quotes: &[Quote]) {
        for quote in quotes {
            let place = format!("{}{}", quote.place, self.colon());
            let pieces = vec![(Look::Faint, place), (Look::Code, quote.text.trim_start().to_owned())];
            self.push(indent, "", pieces, Flow::Whole);
        }
    }

    fn next(&mut self, report: &Report) {
        let prediction = &report.prediction;
        self.heading(&format!("{} {}", self.label("page.next"), prediction.engine));
        self.sentence(2, "", &platform_sentence(report));
        if let Some(refusal) = report.refusal() {
            self.push(2, "", vec![(Look::Severity(Severity::Broken), refusal.text.clone())], Flow::Wrapped);
        }
        if let Some(when) = prediction.when() {
            self.sentence(2, "", &when);
        }
        let nets: Vec<_> = prediction.next.iter().map(|next| next.subnet.to_string()).collect();
        if !nets.is_empty() {
            self.push(2, "", vec![(Look::Docker, nets.join(self.label("ticket.comma")))], Flow::Wrapped);
        }
        let remaining = format!("{}{}", prediction.remaining, self.label("page.remaining"));
        self.push(2, "", vec![(Look::Plain, remaining)], Flow::Wrapped);
        self.list(2, &prediction.unknown);
    }

    fn plan(&mut self, plan: &Plan) {
        self.heading(self.label("page.fix"));
        if let Some(message) = &plan.no_offer {
            self.sentence(2, "", message);
        }
        if let Some(offer) = &plan.offer {
            self.offer(offer);
        }
    }

    fn offer(&mut self, offer: &Offer) {
        if let Some(candidate) = &offer.candidate {
            let why: Vec<_> = candidate.reasons.iter().map(|reason| flat(&render(self.lang, reason))).collect();
            let why = format!("{}{}", self.colon(), why.join(self.label("ticket.comma")));
            self.push(2, "", vec![(Look::Docker, candidate.range.to_string()), (Look::Plain, why)], Flow::Wrapped);
        }
        self.list(2, &offer.losses);
        self.list(2, &offer.cautions);
        if !offer.edits.is_empty() {
            self.gap();
            self.diff(&offer.before, &offer.after);
        }
        self.heading(self.label("page.steps"));
        for (at, step) in offer.steps.iter().enumerate() {
            self.step(at + 1, step);
        }
        for companion in &offer.companions {
            self.gap();
            self.sentence(2, "", &companion.message);
            self.commands(4, std::slice::from_ref(&companion.text));
        }
    }

    fn diff(&mut self, before: &str, after: &str) {
        for line in diff(before, after) {
            let look = match line.sign {
                '+' => Look::Added,
                '-' => Look::Removed,
                _ => Look::Plain,
            };
            self.push(4, "", vec![(look, format!("{}{}", line.sign, line.text))], Flow::Whole);
        }
    }

    fn step(&mut self, number: usize, step: &Step) {
        self.sentence(2, &format!("{number}. "), &step.message);
        for more in step.interrupts.iter().chain(&step.warnings) {
            let pieces = vec![(Look::Strong, flat(&render(self.lang, more)))];
            self.push(5, "", pieces, Flow::Wrapped);
        }
        self.commands(5, &step.commands);
        if !step.undo.is_empty() {
            self.push(5, "", vec![(Look::Faint, self.titled("page.undo-step"))], Flow::Wrapped);
            self.commands(7, &step.undo);
        }
    }

    fn way(&mut self, from: &str, path: &Path, sources: &[Source]) {
        if !self.lines.is_empty() {
            self.gap();
        }
        self.push(0, "", vec![(Look::Strong, from.to_owned())], Flow::Wrapped);
        for (at, step) in path.steps.iter().enumerate() {
            self.sentence(2, &format!("{}. ", at + 1), &step.message);
            let quoted = step.span.and_then(|span| quote(span, sources, self.lang));
            self.quotes(5, quoted.as_slice());
        }
    }
}

/// The code people link to, behind a sentence.
fn code(code: Code) -> (Look, String) {
    (Look::Faint, format!(" [{}]", code.name()))
}

fn looks(pieces: &[Piece]) -> Vec<(Look, String)> {
    let look = |piece: &Piece| match piece {
        Piece::Text(_) => Look::Plain,
        Piece::Code(_) => Look::Code,
        Piece::Docker(_) => Look::Docker,
        Piece::Yours(_) => Look::Yours,
    };
    pieces.iter().map(|piece| (look(piece), piece.text().to_owned())).collect()
}
