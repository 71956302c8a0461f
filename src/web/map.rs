//! The address map, drawn, and said in a table for those who do not see it.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::view::{Bar, Lane, Strip, strips};
use nonoverlap::words::{Lang, word};
use yew::prelude::*;

use super::findings::Pointed;
use super::pieces::label;

/// Width of the drawing in its own units, and of the column with the lanes' names.
const WIDTH: f64 = 800.0;
const NAMES: f64 = 64.0;

/// What the map needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// What the user points at.
    pub(crate) pointed: Pointed,
    /// The language.
    pub(crate) lang: Lang,
}

/// A strip for each private block that is involved.
#[component]
pub(crate) fn Map(props: &Props) -> Html {
    let strips = strips(&props.report);
    if strips.is_empty() {
        return html! {};
    }
    let key = |class: &'static str, text: &'static str| html! { <><i class={classes!("k", class)}></i>{ label(props.lang, text) }</> };
    html! {
        <figure class="map" aria-label={word(props.lang, "page.map")}>
            <figcaption class="key">
                { key("yours", "page.lane.yours") }{ key("docker", "page.lane.docker") }{ key("next", "page.lane.next") }
                { key("clash", "page.lane.clash") }{ key("fix", "page.lane.after") }
            </figcaption>
            { for strips.iter().map(|strip| draw(strip, &props.pointed, props.lang)) }
        </figure>
    }
}

fn draw(strip: &Strip, pointed: &Pointed, lang: Lang) -> Html {
    let lanes: Vec<Lane> = [Lane::Yours, Lane::Docker, Lane::Next, Lane::After]
        .into_iter()
        .filter(|lane| strip.bars.iter().any(|bar| bar.lane == *lane))
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "at most four lanes")]
    let height = 28.0 * lanes.len() as f64 + 6.0;
    let title = strip.bars.iter().map(|bar| format!("{} {}", bar.net, bar.name)).collect::<Vec<_>>().join(", ");
    html! {
        <>
            <p class="block"><b>{ strip.block.to_string() }</b></p>
            <svg viewBox={format!("0 0 {WIDTH} {height}")} role="img" aria-label={title}>
                { for lanes.iter().enumerate().map(|(at, lane)| {
                    #[allow(clippy::cast_precision_loss, reason = "at most four lanes")]
                    let y = 28.0 * at as f64 + 4.0;
                    html! {
                        <g>
                            <text class="lane" x="0" y={(y + 14.0).to_string()}>{ label(lang, lane_key(*lane)) }</text>
                            { for strip.bars.iter().filter(|bar| bar.lane == *lane).map(|bar| draw_bar(bar, y, pointed)) }
                        </g>
                    }
                }) }
            </svg>
        </>
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

fn draw_bar(bar: &Bar, y: f64, pointed: &Pointed) -> Html {
    let span = WIDTH - NAMES;
    let (x, width) = (NAMES + bar.start * span, bar.width * span);
    let class = match (bar.lane, bar.clashes) {
        (_, true) => "clash",
        (Lane::Yours, _) => "yours",
        (Lane::Docker, _) => "docker",
        (Lane::Next, _) => "next",
        (Lane::After, _) => "fix",
    };
    let name = if bar.name.is_empty() { bar.net.to_string() } else { bar.name.clone() };
    // A letter is about six units wide.
    #[allow(clippy::cast_precision_loss, reason = "a short text")]
    let fits = name.chars().count() as f64 * 6.4 < width - 8.0;
    html! {
        <g class={classes!(class, pointed.prefixes.contains(&bar.net.to_string()).then_some("hot"))}>
            <title>{ format!("{} {}", bar.net, bar.name) }</title>
            <rect x={format!("{x:.1}")} y={y.to_string()} width={format!("{width:.1}")} height="20" rx="3"/>
            if fits { <text class="in" x={format!("{:.1}", x + 5.0)} y={(y + 14.0).to_string()}>{ name }</text> }
        </g>
    }
}
