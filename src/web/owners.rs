//! "Whose is it?": each range with its owner, which the user can change.

use nonoverlap::door::{CHOICES, Lang, Owner, OwnerGroup, OwnerRow, label, owner_key, owner_name};
use yew::prelude::*;

use super::act::{Act, Now};
use super::browser;
use super::pieces::{net, option, show};

/// The list; nothing where no range was read.
pub(crate) fn owners(now: Now<'_>) -> Html {
    let (lang, groups) = (now.lang, &now.screen.owners);
    if groups.is_empty() {
        return html! {};
    }
    let asks = groups.iter().any(|group| group.rows.iter().any(|row| row.is_question));
    let is_open = asks || browser::is_wide();
    html! {
        <details class="card owners" data-testid="owners" open={is_open}>
            <summary><b>{ label(lang, "page.owners") }</b><small>{ label(lang, "page.owners.hint") }</small></summary>
            { for groups.iter().map(|group| folded(group, lang, now.act)) }
        </details>
    }
}

fn folded(group: &OwnerGroup, lang: Lang, act: &Act) -> Html {
    let rows = html! {
        <>
            <ul>{ for group.rows.iter().map(|row| one(row, lang, act)) }</ul>
            if group.more > 0 { <p class="soft">{ label(lang, "page.owners.more").replace("{n}", &group.more.to_string()) }</p> }
        </>
    };
    match group.owner {
        None => rows,
        Some(owner) => html! {
            <details key={owner_name(owner)} open={group.is_open} data-owner={owner_name(owner)}>
                <summary>{ label(lang, owner_key(owner)) }{ format!(" ({})", group.rows.len() + group.more) }</summary>
                { rows }
            </details>
        },
    }
}

fn one(row: &OwnerRow, lang: Lang, act: &Act) -> Html {
    let class = classes!(row.is_question.then_some("ask"));
    html! {
        <li key={format!("{} {}", row.net, owner_name(row.owner))} {class} data-range={row.net.clone()}>
            { net(colour(row.owner), &row.net) }
            if row.is_settled { <span>{ label(lang, owner_key(row.owner)) }</span> } else { { menu(row, lang, act) } }
            <span class="soft">
                if let Some(name) = &row.name { <b>{ name.clone() }</b>{ " · " } }
                { show(&row.reason) }
                if let Some(origin) = &row.origin { { format!(" · {origin}") } }
                if row.is_question { { " · " }<strong>{ label(lang, "page.owners.ask") }</strong> }
            </span>
        </li>
    }
}

const fn colour(owner: Owner) -> &'static str {
    match owner {
        Owner::Docker => "docker",
        Owner::Yours | Owner::Planned => "yours",
        Owner::Host | Owner::OtherMachine | Owner::Mentioned => "other",
    }
}

/// The owners that can be named, and before them what the paste says where the user said otherwise.
fn menu(row: &OwnerRow, lang: Lang, act: &Act) -> Html {
    let (range, act) = (row.net.clone(), act.clone());
    let name = format!("{} {range}", label(lang, "page.owners.of"));
    let onchange = move |event: Event| act.own(range.clone(), browser::choice_of(&event));
    let of_paste = (!CHOICES.contains(&row.owner)).then_some(row.owner);
    html! {
        <select aria-label={name} {onchange}>
            if let Some(owner) = of_paste { { option("", label(lang, owner_key(owner)), true) } }
            { for CHOICES.iter().map(|owner| option(owner_name(*owner), label(lang, owner_key(*owner)), row.owner == *owner)) }
            if row.chosen { { option("", label(lang, "page.owners.as-read"), false) } }
        </select>
    }
}
