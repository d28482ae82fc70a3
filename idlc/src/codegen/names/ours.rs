//! The names that generated code uses for itself.

/// Where one of our names comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ours {
    /// The encoding.
    Xdr,
    /// The runtime.
    Runtime,
    /// The module `xdr` itself.
    Module,
    /// A module of `core` itself.
    CoreModule,
    /// `std::sync`.
    Sync,
    /// `std::time`.
    Time,
    /// In scope everywhere; its full path.
    Prelude(&'static str),
    /// In scope everywhere with `std`, and else in the encoding; its full path.
    Alloc(&'static str),
    /// A type parameter.
    Generic,
}

const OURS: [(&str, Ours); 42] = [
    ("Address", Ours::Runtime),
    ("Arc", Ours::Sync),
    ("Box", Ours::Alloc("::std::boxed::Box")),
    ("CallError", Ours::Runtime),
    ("Client", Ours::Runtime),
    ("ConnectError", Ours::Runtime),
    ("Context", Ours::Runtime),
    ("Decode", Ours::Xdr),
    ("DecodeError", Ours::Xdr),
    ("Duration", Ours::Time),
    ("Encode", Ours::Xdr),
    ("Fault", Ours::Runtime),
    ("FlushError", Ours::Runtime),
    ("From", Ours::Prelude("::core::convert::From")),
    ("Interface", Ours::Runtime),
    ("Into", Ours::Prelude("::core::convert::Into")),
    ("Layout", Ours::Xdr),
    ("Option", Ours::Prelude("::core::option::Option")),
    ("Pending", Ours::Runtime),
    ("Procedure", Ours::Runtime),
    ("ProcedureInfo", Ours::Runtime),
    ("Program", Ours::Runtime),
    ("Reader", Ours::Xdr),
    ("Refusal", Ours::Runtime),
    ("Result", Ours::Prelude("::core::result::Result")),
    ("S", Ours::Generic),
    ("Send", Ours::Prelude("::core::marker::Send")),
    ("SendError", Ours::Runtime),
    ("Service", Ours::Runtime),
    ("Sink", Ours::Xdr),
    ("Size", Ours::Xdr),
    ("Sized", Ours::Prelude("::core::marker::Sized")),
    ("String", Ours::Alloc("::std::string::String")),
    ("Sync", Ours::Prelude("::core::marker::Sync")),
    ("T", Ours::Generic),
    ("TryFrom", Ours::Prelude("::core::convert::TryFrom")),
    ("UnknownValue", Ours::Xdr),
    ("Vec", Ours::Alloc("::std::vec::Vec")),
    ("Version", Ours::Runtime),
    ("Writer", Ours::Xdr),
    ("fmt", Ours::CoreModule),
    ("xdr", Ours::Module),
];

/// One of our names, and where it comes from.
pub(super) fn find(name: &str) -> Option<(&'static str, Ours)> {
    let at = OURS.binary_search_by(|(ours, _)| (*ours).cmp(name)).ok()?;
    OURS.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::OURS;

    #[test]
    fn our_names_are_sorted() {
        assert!(OURS.is_sorted_by_key(|(name, _)| *name));
    }
}
