//! The result as Markdown, for a ticket or a chat.
//!
//! Whatever was pasted stays text: it is quoted in fences that it cannot close, and escaped in sentences.

use std::fmt::Write;

use crate::examine::Report;
use crate::plan::{Offer, Plan, Step};
use crate::problem::Message;
use crate::text::Source;
use crate::view::map::strips;
use crate::view::owners::{OwnerGroup, OwnerRow, owner_key, owners};
use crate::view::platform::platform_sentence;
use crate::view::{Card, CauseCard, Consequence, Quote, cause_cards, diff, notes, picture};
use crate::words::{Lang, Piece, render, word};

/// The report as Markdown, with a line break at the end.
pub fn markdown(report: &Report, sources: &[Source], lang: Lang) -> String {
    let mut page = Page { text: String::new(), lang };
    page.verdict(report);
    page.picture(report);
    page.causes(&cause_cards(report, sources, lang));
    page.notes(&notes(report, sources, lang));
    page.owners(&owners(report, sources, lang));
    page.next(report);
    page.plan(&report.plan);
    page.line(&format!("---\n\nnonoverlap {}", env!("CARGO_PKG_VERSION")));
    page.text
}

/// A text that grows, and its language.
struct Page {
    text: String,
    lang: Lang,
}

impl Page {
    /// A line and, where something stands before it, an empty line.
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, depth: usize, text: &str) {
        self.line(&format!("{} {text}", "#".repeat(depth)));
    }

    fn label(&self, key: &'static str) -> &'static str {
        word(self.lang, key)
    }

    fn sentence(&self, message: &Message) -> String {
        inline(&render(self.lang, message))
    }

    fn fence(&mut self, language: &str, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        self.line(&format!("{fence}{language}\n{text}{end}{fence}"));
    }

    fn list(&mut self, messages: &[Message]) {
        let lines: Vec<_> = messages.iter().map(|message| format!("- {}", self.sentence(message))).collect();
        if !lines.is_empty() {
            self.line(&lines.join("\n"));
        }
    }

    fn verdict(&mut self, report: &Report) {
        let verdict = &report.verdict;
        let headline = self.sentence(&verdict.headline);
        self.heading(1, &headline);
        for message in &verdict.because {
            let sentence = self.sentence(message);
            self.line(&sentence);
        }
        if !verdict.unchecked.is_empty() {
            let missing: Vec<_> = verdict.unchecked.iter().map(|message| self.sentence(message)).collect();
            let line = format!("{}{}", self.label("page.not-checked"), missing.join(self.label("ticket.comma")));
            self.line(&line);
        }
    }

    /// The map in text: a ticket shows no SVG.
    fn picture(&mut self, report: &Report) {
        let map = picture::text(&strips(report), self.lang);
        if !map.is_empty() {
            self.fence("text", &map);
        }
    }

    fn causes(&mut self, cards: &[CauseCard]) {
        if cards.is_empty() {
            return;
        }
        let heading = self.sentence(&Message::new("page.causes").with("n", cards.len()));
        self.heading(2, &heading);
        for card in cards {
            self.heading(3, &format!("{}: {} (`{}`)", card.pill, inline(&card.title), card.code.name()));
            self.consequences(card);
            self.quotes(&card.quotes);
            self.paragraphs(card.why.iter().chain(&card.sees));
            self.verify(&card.verify);
        }
    }

    /// What rests on a word of the user's, and what nobody's words claim.
    fn owners(&mut self, groups: &[OwnerGroup]) {
        let told = groups.iter().flat_map(|group| &group.rows).filter(|row| row.chosen || row.is_question);
        let line = |row: &OwnerRow| {
            let name =
                row.name.as_ref().map(|name| format!(" {}", inline(&[Piece::Text(name.clone())]))).unwrap_or_default();
            format!("- `{}`{name}: {} ({})", row.net, self.label(owner_key(row.owner)), inline(&row.reason))
        };
        let lines: Vec<_> = told.take(20).map(line).collect();
        if !lines.is_empty() {
            let heading = self.label("page.owners").to_owned();
            self.heading(2, &heading);
            self.line(&lines.join("\n"));
        }
    }

    fn consequences(&mut self, card: &CauseCard) {
        let line = |line: &Consequence| {
            let pill = line.pill.as_ref().map(|pill| format!("{pill}: ")).unwrap_or_default();
            format!("- {pill}{} (`{}`)", inline(&line.text), line.page.code.name())
        };
        let mut lines: Vec<_> = card.consequences.iter().map(line).collect();
        if card.more > 0 {
            lines.push(format!("- {}", self.sentence(&Message::new("page.more-consequences").with("n", card.more))));
        }
        if !lines.is_empty() {
            self.line(&lines.join("\n"));
        }
    }

    fn notes(&mut self, cards: &[Card]) {
        if cards.is_empty() {
            return;
        }
        let heading = self.sentence(&Message::new("page.notes").with("n", cards.len()));
        self.heading(2, &heading);
        for card in cards {
            self.heading(3, &format!("{}: {} (`{}`)", card.pill, inline(&card.title), card.code));
            self.quotes(&card.quotes);
            self.paragraphs(card.details.iter());
            self.verify(&card.verify);
        }
    }

    fn quotes(&mut self, quotes: &[Quote]) {
        let width = quotes.iter().map(|quote| quote.place.chars().count()).max().unwrap_or(0);
        let quotes: Vec<_> = quotes.iter().map(|quote| format!("{:width$}  {}", quote.place, quote.text)).collect();
        if !quotes.is_empty() {
            self.fence("text", &quotes.join("\n"));
        }
    }

    fn paragraphs<'a>(&mut self, paragraphs: impl Iterator<Item = &'a Vec<Piece>>) {
        for paragraph in paragraphs {
            self.line(&inline(paragraph));
        }
    }

    fn verify(&mut self, commands: &[String]) {
        if !commands.is_empty() {
            self.line(self.label("page.verify"));
            self.fence("sh", &commands.join("\n"));
        }
    }

    fn next(&mut self, report: &Report) {
        let prediction = &report.prediction;
        let heading = format!("{} {}", self.label("page.next"), prediction.engine);
        self.heading(2, &heading);
        let platform = self.sentence(&platform_sentence(report));
        self.line(&platform);
        if let Some(refusal) = report.refusal() {
            self.fence("text", &refusal.text);
        }
        let when: Vec<_> = prediction.when().into_iter().collect();
        self.list(&when);
        if !prediction.next.is_empty() {
            let list: Vec<_> = prediction.next.iter().map(|next| format!("`{}`", next.subnet)).collect();
            self.line(&list.join(self.label("ticket.comma")));
        }
        let remaining = format!("{}{}", prediction.remaining, self.label("page.remaining"));
        self.line(&remaining);
        self.list(&prediction.unknown);
    }

    fn plan(&mut self, plan: &Plan) {
        self.heading(2, self.label("page.fix"));
        if let Some(message) = &plan.no_offer {
            let sentence = self.sentence(message);
            self.line(&sentence);
        }
        if let Some(offer) = &plan.offer {
            self.offer(offer);
        }
        self.others(plan);
        if !plan.rejected.is_empty() {
            self.line(self.label("ticket.rejected"));
            let rejected: Vec<_> =
                plan.rejected.iter().map(|(net, why)| format!("- `{net}`: {}", self.sentence(why))).collect();
            self.line(&rejected.join("\n"));
        }
    }

    /// The other ranges that would do, with their reasons.
    fn others(&mut self, plan: &Plan) {
        let chosen = plan.offer.as_ref().and_then(|offer| offer.candidate.as_ref()).map(|candidate| candidate.range);
        let others = plan.candidates.iter().filter(|candidate| Some(candidate.range) != chosen);
        let comma = self.label("ticket.comma");
        let lines: Vec<_> = others
            .map(|other| {
                let reasons: Vec<_> = other.reasons.iter().map(|reason| self.sentence(reason)).collect();
                format!("- `{}`: {}", other.range, reasons.join(comma))
            })
            .collect();
        if !lines.is_empty() {
            self.line(self.label("page.ranges"));
            self.line(&lines.join("\n"));
        }
    }

    fn offer(&mut self, offer: &Offer) {
        if let Some(candidate) = &offer.candidate {
            let line = format!("**`{}`**", candidate.range);
            self.line(&line);
            self.list(&candidate.reasons);
        }
        self.list(&offer.losses);
        self.list(&offer.cautions);
        if !offer.edits.is_empty() {
            let lines: Vec<_> =
                diff(&offer.before, &offer.after).iter().map(|line| format!("{}{}", line.sign, line.text)).collect();
            self.fence("diff", &lines.join("\n"));
        }
        self.heading(3, self.label("page.steps"));
        for (at, step) in offer.steps.iter().enumerate() {
            self.step(at + 1, step);
        }
        for companion in &offer.companions {
            let line = format!("{} (`{}`)", self.sentence(&companion.message), companion.name.replace('`', ""));
            self.line(&line);
            self.fence("", &companion.text);
        }
    }

    fn step(&mut self, number: usize, step: &Step) {
        let mut line = format!("{number}. {}", self.sentence(&step.message));
        for more in step.interrupts.iter().chain(&step.warnings) {
            let sentence = self.sentence(more);
            // Writing to a string cannot fail.
            let _ = write!(line, " **{sentence}**");
        }
        self.line(&line);
        if !step.commands.is_empty() {
            self.fence("sh", &step.commands.join("\n"));
        }
        if !step.undo.is_empty() {
            let label = format!("{}:", self.label("page.undo-step"));
            self.line(&label);
            self.fence("sh", &step.undo.join("\n"));
        }
    }
}

/// A sentence on one line: code in backticks, everything else escaped.
fn inline(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => escaped(text),
            Piece::Code(text) | Piece::Docker(text) | Piece::Yours(text) => code(text),
        })
        .collect()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text that means nothing else in Markdown or HTML, and calls nobody's name.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if "\\`*_[]<>|~&@".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Code between as many backticks as it needs.
fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}
