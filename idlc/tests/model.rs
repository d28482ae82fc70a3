//! What files mean: text in, model out.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc::Config;
use idlc::model::{
    Constant, ConstantValue, DiscriminantKind, Interface, Item, Label, Model, Shape, Struct, Type,
    TypeDef, Union,
};

#[track_caller]
fn model(text: &str) -> Model {
    let checked = Config::new().check("dir/test.x", text).unwrap();
    assert!(checked.warnings.is_empty(), "{}", checked.warnings);
    checked.model
}

fn definition<'m>(model: &'m Model, name: &str) -> &'m TypeDef {
    model.types.iter().find(|ty| ty.name == name).unwrap()
}

fn structure<'m>(model: &'m Model, name: &str) -> &'m Struct {
    match &definition(model, name).shape {
        Shape::Struct(structure) => structure,
        other => panic!("{name} is {other:?}"),
    }
}

fn union<'m>(model: &'m Model, name: &str) -> &'m Union {
    match &definition(model, name).shape {
        Shape::Union(union) => union,
        other => panic!("{name} is {other:?}"),
    }
}

/// The types of a struct's fields, as the model spells them.
fn fields(model: &Model, name: &str) -> Vec<String> {
    let fields = structure(model, name).fields.iter();
    fields.map(|field| shown(&field.ty, model)).collect()
}

/// A type in a few letters.
fn shown(ty: &Type, model: &Model) -> String {
    let bound = |max: &Option<u32>| max.map_or(String::new(), |max| max.to_string());
    match ty {
        Type::Named(id) => model.definition(*id).unwrap().name.clone(),
        Type::List { node } => format!("list of {}", model.definition(*node).unwrap().name),
        Type::Optional { target, recursive } => {
            let mark = if *recursive { "boxed " } else { "" };
            format!("{mark}{}*", shown(target, model))
        }
        Type::Array { element, max } => format!("{}<{}>", shown(element, model), bound(max)),
        Type::FixedArray { element, len } => format!("{}[{len}]", shown(element, model)),
        Type::String { max } => format!("string<{}>", bound(max)),
        Type::Opaque { max } => format!("opaque<{}>", bound(max)),
        Type::FixedOpaque { len } => format!("opaque[{len}]"),
        simple => format!("{simple:?}"),
    }
}

fn constants(model: &Model) -> Vec<(&str, &ConstantValue)> {
    let items = model.items.iter();
    items
        .filter_map(|item| match item {
            Item::Constant(Constant { name, value, .. }) => Some((name.as_str(), value)),
            _ => None,
        })
        .collect()
}

fn interfaces(model: &Model) -> Vec<&Interface> {
    let items = model.items.iter();
    items
        .filter_map(|item| match item {
            Item::Interface(interface) => Some(interface),
            _ => None,
        })
        .collect()
}

/// The numbers of an interface's procedures.
fn numbers(interface: &Interface) -> Vec<u32> {
    let procedures = interface.procedures.iter();
    procedures.map(|procedure| procedure.number).collect()
}

#[test]
fn a_type_of_a_namespace_can_be_supplied() {
    let text = "namespace a { struct b { c::d x; }; }";
    let checked = idlc::Config::new()
        .extern_type("c::d", "crate::D")
        .check("a.x", text);
    assert!(checked.is_ok(), "{checked:?}");
}

#[test]
fn constants_have_any_base_and_come_from_constants() {
    let model = model(
        "const A = 10; const B = 0x1F; const C = 0170000; const D = -1;
         const E = A; const F = LATER; const LATER = B; const S = \"text\";
         #define G (A + 1) << 2",
    );
    let integer = |number: i128| ConstantValue::Integer(number);
    let found: Vec<ConstantValue> = constants(&model)
        .into_iter()
        .map(|(_, value)| value.clone())
        .collect();
    let text = ConstantValue::Text("text".to_owned());
    let expected = [
        integer(10),
        integer(0x1f),
        integer(0o170_000),
        integer(-1),
        integer(10),
        integer(0x1f),
        integer(0x1f),
        text,
        integer(44),
    ];
    assert_eq!(found, expected);
}

#[test]
fn enumerators_count_on_from_the_one_before() {
    let model = model("const TEN = 10; enum e { A, B, C = TEN, D, E = -5, F, G = 0xffffffe0, };");
    let Shape::Enum(enumerators) = &definition(&model, "e").shape else {
        panic!("not an enum");
    };
    let values: Vec<i32> = enumerators.iter().map(|each| each.value).collect();
    assert_eq!(values, [0, 1, 10, 11, -5, -4, -32]);
}

