//! The network: what becomes of one datagram. It keeps none.

use std::time::{Duration, Instant};

use crate::proto::native::damage_part;
use crate::proto::random::Random;
use crate::sim::buffers::Buffers;
use crate::sim::options::Options;
use crate::sim::trace::Direction;

mod bottleneck;

use bottleneck::Bottleneck;

/// The one that was sent, a copy of it, and one that comes much later.
const COPIES_MAX: usize = 3;

/// Chance, as the options set it.
#[derive(Debug)]
pub(crate) struct Network {
    options: Options,
    random: Random,
    origin: Instant,
    partitions: Vec<Partition>,
    to_server: Bottleneck,
    to_client: Bottleneck,
}

/// A copy of a datagram, as it arrives.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) at: Instant,
    pub(crate) datagram: Vec<u8>,
}

/// Nothing passes this way.
#[derive(Debug)]
struct Partition {
    /// `None`: all of them.
    client: Option<usize>,
    /// `None`: both.
    direction: Option<Direction>,
    until: Instant,
}

impl Network {
    pub(crate) fn new(options: &Options, random: Random, origin: Instant) -> Self {
        Self {
            random,
            origin,
            partitions: Vec::new(),
            to_server: Bottleneck::new(options.bandwidth),
            to_client: Bottleneck::new(options.bandwidth),
            options: options.clone(),
        }
    }

    /// Whether the time of faults is over.
    pub(crate) fn is_healed(&self, now: Instant) -> bool {
        let heal_after = self.options.heal_after;
        heal_after.is_some_and(|after| now >= self.origin + after)
    }

    /// Cuts somebody off for a while.
    pub(crate) fn part(&mut self, now: Instant, last_max: Duration) {
        let random = &mut self.random;
        let client = random.below(self.options.clients as u64);
        let everyone = random.chance(300);
        let direction = [None, Some(Direction::ToServer), Some(Direction::ToClient)];
        let choice = usize::try_from(random.below(3)).unwrap_or_default();
        self.partitions.retain(|partition| partition.until > now);
        self.partitions.push(Partition {
            client: usize::try_from(client).ok().filter(|_| !everyone),
            direction: direction.get(choice).copied().flatten(),
            until: now + random.between(Duration::ZERO, last_max),
        });
    }

    /// Fills the list with the copies of a datagram sent now that arrive:
    /// mostly one.
    pub(crate) fn carry(
        &mut self,
        now: Instant,
        direction: Direction,
        client: Option<usize>,
        datagram: Vec<u8>,
        buffers: &mut Buffers,
        arrivals: &mut Vec<Arrival>,
    ) {
        arrivals.clear();
        let times = self.arrival_times(now, direction, client, datagram.len());
        let mut times = times.into_iter().flatten().peekable();
        let mut original = Some(datagram);
        let faulty = !self.is_healed(now);
        while let Some(at) = times.next() {
            let last = original.take_if(|_| times.peek().is_none());
            let copy = || buffers.copy(original.as_deref().unwrap_or_default());
            let mut datagram = last.unwrap_or_else(copy);
            if faulty {
                self.damage(&mut datagram);
            }
            arrivals.push(Arrival { at, datagram });
        }
        if let Some(lost) = original {
            buffers.give(lost);
        }
    }

    /// When the copies of a datagram arrive that was sent now.
    fn arrival_times(
        &mut self,
        now: Instant,
        direction: Direction,
        client: Option<usize>,
        bytes: usize,
    ) -> [Option<Instant>; COPIES_MAX] {
        let mut times = [None; COPIES_MAX];
        let faulty = !self.is_healed(now);
        if bytes > self.mtu(now) || (faulty && self.is_parted(now, direction, client)) {
            return times;
        }
        let bottleneck = match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        };
        let Some(through) = bottleneck.pass(now, bytes) else {
            return times;
        };
        let [sent, copy, straggler] = &mut times;
        *sent = Some(through + self.delay());
        if faulty {
            if self.random.chance(self.options.duplicate_per_mille) {
                *copy = Some(through + self.delay());
            }
            for time in [sent, copy] {
                if time.is_some() && self.random.chance(self.options.loss_per_mille) {
                    *time = None;
                }
            }
            if self.random.chance(self.options.straggle_per_mille) {
                let late_max = self.options.straggle_max;
                let late = self.random.between(Duration::ZERO, late_max);
                *straggler = Some(through + late);
            }
        }
        times
    }

    fn delay(&mut self) -> Duration {
        let Options {
            delay_min,
            delay_max,
            ..
        } = self.options;
        self.random.between(delay_min, delay_max)
    }

    /// Whether a copy of a datagram to the server comes from elsewhere, too.
    pub(crate) fn is_spoofed(&mut self, now: Instant) -> bool {
        !self.is_healed(now) && self.random.chance(self.options.spoofed_per_mille)
    }

    /// Whether a client has another address from now on.
    pub(crate) fn is_moving(&mut self, now: Instant) -> bool {
        !self.is_healed(now) && self.random.chance(self.options.move_per_mille)
    }

    fn mtu(&self, now: Instant) -> usize {
        match self.options.mtu_later {
            Some((after, mtu)) if now >= self.origin + after => mtu.min(self.options.mtu),
            _ => self.options.mtu,
        }
    }

    fn is_parted(&self, now: Instant, direction: Direction, client: Option<usize>) -> bool {
        self.partitions.iter().any(|partition| {
            partition.until > now
                && (partition.client.is_none() || partition.client == client)
                && partition.direction.is_none_or(|only| only == direction)
        })
    }

    fn damage(&mut self, datagram: &mut [u8]) {
        let random = &mut self.random;
        if self.options.undetected_per_mille > 0 && random.chance(self.options.undetected_per_mille)
        {
            damage_part(datagram, random.next_u64());
        }
        if random.chance(self.options.corrupt_per_mille) {
            let bit = random.below(datagram.len() as u64 * 8);
            let place = usize::try_from(bit / 8).unwrap_or_default();
            if let Some(byte) = datagram.get_mut(place) {
                *byte ^= 1 << (bit % 8);
            }
        }
    }
}
