//! Which part of the text comes from where.

use std::collections::BTreeMap;

use crate::source::{FileId, Span, offset_of};

/// A text that is made of parts of files.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// In the order of the text.
    parts: Vec<Part>,
    /// Where the parts of a file begin: file and offset there → offset in the
    /// text.
    places: BTreeMap<(FileId, u32), u32>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    /// Where it begins in the text.
    start: u32,
    file: FileId,
    /// Where it begins in the file.
    offset: u32,
}

impl Map {
    /// The text goes on, from `start`, with what is at `offset` of a file.
    pub(super) fn push(&mut self, start: usize, file: FileId, offset: usize) {
        let (start, offset) = (offset_of(start), offset_of(offset));
        self.parts.push(Part {
            start,
            file,
            offset,
        });
        self.places.insert((file, offset), start);
    }

    /// The text goes on, from `start`, with all of another.
    pub(super) fn append(&mut self, start: u32, other: Self) {
        let parts = other.parts.into_iter();
        self.parts.extend(parts.map(|part| Part {
            start: start.saturating_add(part.start),
            ..part
        }));
        let places = other.places.into_iter();
        self.places
            .extend(places.map(|(place, offset)| (place, start.saturating_add(offset))));
    }

    /// The place of a range of the text. Where it goes on in another file, it
    /// ends with the part that it begins in.
    ///
    /// `None` where the text has no parts.
    pub(super) fn span(&self, start: u32, end: u32) -> Option<Span> {
        // What is empty belongs behind what is before it.
        let within = if start == end {
            start.saturating_sub(1)
        } else {
            start
        };
        let behind = self.parts.partition_point(|part| part.start <= within);
        let part = self.parts.get(behind.checked_sub(1)?)?;
        let last = self.part_of_end(end);
        let end = match last {
            Some(last) if last.file == part.file => last.offset + (end - last.start),
            _ => {
                let next = self.parts.get(behind).map_or(end, |next| next.start);
                part.offset + (next.min(end) - part.start)
            }
        };
        let start = part.offset + (start - part.start);
        let file = part.file;
        Some(Span { file, start, end })
    }

    /// The part that has the byte before `end`.
    fn part_of_end(&self, end: u32) -> Option<&Part> {
        let before = end.saturating_sub(1);
        let behind = self.parts.partition_point(|part| part.start <= before);
        self.parts.get(behind.checked_sub(1)?)
    }

    /// Where in the text a place is; 0 for one that is not in it.
    pub(super) fn place(&self, span: Span) -> u32 {
        let until = (span.file, span.start);
        match self.places.range(..=until).next_back() {
            Some((&(file, offset), &start)) if file == span.file => start + (span.start - offset),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    /// `outer` is "ab" + what it includes + "cd", and `inner` is "XY".
    fn map() -> (Map, FileId, FileId) {
        let mut sources = Sources::default();
        let (outer, inner) = (sources.add("outer", "abcd"), sources.add("inner", "XY"));
        let mut map = Map::default();
        map.push(0, outer, 0);
        map.push(2, inner, 0);
        map.push(4, outer, 2);
        (map, outer, inner)
    }

    #[test]
    fn a_place_in_the_text_is_one_in_a_file() {
        let (map, outer, inner) = map();
        for ((start, end), (file, from, to)) in [
            ((0, 2), (outer, 0, 2)),
            ((2, 4), (inner, 0, 2)),
            ((3, 4), (inner, 1, 2)),
            ((5, 6), (outer, 3, 4)),
            // Around the included file, and into it.
            ((1, 5), (outer, 1, 3)),
            ((1, 3), (outer, 1, 2)),
            ((3, 6), (inner, 1, 2)),
            // Empty: behind what is before.
            ((0, 0), (outer, 0, 0)),
            ((2, 2), (outer, 2, 2)),
            ((4, 4), (inner, 2, 2)),
            ((6, 6), (outer, 4, 4)),
        ] {
            let span = map.span(start, end).unwrap();
            assert_eq!((span.file, span.start, span.end), (file, from, to));
        }
        assert_eq!(Map::default().span(0, 1), None);
    }

    #[test]
    fn a_place_in_a_file_is_one_in_the_text() {
        let (map, outer, inner) = map();
        let place = |file, start| {
            let end = start;
            map.place(Span { file, start, end })
        };
        assert_eq!([0, 1, 2, 3].map(|start| place(outer, start)), [0, 1, 4, 5]);
        assert_eq!([0, 1].map(|start| place(inner, start)), [2, 3]);
        let other = Sources::default().add("other", "");
        assert_eq!(Map::default().place(map.span(0, 1).unwrap()), 0);
        assert_eq!(other, outer);
    }
}
