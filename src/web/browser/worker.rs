//! The core's worker. `assets/start.js` makes it, gives it the program that it has fetched, and knows where both lie.

use gloo::events::EventListener;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;
use yew::Callback;

/// What is heard of a worker.
pub(crate) enum Heard {
    /// It can be asked.
    Ready,
    /// An answer.
    Answer(Vec<u8>),
    /// Long work goes on: bytes done, of bytes given.
    Reading(u64, u64),
    /// An error in the program ended it.
    Error,
    /// Memory was refused to it.
    Memory,
    /// It could not be started.
    Failed,
}

/// A worker; it ends when dropped, also in the middle of its work.
pub(crate) struct Worker {
    worker: web_sys::Worker,
    _listeners: [EventListener; 2],
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Worker {
    /// Starts one. `None` where the browser has none.
    pub(crate) fn start(heard: Callback<Heard>) -> Option<Self> {
        let start: Function = Reflect::get(&js_sys::global(), &"startCore".into()).ok()?.dyn_into().ok()?;
        let worker: web_sys::Worker = start.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
        let failed = heard.clone();
        let message = EventListener::new(&worker, "message", move |event| {
            if let Some(heard_now) = event.dyn_ref::<MessageEvent>().and_then(|event| meaning(&event.data())) {
                heard.emit(heard_now);
            }
        });
        let error = EventListener::new(&worker, "error", move |_| failed.emit(Heard::Failed));
        Some(Self { worker, _listeners: [message, error] })
    }

    /// Sends asks with what comes beside them; tells whether they are on their way.
    pub(crate) fn post(&self, asks: &[u8], beside: &Array) -> bool {
        self.worker.post_message(&Array::of2(&Uint8Array::from(asks), beside)).is_ok()
    }
}

/// A message of the worker's: its kind, then what belongs to it. One of another kind is from a program that is not ours.
fn meaning(message: &JsValue) -> Option<Heard> {
    let parts = message.dyn_ref::<Array>()?;
    let number = |at| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in bytes")]
        let number = parts.get(at).as_f64().unwrap_or_default() as u64;
        number
    };
    Some(match parts.get(0).as_string()?.as_str() {
        "ready" => Heard::Ready,
        "answer" => Heard::Answer(parts.get(1).dyn_into::<Uint8Array>().ok()?.to_vec()),
        "reading" => Heard::Reading(number(1), number(2)),
        "memory" => Heard::Memory,
        "error" => Heard::Error,
        _ => Heard::Failed,
    })
}
