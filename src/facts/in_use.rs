//! The networks in use, with the one index of them that checks, plan and map share.

use std::ops::Deref;
use std::rc::Rc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Network;
use crate::net::Index;
use crate::order::Order as _;

/// Networks in the order of the paste. A clone shares them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Network>", into = "Vec<Network>")]
pub struct Networks(Rc<Indexed>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Indexed {
    list: Vec<Network>,
    index: Index,
}

impl Networks {
    /// The places of the networks that have an address in common with a prefix: wider ones first, then those inside it.
    pub fn overlapping(&self, net: IpNet) -> impl Iterator<Item = usize> {
        self.0.index.overlapping(net)
    }

    /// The networks at these places, each once, in the order of the paste.
    pub fn at(&self, places: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Network> {
        let mut places: Vec<usize> = places.into_iter().collect();
        places.order();
        places.dedup();
        places.into_iter().filter_map(|at| self.get(at))
    }

    /// Their different prefixes by address and then by length, each with the places of its networks.
    pub fn prefixes(&self) -> impl Iterator<Item = (IpNet, impl ExactSizeIterator<Item = usize>)> {
        self.0.index.prefixes()
    }
}

impl Deref for Networks {
    type Target = [Network];

    fn deref(&self) -> &[Network] {
        &self.0.list
    }
}

impl From<Vec<Network>> for Networks {
    fn from(list: Vec<Network>) -> Self {
        let index = Index::of(list.iter().map(|network| network.net));
        Self(Rc::new(Indexed { list, index }))
    }
}

impl From<Networks> for Vec<Network> {
    fn from(networks: Networks) -> Self {
        networks.to_vec()
    }
}

impl<'a> IntoIterator for &'a Networks {
    type Item = &'a Network;
    type IntoIter = std::slice::Iter<'a, Network>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
