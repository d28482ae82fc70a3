//! The interface file as it is meant: every name resolved, every constant
//! evaluated, every number assigned. What cannot be generated from cannot be
//! written down here: an unresolved name has no representation.
//!
//! The model knows nothing of Rust (names are the file's own, not those that
//! they have in generated code) and nothing of syntax.

use crate::source::Span;

/// One compiled interface file.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The file's name without its folder, as documentation quotes it: `calc.x`.
    pub file: String,
    /// Everything the file defines, in the order of the file.
    pub items: Vec<Item>,
    /// The types that items and fields name by [`TypeId`].
    pub types: Vec<TypeDef>,
}

/// One definition, in the order of the file.
#[derive(Debug, Clone)]
#[allow(
    clippy::large_enum_variant,
    reason = "there are few, and they are read far more often than moved"
)]
pub enum Item {
    /// `const N = 3;`
    Constant(Constant),
    /// `enum`, `struct`, `union` or `typedef`.
    Type(TypeId),
    /// An `interface`, or one `version` of a `program`.
    Interface(Interface),
}

/// The place of a type in [`Model::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// What documentation says of an item: where it comes from and what the file
/// says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// The comment that stands with the item, one line each, without comment
    /// marks, common indentation or blank lines at either end.
    pub comment: Vec<String>,
    /// `calc.x`: the file's name without its folder.
    pub file: String,
    /// The line of the item's name, from 1.
    pub line: u32,
    /// Where the item's name is, among the sources of the compilation; of an
    /// item without a name, the item.
    pub span: Option<Span>,
    /// The item as the file declares it, on one line with single spaces:
    /// `int func2(int arg1, int arg2)`.
    pub declaration: String,
}

/// A named constant.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The name in the file; within an interface, that of the interface and
    /// its own (`Files_MAX`).
    pub name: String,
    /// Comment and place.
    pub docs: Docs,
    /// Its value.
    pub value: ConstantValue,
}

/// What a constant is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstantValue {
    /// A number: anything from `i64::MIN` to `u64::MAX`.
    Integer(i128),
    /// `const S = "text";`
    Text(String),
}

/// A type that the file defines, or that the caller supplies.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// The name in the file. Of an anonymous inline type: the name it was
    /// given, from the enclosing type and the field (`outer_field`). Of a type
    /// within an interface: that of the interface and its own (`Files_stat`).
    pub name: String,
    /// The name without that of the interface: `stat`.
    pub local_name: String,
    /// Comment and place.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
}

/// What a defined type is.
#[derive(Debug, Clone)]
#[allow(
    clippy::large_enum_variant,
    reason = "there are few, and they are read far more often than moved"
)]
pub enum Shape {
    /// `enum`.
    Enum(Vec<Enumerator>),
    /// `struct`.
    Struct(Struct),
    /// `union`.
    Union(Union),
    /// `typedef`: another name for a type.
    Alias(Type),
    /// Supplied by the caller: the Rust path of a type generated elsewhere.
    Extern {
        /// The path, as the caller gave it: `::nfs::NfsFh3`.
        path: String,
    },
}

/// One value of an enum.
#[derive(Debug, Clone)]
pub struct Enumerator {
    /// The name in the file.
    pub name: String,
    /// Comment and place.
    pub docs: Docs,
    /// Its number.
    pub value: i32,
    /// The earlier enumerator of the same enum that has this value too.
    pub alias_of: Option<usize>,
}

/// A struct.
#[derive(Debug, Clone)]
pub struct Struct {
    /// Its fields, in order. A list node's link is not among them.
    pub fields: Vec<Field>,
    /// The struct is a node of a linked list: in the file it ends in a
    /// pointer to itself, and everything that names it does so by a pointer.
    /// A pointer to it is then [`Type::List`].
    pub list_node: bool,
}

/// A named value: a field of a struct, an arm of a union, an argument.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name in the file; of an unnamed argument, `arg1`, `arg2`, ….
    pub name: String,
    /// Comment and place.
    pub docs: Docs,
    /// Its type.
    pub ty: Type,
}

/// A discriminated union.
#[derive(Debug, Clone)]
pub struct Union {
    /// The discriminant's declaration.
    pub discriminant: Field,
    /// What the discriminant is, through all typedefs.
    pub kind: DiscriminantKind,
    /// One for each `case` label, in order: two labels on one declaration are
    /// two arms.
    pub arms: Vec<Arm>,
    /// `default:`, if there is one: `Some(None)` is `default: void`.
    pub default: Option<DefaultArm>,
}

/// What the values of a discriminant are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscriminantKind {
    /// The values of an enum.
    Enum(TypeId),
    /// `TRUE` and `FALSE`.
    Bool,
    /// Signed numbers.
    Int,
    /// Unsigned numbers.
    UnsignedInt,
}

