//! All that is asked of the browser: storage, fragment, boxes, clipboard, files, the core's worker, panics.

pub(crate) mod worker;

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use nonoverlap::door::Slot;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, Storage, Window};
use yew::Callback;

pub(crate) use js_sys::JsString as Text;
pub(crate) use web_sys::File;

fn window() -> Option<Window> {
    web_sys::window()
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Stores a choice, where storage is on.
pub(crate) fn store(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    // A full or refused storage costs only that the choice is forgotten.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// The element that holds the painted page, and what it was painted from.
pub(crate) fn painted() -> Option<(Element, String)> {
    let root = window()?.document()?.get_element_by_id("page")?;
    let first = root.get_attribute("data-first")?;
    Some((root, first))
}

/// The page cannot be taken over: what was painted stays, with a plain message above it.
pub(crate) fn say_it_does_not_start() {
    let problem = window().and_then(|window| window.document()?.get_element_by_id("start-problem"));
    let _ = problem.map(|problem| problem.remove_attribute("hidden"));
}

/// Loads the page anew.
pub(crate) fn reload() {
    let _ = window().map(|window| window.location().reload());
}

/// What a link brings stands in its place: the page may be seen.
pub(crate) fn show_all() {
    let _ = root().map(|root| root.remove_attribute("data-opens"));
}

/// Milliseconds since the page began.
pub(crate) fn now() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// An empty list to be sent.
pub(crate) fn list() -> js_sys::Array {
    js_sys::Array::new()
}

fn text_area(slot: Slot) -> Option<HtmlTextAreaElement> {
    let found = window()?.document()?.get_element_by_id(&format!("box-{}", slot.name()))?;
    found.dyn_into().ok()
}

/// The text of a box, as the browser holds it: a large one is not copied into this program.
pub(crate) fn box_text(slot: Slot) -> Text {
    let value = text_area(slot).and_then(|area| js_sys::Reflect::get(&area, &"value".into()).ok());
    value.and_then(|value| value.dyn_into().ok()).unwrap_or_else(|| "".into())
}

/// Puts a text into a box. Where it is there already, the place of the cursor stays.
pub(crate) fn set_box(slot: Slot, text: &Text) {
    if let Some(area) = text_area(slot).filter(|_| box_text(slot) != *text) {
        let _ = js_sys::Reflect::set(&area, &"value".into(), text);
    }
}

/// Puts a text into a field, unless the user is typing there.
pub(crate) fn set_field(id: &str, text: &str) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let field = document.get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field.filter(|field| field.value() != text) {
        field.set_value(text);
    }
}

/// A text as a file.
pub(crate) fn file_of(text: &Text, name: &str) -> Option<File> {
    File::new_with_str_sequence(&js_sys::Array::of1(text), name).ok()
}

/// The text in a file.
pub(crate) async fn text_in(file: &File) -> Option<Text> {
    JsFuture::from(file.text()).await.ok()?.dyn_into().ok()
}

/// How many letters the box that an event is about holds.
pub(crate) fn length_of(event: &yew::InputEvent) -> u32 {
    let area = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
    area.map(|area| area.text_length()).unwrap_or_default()
}

/// The fragment of the address, without `#`.
pub(crate) fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

thread_local! {
    /// The fragment that the page itself wrote last: hearing of it is no reason to open it, over what was typed since.
    static WRITTEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes the fragment without a new entry in the history.
pub(crate) fn set_fragment(fragment: &str) {
    let Some(window) = window() else { return };
    WRITTEN.set(fragment.to_owned());
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address(fragment)));
    }
}

/// The page's address with another fragment.
pub(crate) fn address(fragment: &str) -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    if fragment.is_empty() { base.to_owned() } else { format!("{base}#{fragment}") }
}

/// Whether the pages about the findings lie beside this one; beside the single file they do not.
pub(crate) fn has_neighbours() -> bool {
    let single = window().and_then(|window| window.document()?.get_element_by_id("single-file"));
    single.is_none()
}

