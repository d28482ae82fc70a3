//! What happens when: events in the order of their times, and of their making
//! where the times are the same.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

/// Events to come. The heap moves only keys: events lie where they were put.
#[derive(Debug)]
pub(crate) struct Schedule<E> {
    origin: Instant,
    heap: BinaryHeap<Reverse<Key>>,
    made: u64,
    events: Vec<Option<E>>,
    free: Vec<usize>,
}

/// When an event happens, and where it lies.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Since the origin, in nanoseconds: half a thousand years.
    at: u64,
    number: u64,
    place: usize,
}

impl<E> Schedule<E> {
    /// Nothing happens before the origin.
    pub(crate) const fn new(origin: Instant) -> Self {
        Self {
            origin,
            heap: BinaryHeap::new(),
            made: 0,
            events: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, at: Instant, event: E) {
        let place = self.put(event);
        let since = at.saturating_duration_since(self.origin).as_nanos();
        self.heap.push(Reverse(Key {
            at: u64::try_from(since).unwrap_or(u64::MAX),
            number: self.made,
            place,
        }));
        self.made += 1;
    }

    pub(crate) fn next(&mut self) -> Option<(Instant, E)> {
        let Reverse(key) = self.heap.pop()?;
        let event = self.events.get_mut(key.place)?.take()?;
        self.free.push(key.place);
        Some((self.origin + Duration::from_nanos(key.at), event))
    }

    fn put(&mut self, event: E) -> usize {
        let Some(place) = self.free.pop() else {
            self.events.push(Some(event));
            return self.events.len() - 1;
        };
        if let Some(free) = self.events.get_mut(place) {
            *free = Some(event);
        }
        place
    }
}
