//! An allocator that counts what each thread asks of it.

#![allow(unsafe_code, reason = "an allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

/// The bytes that `code` allocates, counting again what is moved to grow.
pub(crate) fn allocated_by(code: impl FnOnce()) -> usize {
    let before = ALLOCATED.get();
    code();
    ALLOCATED.get() - before
}

fn count(bytes: usize) {
    ALLOCATED.set(ALLOCATED.get() + bytes);
}

// SAFETY: every call is passed on to the system's allocator as it is; the
// counter is a plain number per thread and allocates nothing itself.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract of this same method.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
