//! The address settings out of a file and flags, as Go's decoder and the engine's merge leave them.

use super::directives::{as_switch, flatten};
use super::json::{Id, Tree, Value};
use super::keys;
use crate::docker::{Config, Version, WrittenPool};

/// File and flags together: what the file leaves empty, the flags fill (`mergo.Merge`).
pub(super) fn config(tree: &Tree, flags: &[(String, String)], version: Version) -> Config {
    let mut config = Config::default();
    let mut pools = Pools::default();
    for member in tree.members(Tree::ROOT) {
        if keys::find(&member.key, version).is_some() {
            set(&mut config, &mut pools, tree, &member.key, member.value);
        }
    }
    config.pools = pools.list();
    nested_switches(&mut config, tree, version);
    merge(config, from_flags(flags, version))
}

/// The settings of flags alone.
pub(super) fn from_flags(flags: &[(String, String)], version: Version) -> Config {
    let mut config = Config::default();
    for (name, value) in flags {
        let flag = keys::long_flag(name);
        if keys::of_flag(flag, version).is_none() {
            continue;
        }
        if let Some(field) = text_field(&mut config, flag) {
            *field = Some(value.clone());
        } else if let Some(field) = switch_field(&mut config, flag) {
            *field = Some(!matches!(value.as_str(), "0" | "f" | "F" | "false" | "FALSE" | "False"));
        } else if flag == "mtu" {
            config.mtu = value.parse().ok();
        } else if flag == "default-address-pool" {
            config.pools.push(pool_of_flag(value));
        }
    }
    config
}

/// `base=10.0.0.0/8,size=24`.
fn pool_of_flag(value: &str) -> WrittenPool {
    let part = |name: &str| {
        value.split(',').find_map(|part| part.trim().split_once('=').filter(|(key, _)| *key == name)).map(|(_, v)| v)
    };
    let size = part("size").and_then(|size| size.parse().ok()).unwrap_or(0);
    WrittenPool { base: part("base").unwrap_or("").to_owned(), size, null: false }
}

fn text_field<'a>(config: &'a mut Config, key: &str) -> Option<&'a mut Option<String>> {
    Some(match key {
        "bip" => &mut config.bip,
        "bip6" => &mut config.bip6,
        "fixed-cidr" => &mut config.fixed_cidr,
        "fixed-cidr-v6" => &mut config.fixed_cidr_v6,
        "default-gateway" => &mut config.default_gateway,
        "default-gateway-v6" => &mut config.default_gateway_v6,
        "bridge" => &mut config.bridge,
        _ => return None,
    })
}

fn switch_field<'a>(config: &'a mut Config, key: &str) -> Option<&'a mut Option<bool>> {
    Some(match key {
        "ipv6" => &mut config.ipv6,
        "iptables" => &mut config.iptables,
        "ip6tables" => &mut config.ip6tables,
        "icc" => &mut config.icc,
        "live-restore" => &mut config.live_restore,
        "experimental" => &mut config.experimental,
        _ => return None,
    })
}

/// Decodes one member over what earlier members of its name left. `null` leaves text and numbers as they are.
fn set(config: &mut Config, pools: &mut Pools, tree: &Tree, key: &str, id: Id) {
    let value = &tree.node(id).value;
    match (key, value) {
        ("default-address-pools", value) => pools.decode(tree, value),
        ("default-gateway", Value::Null) => config.default_gateway = None,
        ("default-gateway-v6", Value::Null) => config.default_gateway_v6 = None,
        ("mtu", Value::Number(text)) => config.mtu = text.parse().ok().or(config.mtu),
        (key, Value::String(text)) => {
            if let Some(field) = text_field(config, key) {
                *field = Some(text.clone());
            }
        }
        (key, Value::Bool(on)) => {
            if let Some(field) = switch_field(config, key) {
                *field = Some(*on);
            }
        }
        _ => {}
    }
}

/// A boolean key inside an unknown object still reaches the flag of its name, which then fills what the file left open.
/// Read in `getConflictFreeConfiguration`, not measured.
fn nested_switches(config: &mut Config, tree: &Tree, version: Version) {
    for entry in flatten(tree, version).iter().filter(|entry| entry.inside.is_some()) {
        let value = as_switch(tree, entry.value);
        if let (Some(field), Some(on)) = (switch_field(config, entry.name), value) {
            field.get_or_insert(on);
        }
    }
}

/// `default-address-pools` while it is decoded. Go keeps the elements of an earlier list and decodes into them, so that a
/// later list inherits what it leaves out.
#[derive(Default)]
struct Pools {
    slots: Vec<WrittenPool>,
    used: usize,
}

impl Pools {
    fn decode(&mut self, tree: &Tree, value: &Value) {
        match value {
            Value::Null => *self = Self::default(),
            Value::Array(elements) => {
                for (index, &element) in elements.iter().enumerate() {
                    if index == self.slots.len() {
                        self.slots.push(WrittenPool::default());
                    }
                    decode_pool(&mut self.slots[index], tree, element);
                }
                self.used = elements.len();
            }
            _ => {}
        }
    }

    fn list(mut self) -> Vec<WrittenPool> {
        self.slots.truncate(self.used);
        self.slots
    }
}

fn decode_pool(pool: &mut WrittenPool, tree: &Tree, element: Id) {
    if tree.node(element).value == Value::Null {
        *pool = WrittenPool { null: true, ..WrittenPool::default() };
        return;
    }
    if pool.null {
        *pool = WrittenPool::default();
    }
    for member in tree.members(element) {
        match (member.key.to_ascii_lowercase().as_str(), &tree.node(member.value).value) {
            ("base", Value::String(text)) => pool.base.clone_from(text),
            ("size", Value::Number(text)) => pool.size = text.parse().unwrap_or(pool.size),
            _ => {}
        }
    }
}

fn merge(file: Config, flags: Config) -> Config {
    let text = |file: Option<String>, flag| file.filter(|text| !text.is_empty()).or(flag);
    Config {
        bip: text(file.bip, flags.bip),
        bip6: text(file.bip6, flags.bip6),
        fixed_cidr: text(file.fixed_cidr, flags.fixed_cidr),
        fixed_cidr_v6: text(file.fixed_cidr_v6, flags.fixed_cidr_v6),
        default_gateway: text(file.default_gateway, flags.default_gateway),
        default_gateway_v6: text(file.default_gateway_v6, flags.default_gateway_v6),
        bridge: text(file.bridge, flags.bridge),
        ipv6: file.ipv6.or(flags.ipv6),
        iptables: file.iptables.or(flags.iptables),
        ip6tables: file.ip6tables.or(flags.ip6tables),
        icc: file.icc.or(flags.icc),
        live_restore: file.live_restore.or(flags.live_restore),
        experimental: file.experimental.or(flags.experimental),
        mtu: file.mtu.filter(|&mtu| mtu != 0).or(flags.mtu),
        pools: if file.pools.is_empty() { flags.pools } else { file.pools },
    }
}
