//! The table, and its totals.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::corpus::verdict::Verdict;

/// A line for each file, and how many of them ended how.
pub(crate) fn table(verdicts: &[(String, Verdict)]) -> String {
    let mut text = String::new();
    let mut totals: BTreeMap<String, usize> = BTreeMap::new();
    let width = verdicts.iter().map(|(name, _)| name.len()).max();
    let width = width.unwrap_or_default();
    for (name, verdict) in verdicts {
        let (outcome, details) = row(verdict);
        writeln!(text, "{name:width$}  {outcome:16}  {details}").unwrap();
        *totals.entry(outcome).or_default() += 1;
    }
    let mut totals: Vec<_> = totals.into_iter().collect();
    totals.sort_by_key(|(outcome, count)| (std::cmp::Reverse(*count), outcome.clone()));
    writeln!(text, "\n{} files", verdicts.len()).unwrap();
    for (outcome, count) in totals {
        writeln!(text, "{count:5}  {outcome}").unwrap();
    }
    text
}

fn row(verdict: &Verdict) -> (String, String) {
    match verdict {
        Verdict::Accepted { with, .. } if !with.is_empty() => {
            ("ok with flags".to_owned(), with.clone())
        }
        Verdict::Accepted { warnings: 0, .. } => ("ok".to_owned(), String::new()),
        Verdict::Accepted { warnings, .. } => ("ok".to_owned(), format!("{warnings} warnings")),
        Verdict::Refused { code, message } => (format!("refused {code}"), message.clone()),
        Verdict::NotCompiled { message } => ("does not compile".to_owned(), message.clone()),
        Verdict::Panicked => ("panicked".to_owned(), String::new()),
    }
}
