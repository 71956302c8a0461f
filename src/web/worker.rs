//! Large pastes are examined beside the page, so that typing never waits: the same program, started again as a worker.

use gloo::events::EventListener;
use nonoverlap::{Inputs, Question, Report, examine};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::browser;

/// What a worker says once it can be asked; a message sent earlier may be lost.
const READY: &str = "ready";

/// Where this program runs as a worker it answers questions from now on; `false` in a page.
pub(crate) fn serves() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return false };
    let page = scope.clone();
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        // A page that is gone needs no answer.
        let _ = page.post_message(&JsValue::from(answer(&event.data().as_string().unwrap_or_default())));
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let _ = scope.post_message(&READY.into());
    true
}

fn answer(asked: &str) -> String {
    let (inputs, question): (Inputs, Question) = serde_json::from_str(asked).unwrap_or_default();
    serde_json::to_string(&examine(&inputs, &question)).unwrap_or_default()
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
    let worker = Worker::new_with_options(&browser::worker_address()?, &options).ok()?;
    let asked = serde_json::to_string(asked).ok()?;
    let (ready, lost) = (worker.clone(), failed.clone());
    let message = EventListener::new(&worker, "message", move |event| {
        let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()).unwrap_or_default();
        if text == READY {
            let _ = ready.post_message(&JsValue::from_str(&asked));
            return;
        }
        match serde_json::from_str(&text) {
            Ok(report) => answered.emit(report),
            Err(_) => lost.emit(()),
        }
    });
    let error = EventListener::new(&worker, "error", move |_| failed.emit(()));
    Some(Job { worker, _listeners: [message, error] })
}
