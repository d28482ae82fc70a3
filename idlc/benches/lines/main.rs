//! What a line of an interface file costs, in short files and in long ones:
//! `cargo bench -p idlc --bench lines`.
//!
//! A text grows tenfold twice. If a line of the longest costs as much as one of
//! the shortest, time and memory grow with the text and no faster. First a file
//! as people write them, then files that consist of one thing only: whatever
//! searches where it should look up shows there.

mod clock;
mod measure;
mod memory;
mod shape;

fn main() {
    // Cargo passes options of the test harness, which this is not.
    let mut words = std::env::args().skip(1);
    let word = words.find(|word| !word.starts_with('-'));
    let is_wanted = |name: &str| word.as_ref().is_none_or(|word| name.contains(word));
    measure::heading();
    for shape in shape::ALL.iter().filter(|shape| is_wanted(shape.name)) {
        measure::row(shape);
    }
}