/// Tells when a link inside the page, or a person, changes the fragment.
pub(crate) fn on_fragment(changed: Callback<String>) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "hashchange", move |_| {
        let now = fragment();
        if WRITTEN.with_borrow(|written| *written != now) {
            changed.emit(now);
        }
    }))
}

/// Something that runs later; dropping it calls it off.
pub(crate) type Later = Timeout;

/// Runs once the browser has painted and the user has paused.
pub(crate) fn later(milliseconds: u32, run: impl FnOnce() + 'static) -> Later {
    Timeout::new(milliseconds, run)
}

fn root() -> Option<Element> {
    window()?.document()?.document_element()
}

/// The language of the document and of the page in it, and the title in it.
pub(crate) fn speak(tag: &str, title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
    let page = window().and_then(|window| window.document()?.get_element_by_id("page"));
    for element in root().into_iter().chain(page) {
        let _ = element.set_attribute("lang", tag);
    }
}

/// From the system's colours to light, to dark, and back to the system's; the choice is kept.
pub(crate) fn next_theme() {
    let Some(root) = root() else { return };
    let next = match root.get_attribute("data-theme").as_deref() {
        Some("light") => Some("dark"),
        Some(_) => None,
        None => Some("light"),
    };
    store("theme", next);
    let _ = match next {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}

/// Tells those who wait for it that the program has taken over the page.
pub(crate) fn announce() {
    let body = window().and_then(|window| window.document()?.body());
    let _ = body.map(|body| body.set_attribute("data-ready", ""));
}

/// Puts text on the clipboard; tells whether it is there.
async fn written(text: &str) -> bool {
    let Some(window) = window() else { return false };
    // A page that came over plain HTTP from another machine has no clipboard.
    let has_one = js_sys::Reflect::get(&window.navigator(), &"clipboard".into()).is_ok_and(|value| value.is_object());
    has_one && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// A text that is still on its way to the clipboard.
#[derive(Clone)]
pub(crate) struct Coming {
    promise: js_sys::Promise,
    arrived: js_sys::Function,
}

impl Coming {
    /// One that has not arrived.
    pub(crate) fn new() -> Self {
        let mut arrived = None;
        let promise = js_sys::Promise::new(&mut |resolve, _| arrived = Some(resolve));
        Self { promise, arrived: arrived.unwrap_or_default() }
    }

    /// It is here.
    pub(crate) fn arrive(&self, text: &str) {
        let _ = self.arrived.call1(&JsValue::NULL, &text.into());
    }

    /// Puts it on the clipboard once it is there, and tells whether it is. To be called while the user's press lasts: a browser that
    /// takes nothing later takes the promise of a text.
    pub(crate) fn copy(self) -> impl Future<Output = bool> {
        let promised = self.promised();
        async move {
            if let Some(written) = promised {
                return JsFuture::from(written).await.is_ok();
            }
            let Ok(text) = JsFuture::from(self.promise).await else { return false };
            written(&text.as_string().unwrap_or_default()).await
        }
    }

    /// The clipboard's answer to the promise; `None` where it takes texts alone.
    fn promised(&self) -> Option<js_sys::Promise> {
        let window = window()?;
        let make: js_sys::Function = js_sys::Reflect::get(&window, &"ClipboardItem".into()).ok()?.dyn_into().ok()?;
        let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into()).ok()?;
        let write: js_sys::Function = js_sys::Reflect::get(&clipboard, &"write".into()).ok()?.dyn_into().ok()?;
        let text = self.promise.clone();
        let blob = future_to_promise(async move {
            let plain = web_sys::BlobPropertyBag::new();
            plain.set_type("text/plain");
            let parts = js_sys::Array::of1(&JsFuture::from(text).await?);
            Ok(web_sys::Blob::new_with_str_sequence_and_options(&parts, &plain)?.into())
        });
        let kinds = js_sys::Object::new();
        js_sys::Reflect::set(&kinds, &"text/plain".into(), &blob).ok()?;
        let item = js_sys::Reflect::construct(&make, &js_sys::Array::of1(&kinds)).ok()?;
        write.call1(&clipboard, &js_sys::Array::of1(&item)).ok().map(|written| js_sys::Promise::resolve(&written))
    }
}

/// Shows a line of a box: scrolled to, selected, with the focus.
pub(crate) fn select_line(slot: Slot, number: u32, line_height: i32) {
    let Some(area) = text_area(slot) else { return };
    let text = area.value();
    let mut lengths = text.split('\n').map(|line| u32::try_from(line.encode_utf16().count()).unwrap_or(u32::MAX));
    let above = number.saturating_sub(1);
    let start = lengths.by_ref().take(above as usize).fold(0_u32, |sum, length| sum.saturating_add(length + 1));
    let end = start.saturating_add(lengths.next().unwrap_or(0));
    let top = i32::try_from(above).unwrap_or(i32::MAX).saturating_mul(line_height);
    let _ = area.focus();
    let _ = area.set_selection_range(start, end);
    area.set_scroll_top(top.saturating_sub(area.client_height() / 2));
}

/// Brings a part of the page into view and gives it the focus.
pub(crate) fn go_to(id: &str) {
    let found = window().and_then(|window| window.document()?.get_element_by_id(id));
    let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    element.scroll_into_view();
    let _ = element.focus();
}

/// Whether there is room for more than a phone has: what is folded there stands open.
pub(crate) fn is_wide() -> bool {
    const PHONE: f64 = 600.0;
    let width = window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width > PHONE)
}

