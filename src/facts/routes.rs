//! The routes of many blocks, shared with the documents that they were read into.

use serde::{Deserialize, Serialize};

use crate::read::{Document, Item, Items, Route};

/// Routes as written, in the order of the paste.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routes(Vec<Items>);

impl Routes {
    /// The routes of these documents.
    pub(super) fn of<'a>(documents: impl Iterator<Item = &'a Document>) -> Self {
        let has_routes = |document: &&Document| document.items.routes().next().is_some();
        Self(documents.filter(has_routes).map(|document| document.items.clone()).collect())
    }

    /// Each route.
    pub fn iter(&self) -> impl Iterator<Item = &Route> + Clone {
        self.0.iter().flat_map(Items::routes)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Route> for Routes {
    fn from_iter<T: IntoIterator<Item = Route>>(routes: T) -> Self {
        let items: Vec<Item> = routes.into_iter().map(Item::Route).collect();
        Self(if items.is_empty() { Vec::new() } else { vec![items.into()] })
    }
}
