//! One recording, step by step.

use std::collections::BTreeMap;

use ipnet::IpNet;
use nonoverlap::docker::Version;
use nonoverlap::docker::config::Judgement;
use nonoverlap::docker::engine::{Driver, Engine, IpamRequest, NetworkRequest};
use nonoverlap::docker::errors::Reason;
use nonoverlap::docker::network::Subnet;
use serde::Deserialize;
use serde_json::Value;

use crate::compare::{self, Shown};
use crate::host::{RecordedHost, judged};

/// A line of a file.
#[derive(Deserialize)]
pub(crate) struct Recording {
    pub id: String,
    pub engine: String,
    pub host: RecordedHost,
    pub daemon_json: Value,
    pub steps: Vec<Value>,
}

/// What the comparison found.
#[derive(Default)]
pub(crate) struct Outcome {
    /// A sentence for each answer that differs.
    pub differences: Vec<String>,
    /// Answers that agree and that differ, by action.
    pub actions: BTreeMap<String, [usize; 2]>,
    /// The host was completed by a bridge that only the engine's answer shows.
    pub completed: bool,
}

/// Runs a recording through the model.
pub(crate) fn replay(recording: &Recording) -> Outcome {
    let version: Version = recording.engine.parse().unwrap();
    let mut host = recording.host.host();
    let mut outcome = Outcome::default();
    if let Some(name) = unrecorded_bridge(recording, &host) {
        host.bridges.push((name, Vec::new()));
        outcome.completed = true;
    }
    let judgement = judged(&recording.daemon_json, version);
    let engine = Engine::new(version, judgement.config.clone(), host);
    let mut machine = Machine { version, host: &recording.host, judgement, engine };
    for (number, step) in recording.steps.iter().enumerate() {
        let action = step["op"].as_str().unwrap();
        let difference = machine.step(action, step, &step["result"]);
        let counts = outcome.actions.entry(action.to_owned()).or_default();
        counts[usize::from(difference.is_some())] += 1;
        outcome.differences.extend(difference.map(|difference| format!("step {number} {action}: {difference}")));
    }
    outcome
}

/// A bridge without an address leaves no trace in the recorded host. That the engine started with it shows it.
fn unrecorded_bridge(recording: &Recording, host: &nonoverlap::docker::Host) -> Option<String> {
    let name = recording.daemon_json.get("bridge")?.as_str()?;
    let seen = host.bridges.iter().any(|bridge| bridge.0 == name) || matches!(name, "" | "none" | "docker0");
    let started = recording.steps.iter().find(|step| step["op"] == "start")?["result"]["ok"].as_bool()?;
    (started && !seen).then(|| name.to_owned())
}

struct Machine<'a> {
    version: Version,
    host: &'a RecordedHost,
    /// What the engine says of the file alone.
    judgement: Judgement,
    engine: Engine,
}