/// How far the element that an event is about is scrolled, in pixels from its top.
pub(crate) fn scroll_of(event: &yew::Event) -> i32 {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.map_or(0, |element| element.scroll_top())
}

/// Whether the box that an event is about is ticked.
pub(crate) fn ticked(event: &yew::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|input| input.checked())
}

/// Offers text as a file.
pub(crate) fn download(name: &str, text: &str) {
    let link = || {
        let document = window()?.document()?;
        let link: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        let parts = js_sys::Array::of1(&JsValue::from_str(text));
        let blob = web_sys::Blob::new_with_str_sequence(&parts).ok()?;
        let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
        web_sys::Url::revoke_object_url(&address).ok()
    };
    let _ = link();
}

/// The text of the box that an event is about.
pub(crate) fn text_of(event: &yew::InputEvent) -> String {
    let target = event.target();
    let area = target.clone().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()).map(|area| area.value());
    let input = || target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).map(|input| input.value());
    area.or_else(input).unwrap_or_default()
}

/// The value chosen in a menu.
pub(crate) fn choice_of(event: &yew::Event) -> String {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    target.map(|menu| menu.value()).unwrap_or_default()
}

/// Files dropped anywhere on the page.
pub(crate) fn on_drop(dropped: Callback<File>) -> Vec<EventListener> {
    let Some(window) = window() else { return Vec::new() };
    let options = gloo::events::EventListenerOptions::enable_prevent_default();
    let over = EventListener::new_with_options(&window, "dragover", options, yew::Event::prevent_default);
    let drop = EventListener::new_with_options(&window, "drop", options, move |event| {
        let files = event.dyn_ref::<web_sys::DragEvent>().and_then(|event| event.data_transfer()?.files());
        let Some(files) = files.filter(|files| files.length() > 0) else { return };
        event.prevent_default();
        each_file(&files, &dropped);
    });
    vec![over, drop]
}

/// The files that were chosen; the same ones can be chosen again.
pub(crate) fn chosen_files(event: &yew::Event, chosen: &Callback<File>) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    input.files().inspect(|files| each_file(files, chosen));
    input.set_value("");
}

fn each_file(files: &web_sys::FileList, callback: &Callback<File>) {
    (0..files.length()).filter_map(|at| files.get(at)).for_each(|file| callback.emit(file));
}

/// The block of the range that an event is about, and its name in words; `None` beside all ranges.
pub(crate) fn range_of(event: &yew::Event) -> Option<(String, String)> {
    let element = event.target()?.dyn_into::<Element>().ok()?.closest("[data-net]").ok()??;
    Some((element.get_attribute("data-net")?, element.get_attribute("aria-label").unwrap_or_default()))
}

