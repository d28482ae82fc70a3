//! The grammar at work: the only file that names pest.
//!
//! What comes out is a tree of plain nodes, whose spans borrow nothing.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

/// What pest generates from `grammar.pest`; `idlc-grammar` does it.
mod generated {
    #![allow(
        dead_code,
        missing_docs,
        unreachable_pub,
        clippy::pedantic,
        clippy::use_self,
        reason = "pest writes this module"
    )]

    include!("grammar/generated.rs");
}

pub(super) use self::generated::Rule;

/// A rule that matched: its place, as bytes of the whole text, and the rules
/// within. Punctuation and most keywords are left out.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) rule: Rule,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) children: Vec<Self>,
}

/// Where a piece stops following the grammar.
#[derive(Debug)]
pub(super) struct SyntaxError {
    /// The first byte that does not fit.
    pub(super) at: usize,
    /// What would have.
    pub(super) expected: Vec<Rule>,
}

impl Node {
    /// The first child of a rule.
    pub(super) fn child(&self, rule: Rule) -> Option<&Self> {
        self.children.iter().find(|child| child.rule == rule)
    }

    /// All children of a rule.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = &Self> + Clone {
        self.children.iter().filter(move |child| child.rule == rule)
    }
}

/// Parses a piece that begins at `offset` of the text.
pub(super) fn tree(piece: &str, offset: usize) -> Result<Vec<Node>, SyntaxError> {
    let pairs = generated::Grammar::parse(Rule::definitions, piece)
        .map_err(|error| syntax_error(error, offset))?;
    let definitions = pairs.flat_map(Pair::into_inner);
    Ok(definitions
        .filter(|pair| !is_token(pair.as_rule()))
        .map(|pair| node(pair, offset))
        .collect())
}

fn node(pair: Pair<'_, Rule>, offset: usize) -> Node {
    let span = pair.as_span();
    Node {
        rule: pair.as_rule(),
        start: offset + span.start(),
        end: offset + span.end(),
        children: pair
            .into_inner()
            .filter(|inner| !is_token(inner.as_rule()))
            .map(|inner| node(inner, offset))
            .collect(),
    }
}

fn syntax_error(error: pest::error::Error<Rule>, offset: usize) -> SyntaxError {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    SyntaxError {
        at: offset + at,
        expected,
    }
}

/// Tokens that say nothing once the grammar has matched.
fn is_token(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::semicolon
            | Rule::comma
            | Rule::colon
            | Rule::path_separator
            | Rule::equals
            | Rule::open_brace
            | Rule::close_brace
            | Rule::open_parenthesis
            | Rule::close_parenthesis
            | Rule::open_bracket
            | Rule::close_bracket
            | Rule::less
            | Rule::greater
            | Rule::kw_case
            | Rule::kw_const
            | Rule::kw_default
            | Rule::kw_enum
            | Rule::kw_interface
            | Rule::kw_namespace
            | Rule::kw_program
            | Rule::kw_raises
            | Rule::kw_struct
            | Rule::kw_switch
            | Rule::kw_typedef
            | Rule::kw_union
            | Rule::kw_version
            | Rule::kw_void
            | Rule::EOI
    )
}
