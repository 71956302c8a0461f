//! The address map as a picture: SVG for the page, the ticket, paper and a file of its own, and a few lines of text.
//!
//! ```text
//! 172.16.0.0/12
//!   yours  ████████████████████████████████████████    a lane is as many rows as it needs: bars that meet are stacked
//!              ▌ database
//!  Docker    ███ docker0
//!          172.16        .20        .24        .28     the quarters of the block
//! ```
//!
//! Every bar is at least three pixels wide and can be reached by keyboard; its name stands in it, or behind it, where there is
//! room, and in its title always. Colours are classes: the page has them in its styles, a file of its own carries them.

use std::fmt::Write;

use ipnet::IpNet;

use crate::net::{bounds, is_host};
use crate::order::Order as _;
use crate::words::{Lang, word};

use super::map::{Bar, Lane, Strip};

/// How wide the picture is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Width {
    /// For a column of a wide screen, for paper and files.
    Wide,
    /// For a phone.
    Narrow,
}

impl Width {
    const fn pixels(self) -> f64 {
        match self {
            Self::Wide => 860.0,
            Self::Narrow => 340.0,
        }
    }
}

/// The column of the lanes' names.
const MARGIN: f64 = 62.0;
/// A bar, and the distance from one row to the next: a finger needs 24 pixels.
const BAR: f64 = 16.0;
const ROW: f64 = 24.0;
/// The line with the block's name, and the one with the scale.
const HEAD: f64 = 22.0;
const FOOT: f64 = 18.0;
/// Narrower bars are not seen; an address is a pin with a head.
const NARROWEST: f64 = 3.0;
const PIN: f64 = 8.0;
/// Between two bars of a row.
const GAP: f64 = 1.0;
/// How wide a letter is at most; one of Chinese is as wide as high.
const LETTER: f64 = 6.4;
const WIDE_LETTER: f64 = 11.0;
/// Most rows of a lane: what finds no place is counted, and seen after zooming in.
const MOST_ROWS: usize = 8;
/// Lines of the grid behind a strip.
const GRID: u8 = 16;

/// A bar in its place.
struct Placed<'a> {
    bar: &'a Bar,
    x: f64,
    width: f64,
    row: usize,
}

/// A lane with its bars in rows.
struct Rows<'a> {
    lane: Lane,
    bars: Vec<Placed<'a>>,
    /// How many rows there are.
    height: usize,
    /// Bars that found no place.
    left_out: usize,
}

/// The picture of some strips; empty where there are none.
pub fn picture(strips: &[Strip], width: Width, lang: Lang) -> String {
    if strips.is_empty() {
        return String::new();
    }
    let mut drawing = Drawing { svg: String::new(), y: 0.0, width: width.pixels(), lang };
    for strip in strips {
        drawing.strip(strip);
    }
    let Drawing { svg, y, width, .. } = drawing;
    let name = word(lang, "page.map");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" viewBox=\"0 0 {width:.0} {y:.0}\" width=\"{width:.0}\" \
         height=\"{y:.0}\" role=\"group\" aria-label=\"{name}\"><defs><pattern id=\"hatch-{width:.0}\" width=\"7\" height=\"7\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"hatch\" width=\"7\" height=\"7\"/>\
         <line class=\"hatch\" y2=\"7\"/></pattern></defs>{svg}</svg>"
    )
}

/// The picture as a file of its own, with its colours in it: those of light paper.
pub fn file(strips: &[Strip], lang: Lang) -> String {
    let svg = picture(strips, Width::Wide, lang);
    svg.replacen(
        "<defs>",
        &format!("<style>{STYLE}</style><rect class=\"paper\" width=\"100%\" height=\"100%\"/><defs>"),
        1,
    )
}

/// What the page's styles say, for a file that is alone.
const STYLE: &str = "text{font:11px system-ui,sans-serif;fill:#59636e}.block{font-weight:600;fill:#1b1f24}.on{fill:#fff;\
    font-weight:600}.by{fill:#1b1f24;font-weight:600}.grid{stroke:#dfe3e8}.paper{fill:#fff}rect.bar{stroke:#fff}\
    .yours rect,.yours circle{fill:#0a5fb4}.yours.inner rect{fill:#094888}.docker:not(.clash) rect{fill:#9a4500}\
    .next:not(.clash) rect{fill:#f0c9a0;stroke:#9a4500}.next .on{fill:#9a4500}.fix rect{fill:#0a6e4e}\
    .named rect.bar{stroke:#1b1f24;stroke-width:1.5}.clash rect.bar{stroke:#b81038}.clash .on{fill:#b81038}\
    rect.hatch{fill:#f8e7eb}line.hatch{stroke:#eac3cd;stroke-width:4}.pin{stroke:#1b1f24}";

