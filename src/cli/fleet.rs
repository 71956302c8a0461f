//! Twenty hosts in one call: each file is a host of its own, and one file is looked for that suits them all.

use std::path::{Path, PathBuf};
use std::slice;

use nonoverlap::examine::Question;
use nonoverlap::fleet::{Member, Together, together};
use nonoverlap::text::Source;
use nonoverlap::view::ticket::{Host, fleet_json, fleet_markdown, fleet_sarif, fleet_text};
use nonoverlap::words::Lang;

use crate::arguments::{Arguments, Format};
use crate::failure::{Failure, Outcome};
use crate::{judge, output, paste, terminal};

/// The hosts of one call, examined.
struct Fleet {
    hosts: Vec<(Member, Vec<Source>)>,
    question: Question,
}

/// Each host in a line, and what suits all; the exit code is the worst host's.
pub(crate) fn check(arguments: &Arguments, files: &[PathBuf], lang: Lang) -> Result<Outcome, Failure> {
    let fleet = fleet(arguments, files, lang)?;
    let joint = fleet.together();
    let hosts: Vec<Host<'_>> = fleet.hosts.iter().map(|(member, sources)| (member, sources.as_slice())).collect();
    match arguments.show.format {
        Format::Text => output::text(&terminal::painted(&fleet_text(&hosts, &joint, lang)))?,
        Format::Markdown => output::bytes(fleet_markdown(&hosts, &joint, lang).as_bytes())?,
        Format::Json => output::bytes(fleet_json(&hosts, &joint, lang).as_bytes())?,
        Format::Sarif => output::bytes(fleet_sarif(&hosts, lang).as_bytes())?,
    };
    let outcomes = hosts.iter().map(|(member, _)| judge::outcome(&member.report, arguments.show.fail_on));
    Ok(outcomes.max().unwrap_or(Outcome::Clear))
}

/// The answer whose plan suits all hosts; `None` where nothing has to change.
pub(crate) fn fix(arguments: &Arguments, files: &[PathBuf], lang: Lang) -> Result<Together, Failure> {
    Ok(fleet(arguments, files, lang)?.together())
}

impl Fleet {
    fn together(&self) -> Together {
        let members: Vec<Member> = self.hosts.iter().map(|(member, _)| member.clone()).collect();
        together(&members, &self.question)
    }
}

fn fleet(arguments: &Arguments, files: &[PathBuf], lang: Lang) -> Result<Fleet, Failure> {
    let mut fleet = Fleet { hosts: Vec::new(), question: Question::default() };
    for file in files {
        let paste = paste::of_files(arguments, slice::from_ref(file), lang)?;
        let report = judge::read(&paste, lang)?;
        let member = Member { name: name(file), inputs: paste.session.inputs, report };
        fleet.hosts.push((member, paste.sources));
        fleet.question = paste.question;
    }
    Ok(fleet)
}

/// A host is called by its file, without the ending.
fn name(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
