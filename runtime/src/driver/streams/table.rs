//! All connections, and which of them goes first when there are too many.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::link::Link;
use crate::driver::selector::Token;

/// The tokens below are those of what accepts connections.
const FIRST_LINK: u64 = 1 << 16;

/// Connections by their token.
#[derive(Debug)]
pub(super) struct Table {
    links: HashMap<Token, (Arc<Link>, Place)>,
    /// Those first that may have to go first.
    order: BTreeMap<Place, Token>,
    next_token: u64,
    next_turn: u64,
}

/// A connection's place in the order: those that never made a call come before
/// those that did, and then who was looked at longer ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    has_called: bool,
    turn: u64,
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            links: HashMap::new(),
            order: BTreeMap::new(),
            next_token: FIRST_LINK,
            next_turn: 0,
        }
    }

    /// A token for one more connection.
    pub(super) const fn next_token(&mut self) -> Token {
        self.next_token += 1;
        Token(self.next_token)
    }

    pub(super) fn insert(&mut self, link: Arc<Link>) {
        let place = self.last_place(false);
        self.order.insert(place, link.token);
        self.links.insert(link.token, (link, place));
    }

    pub(super) fn find(&self, token: Token) -> Option<&Arc<Link>> {
        self.links.get(&token).map(|(link, _)| link)
    }

    pub(super) fn remove(&mut self, token: Token) {
        if let Some((_, place)) = self.links.remove(&token) {
            self.order.remove(&place);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.links.len()
    }

    pub(super) fn all(&self) -> Vec<Arc<Link>> {
        let links = self.links.values();
        links.map(|(link, _)| Arc::clone(link)).collect()
    }

    /// The connection that may have to go first.
    pub(super) fn first(&self) -> Option<Arc<Link>> {
        let (_, token) = self.order.first_key_value()?;
        self.find(*token).cloned()
    }

    /// Puts a connection behind all others of its kind.
    pub(super) fn put_last(&mut self, token: Token, has_called: bool) {
        let last = self.last_place(has_called);
        if let Some((_, place)) = self.links.get_mut(&token) {
            self.order.remove(place);
            self.order.insert(last, token);
            *place = last;
        }
    }

    const fn last_place(&mut self, has_called: bool) -> Place {
        self.next_turn += 1;
        Place {
            has_called,
            turn: self.next_turn,
        }
    }
}
