//! Messages by their name: the first few in a row, where the only one is found
//! by a comparison, and any further ones in a hash table.

use std::collections::HashMap;

use crate::proto::native::number::{MessageId, NumberHash};
use crate::proto::native::outgoing::Outgoing;

/// So many are compared one by one.
const FEW: usize = 4;

/// The messages of an outbox.
#[derive(Debug, Default)]
pub(crate) struct Table {
    few: Vec<Outgoing>,
    others: HashMap<MessageId, Outgoing, NumberHash>,
}

impl Table {
    pub(crate) fn is_empty(&self) -> bool {
        self.few.is_empty() && self.others.is_empty()
    }

    pub(crate) fn contains(&self, id: MessageId) -> bool {
        self.get(id).is_some()
    }

    pub(crate) fn get(&self, id: MessageId) -> Option<&Outgoing> {
        let near = self.few.iter().find(|message| message.id == id);
        near.or_else(|| self.others.get(&id))
    }

    pub(crate) fn get_mut(&mut self, id: MessageId) -> Option<&mut Outgoing> {
        let near = self.few.iter_mut().find(|message| message.id == id);
        near.or_else(|| self.others.get_mut(&id))
    }

    /// Adds a message, or puts it in the place of the one that has its name;
    /// whether there was one.
    pub(crate) fn insert(&mut self, message: Outgoing) -> bool {
        if let Some(old) = self.get_mut(message.id) {
            *old = message;
            return true;
        }
        if self.few.len() < FEW {
            self.few.push(message);
        } else {
            self.others.insert(message.id, message);
        }
        false
    }

    pub(crate) fn remove(&mut self, id: MessageId) -> Option<Outgoing> {
        match self.few.iter().position(|message| message.id == id) {
            Some(place) => Some(self.few.swap_remove(place)),
            None => self.others.remove(&id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::native::number::{Seq, Slot};

    #[test]
    fn many_messages_are_found_replaced_and_removed_by_their_names() {
        let id = |n| MessageId::call(Slot(n), Seq(7));
        let mut table = Table::default();
        for n in 0..20 {
            assert!(!table.insert(Outgoing::new(id(n), n.into(), None)));
        }
        for n in 0..20 {
            assert!(table.insert(Outgoing::new(id(n), 100 + u64::from(n), None)));
            assert_eq!(table.get(id(n)).map(|m| m.total), Some(100 + u64::from(n)));
        }
        for n in (0..20).rev() {
            assert_eq!(table.remove(id(n)).map(|m| m.id), Some(id(n)));
            assert!(!table.contains(id(n)) && table.is_empty() == (n == 0));
        }
        assert!(table.remove(id(3)).is_none());
    }
}
