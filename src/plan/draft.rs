//! A change of the configuration before it is text: which keys become what, and the configuration that results.

mod fit;
pub(super) mod flags;
mod mend;
mod repair;
pub(super) mod v6;

use ipnet::IpNet;

use super::choose::Choice;
use super::edit::{Change, File, PoolText};
use crate::docker::{Config, Pool, Version, WrittenPool};
use crate::facts::interfaces::first_address;
use crate::facts::{DockerSubnet, Facts, State};
use crate::net;
use crate::problem::Message;
use serde_json::Value as Json;

/// How much is changed, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Only what dockerd refuses or what no longer fits; ranges stay.
    Repair,
    /// docker0 moves.
    Bip,
    /// The pools move, docker0 stays where it is.
    Pools,
    /// docker0 and the pools move into one block.
    Both,
}

/// What a draft starts from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// The facts of the paste.
    pub(super) facts: &'a Facts,
    /// The old file.
    pub(super) file: &'a File,
    /// The engine.
    pub(super) engine: Version,
    /// docker0's IPv4 address with its length, as it is or will be without the plan.
    pub(super) docker0: Option<IpNet>,
    /// Ranges of Docker's that should go.
    pub(super) leaving: &'a [IpNet],
    /// What becomes of the pools where no new ones are written.
    pub(super) pools: OldPools,
}

/// What becomes of the pools that are set now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OldPools {
    /// They stay, mended where dockerd does not read them.
    Kept,
    /// They go, and the engine has its own again.
    Dropped,
}

/// A change of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// What each key becomes, in the order new keys are written.
    pub(super) changes: Vec<(String, Change)>,
    /// The address settings that result.
    pub(super) config: Config,
    /// What had to change beside the ranges.
    pub(super) losses: Vec<Message>,
    /// Flags of dockerd that the file takes over, by their long names.
    pub(super) flags_moved: Vec<String>,
}

/// The draft for a scope with the ranges it takes. `None` where the scope makes no sense: the host has no docker0 to move.
pub(super) fn draft(ground: Ground<'_>, scope: Scope, choice: Option<&Choice>) -> Option<Draft> {
    if scope > Scope::Repair && choice.is_none() {
        return None;
    }
    let config = ground.facts.config.as_ref().map(|fact| fact.config.clone()).unwrap_or_default();
    let mut draft = Draft { changes: Vec::new(), config, losses: Vec::new(), flags_moved: Vec::new() };
    fit::fit(&mut draft, ground.file, ground.engine);
    repair::bridge(&mut draft, ground.facts);
    let has_bridge = draft.config.bridge.is_none();
    match (scope, choice) {
        (Scope::Bip | Scope::Both, Some(choice)) if has_bridge => draft.set_bip(first_host(choice.range, choice.size)),
        (Scope::Bip | Scope::Both, _) => return None,
        (Scope::Pools, _) if has_bridge && draft.config.bip.is_none() && draft.config.fixed_cidr.is_none() => {
            draft.set_bip(ground.docker0?);
        }
        _ => repair::bip(&mut draft),
    }
    match (choice.filter(|_| scope >= Scope::Pools), ground.pools) {
        (Some(choice), _) => draft.set_pools(choice.ranges().map(|base| Pool { base, size: choice.size }).collect()),
        (None, OldPools::Kept) => repair::pools(&mut draft, ground.file),
        (None, OldPools::Dropped) => draft.drop_pools(),
    }
    v6::renumber(&mut draft, ground);
    repair::range(&mut draft, scope);
    repair::gateway(&mut draft, ground);
    mend::mend(&mut draft, ground);
    flags::into_file(&mut draft, ground);
    flags::settings_into_file(&mut draft, ground);
    Some(draft)
}

/// The first address of the first network in a block, with the network's length: `192.168.224.1/24`.
pub(super) fn first_host(range: IpNet, size: u8) -> IpNet {
    let first = net::prefix(range.network(), size.max(range.prefix_len())).unwrap_or(range);
    IpNet::new(first_address(first), first.prefix_len()).unwrap_or(first)
}

