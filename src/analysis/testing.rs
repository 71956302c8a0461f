//! Small facts for the checks' own tests.

use crate::docker::{self, Config, Host, Version};
use crate::facts::{DockerSubnet, Facts, Network, Role, State, Survey};
use crate::problem::Problem;

use super::Context;

/// A Docker subnet that exists.
pub(super) fn docker(name: &str, net: &str) -> DockerSubnet {
    DockerSubnet {
        net: net.parse().unwrap(),
        name: name.to_owned(),
        interface: Some(name.to_owned()),
        state: State::Exists,
        driver: None,
        project: None,
        ingress: false,
        container: None,
        gateway: None,
        spans: Vec::new(),
    }
}

/// A network in use.
pub(super) fn network(net: &str, role: Role, name: Option<&str>) -> Network {
    let name = name.map(Into::into);
    Network { net: net.parse().unwrap(), name, role, planned: false, cloud: None, span: None }
}

/// Facts of nothing but these.
pub(super) fn facts(docker: Vec<DockerSubnet>, networks: Vec<Network>) -> Facts {
    Facts { networks: networks.into(), docker, ..Facts::default() }
}

/// Runs one check for the newest engine on an empty host, with nothing looked ahead.
pub(super) fn run(check: fn(Context<'_>) -> Vec<Problem>, facts: &Facts) -> Vec<Problem> {
    let prediction = docker::predict(Version::NEWEST, &Config::default(), &Host::default(), &[], 0);
    let survey = Survey::of(facts);
    check(Context {
        facts,
        survey: &survey,
        engine: Version::NEWEST,
        prediction: &prediction,
        judgement: None,
        look_ahead: 8,
    })
}
