//! What clippy's `similar_names` takes for similar, so that it is allowed
//! where it would speak and nowhere else.

/// Names shorter than this are not compared.
const SHORT: usize = 3;

/// Names shorter than this are not compared with others of the same length.
const SHORT_EQUAL: usize = 4;

/// From so many names on, the comparison of each with each is left to clippy.
const MANY: usize = 200;

/// Pairs that are alike and meant to be.
const PAIRS: [(&str, &str); 9] = [
    ("args", "arms"),
    ("get", "set"),
    ("item", "iter"),
    ("lhs", "rhs"),
    ("lint", "lit"),
    ("lparam", "wparam"),
    ("parsed", "parser"),
    ("path", "qpath"),
    ("rx", "tx"),
];

/// Whether two of the names are similar.
pub(in crate::codegen) fn any_similar(names: &[String]) -> bool {
    let names: Vec<Vec<char>> = names.iter().map(|name| letters(name)).collect();
    let compared = || {
        names
            .iter()
            .filter(|name| name.len() >= SHORT && name.first() != Some(&'_'))
    };
    names.len() > MANY
        || compared()
            .enumerate()
            .any(|(at, name)| compared().take(at).any(|other| are_similar(name, other)))
}

fn letters(name: &str) -> Vec<char> {
    name.strip_prefix("r#").unwrap_or(name).chars().collect()
}

fn are_similar(a: &[char], b: &[char]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if is_pair(a, b) || is_pair(b, a) {
        return false;
    }
    match b.len() - a.len() {
        0 => a.len() >= SHORT_EQUAL && differ_in_one(a, b),
        1 => one_is_inserted(a, b),
        _ => false,
    }
}

/// Names of which the one has the one word where the other has the other.
fn is_pair(a: &[char], b: &[char]) -> bool {
    let (a, b): (String, String) = (a.iter().collect(), b.iter().collect());
    PAIRS.iter().any(|&(one, other)| a == one && b == other)
}

/// One letter differs, which is not the first, and not as in `foo_x` and
/// `foo_y`. Digits may differ.
fn differ_in_one(a: &[char], b: &[char]) -> bool {
    let differing: Vec<usize> = a
        .iter()
        .zip(b)
        .enumerate()
        .filter(|(_, (a, b))| !are_alike(**a, **b))
        .map(|(at, _)| at)
        .collect();
    let [at] = differing.as_slice() else {
        return false;
    };
    let is_apart = |at: Option<usize>| at.and_then(|at| a.get(at)) == Some(&'_');
    match *at {
        0 => false,
        at if at + 1 == a.len() => !is_apart(at.checked_sub(1)),
        _ => true,
    }
}

fn are_alike(a: char, b: char) -> bool {
    a == b || a.is_numeric() && b.is_numeric()
}

/// `long` is `short` with one letter more, neither in front nor at its end.
fn one_is_inserted(short: &[char], long: &[char]) -> bool {
    match short.iter().zip(long).position(|(a, b)| a != b) {
        None | Some(0) => false,
        Some(at) => short.get(at..) == long.get(at + 1..),
    }
}

#[cfg(test)]
mod tests {
    use super::any_similar;

    fn similar(names: &[&str]) -> bool {
        any_similar(
            &names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_letter_more_or_another_letter_is_similar() {
        assert!(similar(&["apple", "axple"]));
        assert!(similar(&["blubx", "bluby"]));
        assert!(similar(&["from_dir", "from_fir"]));
        assert!(similar(&["exact", "exalct"]));
        assert!(similar(&["abc", "abxc"]));
    }

    #[test]
    fn numbers_and_single_letters_set_apart_are_not() {
        assert!(!similar(&["arg1", "arg2"]));
        assert!(!similar(&["foo_x", "foo_y"]));
        assert!(!similar(&["x_foo", "y_foo"]));
        assert!(!similar(&["lhs", "rhs"]));
        assert!(!similar(&["setter", "getter"]));
        assert!(!similar(&["item", "items"]));
        assert!(!similar(&["xab", "xac"]));
    }
}