impl Machine<'_> {
    /// Does a step; `Some` says how the model's answer differs.
    fn step(&mut self, action: &str, step: &Value, result: &Value) -> Option<String> {
        if let Some(reason) = result.get("skipped") {
            return self.engine.is_running().then(|| format!("recorded as skipped ({reason}), the model runs"));
        }
        match action {
            "start" => return self.start(result),
            "create" => return self.create(step, result),
            "create_many" => return self.create_many(step, result),
            "delete" => {
                let deleted = self.engine.delete(step["name"].as_str().unwrap());
                return compare::errors(result["error"].as_str(), deleted.as_ref().err().map(said));
            }
            "list" => return self.list(result),
            "swarm_init" => return self.swarm_init(step, result),
            "reload" => return self.reload(result),
            "stop" | "kill9" => self.engine.stop(),
            "reboot" => self.engine.reboot(),
            "config" => {
                self.judgement = judged(&step["daemon_json"], self.version);
                self.engine.set_config(self.judgement.config.clone());
            }
            "host" => self.commands(&step["cmds"]),
            "resolv" => self.resolv(step),
            "rmnet" => self.engine.remove_store(),
            // What `docker info` shows of the pools is the file, and the routes show what `list` compares.
            "info" | "routes" => {}
            _ => return Some("an action that the replay does not know".to_owned()),
        }
        if let Some(table) = result["ip_route"].as_str() {
            self.engine.set_routes(self.host.routes(table));
        }
        None
    }

    fn start(&mut self, result: &Value) -> Option<String> {
        let recorded = result["error"].as_str();
        let started = match self.judgement.start.refusal() {
            Some(refusal) => Err(refusal.clone()),
            None => self.engine.start(),
        };
        let bridge = match started {
            Ok(bridge) => bridge,
            Err(refusal) => return compare::errors(recorded, Some((&refusal.class, &refusal.text))),
        };
        let model: Vec<_> = shown_all(&bridge.subnets, &bridge.unused);
        compare::errors(recorded, None)
            .or_else(|| compare::subnets(&compare::recorded_subnets(&result["docker0"]["ipam"]), &model))
            .or_else(|| self.addresses(&result["docker0"]["addrs"]))
    }

    fn addresses(&self, recorded: &Value) -> Option<String> {
        let recorded = recorded.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().parse().unwrap());
        let model = self.engine.docker0_addresses().iter().copied();
        compare::prefixes(&compare::without_link_local(recorded), &compare::without_link_local(model))
            .map(|difference| format!("addresses of docker0: {difference}"))
    }

    fn reload(&mut self, result: &Value) -> Option<String> {
        self.engine.reload();
        self.addresses(result["docker0"].get("addrs")?)
    }

    fn create(&mut self, step: &Value, result: &Value) -> Option<String> {
        let recorded = result["error"].as_str();
        match self.engine.create(&request(step, step["name"].as_str().unwrap())) {
            Ok(network) => compare::errors(recorded, None).or_else(|| {
                let model = shown_all(&network.subnets, &network.unused);
                compare::subnets(&compare::recorded_subnets(&result["ipam"]), &model)
            }),
            Err(reason) => compare::errors(recorded, Some(said(&reason))),
        }
    }

    fn create_many(&mut self, step: &Value, result: &Value) -> Option<String> {
        let prefix = step["prefix"].as_str().unwrap_or("n");
        let mut created: Vec<Vec<IpNet>> = Vec::new();
        let mut error = None;
        for number in 1..=step["count"].as_u64().unwrap() {
            match self.engine.create(&request(step, &format!("{prefix}{number}"))) {
                Ok(network) => created.push(network.listed()),
                Err(reason) => {
                    error = Some(reason);
                    break;
                }
            }
        }
        let recorded: Vec<Vec<IpNet>> = serde_json::from_value(result["subnets"].clone()).unwrap();
        let pair = |(recorded, model): (&Vec<IpNet>, &Vec<IpNet>)| compare::prefixes(recorded, model);
        if let Some(difference) = recorded.iter().zip(&created).find_map(pair) {
            return Some(difference);
        }
        if recorded.len() != created.len() {
            return Some(format!("recorded {} networks, model {} ({error:?})", recorded.len(), created.len()));
        }
        compare::errors(result["error"].as_str(), error.as_ref().map(said))
    }

    fn list(&self, result: &Value) -> Option<String> {
        let recorded: BTreeMap<String, Vec<IpNet>> = serde_json::from_value(result["networks"].clone()).unwrap();
        let recorded: BTreeMap<_, _> =
            recorded.into_iter().filter(|(name, _)| name != "host" && name != "none").collect();
        let model: BTreeMap<_, _> =
            self.engine.networks().map(|(name, network)| (name.to_owned(), network.listed())).collect();
        let names = recorded.keys().chain(model.keys());
        names.filter(|name| !is_late(name, &recorded)).find_map(|name| match (recorded.get(name), model.get(name)) {
            (Some(recorded), Some(model)) => compare::prefixes(recorded, model).map(|why| format!("{name}: {why}")),
            (recorded, model) => Some(format!("{name}: recorded {recorded:?}, model {model:?}")),
        })
    }

    fn swarm_init(&mut self, step: &Value, result: &Value) -> Option<String> {
        let pools: Option<Vec<IpNet>> = serde_json::from_value(step["pools"].clone()).unwrap_or_default();
        let length = step["size"].as_u64().and_then(|length| u8::try_from(length).ok());
        let done = self.engine.swarm_init(&pools.unwrap_or_default(), length);
        compare::errors(result["result"]["message"].as_str(), done.as_ref().err().map(said))
    }

    fn commands(&mut self, commands: &Value) {
        for command in commands.as_array().unwrap() {
            let words: Vec<_> = command.as_str().unwrap().split_whitespace().collect();
            if let ["ip", "link", "del", .., name] = words[..] {
                self.engine.remove_interface(name);
            }
        }
    }

    /// The step names its text in the one argument it has.
    fn resolv(&mut self, step: &Value) {
        let mut arguments = step.as_object().unwrap().iter().filter(|(key, _)| *key != "op" && *key != "result");
        let text = arguments.find_map(|(_, value)| value.as_str()).unwrap();
        self.engine.set_nameservers(self.host.nameservers(text));
    }
}

/// The bridge of a Swarm is made in the background: a list that was taken at once may not have it yet.
fn is_late(name: &str, recorded: &BTreeMap<String, Vec<IpNet>>) -> bool {
    name == "docker_gwbridge" && !recorded.contains_key(name) && recorded.contains_key("ingress")
}

fn shown_all(subnets: &[Subnet], unused: &[IpNet]) -> Vec<Shown> {
    let given = |subnet: &Subnet| Shown { subnet: subnet.subnet, gateway: Some(subnet.gateway), range: subnet.range };
    let unused = unused.iter().map(|&subnet| Shown { subnet, gateway: None, range: None });
    subnets.iter().map(given).chain(unused).collect()
}

fn said(reason: &Reason) -> (&str, &str) {
    (reason.class, &reason.text)
}

fn request(step: &Value, name: &str) -> NetworkRequest {
    let truth = |key: &str| step.get(key).and_then(Value::as_bool);
    NetworkRequest {
        name: name.to_owned(),
        driver: match step.get("driver").and_then(Value::as_str) {
            Some("macvlan" | "ipvlan") => Driver::Macvlan,
            Some("overlay") => Driver::Overlay,
            _ => Driver::Bridge,
        },
        without_ipv4: truth("ipv4") == Some(false),
        ipv6: truth("ipv6") == Some(true),
        parent: step.get("options").and_then(|options| options["parent"].as_str()).map(str::to_owned),
        ipam: step.get("ipam").and_then(Value::as_array).into_iter().flatten().map(ipam).collect(),
    }
}

fn ipam(entry: &Value) -> IpamRequest {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    IpamRequest { subnet: text("subnet"), ip_range: text("ip_range"), gateway: text("gateway") }
}