/// The picture while it grows downwards.
struct Drawing {
    svg: String,
    y: f64,
    width: f64,
    lang: Lang,
}

/// Writing to a string cannot fail.
macro_rules! draw {
    ($drawing:expr, $($arg:tt)*) => { let _ = write!($drawing.svg, $($arg)*); };
}

impl Drawing {
    fn strip(&mut self, strip: &Strip) {
        draw!(self, "<text class=\"block\" x=\"0\" y=\"{:.0}\">{}</text>", self.y + 14.0, strip.block);
        self.y += HEAD;
        let lanes: Vec<Rows<'_>> =
            Lane::ALL.into_iter().map(|lane| self.rows(strip, lane)).filter(|rows| rows.height > 0).collect();
        let height: f64 = lanes.iter().map(|lane| count(lane.height) * ROW).sum();
        for at in 0..=GRID {
            let x = MARGIN + f64::from(at) / f64::from(GRID) * self.inner();
            draw!(self, "<path class=\"grid\" d=\"M{x:.1} {:.0}v{height:.0}\"/>", self.y);
        }
        for lane in &lanes {
            self.lane(lane);
        }
        for tick in &strip.ticks {
            let x = MARGIN + tick.at * self.inner();
            draw!(self, "<text x=\"{x:.1}\" y=\"{:.0}\">{}</text>", self.y + 11.0, escaped(&tick.text));
        }
        self.y += FOOT;
    }

    const fn inner(&self) -> f64 {
        self.width - MARGIN
    }

    /// Puts the bars of a lane into as few rows as they need, wider ones first.
    fn rows<'a>(&self, strip: &'a Strip, lane: Lane) -> Rows<'a> {
        let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
        let (mut bars, mut left_out) = (Vec::new(), 0);
        for bar in strip.bars.iter().filter(|bar| bar.lane == lane) {
            let (x, width) = self.place(strip.block, bar.net);
            let is_free =
                |row: &Vec<(f64, f64)>| row.iter().all(|(from, to)| x >= to + GAP || x + width + GAP <= *from);
            let row = rows.iter().position(is_free).unwrap_or(rows.len());
            if row == MOST_ROWS {
                left_out += 1;
                continue;
            }
            if row == rows.len() {
                rows.push(Vec::new());
            }
            rows[row].push((x, x + width));
            bars.push(Placed { bar, x, width, row });
        }
        bars.order_by_key(|placed| (placed.row, placed.bar.net));
        let more = usize::from(left_out > 0);
        Rows { lane, height: rows.len() + more, bars, left_out }
    }

    /// Where a range lies and how wide it is, in pixels: never outside, never too narrow to be seen.
    fn place(&self, block: IpNet, net: IpNet) -> (f64, f64) {
        let ((first, last), (from, to)) = (bounds(block), bounds(net));
        let (from, to) = (from.max(first), to.min(last));
        let share = |part: u128| ratio(part, last - first) * self.inner();
        let width = (share(to - from) - GAP).max(if is_host(net) { PIN } else { NARROWEST });
        let before = share(from - first) - ratio(0, last - first) * self.inner();
        (MARGIN + before.min(self.inner() - width), width)
    }

    fn lane(&mut self, lane: &Rows<'_>) {
        let name = word(self.lang, lane.lane.key());
        draw!(self, "<text x=\"0\" y=\"{:.0}\">{name}</text>", self.y + 16.0);
        for (at, placed) in lane.bars.iter().enumerate() {
            let beside = |at: usize| lane.bars.get(at).filter(|other| other.row == placed.row);
            let from = at.checked_sub(1).and_then(beside).map_or(MARGIN, |last| last.x + last.width);
            let to = beside(at + 1).map_or(self.width, |next| next.x);
            self.bar(placed, (from, to));
        }
        self.y += count(lane.height) * ROW;
        if lane.left_out > 0 {
            let more = format!("+ {}", lane.left_out);
            draw!(self, "<text class=\"by\" x=\"{MARGIN:.1}\" y=\"{:.0}\">{more}</text>", self.y - ROW + 16.0);
        }
    }

    /// A bar with its name, which may take the room around it from one place to another.
    fn bar(&mut self, placed: &Placed<'_>, room: (f64, f64)) {
        let Placed { bar, x, width, row } = placed;
        let top = self.y + count(*row) * ROW + 4.0;
        let told = format!("{} {}", bar.net, bar.name);
        let told = escaped(told.trim());
        let lane = word(self.lang, bar.lane.key());
        let clash = if bar.clashes { format!(", {}", word(self.lang, "page.lane.clash")) } else { String::new() };
        draw!(
            self,
            "<g class=\"{}\" tabindex=\"0\" role=\"img\" aria-label=\"{told}, {lane}{clash}\" data-net=\"{}\"><title>{told}</title>",
            classes(bar),
            bar.net
        );
        if is_host(bar.net) {
            let middle = x + width / 2.0;
            draw!(self, "<path class=\"pin\" d=\"M{middle:.1} {top:.0}v{BAR:.0}\"/>");
            draw!(self, "<circle cx=\"{middle:.1}\" cy=\"{top:.0}\" r=\"4\"/>");
        } else {
            let fill = if bar.clashes { format!(" fill=\"url(#hatch-{:.0})\"", self.width) } else { String::new() };
            draw!(
                self,
                "<rect class=\"bar\" x=\"{x:.1}\" y=\"{top:.0}\" width=\"{width:.1}\" height=\"{BAR:.0}\" rx=\"3\"{fill}/>"
            );
        }
        self.name(placed, room, top + 12.0);
        self.svg.push_str("</g>");
    }

    /// The name in the bar, or behind it, or before it where nothing stands in the row.
    fn name(&mut self, placed: &Placed<'_>, (from, to): (f64, f64), y: f64) {
        let Placed { bar, x, width, .. } = placed;
        let name = if bar.name.is_empty() { bar.net.to_string() } else { bar.name.clone() };
        let needs = text_width(&name);
        let (class, anchor, x) = if !is_host(bar.net) && needs + 8.0 < *width {
            ("on", "middle", x + width / 2.0)
        } else if x + width + 4.0 + needs < to {
            ("by", "start", x + width + 4.0)
        } else if from <= MARGIN && x - 4.0 - needs > from {
            ("by", "end", x - 4.0)
        } else {
            return;
        };
        draw!(
            self,
            "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.0}\">{}</text>",
            escaped(&name)
        );
    }
}

