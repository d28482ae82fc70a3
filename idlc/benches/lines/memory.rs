//! An allocator that knows how much was in use at most.

#![allow(unsafe_code, reason = "an allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static IN_USE: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

/// The bytes that `code` had in use at most, beyond those that were in use
/// before.
pub(crate) fn peak_of(code: impl FnOnce()) -> usize {
    let before = IN_USE.get();
    PEAK.set(before);
    code();
    PEAK.get() - before
}

fn take(bytes: usize) {
    IN_USE.set(IN_USE.get().wrapping_add(bytes));
    PEAK.set(PEAK.get().max(IN_USE.get()));
}

fn give_back(bytes: usize) {
    IN_USE.set(IN_USE.get().wrapping_sub(bytes));
}

// SAFETY: every call is passed on to the system's allocator as it is; the
// counters are plain numbers per thread and allocate nothing themselves.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        take(size);
        give_back(layout.size());
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
