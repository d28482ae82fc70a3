//! A caller and a responder on one virtual clock, with a wire between them that
//! each test bends as it likes.

mod calls;
mod pair;
