//! What clippy's `type_complexity` counts: ten points for each type, times
//! the depth at which it stands.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const POINTS: u64 = 10;

/// The points of a type as generators write them: paths with arguments,
/// tuples and arrays, no references.
pub(in crate::codegen) fn complexity(ty: TokenStream) -> u64 {
    points(ty, 1)
}

fn points(tokens: TokenStream, depth: u64) -> u64 {
    let mut depth = depth;
    let mut sum = 0;
    // The segments of a path are one type.
    let mut in_path = false;
    for token in tokens {
        let is_path = matches!(&token, TokenTree::Ident(_))
            || matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
        if is_path && !in_path {
            sum += POINTS * depth;
        }
        match token {
            TokenTree::Group(group) => {
                sum += POINTS * depth;
                let inner = group.stream();
                sum += match group.delimiter() {
                    Delimiter::Bracket => points(element(inner), depth + 1),
                    _ => points(inner, depth + 1),
                };
            }
            TokenTree::Punct(mark) if mark.as_char() == '<' => depth += 1,
            TokenTree::Punct(mark) if mark.as_char() == '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        in_path = is_path;
    }
    sum
}

/// `T` of `[T; N]`.
fn element(array: TokenStream) -> TokenStream {
    let is_length =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';');
    array
        .into_iter()
        .take_while(|token| !is_length(token))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::complexity;
    use quote::quote;

    #[test]
    fn a_type_costs_its_depth() {
        assert_eq!(complexity(quote!(u8)), 10);
        assert_eq!(complexity(quote!(::a::B<4>)), 10);
        assert_eq!(complexity(quote!([u8; 4])), 10 + 20);
        assert_eq!(
            complexity(quote!((i32, xdr::Array<u8, 4>))),
            10 + 20 + 20 + 30
        );
        assert_eq!(
            complexity(quote!(Result<(A, B), C>)),
            10 + 20 + 30 + 30 + 20
        );
    }
}
