//! What the commands are made of.
//!
//! ```text
//! setup ── rust      a compiler that has the wasm32 target
//!       ├─ tools     trunk, wasm-bindgen, wasm-opt, terser, geckodriver, axe-core, each at its version
//!       └─ packages  browsers and their drivers, from the system
//! build ─┬ painted   what trunk wrote, with the empty page painted into it
//!       ├─ programs  the page's and the core's as they go out
//!       │  ├─ shrink   in fewer bytes
//!       │  └─ split    the core in two parts, the second of which the first answers do without
//!       ├─ fronts    what a link to the page shows in a chat and in a search, per language
//!       ├─ pages     the documentation
//!       └─ offline   the service worker and the single file, made from that
//! dist                 the built page ready to serve, the command, checksums
//! check, new           for a change that is being made
//! serve, test, size, bench, shots: a command each, on what the above made
//! ```
//!
//! Nothing is installed that is already there, everything else goes into one folder of the user's cache
//! ([`place::cache`]), and only system packages need root.

pub mod bench;
pub mod build;
pub mod check;
pub mod console;
pub mod dist;
pub mod fronts;
pub mod new;
pub mod offline;
pub mod packages;
pub mod pages;
pub mod painted;
pub mod place;
pub mod process;
pub mod programs;
pub mod rust;
pub mod serve;
pub mod setup;
pub mod shots;
pub mod shrink;
pub mod site;
pub mod size;
pub mod split;
pub mod test;
pub mod tools;
