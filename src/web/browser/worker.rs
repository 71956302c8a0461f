//! Large pastes are examined beside the page, so that typing never waits: the same program, started again as a worker.

use gloo::events::EventListener;
use js_sys::Uint8Array;
use nonoverlap::{Inputs, Question, Report, examine};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// What a worker says once it can be asked; a message sent earlier may be lost.
const READY: &str = "ready";

/// Where this program runs as a worker it answers questions from now on; `false` in a page.
pub(crate) fn serves() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return false };
    let page = scope.clone();
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        // A page that is gone needs no answer.
        let _ = page.post_message(&answer(&bytes(&event.data())).into());
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let _ = scope.post_message(&READY.into());
    true
}

fn answer(asked: &[u8]) -> Uint8Array {
    let (inputs, question): (Inputs, Question) = postcard::from_bytes(asked).unwrap_or_default();
    Uint8Array::from(postcard::to_allocvec(&examine(&inputs, &question)).unwrap_or_default().as_slice())
}

/// The bytes of a message; none if it is of another kind.
fn bytes(message: &JsValue) -> Vec<u8> {
    message.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}

/// A question under way. Dropping it ends the worker, also in the middle of its work.
pub(crate) struct Job {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl Drop for Job {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Asks a new worker. `None` where there is none to be had: in the single file, and in browsers without module workers.
pub(crate) fn ask(asked: &(Inputs, Question), answered: Callback<Report>, failed: Callback<()>) -> Option<Job> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let (glue, wasm) = super::program()?;
    // In the name, because a worker that comes from the service worker's store has lost what stood behind `?`.
    options.set_name(&format!("{glue} {wasm}"));
    let worker = Worker::new_with_options("worker.js", &options).ok()?;
    let asked = Uint8Array::from(postcard::to_allocvec(asked).ok()?.as_slice());
    let (ready, lost) = (worker.clone(), failed.clone());
    let message = EventListener::new(&worker, "message", move |event| {
        let Some(message) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
        if message == READY {
            let _ = ready.post_message(&asked);
            return;
        }
        match postcard::from_bytes(&bytes(&message)) {
            Ok(report) => answered.emit(report),
            Err(_) => lost.emit(()),
        }
    });
    let error = EventListener::new(&worker, "error", move |_| failed.emit(()));
    Some(Job { worker, _listeners: [message, error] })
}
