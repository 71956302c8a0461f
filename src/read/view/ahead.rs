//! What readers look for in the lines below one: remembered, so that a long text in which it does not come is looked at once.

use std::cell::Cell;

use crate::read::signs::Signs;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Landmark {
    /// An active route of `route print`.
    RoutePrint,
    /// A key of YAML that tells a kind.
    YamlKey,
    /// A key with a range in a cloud's YAML.
    CloudKey,
    /// A line of `docker info` or `docker version` alone.
    DockerText,
    /// What may be a range with its length.
    Range,
    /// A range of a cluster's pods or services, or of Docker's bridge on its nodes.
    ClusterRange,
    /// A field of `ipconfig`.
    IpconfigField,
    /// The address in a profile of an interface.
    ProfileAddress,
    /// A line that names the columns of a table.
    Columns,
    /// A subnet, in lines of a name and what belongs to a network.
    DockerSubnet,
    /// The name of a network that every engine has, in such lines.
    DockerBridge,
}

impl Landmark {
    /// What stands in any line that is one: all of one of these sets.
    const fn signs(self) -> &'static [Signs] {
        const YAML: Signs = Signs::OF_YAML.and(Signs::COLON);
        const CLUSTER: Signs = Signs::OF_KUBERNETES.and(Signs::COLON);
        const CLOUD: Signs = Signs::OF_CLOUD_KEYS.and(Signs::COLON);
        const DOCKER: Signs = Signs::OF_DOCKER_TEXT.and(Signs::COLON);
        const FIELD: Signs = Signs::COLON.and(Signs::DOT).and(Signs::BLANK);
        const ADDRESS: Signs = Signs::OF_ADDRESS_KEYS.and(Signs::EQUALS);
        const OF_NODES: Signs = Signs::OF_DOCKER.and(Signs::SLASH);
        const MASKED: Signs = Signs::OCTETS.and(Signs::BLANK);
        match self {
            Self::RoutePrint => &[Signs::OF_ROUTE_PRINT, Signs::FOREIGN, MASKED],
            Self::YamlKey => &[YAML, CLUSTER],
            Self::CloudKey => &[CLOUD],
            Self::DockerText => &[DOCKER],
            Self::Range | Self::DockerSubnet => &[Signs::RANGE],
            Self::ClusterRange => &[Signs::RANGE, OF_NODES],
            Self::IpconfigField => &[FIELD],
            Self::ProfileAddress => &[ADDRESS],
            Self::Columns => &[Signs::LETTER],
            Self::DockerBridge => &[Signs::OF_DOCKER_LS],
        }
    }

    /// Whether a line with these signs can be one.
    pub(super) fn may_be(self, signs: Signs) -> bool {
        self.signs().iter().any(|needed| signs.has(*needed))
    }

    /// How many there are.
    const COUNT: usize = Self::DockerBridge as usize + 1;
}

/// The stretch in which each landmark does not stand, and what is left of the patience.
#[derive(Debug)]
pub(super) struct Ahead {
    none: [Cell<(u32, u32)>; Landmark::COUNT],
    tries: Cell<u32>,
}

/// How often something that takes long may fail in one box.
const TRIES: u32 = 2_000;

impl Default for Ahead {
    fn default() -> Self {
        Self { none: Default::default(), tries: Cell::new(TRIES) }
    }
}

impl Ahead {
    /// Whether a line from `first` to `near` is what is looked for.
    pub(super) fn is_near(&self, mark: Landmark, first: u32, near: u32, test: impl Fn(u32) -> bool) -> bool {
        let known = &self.none[mark as usize];
        let (from, to) = known.get();
        // Lines from `from` to before `to` are none; `to` was found, or not looked at.
        let (from, start) = if (from..=to).contains(&first) { (from, to) } else { (first, first) };
        let found = (start..=near).find(|number| test(*number));
        known.set((from, found.unwrap_or(start.max(near.saturating_add(1)))));
        found.is_some()
    }

    /// Whether a try is left.
    pub(super) fn has_tries(&self) -> bool {
        self.tries.get() > 0
    }

    /// Counts a try; `false` when there were enough.
    pub(super) fn may_try(&self) -> bool {
        let may = self.has_tries();
        self.tries.set(self.tries.get().saturating_sub(1));
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_a_new_look_finds() {
        let marks = [7, 8, 20];
        let ahead = Ahead::default();
        for (first, near) in [(1, 3), (2, 6), (3, 7), (4, 5), (8, 8), (9, 12), (10, 19), (11, 20), (1, 7), (21, 30)] {
            let expected = marks.iter().any(|mark| (first..=near).contains(mark));
            assert_eq!(
                ahead.is_near(Landmark::YamlKey, first, near, |n| marks.contains(&n)),
                expected,
                "{first} {near}"
            );
        }
    }
}