/// docker0's IPv4 address: as the paste shows it, else as the configuration or the prediction has it.
pub(super) fn docker0(facts: &Facts, predicted: &[IpNet]) -> Option<IpNet> {
    let is_v4 = |subnet: &&DockerSubnet| subnet.is_default_bridge() && subnet.net.addr().is_ipv4();
    let shown = facts.docker.iter().filter(is_v4).min_by_key(|subnet| subnet.state != State::Exists);
    let address = |subnet: &DockerSubnet| {
        let gateway = subnet.gateway.filter(|gateway| subnet.net.contains(gateway));
        IpNet::new(gateway.unwrap_or_else(|| first_address(subnet.net)), subnet.net.prefix_len()).ok()
    };
    let next = predicted.iter().find(|net| net.addr().is_ipv4());
    shown.and_then(address).or_else(|| next.map(|net| first_host(*net, net.prefix_len())))
}

impl Draft {
    /// docker0's IPv4 subnet that the draft sets; `None` where it is left to the pools or to a bridge of the user's.
    pub(super) fn bridge_subnet(&self, engine: Version) -> Option<IpNet> {
        if self.config.bridge.is_some() {
            return None;
        }
        let fixed = (engine >= Version::new(23, 0, 0)).then_some(self.config.fixed_cidr.as_deref()).flatten();
        let text = self.config.bip.as_deref().or(fixed)?;
        text.trim().parse::<IpNet>().ok().map(|net| net.trunc()).filter(|net| net.addr().is_ipv4())
    }

    /// docker0's address, if `bip` sets it.
    pub(super) fn bip(&self) -> Option<IpNet> {
        self.config.bip.as_deref()?.trim().parse().ok()
    }

    /// The IPv4 pools that the draft writes; empty where it leaves them alone.
    pub(super) fn new_pools(&self) -> Vec<Pool> {
        let written = self.changes.iter().filter_map(|(_, change)| match change {
            Change::Pools(pools) => Some(pools),
            _ => None,
        });
        written
            .flatten()
            .filter_map(|pool| match pool {
                PoolText::New(pool) => Some(*pool),
                PoolText::Kept(_) => None,
            })
            .filter(|pool| pool.base.addr().is_ipv4())
            .collect()
    }

    fn set(&mut self, key: &str, value: impl Into<Json>) {
        self.change(key, Change::Set(value.into()));
    }

    fn change(&mut self, key: &str, change: Change) {
        self.changes.retain(|(name, _)| name != key);
        self.changes.push((key.to_owned(), change));
    }

    /// The elements of `default-address-pools` as they will be written, in the order of `config.pools`.
    fn pool_texts(&self) -> Vec<PoolText> {
        let changed = self.changes.iter().find_map(|(_, change)| match change {
            Change::Pools(pools) => Some(pools.clone()),
            _ => None,
        });
        changed.unwrap_or_else(|| (0..self.config.pools.len()).map(PoolText::Kept).collect())
    }

    /// Takes the pools out of the file.
    fn drop_pools(&mut self) {
        self.config.pools.clear();
        self.change("default-address-pools", Change::Remove);
        self.losses.push(Message::new("plan.loss.unusable").with("key", "default-address-pools"));
    }

    fn set_bip(&mut self, address: IpNet) {
        self.config.bip = Some(address.to_string());
        self.set("bip", address.to_string());
    }

    /// Replaces the IPv4 pools; those of IPv6 stay as they are written.
    fn set_pools(&mut self, pools: Vec<Pool>) {
        let is_v6 = |pool: &WrittenPool| pool.base.trim().parse::<IpNet>().is_ok_and(|base| base.addr().is_ipv6());
        let old = std::mem::take(&mut self.config.pools);
        let kept: Vec<_> = old.into_iter().enumerate().filter(|(_, pool)| is_v6(pool)).collect();
        self.config.pools =
            pools.iter().copied().map(written).chain(kept.iter().map(|(_, pool)| pool.clone())).collect();
        let texts =
            pools.into_iter().map(PoolText::New).chain(kept.iter().map(|(at, _)| PoolText::Kept(*at))).collect();
        self.change("default-address-pools", Change::Pools(texts));
    }
}

/// A pool as it will be written.
fn written(pool: Pool) -> WrittenPool {
    WrittenPool { base: pool.base.to_string(), size: pool.size.into(), null: false }
}
