//! Lints that the interface, not the generator, gives cause for: allowed on
//! the one item they would strike, and only there.

mod complexity;
mod similar;
mod style;

use complexity::complexity;
use proc_macro2::TokenStream;
use quote::quote;
use similar::any_similar;
use std::collections::HashSet;

pub(super) use style::Style;

/// Lines of a function that clippy bears.
const LINES_MAX: usize = 100;

/// Parameters that clippy bears, `self` among them.
const PARAMETERS_MAX: usize = 7;

/// Complexity of a type that clippy bears.
const COMPLEXITY_MAX: u64 = 250;

/// Bools that clippy bears among fields and among parameters.
const BOOLS_MAX: usize = 3;

/// Names of one letter that clippy bears in a function.
const LETTERS_MAX: usize = 4;

/// From so many on, fields or variants are asked for common words.
const COMMON_FROM: usize = 3;

/// By so many bytes a variant may exceed the others.
const VARIANT_SURPLUS_MAX: u64 = 200;

/// A function of `lines` lines.
pub(super) fn lines(lines: usize) -> TokenStream {
    allow(
        lines > LINES_MAX,
        &quote!(clippy::too_many_lines),
        "as long as the interface has it",
    )
}

/// A method that has a name of which Rust expects something else.
pub(super) fn method(name: &str) -> TokenStream {
    let is_new = name == "new";
    let is_conversion = is_new || name.starts_with("from_") || name.starts_with("into_");
    let reason = "the name of the file";
    let convention = allow(
        is_conversion,
        &quote!(clippy::wrong_self_convention),
        reason,
    );
    let new = allow(is_new, &quote!(clippy::new_ret_no_self), reason);
    let iter = allow(
        name == "iter",
        &quote!(clippy::iter_not_returning_iterator),
        reason,
    );
    quote!(#convention #new #iter)
}

/// A public method of a client that looks like one of a trait.
pub(super) fn client_method(name: &str, parameters: usize) -> TokenStream {
    let method = method(name);
    let looks_so = matches!((name, parameters), ("clone", 0) | ("cmp", 1));
    let looks_so = allow(
        looks_so,
        &quote!(clippy::should_implement_trait),
        "the name of the file",
    );
    quote!(#method #looks_so)
}

/// A function of so many parameters, so many of which are bools.
pub(super) fn parameters(count: usize, bools: usize) -> TokenStream {
    let many = allow(
        count > PARAMETERS_MAX,
        &quote!(clippy::too_many_arguments),
        "those of the file",
    );
    let bools = allow(
        bools > BOOLS_MAX,
        &quote!(clippy::fn_params_excessive_bools),
        "those of the file",
    );
    quote!(#many #bools)
}

/// A function that returns this, or an error of ours in its place.
pub(super) fn result(ty: &TokenStream) -> TokenStream {
    let whole = quote!(Result<#ty, Error>);
    allow(
        complexity(whole) > COMPLEXITY_MAX,
        &quote!(clippy::type_complexity),
        "as many values as the file returns",
    )
}

/// A function whose variables have these names.
pub(super) fn variables(names: &[String]) -> TokenStream {
    let letters = names
        .iter()
        .filter(|name| name.chars().count() == 1)
        .count();
    let letters = allow(
        letters > LETTERS_MAX,
        &quote!(clippy::many_single_char_names),
        "the names of the file",
    );
    let similar = allow(
        any_similar(names),
        &quote!(clippy::similar_names),
        "the names of the file",
    );
    quote!(#letters #similar)
}

/// A function that takes a large value as it is.
pub(super) fn large_values(any: bool) -> TokenStream {
    allow(
        any,
        &quote!(clippy::large_types_passed_by_value),
        "the handler's own to keep",
    )
}

/// A struct with these fields, so many of which are bools.
pub(super) fn fields(owner: &str, names: &[String], bools: usize) -> TokenStream {
    let bools = allow(
        bools > BOOLS_MAX,
        &quote!(clippy::struct_excessive_bools),
        "those of the file",
    );
    let common = share_words(
        &words(owner),
        &names.iter().map(|name| words(name)).collect::<Vec<_>>(),
    );
    let common = allow(
        common,
        &quote!(clippy::struct_field_names),
        "the names of the file",
    );
    let hidden = allow(
        names.iter().any(|name| name.starts_with('_')),
        &quote!(clippy::pub_underscore_fields),
        "the names of the file",
    );
    quote!(#bools #common #hidden)
}

/// An enum with these variants, of so many bytes each.
pub(super) fn variants(owner: &str, names: &[String], sizes: &[u64]) -> TokenStream {
    let common = share_words(
        &words(owner),
        &names.iter().map(|name| words(name)).collect::<Vec<_>>(),
    );
    let common = allow(
        common,
        &quote!(clippy::enum_variant_names),
        "the names of the file",
    );
    let large = allow(
        one_is_large(sizes),
        &quote!(clippy::large_enum_variant),
        "the sizes of the file",
    );
    quote!(#common #large)
}

/// Constants of a type that are called as the variants of an enum would be.
pub(super) fn values_as_constants() -> TokenStream {
    allow(
        true,
        &quote!(non_upper_case_globals),
        "named as the variants of a closed enum",
    )
}

fn allow(needed: bool, lint: &TokenStream, reason: &str) -> TokenStream {
    if needed {
        quote!(#[allow(#lint, reason = #reason)])
    } else {
        TokenStream::new()
    }
}

fn one_is_large(sizes: &[u64]) -> bool {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    matches!(sorted.as_slice(), [first, second, ..] if first - second >= VARIANT_SURPLUS_MAX)
}

/// Whether all names open or end with the same word, or one with the owner's.
fn share_words(owner: &[String], names: &[Vec<String>]) -> bool {
    let all_same = |word: fn(&[String]) -> Option<&String>| {
        let words: HashSet<_> = names.iter().map(|name| word(name)).collect();
        words.len() == 1
    };
    let repeats_owner = |name: &Vec<String>| name.starts_with(owner) || name.ends_with(owner);
    let common = all_same(<[_]>::first) || all_same(<[_]>::last);
    names.len() >= COMMON_FROM && (common || names.iter().any(repeats_owner))
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.trim_start_matches("r#").chars() {
        match words.last_mut() {
            _ if letter == '_' => words.push(String::new()),
            Some(word) if !letter.is_uppercase() || word.is_empty() => {
                word.extend(letter.to_lowercase());
            }
            _ => words.push(letter.to_lowercase().collect()),
        }
    }
    words
}
