//! The core's program, in a worker: bytes in, bytes out. `assets/core.js` carries them.

use std::cell::RefCell;

use js_sys::{Array, Function, Uint8Array};
use nonoverlap::desk::Desk;
use nonoverlap::{door, text};
use wasm_bindgen::prelude::*;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

fn main() {
    // An error with the panic's words reaches whoever called; a trap alone would say nothing.
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// Takes the page's asks with the texts beside them, strings or the bytes of files, and gives the answers. `watch` is called with
/// the bytes done and the bytes given.
#[wasm_bindgen]
pub fn take(asks: &[u8], texts: &Array, watch: &Function) -> Vec<u8> {
    // To a page of another build an empty answer says so, by the version in front of it.
    let asks = door::read(asks).unwrap_or_default();
    let texts = texts.iter().map(|text| text_of(&text)).collect();
    let tell = |done: u64, of: u64| {
        #[allow(clippy::cast_precision_loss, reason = "sizes of files are far below 2^53")]
        // Whom progress does not reach loses nothing else.
        let _ = watch.call2(&JsValue::NULL, &(done as f64).into(), &(of as f64).into());
    };
    DESK.with_borrow_mut(|desk| door::write(&desk.take(asks, texts, &tell)))
}

fn text_of(given: &JsValue) -> String {
    match given.dyn_ref::<Uint8Array>() {
        Some(bytes) => text::decode(bytes.to_vec()),
        None => given.as_string().unwrap_or_default(),
    }
}
