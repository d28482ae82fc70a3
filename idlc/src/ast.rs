//! An interface file as it is written: names unresolved, constants
//! unevaluated, every node with its place.
//!
//! The tree knows nothing of meaning. See [`model`](crate::model) for that.

use crate::expression::Expression;
use crate::source::Span;

/// A whole file.
#[derive(Debug, Default)]
pub(crate) struct Ast {
    pub(crate) definitions: Vec<Definition>,
}

/// A name where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum Definition {
    Constant(Constant),
    Type(TypeDefinition),
    Program(Program),
    Interface(Interface),
    Namespace(Namespace),
}

/// `namespace a::b { definitions }`
#[derive(Debug)]
pub(crate) struct Namespace {
    /// `a`, `b`.
    pub(crate) path: Vec<Name>,
    pub(crate) definitions: Vec<Definition>,
    /// `namespace a::b`
    pub(crate) head: Span,
}

/// `const NAME = value;` or `#define NAME value`.
#[derive(Debug)]
pub(crate) struct Constant {
    pub(crate) name: Name,
    pub(crate) value: Expression,
    pub(crate) span: Span,
}

/// `enum`, `struct`, `union` or `typedef`.
#[derive(Debug)]
pub(crate) struct TypeDefinition {
    pub(crate) name: Name,
    pub(crate) body: Body,
    /// What the definition is called with: all of it, up to its braces.
    pub(crate) head: Span,
}

/// What stands behind the name of a type.
#[derive(Debug)]
pub(crate) enum Body {
    Enum(Vec<Enumerator>),
    Struct(Vec<Declaration>),
    Union(Box<Union>),
    Typedef(Box<Declaration>),
}

#[derive(Debug)]
pub(crate) struct Enumerator {
    pub(crate) name: Name,
    pub(crate) value: Option<Expression>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) discriminant: Declaration,
    pub(crate) arms: Vec<Arm>,
}

/// One declaration with all the labels in front of it.
#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) labels: Vec<ArmLabel>,
    pub(crate) declaration: Declaration,
}

/// `case value:`, or `default:`, which has no value.
#[derive(Debug)]
pub(crate) struct ArmLabel {
    pub(crate) value: Option<Expression>,
    pub(crate) span: Span,
}

/// A type with, usually, a name: a field, an arm, an argument, a result.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) ty: TypeExpression,
    pub(crate) form: Form,
    pub(crate) name: Option<Name>,
    pub(crate) span: Span,
}

/// What a declarator makes of its type.
#[derive(Debug)]
pub(crate) enum Form {
    /// `T x`
    Plain,
    /// `T *x`
    Pointer,
    /// `T x[len]`
    Fixed(Expression),
    /// `T x<max>` and `T x<>`
    Variable(Option<Expression>),
}

#[derive(Debug)]
pub(crate) struct TypeExpression {
    pub(crate) kind: TypeKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Void,
    String,
    Opaque,
    Primitive(Primitive),
    /// `foo`, `struct foo`, `enum foo`, `union foo`.
    Named(String),
    /// `struct { … }`, `enum tag { … }`, `union switch (…) { … }`.
    Inline {
        tag: Option<Name>,
        body: Body,
    },
}

/// The types that have keywords of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    Char,
    UnsignedChar,
    Short,
    UnsignedShort,
    Int,
    UnsignedInt,
    Hyper,
    UnsignedHyper,
    Float,
    Double,
    Quadruple,
    Bool,
}

/// `program NAME { version … } = number;`
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) name: Name,
    pub(crate) number: Expression,
    pub(crate) versions: Vec<Version>,
    /// `program NAME`
    pub(crate) head: Span,
}

/// `version NAME { procedures } = number;`
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) name: Name,
    pub(crate) number: Expression,
    pub(crate) procedures: Vec<Procedure>,
    /// `version NAME`
    pub(crate) head: Span,
}

/// `interface NAME = program version number { members };`
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) name: Option<Name>,
    pub(crate) program: Option<Expression>,
    pub(crate) version: Option<Expression>,
    pub(crate) procedures: Vec<Procedure>,
    /// Constants and types that stand inside of the braces.
    pub(crate) definitions: Vec<Definition>,
    /// All of it, up to its brace.
    pub(crate) head: Span,
}

#[derive(Debug)]
pub(crate) struct Procedure {
    pub(crate) name: Name,
    /// What it returns; its name is always absent.
    pub(crate) result: Declaration,
    pub(crate) arguments: Vec<Argument>,
    /// `raises (E)`; its name is always absent.
    pub(crate) raises: Option<Declaration>,
    pub(crate) is_idempotent: bool,
    /// Where the file says `oneway`.
    pub(crate) oneway: Option<Span>,
    pub(crate) number: Option<Expression>,
    pub(crate) span: Span,
}

/// An argument, with what an `interface` may say in front of it.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) direction: Direction,
    /// `[size_is(n)]`: the argument that says how much a pointer points at.
    pub(crate) size_is: Option<Name>,
    pub(crate) declaration: Declaration,
}

/// Which way an argument travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    In,
    Out,
    InOut,
}

impl Direction {
    pub(crate) fn goes_in(self) -> bool {
        self != Self::Out
    }

    pub(crate) fn comes_out(self) -> bool {
        self != Self::In
    }
}