#[test]
fn the_spellings_of_c_are_types() {
    let model = model(
        "struct s {
            unsigned a; unsigned int b; long c; unsigned long d; short e; unsigned char f;
            hyper g; unsigned hyper h; float i; double j; quadruple k; bool l;
            u_int m; uint32_t n; int64_t o; bool_t p; netobj q; des_block r;
            string t<>; string u<5>; opaque v[4]; opaque w<>; int x[2]; int y<2>; int *z;
        };",
    );
    assert_eq!(
        fields(&model, "s").join(" "),
        "UnsignedInt UnsignedInt Int UnsignedInt Short UnsignedChar \
         Hyper UnsignedHyper Float Double Quadruple Bool \
         UnsignedInt UnsignedInt Hyper Bool opaque<1024> opaque[8] \
         string<> string<5> opaque[4] opaque<> Int[2] Int<2> Int*"
    );
}

#[test]
fn a_files_own_types_win_over_well_known_ones() {
    let model = model("typedef unsigned hyper uint32_t; struct s { uint32_t a; };");
    assert_eq!(fields(&model, "s"), ["uint32_t"]);
}

#[test]
fn words_that_begin_definitions_may_name_fields() {
    let model = model("struct s { int version; int program; int interface; int in; };");
    assert_eq!(structure(&model, "s").fields.len(), 4);
}

#[test]
fn a_list_node_loses_its_link() {
    let model = model(
        "typedef struct node *list;
         struct node { int value; list next; };
         struct entry { int value; entry *next; };
         struct dir { entry *entries; list more; };",
    );
    assert!(structure(&model, "node").list_node && structure(&model, "entry").list_node);
    assert_eq!(fields(&model, "node"), ["Int"]);
    assert_eq!(fields(&model, "entry"), ["Int"]);
    assert_eq!(fields(&model, "dir"), ["list of entry", "list"]);
    let Shape::Alias(list) = &definition(&model, "list").shape else {
        panic!("not an alias");
    };
    assert_eq!(shown(list, &model), "list of node");
}

#[test]
fn a_node_that_is_named_without_a_pointer_keeps_its_link() {
    let model = model(
        "struct node { int value; node *next; };
         struct holder { node first; node *rest; };
         struct lonely { int value; lonely *next; };",
    );
    assert!(!structure(&model, "node").list_node);
    assert_eq!(fields(&model, "node"), ["Int", "boxed node*"]);
    assert_eq!(fields(&model, "holder"), ["node", "node*"]);
    assert_eq!(fields(&model, "lonely"), ["Int", "boxed lonely*"]);
}

#[test]
fn an_argument_counts_as_naming_a_node() {
    let by_pointer = "struct node { node *next; }; interface I { node *get(node *n); };";
    let in_place = "struct node { node *next; }; interface I { node get(node *n); };";
    assert!(structure(&model(by_pointer), "node").list_node);
    assert!(!structure(&model(in_place), "node").list_node);
}

#[test]
fn only_pointers_in_a_circle_are_boxed() {
    let model = model(
        "struct tree { tree *left; tree *right; leaf *value; };
         struct leaf { int value; };
         struct a { b *second; };
         struct b { a *first; };
         struct many { many children<>; many_holder *holder; };
         struct many_holder { many all<>; };",
    );
    assert_eq!(
        fields(&model, "tree"),
        ["boxed tree*", "boxed tree*", "leaf*"]
    );
    assert_eq!(fields(&model, "a"), ["boxed b*"]);
    assert_eq!(fields(&model, "many"), ["many<>", "many_holder*"]);
}

#[test]
fn types_may_be_written_where_they_are_used() {
    let model = model(
        "struct outer {
            struct { int x; } point;
            enum tagged { A, B } kind;
            union switch (bool more) { case TRUE: int y; case FALSE: void; } rest<>;
        };
        typedef struct { int z; } named;
        typedef struct same { int z; } same;
        typedef enum { C } *optional;
        typedef struct outer outer;",
    );
    assert_eq!(
        fields(&model, "outer"),
        ["outer_point", "tagged", "outer_rest<>"]
    );
    assert_eq!(fields(&model, "outer_point"), ["Int"]);
    assert_eq!(fields(&model, "named"), ["Int"]);
    assert_eq!(fields(&model, "same"), ["Int"]);
    assert!(matches!(
        definition(&model, "optional_element").shape,
        Shape::Enum(_)
    ));
    assert_eq!(model.types.len(), 8);
}