#[allow(clippy::cast_precision_loss, reason = "a few rows")]
const fn count(rows: usize) -> f64 {
    rows as f64
}

/// A part of a whole; both are one less than they count.
fn ratio(part: u128, whole: u128) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a place on a screen")]
    let ratio = (part as f64 + 1.0) / (whole as f64 + 1.0);
    ratio
}

fn classes(bar: &Bar) -> String {
    let lane = match bar.lane {
        Lane::Yours if bar.nested => "yours inner",
        Lane::Yours => "yours",
        Lane::Docker => "docker",
        Lane::Next => "next",
        Lane::After => "fix",
    };
    let clash = if bar.clashes { " clash" } else { "" };
    let named = if bar.named { " named" } else { "" };
    format!("range {lane}{clash}{named}")
}

fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { LETTER } else { WIDE_LETTER }).sum()
}

/// Text that means nothing else in SVG.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(60) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Columns of the picture in text.
const COLUMNS: usize = 64;

/// The picture as text for a ticket: a line a lane and row of ranges that meet.
pub fn text(strips: &[Strip], lang: Lang) -> String {
    let mut out = String::new();
    for strip in strips {
        let _ = writeln!(out, "{}", strip.block);
        for lane in Lane::ALL {
            let mut cells = vec![' '; COLUMNS];
            let bars: Vec<_> = strip.bars.iter().filter(|bar| bar.lane == lane).collect();
            for bar in &bars {
                let (from, to) = columns(strip.block, bar.net);
                cells[from..to].fill(if bar.clashes { '▒' } else { '█' });
            }
            if !bars.is_empty() {
                let name = word(lang, lane.key());
                let pad = " ".repeat(8_usize.saturating_sub(cell_width(name)));
                let names: Vec<_> = bars.iter().take(3).map(|bar| label(bar)).collect();
                let _ = writeln!(out, "{name}{pad}|{}| {}", cells.iter().collect::<String>(), names.join(", "));
            }
        }
    }
    out
}

fn label(bar: &Bar) -> String {
    let name: String = bar.name.chars().take(24).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{} {name}", bar.net).trim_end().to_owned()
}

