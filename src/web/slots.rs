//! Boxes as a set.

use nonoverlap::door::Slot;

/// Some of the boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots(u8);

const fn bit(slot: Slot) -> u8 {
    1 << slot as u8
}

impl Slots {
    /// Adds one.
    pub(crate) fn insert(&mut self, slot: Slot) {
        self.0 |= bit(slot);
    }

    /// Takes one away.
    pub(crate) fn remove(&mut self, slot: Slot) {
        self.0 &= !bit(slot);
    }

    /// Takes all away.
    pub(crate) fn clear(&mut self) {
        self.0 = 0;
    }

    pub(crate) const fn contains(self, slot: Slot) -> bool {
        self.0 & bit(slot) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are here or there.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are here and not there.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// In the order of the page.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Slot> {
        Slot::ALL.into_iter().filter(move |slot| self.contains(*slot))
    }
}

impl FromIterator<Slot> for Slots {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut set = Self::default();
        slots.into_iter().for_each(|slot| set.insert(slot));
        set
    }
}
