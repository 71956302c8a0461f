//! `cargo xtask new reader|finding NAME`: the files of a new part with their tests, in their places, so that what is left to
//! write is what the part does.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::console::say;
use crate::place;

/// A file of a new part, or a line in one that is there.
enum Change {
    /// A file: its path and its text.
    File(String, String),
    /// Lines in front of the first line that holds a mark.
    Before { file: &'static str, mark: &'static str, lines: String },
}

/// The names of a part, from the words that it is called by.
struct Names {
    /// `acme routes`
    words: String,
    /// `acme-routes`
    kebab: String,
    /// `acme_routes`
    snake: String,
    /// `AcmeRoutes`
    camel: String,
}

/// Makes the part.
pub fn run(arguments: &[String]) -> Result<()> {
    let [part, name] = arguments else { bail!("usage: cargo xtask new reader|finding NAME") };
    let names = Names::of(name)?;
    let changes = match part.as_str() {
        "reader" => reader(&names),
        "finding" => finding(&names),
        other => bail!("{other} is neither a reader nor a finding"),
    };
    for change in &changes {
        say(format_args!("{}", make(place::repository(), change)?));
    }
    say(match part.as_str() {
        "reader" => {
            "next: real output in the fixture, then NONOVERLAP_WRITE_FORMATS=1 cargo xtask check formats; read the difference"
        }
        _ => {
            "next: the check, the pages, and in tests/cases one paste that has the finding and one that has not; then cargo xtask check"
        }
    });
    Ok(())
}

/// Carries a change out below a folder and says what it was.
fn make(root: &Path, change: &Change) -> Result<String> {
    match change {
        Change::File(path, text) => {
            let file = root.join(path);
            ensure!(!file.exists(), "{path} is there already");
            fs::write(&file, text).with_context(|| format!("cannot write {path}"))?;
            Ok(format!("made {path}"))
        }
        Change::Before { file, mark, lines } => {
            let path = root.join(file);
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
            let at = text.find(mark).with_context(|| format!("{file} has lost the line {mark}"))?;
            let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
            fs::write(&path, format!("{}{lines}{}", &text[..start], &text[start..]))?;
            Ok(format!("added to {file}: {}", lines.trim()))
        }
    }
}

impl Names {
    fn of(name: &str) -> Result<Self> {
        let words: Vec<String> = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        ensure!(
            words.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase())),
            "a name begins with a letter"
        );
        let camel = words.iter().map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().concat();
        Ok(Self { words: name.trim().to_owned(), kebab: words.join("-"), snake: words.join("_"), camel })
    }

    fn fill(&self, template: &str) -> String {
        let values = [
            ("__WORDS__", &self.words),
            ("__KEBAB__", &self.kebab),
            ("__SNAKE__", &self.snake),
            ("__CAMEL__", &self.camel),
        ];
        let upper = self.snake.to_uppercase();
        values
            .into_iter()
            .chain([("__UPPER__", &upper)])
            .fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn file(&self, path: &str, template: &str) -> Change {
        Change::File(self.fill(path), self.fill(template))
    }

    fn before(&self, file: &'static str, mark: &'static str, lines: &str) -> Change {
        Change::Before { file, mark, lines: self.fill(lines) }
    }
}

fn reader(names: &Names) -> Vec<Change> {
    vec![
        names.file("src/read/__SNAKE__.rs", include_str!("new/templates/reader.rs.txt")),
        names.file("tests/formats/__KEBAB__.txt", include_str!("new/templates/fixture.txt")),
        names.before("src/read.rs", "mod advice;", "mod __SNAKE__;\n"),
        names.before(
            "src/read/kind.rs",
            "/// Nothing that any reader understood.",
            "    /// __WORDS__.\n    __CAMEL__ = \"__WORDS__\",\n",
        ),
        names.before("src/read/recognise.rs", "use crate::read::advice;", "use crate::read::__SNAKE__::__UPPER__;\n"),
        names.before("src/read/recognise.rs", "    // A name and a subnet may stand in any list.", "    __UPPER__,\n"),
        names.before("src/words/en/read.rs", "];", "    (\"read.why.__KEBAB__\", \"its heading\"),\n"),
        names.before("src/words/zh/read.rs", "];", "    (\"read.why.__KEBAB__\", \"它的表头\"),\n"),
    ]
}

fn finding(names: &Names) -> Vec<Change> {
    vec![
        names.file("src/analysis/__SNAKE__.rs", include_str!("new/templates/finding.rs.txt")),
        names.file("docs/findings/__KEBAB__.md", include_str!("new/templates/page.en.txt")),
        names.file("docs/findings/zh/__KEBAB__.md", include_str!("new/templates/page.zh.txt")),
        names.before("src/analysis.rs", "mod blind_spot;", "mod __SNAKE__;\n"),
        names.before("src/analysis.rs", "    left_out::check,", "    __SNAKE__::check,\n"),
        names.before(
            "src/problem.rs",
            "    /// Lines that no reader understood.",
            "    /// __WORDS__.\n    __CAMEL__ = \"__KEBAB__\",\n",
        ),
        names.before("src/words/en/analysis.rs", "];", "    (\"finding.__KEBAB__\", \"{docker}: __WORDS__\"),\n"),
        names.before("src/words/zh/analysis.rs", "];", "    (\"finding.__KEBAB__\", \"{docker}：__WORDS__\"),\n"),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Change, Names, finding, make, reader};
    use crate::place;
    use std::fs;

    #[test]
    fn a_name_is_written_as_each_place_writes_it() {
        let names = Names::of("Acme  routes").unwrap();
        assert_eq!(
            (names.kebab.as_str(), names.snake.as_str(), names.camel.as_str()),
            ("acme-routes", "acme_routes", "AcmeRoutes")
        );
        assert!(Names::of("42").is_err());
    }

    #[test]
    fn every_part_has_its_places_in_the_sources() {
        let root = place::target().join("new-of-a-test");
        // What a run that failed left behind is not there again.
        let _ = fs::remove_dir_all(&root);
        let names = Names::of("acme routes").unwrap();
        for change in reader(&names).iter().chain(&finding(&names)) {
            let path = match change {
                Change::File(path, _) => path.as_str(),
                Change::Before { file, .. } => file,
            };
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            if let Change::Before { file, .. } = change
                && !root.join(file).exists()
            {
                fs::copy(place::repository().join(file), root.join(file)).unwrap();
            }
            make(&root, change).unwrap();
            assert!(!fs::read_to_string(root.join(path)).unwrap().contains("__CAMEL__"), "{path}");
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
