//! The one entry: from what was entered and what is asked to the whole answer.

mod fixed;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::analysis::{self, Context, Verdict};
use crate::docker::config::Judgement;
use crate::docker::{self, Prediction, Refusal, Version};
use crate::facts::{self, Facts, Owner, Platform, Survey, Told};
use crate::order::Order as _;
use crate::plan::{self, Plan, Situation, Wish};
use crate::problem::Problem;
use crate::read::{self, Document, Kind};
use crate::text::{Slot, Source};

pub use fixed::{at_the_restart, with_fix};

/// What the user entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The text of each box that has any.
    pub texts: BTreeMap<Slot, String>,
    /// Formats that the user chose for a box, in place of the recognised ones.
    pub kinds: BTreeMap<Slot, Kind>,
}

/// What the user wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The engine; `None` takes the version in the paste, else the newest.
    pub engine: Option<Version>,
    /// Where the engine runs; `None` takes what the paste says, else a Linux host.
    pub platform: Option<Platform>,
    /// Ranges whose owner the user has named; this outweighs every evidence.
    pub owners: BTreeMap<IpNet, Owner>,
    /// Addresses that containers must reach, beside those in the boxes.
    pub reach: Vec<IpAddr>,
    /// How many automatic networks to look ahead.
    pub look_ahead: usize,
    /// What the fix should look like.
    pub wish: Wish,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            engine: None,
            platform: None,
            owners: BTreeMap::new(),
            reach: Vec::new(),
            look_ahead: 8,
            wish: Wish::default(),
        }
    }
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How the boxes were read.
    pub documents: Vec<Document>,
    /// What they mean.
    pub facts: Facts,
    /// The engine that was assumed.
    pub engine: Version,
    /// What Docker takes next.
    pub prediction: Prediction,
    /// What dockerd says of the daemon.json, if one was pasted.
    pub judgement: Option<Judgement>,
    /// Findings and reader's notes, worst first.
    pub problems: Vec<Problem>,
    /// One sentence.
    pub verdict: Verdict,
    /// The fix.
    pub plan: Plan,
}

impl Report {
    /// Why dockerd does not start with this configuration on this host; `None` when it starts.
    pub fn refusal(&self) -> Option<&Refusal> {
        let by_file = self.judgement.as_ref().and_then(|judgement| judgement.start.refusal());
        by_file.or(self.prediction.refusal.as_ref())
    }
}

/// Answers the question from what was entered. Any text in any box gives a report.
pub fn examine(inputs: &Inputs, question: &Question) -> Report {
    let sources: Vec<Source> = inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for source in &sources {
        let (more, notes) = read::read(source, inputs.kinds.get(&source.slot()).copied());
        documents.extend(more);
        problems.extend(notes);
    }
    answer(documents, problems, &sources, question)
}

/// Answers the question from documents that are read already; `notes` are the reader's own problems.
pub fn answer(documents: Vec<Document>, notes: Vec<Problem>, sources: &[Source], question: &Question) -> Report {
    let told = Told { reach: &question.reach, platform: question.platform, owners: Some(&question.owners) };
    let facts = facts::facts(&documents, sources, told);
    let engine = question.engine.or(facts.version.map(|version| version.value)).unwrap_or(Version::NEWEST);
    let judgement = file_text(&facts, sources).map(|text| analysis::judge(&facts, &text, engine));
    let judgement = judgement.filter(|judgement| !(is_cut(&facts) && judgement.wants_more()));
    let survey = Survey::of(&facts);
    let prediction = predict(&facts, &survey, engine, question.look_ahead);
    let context = Context {
        facts: &facts,
        survey: &survey,
        engine,
        prediction: &prediction,
        judgement: judgement.as_ref(),
        look_ahead: question.look_ahead,
    };
    let mut problems = notes;
    problems.extend(analysis::findings(context));
    let mut problems = read::one_of_a_kind(problems);
    problems.order();
    let is_empty = sources.iter().all(|source| source.text().trim().is_empty()) && question.reach.is_empty();
    let verdict = if is_empty { analysis::empty() } else { analysis::verdict(context, &problems) };
    let situation = Situation { context, problems: &problems, documents: &documents, sources };
    let plan = plan::plan(situation, &question.wish);
    Report { documents, facts, engine, prediction, judgement, problems, verdict, plan }
}

/// Whether the end of the daemon.json was not pasted: what dockerd says of the beginning it does not say of the file.
fn is_cut(facts: &Facts) -> bool {
    facts.config.as_ref().is_some_and(|fact| fact.cut)
}

/// The text of the daemon.json, if one was pasted.
fn file_text<'a>(facts: &Facts, sources: &'a [Source]) -> Option<Cow<'a, str>> {
    let span = facts.config.as_ref()?.file?;
    Some(read::file_text(sources.iter().find(|source| source.slot() == span.slot)?, span))
}

/// What the engine will do next.
fn predict(facts: &Facts, survey: &Survey, engine: Version, look_ahead: usize) -> Prediction {
    let mut config = facts.config.as_ref().map(|fact| fact.config.clone()).unwrap_or_default();
    if config.pools.is_empty() {
        // They come from flags or a file that was not pasted.
        config.pools.clone_from(&facts.engine_pools);
    }
    docker::predict(engine, &config, &survey.host, &facts::existing(facts), look_ahead)
}
