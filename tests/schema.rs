//! Holds the published schema of the JSON: every answer of the cases and of a fleet is valid, and nothing stands in one that the
//! schema does not describe.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::fs;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use nonoverlap::fleet::{Member, together};
use nonoverlap::text::{Slot, Source};
use nonoverlap::view::ticket::{fleet_json, json};
use nonoverlap::words::Lang;
use nonoverlap::{Inputs, Question, examine};
use serde_json::Value;

const SCHEMA: &str = include_str!("../docs/ticket.schema.json");

/// The schema with every object closed: an object that names its properties has no others.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(keys) => {
            let has_names = keys.contains_key("properties");
            *keys = std::mem::take(keys).into_iter().map(|(key, value)| (key, closed(value))).collect();
            if has_names {
                keys.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => *items = std::mem::take(items).into_iter().map(closed).collect(),
        _ => {}
    }
    schema
}

fn compiled(schemas: &mut Schemas) -> SchemaIndex {
    let schema = closed(serde_json::from_str(SCHEMA).expect("the schema is JSON"));
    let mut compiler = Compiler::new();
    compiler.add_resource("ticket.json", schema).expect("the schema can be added");
    compiler.compile("ticket.json", schemas).expect("the schema is one")
}

fn check(schemas: &Schemas, schema: SchemaIndex, name: &str, text: &str) {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let judged = schemas.validate(&value, schema);
    assert!(judged.is_ok(), "{name}: {:#}", judged.expect_err("a problem"));
}

fn sources(inputs: &Inputs) -> Vec<Source> {
    inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect()
}

/// The pastes of the cases.
fn pastes() -> Vec<(String, Inputs)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).expect("cases").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let paste = |path: std::path::PathBuf| {
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a case")).expect("JSON");
        let texts = Slot::ALL.into_iter().filter_map(|slot| {
            let text = case["paste"][slot.name()].as_str()?;
            Some((slot, text.to_owned()))
        });
        (path.display().to_string(), Inputs { texts: texts.collect(), ..Inputs::default() })
    };
    files.into_iter().map(paste).collect()
}

#[test]
fn every_answer_is_as_the_schema_says() {
    let mut schemas = Schemas::new();
    let schema = compiled(&mut schemas);
    let pastes = pastes();
    assert!(pastes.len() > 100);
    for (name, inputs) in &pastes {
        let report = examine(inputs, &Question::default());
        for lang in Lang::ALL {
            check(&schemas, schema, name, &json(&report, &sources(inputs), lang));
        }
    }
    // A part of them as a fleet.
    let hosts: Vec<_> = pastes
        .into_iter()
        .step_by(40)
        .map(|(name, inputs)| {
            let sources = sources(&inputs);
            (Member { name, report: examine(&inputs, &Question::default()), inputs }, sources)
        })
        .collect();
    let members: Vec<Member> = hosts.iter().map(|(member, _)| member.clone()).collect();
    let joint = together(&members, &Question::default());
    let hosts: Vec<_> = hosts.iter().map(|(member, sources)| (member, sources.as_slice())).collect();
    check(&schemas, schema, "fleet", &fleet_json(&hosts, &joint, Lang::En));
}
