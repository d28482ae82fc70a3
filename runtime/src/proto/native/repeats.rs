//! What was lost goes once more; and how often that was.

use std::collections::VecDeque;

use super::carried::{Carried, Item};
use super::frame::Control;
use super::outbox::Outbox;
use super::path_mtu::PathMtu;

/// How often something was sent again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Packets whose contents were sent again.
    pub packets: u64,
    /// Times that the retransmission timer expired.
    pub timeouts: u64,
}

impl Repeats {
    /// The same and others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self {
            packets: self.packets + others.packets,
            timeouts: self.timeouts + others.timeouts,
        }
    }

    /// Sends again what a packet carried, where it still matters.
    pub(crate) fn repeat(
        &mut self,
        carried: &Carried,
        outbox: &mut Outbox,
        control: &mut VecDeque<Control>,
        path: &mut PathMtu,
    ) {
        let mut repeats = false;
        for item in carried.items() {
            match item {
                Item::Data(part) => {
                    repeats |= outbox.contains(part.id);
                    outbox.on_lost(part);
                }
                Item::Control(lost) if lost.matters_late() && !control.contains(lost) => {
                    repeats = true;
                    control.push_back(*lost);
                }
                Item::Control(_) => {}
                Item::MtuTry(_) => path.on_try_lost(),
            }
        }
        self.packets += u64::from(repeats);
    }
}
