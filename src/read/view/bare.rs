//! A line without what mail programs, web pages and listings put around it.

/// A line without quote marks, tags at its ends, `number` bytes of what programs put before it with quotes behind them, and,
/// if given, the comment mark.
pub(super) fn content<'a>(line: &'a str, mark: Option<&str>, number: usize) -> &'a str {
    let mut text = without_tags(without_quotes(line));
    if number > 0 {
        text = without_quotes(text.get(number..).unwrap_or(text));
    }
    let Some(mark) = mark else { return text };
    text.trim_start_matches('\u{feff}').trim_start().strip_prefix(mark.trim_end()).unwrap_or(text)
}

fn without_quotes(line: &str) -> &str {
    let mut text = line;
    while let Some(rest) = text.trim_start().strip_prefix('>') {
        text = rest.strip_prefix(' ').unwrap_or(rest);
    }
    text
}

/// Tags that web pages and Markdown leave at the ends of a line.
const TAGS: &[&str] = &[
    "<br/>", "<br />", "<br>", "</br>", "<p>", "</p>", "<pre>", "</pre>", "<code>", "</code>", "<div>", "</div>",
    "<li>", "</li>", "<td>", "</td>", "<tr>", "</tr>",
];

fn without_tags(line: &str) -> &str {
    let mut text = line;
    while text.trim_start().starts_with('<') || text.trim_end().ends_with('>') {
        let before = text.len();
        for tag in TAGS {
            text = text.trim_start().strip_prefix(tag).unwrap_or(text);
            text = text.trim_end().strip_suffix(tag).unwrap_or(text);
        }
        if text.len() == before {
            break;
        }
    }
    text
}