/// One `case` of a union.
#[derive(Debug, Clone)]
pub struct Arm {
    /// The label.
    pub label: Label,
    /// Comment and place of the arm.
    pub docs: Docs,
    /// What it holds; `None` for `void`.
    pub field: Option<Field>,
}

/// A case label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A value of the discriminant's enum: its place among the enumerators.
    Enumerator(usize),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// A number.
    Number(i64),
}

/// The `default` arm of a union.
#[derive(Debug, Clone)]
pub struct DefaultArm {
    /// Comment and place of the arm.
    pub docs: Docs,
    /// What it holds; `None` for `void`.
    pub field: Option<Field>,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `char`: 32 bits on the wire, as rpcgen has it.
    Char,
    /// `unsigned char`: 32 bits on the wire.
    UnsignedChar,
    /// `short`: 32 bits on the wire.
    Short,
    /// `unsigned short`: 32 bits on the wire.
    UnsignedShort,
    /// `int`, `long`.
    Int,
    /// `unsigned int`, `unsigned long`, `unsigned`.
    UnsignedInt,
    /// `hyper`.
    Hyper,
    /// `unsigned hyper`.
    UnsignedHyper,
    /// `float`.
    Float,
    /// `double`.
    Double,
    /// `quadruple`.
    Quadruple,
    /// `bool`.
    Bool,
    /// `string<max>`; `None` where the file gives no bound.
    String {
        /// The bound in bytes.
        max: Option<u32>,
    },
    /// `opaque[len]`.
    FixedOpaque {
        /// The length in bytes.
        len: u32,
    },
    /// `opaque<max>`.
    Opaque {
        /// The bound in bytes.
        max: Option<u32>,
    },
    /// `element[len]`.
    FixedArray {
        /// What it holds.
        element: Box<Self>,
        /// How many.
        len: u32,
    },
    /// `element<max>`.
    Array {
        /// What it holds.
        element: Box<Self>,
        /// The bound in elements.
        max: Option<u32>,
    },
    /// `T *`: optional data.
    Optional {
        /// What may be there.
        target: Box<Self>,
        /// The target contains this very place, so that it needs a box.
        recursive: bool,
    },
    /// What stands in an arm of a union and contains that very union, with no
    /// pointer in between, so that it needs a box: another arm ends it.
    Boxed {
        /// What it holds; on the wire, nothing else.
        target: Box<Self>,
    },
    /// `node *` where `node` is a linked-list node: the whole list.
    List {
        /// The node.
        node: TypeId,
    },
    /// A type the file defines.
    Named(TypeId),
}

/// An `interface`, or one `version` of a `program`.
#[derive(Debug, Clone)]
pub struct Interface {
    /// The name of the interface, or of the program.
    pub name: String,
    /// Comment and place: of the interface, or of the program followed by
    /// the version's.
    pub docs: Docs,
    /// How the file wrote it.
    pub form: InterfaceForm,
    /// The program number.
    pub program: u32,
    /// The program number was derived from the name.
    pub program_is_derived: bool,
    /// The version number.
    pub version: u32,
    /// In the order of the file.
    pub procedures: Vec<Procedure>,
}

/// How the file wrote an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterfaceForm {
    /// `interface Calc { … };`
    Interface,
    /// `program P { version V { … } = 1; } = 2;`
    Program {
        /// The version's name.
        version_name: String,
    },
}

/// A remote procedure.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The name in the file.
    pub name: String,
    /// Comment and place.
    pub docs: Docs,
    /// Its number; 0 is the null procedure.
    pub number: u32,
    /// What goes in, encoded one after another; empty for `void`. Of the
    /// parameters of an `interface`: all but `out`, and but those that only
    /// say how much a pointer points at.
    pub arguments: Vec<Field>,
    /// Its result; `None` for `void`.
    pub result: Option<Type>,
    /// What comes back behind the result, as the fields of a struct would:
    /// `out` and `inout` parameters, in order.
    pub outputs: Vec<Field>,
    /// What it may answer instead, of `raises (E)`: on the wire, both are arms
    /// of a union that switches on a `bool`.
    pub raises: Option<Type>,
    /// To run it twice is as good as to run it once, says the file.
    pub is_idempotent: bool,
    /// Its callers do not wait for it: it returns nothing, and is executed in
    /// the order in which it was called.
    pub is_oneway: bool,
}

impl Procedure {
    /// The types of what comes back where nothing is raised: the result, then
    /// the outputs.
    pub fn returned(&self) -> impl Iterator<Item = &Type> {
        let outputs = self.outputs.iter().map(|output| &output.ty);
        self.result.iter().chain(outputs)
    }
}

impl Model {
    /// The definition of a type.
    #[must_use]
    pub fn definition(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0)
    }
}