#[test]
fn a_union_switches_on_what_a_typedef_stands_for() {
    let model = model(
        "enum color { RED = 1, GREEN = 2 }; typedef color shade; typedef shade tone;
         union u switch (tone t) { case RED: case 2: int a; default: void; };
         union b switch (bool yes) { case TRUE: string s<>; case 0: void; };
         union n switch (unsigned n) { case 0xffffffff: void; };
         union i switch (int i) { case -1: void; };",
    );
    let u = union(&model, "u");
    assert!(matches!(u.kind, DiscriminantKind::Enum(_)));
    let labels = |name| -> Vec<Label> {
        let arms = union(&model, name).arms.iter();
        arms.map(|arm| arm.label).collect()
    };
    assert_eq!(labels("u"), [Label::Enumerator(0), Label::Enumerator(1)]);
    assert!(
        u.arms
            .iter()
            .all(|arm| arm.field.as_ref().unwrap().name == "a")
    );
    assert!(u.default.as_ref().unwrap().field.is_none());
    assert_eq!(labels("b"), [Label::Bool(true), Label::Bool(false)]);
    assert_eq!(labels("n"), [Label::Number(0xffff_ffff)]);
    assert_eq!(labels("i"), [Label::Number(-1)]);
}

#[test]
fn procedures_are_numbered_from_one_and_on_from_given_numbers() {
    let model = model(
        "interface Calc = 0x20000001 version 2 {
            int a(int x); void b(void) = 7; int c(); string d(opaque, int, string s<>);
        };",
    );
    let [calc] = interfaces(&model)[..] else {
        panic!("not one interface");
    };
    assert_eq!((calc.program, calc.version), (0x2000_0001, 2));
    assert!(!calc.program_is_derived);
    assert_eq!(numbers(calc), [1, 7, 8, 9]);
    let d = &calc.procedures[3];
    let names: Vec<&str> = d.arguments.iter().map(|each| each.name.as_str()).collect();
    assert_eq!(names, ["arg1", "arg2", "s"]);
    assert_eq!(d.result, Some(Type::String { max: None }));
    assert!(calc.procedures[2].arguments.is_empty());
    assert_eq!(calc.procedures[1].result, None);
}

#[test]
fn an_interface_without_a_name_takes_its_files() {
    let model = model("interface { void f(void); }; interface Other { void f(void); }");
    let found = interfaces(&model);
    assert_eq!(found[0].name, "test");
    assert!(found[0].program_is_derived && found[0].version == 1);
    assert!((0x4000_0000..=0x5fff_ffff).contains(&found[0].program));
    assert_ne!(found[0].program, found[1].program);
}

#[test]
fn every_version_of_a_program_is_an_interface() {
    let model = model(
        "program P {
            version ONE { void A(void) = 0; int B(int, struct s) = 5; } = 1;
            version TWO { void A(void) = 0; } = 2;
        } = 100003;
        struct s { int x; };",
    );
    let found = interfaces(&model);
    let versions: Vec<(u32, u32)> = found
        .iter()
        .map(|each| (each.program, each.version))
        .collect();
    assert_eq!(versions, [(100_003, 1), (100_003, 2)]);
    assert_eq!(numbers(found[0]), [0, 5]);
    assert_eq!(found[0].procedures[1].arguments.len(), 2);
}

#[test]
fn numbers_of_programs_are_constants_as_rpcgen_has_them() {
    let model = model(
        "const LAST = P_B; program P { version V { void P_A(void) = 1; void P_B(void) = P_NEXT; } = 1; } = 5;
         const P_NEXT = 2;",
    );
    assert_eq!(constants(&model)[0], ("LAST", &ConstantValue::Integer(2)));
}

#[test]
fn conditionals_are_read_for_the_header_and_the_routines() {
    let model = model(
        "#ifdef RPC_HDR
const A = 1;
#endif
#if defined(RPC_CLNT) || !defined RPC_XDR
const B = this is not read;
#elif RPC_XDR && FOO == 0
const C = 1;
#else
const D = 1;
#endif
#define FOO 3
#if FOO > 2 /* a comment */
const E = 1;
#endif
%#define PASSED \\
   20
%#define UNUSED 21
typedef opaque p<PASSED>;
",
    );
    let names: Vec<&str> = constants(&model)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["A", "C", "FOO", "E", "PASSED"]);
}

#[test]
fn the_flavors_of_authentication_are_known_unless_the_file_defines_them() {
    let known = model(
        "union u switch (unsigned int flavor) { case AUTH_SYS: int uid; case RPCSEC_GSS: int gss; default: void; };",
    );
    let labels: Vec<_> = union(&known, "u")
        .arms
        .iter()
        .map(|arm| arm.label)
        .collect();
    assert_eq!(labels, [Label::Number(1), Label::Number(6)]);
    let own = model(
        "const AUTH_SYS = 9; union u switch (unsigned int flavor) { case AUTH_SYS: int uid; };",
    );
    assert_eq!(union(&own, "u").arms[0].label, Label::Number(9));
}
