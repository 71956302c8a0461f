//! Why a range is whose it is.

use crate::words::Table;

pub(super) const TABLE: Table = &[
    ("owner.chosen", "you said so"),
    ("owner.box", "you must reach it"),
    ("owner.format", "the format says so"),
    ("owner.word", "“{word}” stands beside it"),
    ("owner.heading", "“{word}” stands over it"),
    ("owner.list", "an entry of a list"),
    ("owner.docker-word", "“{word}” stands beside it"),
    ("owner.engine-word", "“{word}” stands beside it, and nothing says whose it is"),
    ("owner.negation", "“{word}”: not in use"),
    ("owner.example", "“{word}”: an example"),
    ("owner.default", "“{word}”: a default, which says nothing of this host"),
    ("owner.quotation", "“{word}”: a quotation"),
    ("owner.no-word", "nothing beside it says whose it is"),
    ("owner.container", "an address of a container"),
    ("owner.on-link", "a link of this host"),
    ("owner.routed", "this host has a route to it"),
    ("owner.blocked", "this host has a route that leads nowhere"),
    ("owner.other-engine", "a network of another container engine"),
    ("owner.asked", "you asked for it"),
    ("owner.interface", "on an interface of Docker's"),
    ("owner.docker-network", "a network of Docker's"),
    ("owner.setting", "Docker's configuration sets it"),
    ("owner.composed", "a compose file sets it"),
];
