//! Where the page of a finding lies: `docs/findings/` in the sources, beside the calculator on the site.

use crate::problem::Code;
use crate::words::Lang;

/// The address of a code's page on the site, relative to the calculator: `findings/public-space.html`.
pub fn page_of(code: Code, lang: Lang) -> String {
    let folder = match lang {
        Lang::En => "findings",
        Lang::Zh => "findings/zh",
    };
    format!("{folder}/{}.html", code.name())
}
