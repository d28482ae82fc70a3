//! What a packet carried, to be sent again if the packet is lost.

use crate::proto::native::frame::Control;
use crate::proto::native::number::PacketNumber;
use crate::proto::native::outbox::Part;

/// One thing that is to arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// Bytes of a message.
    Data(Part),
    /// A word.
    Control(Control),
    /// Nothing but bytes: does a packet of this size arrive?
    MtuTry(usize),
}

/// All of them. Most packets carry one, which needs no allocation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// The highest packet that an acknowledgement in it said to have arrived.
    pub(crate) acked: Option<PacketNumber>,
    first: Option<Item>,
    others: Vec<Item>,
}

impl Carried {
    pub(crate) fn push(&mut self, item: Item) {
        if self.first.is_none() {
            self.first = Some(item);
        } else {
            self.others.push(item);
        }
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.first.iter().chain(&self.others)
    }

    /// The parts of messages among them.
    pub(crate) fn data(&self) -> impl Iterator<Item = &Part> {
        self.items().filter_map(|item| match item {
            Item::Data(part) => Some(part),
            Item::Control(_) | Item::MtuTry(_) => None,
        })
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.first.is_none()
    }
}