/// Columns that a text takes in a font of one width: letters of Chinese take two.
fn cell_width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The columns of a range, at least one.
fn columns(block: IpNet, net: IpNet) -> (usize, usize) {
    let ((first, last), (from, to)) = (bounds(block), bounds(net));
    let column = |at: u128| usize::try_from((at - first) / ((last - first) / COLUMNS as u128 + 1)).unwrap_or(0);
    let from = column(from.max(first)).min(COLUMNS - 1);
    (from, (column(to.min(last)) + 1).clamp(from + 1, COLUMNS))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;
    use crate::view::map::{self, zoomed};

    fn strips(networks: &str, routes: &str) -> Vec<Strip> {
        let texts = BTreeMap::from([(Slot::Networks, networks.to_owned()), (Slot::Routes, routes.to_owned())]);
        map::strips(&examine(&Inputs { texts, ..Inputs::default() }, &Question::default()))
    }

    /// The number behind a name, of every element of a class.
    fn numbers(svg: &str, class: &str, name: &str) -> Vec<f64> {
        let elements = svg.split('<').filter(|element| element.contains(&format!("class=\"{class}\"")));
        let value = |element: &str| element.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.parse().ok();
        elements.filter_map(value).collect()
    }

    #[test]
    fn bars_never_meet_and_none_is_too_narrow_to_be_seen() {
        let many = (0..200).map(|n| format!("10.{}.{}.0/24 net{n}\n", n / 40, n % 40)).collect::<Vec<_>>().concat();
        for (networks, routes) in [
            ("172.16.0.0/12 vpc\n172.17.48.6 db\n172.17.48.7 db2\n", "172.17.0.0/16 dev docker0 scope link\n"),
            (many.as_str(), ""),
            ("fd00:1::/48 office\n", "fd00:1:0:5::/64 dev docker0 proto kernel\n"),
        ] {
            for width in [Width::Wide, Width::Narrow] {
                let svg = picture(&strips(networks, routes), width, Lang::En);
                let (x, y) = (numbers(&svg, "bar", "x"), numbers(&svg, "bar", "y"));
                let widths = numbers(&svg, "bar", "width");
                assert!(!x.is_empty() && widths.iter().all(|width| *width >= 3.0), "{svg}");
                let mut bars: Vec<_> = x.into_iter().zip(y).zip(widths).collect();
                bars.sort_by(|((ax, ay), _), ((bx, by), _)| (ay, ax).partial_cmp(&(by, bx)).unwrap());
                for pair in bars.windows(2) {
                    let (((ax, ay), width), ((bx, by), _)) = (pair[0], pair[1]);
                    assert!((ay - by).abs() > 1.0 || ax + width <= bx + 0.2, "{pair:?}");
                }
                assert!(bars.iter().all(|((x, _), width)| x + width <= width_of(&svg) + 0.1), "{svg}");
            }
        }
    }

    fn width_of(svg: &str) -> f64 {
        svg.split(" width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn what_was_pasted_stays_text() {
        let strips = strips("172.17.0.0/16 \"><script>&'\n", "");
        for svg in [picture(&strips, Width::Wide, Lang::En), file(&strips, Lang::Zh)] {
            assert!(!svg.contains("<script") && svg.matches('<').count() == svg.matches('>').count(), "{svg}");
        }
    }

    #[test]
    fn a_block_of_ipv6_and_one_of_public_space_are_drawn() {
        let all = strips("fd00:1::/48 office\n170.26.0.0/16 ours\n", "fd00:1:0:5::/64 dev docker0 proto kernel\n");
        let drawn: Vec<_> = all.iter().map(|strip| strip.block.to_string()).collect();
        assert!(drawn.contains(&"fd00:1::/48".to_owned()) && drawn.contains(&"170.26.0.0/16".to_owned()), "{drawn:?}");
    }

    #[test]
    fn zooming_in_shows_what_lies_in_the_block_alone() {
        let report = {
            let texts = BTreeMap::from([
                (Slot::Networks, "172.16.0.0/12 vpc\n172.17.48.6 db\n".to_owned()),
                (Slot::Routes, "172.17.0.0/16 dev docker0 scope link\n".to_owned()),
            ]);
            examine(&Inputs { texts, ..Inputs::default() }, &Question::default())
        };
        let zoomed = zoomed(&report, "172.17.0.0/16".parse().unwrap()).unwrap();
        assert_eq!(zoomed.block.to_string(), "172.17.0.0/16");
        let nets: Vec<_> = zoomed.bars.iter().map(|bar| bar.net.to_string()).collect();
        assert_eq!(nets, ["172.16.0.0/12", "172.17.0.0/16", "172.17.48.6/32"]);
    }

    #[test]
    fn the_text_shows_each_lane() {
        let shown = text(&strips("172.16.0.0/12 vpc\n", "172.17.0.0/16 dev docker0 scope link\n"), Lang::En);
        assert!(shown.starts_with("172.16.0.0/12\nyours   |████"), "{shown}");
        assert!(shown.contains("\nDocker  |    ▒▒▒▒ "), "{shown}");
        assert!(shown.contains("| 172.17.0.0/16 docker0\n"), "{shown}");
    }
}
