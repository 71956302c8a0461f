//! The address map, drawn, and told in words to those who do not see it.

use nonoverlap::door::screen::{Bar, Lane, Strip};
use nonoverlap::door::{Lang, label};
use yew::prelude::*;

/// How wide a strip is at least in pixels, on a wide screen and on a phone; the drawing itself is in shares of its width.
const WIDE: f64 = 560.0;
const SMALL: f64 = 250.0;
/// How wide a letter is, in pixels.
const LETTER: f64 = 6.2;
/// Lines of the grid behind a strip.
const GRID: u8 = 16;

/// What the map needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The strips.
    pub(crate) strips: Vec<Strip>,
    /// The prefixes that the user points at.
    pub(crate) pointed: Vec<String>,
    /// The language.
    pub(crate) lang: Lang,
}

/// A strip for each private block that is involved.
#[component]
pub(crate) fn Map(props: &Props) -> Html {
    if props.strips.is_empty() {
        return html! {};
    }
    let key = |class: &'static str, text: &'static str| html! { <><i class={classes!("k", class)}></i>{ label(props.lang, text) }</> };
    html! {
        <figure class="map" aria-label={label(props.lang, "page.map")}>
            <figcaption class="key">
                { key("yours", "page.lane.yours") }{ key("docker", "page.lane.docker") }{ key("next", "page.lane.next") }
                { key("clash", "page.lane.clash") }{ key("fix", "page.lane.after") }
            </figcaption>
            { hatch() }
            { for props.strips.iter().map(|strip| draw(strip, &props.pointed, props.lang)) }
        </figure>
    }
}

/// Clashes are hatched: a colour alone is not seen by everybody.
fn hatch() -> Html {
    html! {
        <svg class="defs" width="0" height="0" aria-hidden="true">
            <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="7" height="7"/><line y2="7"/>
            </pattern>
        </svg>
    }
}

fn draw(strip: &Strip, pointed: &[String], lang: Lang) -> Html {
    let in_lane = |lane: Lane| strip.bars.iter().filter(|bar| bar.lane == lane).collect::<Vec<_>>();
    let lanes = [Lane::Yours, Lane::Docker, Lane::Next, Lane::After].map(|lane| (lane, in_lane(lane)));
    html! {
        <div class="strip" role="img" aria-label={strip.told.clone()}>
            <b class="block">{ strip.block.clone() }</b>
            { for lanes.iter().filter(|(_, bars)| !bars.is_empty()).map(|(lane, bars)| html! {
                <>
                    <span class="lane">{ label(lang, lane_key(*lane)) }</span>
                    <svg class="bars">
                        { for (0..=GRID).map(|at| { let x = percent(f64::from(at) / f64::from(GRID)); html! { <line class="grid" x1={x.clone()} x2={x} y2="100%"/> } }) }
                        { for bars.iter().map(|bar| draw_bar(bar, bars.len(), pointed)) }
                    </svg>
                </>
            }) }
            <span class="lane"></span>
            <svg class="ticks">{ for strip.ticks.iter().map(|tick| html! { <text x={percent(tick.at)} y="11">{ tick.text.clone() }</text> }) }</svg>
        </div>
    }
}

const fn lane_key(lane: Lane) -> &'static str {
    match lane {
        Lane::Yours => "page.lane.yours",
        Lane::Docker => "page.lane.docker",
        Lane::Next => "page.lane.next",
        Lane::After => "page.lane.after",
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn draw_bar(bar: &Bar, beside: usize, pointed: &[String]) -> Html {
    let class = match (bar.lane, bar.clashes) {
        (_, true) => "clash",
        (Lane::Yours, _) if bar.nested => "yours inner",
        (Lane::Yours, _) => "yours",
        (Lane::Docker, _) => "docker",
        (Lane::Next, _) => "next",
        (Lane::After, _) => "fix",
    };
    let hot = pointed.contains(&bar.net);
    let shape = if bar.is_address {
        let x = percent(bar.start + bar.width / 2.0);
        html! { <><line class="pin" x1={x.clone()} x2={x.clone()} y1="4" y2="26"/><circle cx={x} cy="4" r="4"/></> }
    } else {
        html! { <rect x={percent(bar.start)} width={percent(bar.width)} y="6" height="20" rx="3" fill={bar.clashes.then_some("url(#hatch)")}/> }
    };
    html! {
        <g class={classes!(class, hot.then_some("hot"))}>
            <title>{ format!("{} {}", bar.net, bar.name) }</title>
            { shape }
            if !bar.is_address { { name(bar, beside) } }
        </g>
    }
}

/// The name of a range: on its bar where it fits, and beside a bar that has the lane for itself.
fn name(bar: &Bar, beside: usize) -> Html {
    let text = if bar.name.is_empty() { bar.net.clone() } else { bar.name.clone() };
    #[allow(clippy::cast_precision_loss, reason = "a short text")]
    let needs = text.chars().count() as f64 * LETTER;
    let on_bar = |width: f64| needs + 4.0 < bar.width * width;
    let middle = bar.start + bar.width / 2.0;
    if on_bar(SMALL) {
        return html! { <text class="on" x={percent(middle)} y="20">{ text }</text> };
    }
    if on_bar(WIDE) {
        return html! { <text class="on wide" x={percent(middle)} y="20">{ text }</text> };
    }
    if beside > 1 {
        return html! {};
    }
    let (class, x, dx) =
        if bar.start > 0.5 { ("before", bar.start, "-6") } else { ("behind", bar.start + bar.width, "6") };
    html! { <text {class} x={percent(x)} {dx} y="20">{ text }</text> }
}
