//! The page: everything that needs a browser.

mod web;

fn main() {
    if web::browser::worker::serves() {
        return;
    }
    web::browser::keep_text_on_panic();
    yew::Renderer::<web::app::App>::new().render();
}
