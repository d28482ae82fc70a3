//! The way from the outermost value to the one that is wrong.

use alloc::vec::Vec;
use core::fmt;

/// Steps from a value to the one inside it, innermost first: an error collects
/// them on its way out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(&'static str),
    Element(usize),
}

impl Path {
    pub(super) fn push_field(&mut self, name: &'static str) {
        self.0.push(Step::Field(name));
    }

    pub(super) fn push_element(&mut self, index: usize) {
        self.0.push(Step::Element(index));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for step in self.0.iter().rev() {
            match step {
                Step::Field(name) => write!(f, "{separator}{name}")?,
                Step::Element(index) => write!(f, "[{index}]")?,
            }
            separator = ".";
        }
        Ok(())
    }
}