/// Outlines the ranges of a picture that are named, and no others.
pub(crate) fn mark_ranges(id: &str, named: &[String]) {
    let Some(picture) = window().and_then(|window| window.document()?.get_element_by_id(id)) else { return };
    let Ok(ranges) = picture.query_selector_all("[data-net]") else { return };
    for range in (0..ranges.length()).filter_map(|at| ranges.get(at)?.dyn_into::<Element>().ok()) {
        let net = range.get_attribute("data-net").unwrap_or_default();
        let address = net.split('/').next().unwrap_or_default();
        let is_named = named.iter().any(|name| *name == net || name == address);
        let _ = range.class_list().toggle_with_force("hot", is_named);
    }
}

/// Two fingers, or a touchpad.
pub(crate) enum Pinch {
    /// Apart, over this block.
    Closer(String),
    /// Together.
    Back,
}

/// Tells of fingers that spread or close over an element. A browser gives a touchpad's pinch as a wheel with the control key.
pub(crate) fn on_pinch(id: &str, pinched: Callback<Pinch>) -> Vec<EventListener> {
    let Some(element) = window().and_then(|window| window.document()?.get_element_by_id(id)) else { return Vec::new() };
    let options = gloo::events::EventListenerOptions::enable_prevent_default();
    let tell = move |event: &yew::Event, closer: bool| match (closer, range_of(event)) {
        (true, Some((block, _))) => pinched.emit(Pinch::Closer(block)),
        (true, None) => {}
        (false, _) => pinched.emit(Pinch::Back),
    };
    let by_wheel = tell.clone();
    let wheel = EventListener::new_with_options(&element, "wheel", options, move |event| {
        let Some(wheel) = event.dyn_ref::<web_sys::WheelEvent>().filter(|wheel| wheel.ctrl_key()) else { return };
        event.prevent_default();
        by_wheel(event, wheel.delta_y() < 0.0);
    });
    let began = std::rc::Rc::new(std::cell::Cell::new(None::<f64>));
    let start = {
        let began = began.clone();
        EventListener::new(&element, "touchstart", move |event| began.set(spread(event)))
    };
    let moved = EventListener::new_with_options(&element, "touchmove", options, move |event| {
        let Some((before, now)) = began.get().zip(spread(event)) else { return };
        event.prevent_default();
        let ratio = now / before;
        if !(0.75..=1.33).contains(&ratio) {
            began.set(None);
            tell(event, ratio > 1.0);
        }
    });
    vec![wheel, start, moved]
}

/// How far two fingers are apart, in pixels; `None` for one finger or three.
fn spread(event: &yew::Event) -> Option<f64> {
    let touches = event.dyn_ref::<web_sys::TouchEvent>()?.touches();
    let (one, other) = (touches.get(0)?, touches.get(1)?);
    let (x, y) = (one.client_x() - other.client_x(), one.client_y() - other.client_y());
    (touches.length() == 2).then(|| f64::from(x).hypot(f64::from(y)).max(1.0))
}

/// Unfolds a part of the page and brings it into view.
pub(crate) fn unfold(id: &str, focus: &str) {
    let found = window().and_then(|window| window.document()?.get_element_by_id(id));
    let _ = found.map(|element| element.set_attribute("open", ""));
    go_to(focus);
}

/// After a panic the page is dead, the boxes are not: a plain message says so, and nothing typed is touched. Yew is told, or it would
/// put a hook of its own in place of this one.
pub(crate) fn keep_text_on_panic() {
    yew::set_custom_panic_hook(Box::new(|_| {
        show_all();
        let notice = || {
            let document = window()?.document()?;
            let notice = document.create_element("p").ok()?;
            notice.set_attribute("role", "alert").ok()?;
            notice.set_attribute("class", "notice").ok()?;
            notice.set_attribute("data-testid", "notice").ok()?;
            notice.set_attribute("data-kind", "core").ok()?;
            notice.set_text_content(Some(
                "An error in the page stopped the calculation. Your text is still in the boxes: copy it, then reload. \
                 页面内部出错，计算已停止。你输入的内容仍在输入框里：请先复制，再重新载入。",
            ));
            document.body()?.prepend_with_node_1(&notice).ok()
        };
        let _ = notice();
    }));
}
