use super::{Facts, Lacks, Wire};
use crate::model::{Docs, Field, Model, Shape, Struct, Type, TypeDef, TypeId};

/// Long enough to overflow a stack that a call for each took a part of.
const LONG: usize = 100_000;

fn model(shapes: impl IntoIterator<Item = Shape>) -> Model {
    let types = shapes.into_iter().enumerate().map(|(at, shape)| TypeDef {
        name: format!("t{at}"),
        local_name: format!("t{at}"),
        docs: Docs::default(),
        shape,
    });
    Model {
        types: types.collect(),
        ..Model::default()
    }
}

fn structure(types: impl IntoIterator<Item = Type>) -> Shape {
    let fields = types.into_iter().map(|ty| Field {
        name: "f".to_owned(),
        docs: Docs::default(),
        ty,
    });
    Shape::Struct(Struct {
        fields: fields.collect(),
        list_node: false,
    })
}

fn named(at: usize) -> Type {
    Type::Named(TypeId(at))
}

fn sequence(element: Type) -> Type {
    Type::Array {
        element: Box::new(element),
        max: None,
    }
}

#[test]
fn a_chain_of_typedefs_means_what_its_end_means() {
    // Each stands for the next, and the last for a number.
    let aliases = (1..LONG).map(|next| Shape::Alias(named(next)));
    let model = model(aliases.chain([Shape::Alias(Type::Float)]));
    let facts = Facts::of(&model);
    assert_eq!(facts.meaning(&named(0)), &Type::Float);
    assert_eq!(facts.wire(&named(0)), Wire::Fixed(4));
    assert_eq!(facts.memory(&named(0)).size, 4);
    assert!(!facts.lacks(&named(0)).has(Lacks::EQ));
}

#[test]
fn structs_may_lie_within_each_other_as_deep_as_they_like() {
    let structs = (1..LONG).map(|next| structure([named(next), Type::Int]));
    let model = model(structs.chain([structure([Type::Hyper])]));
    let facts = Facts::of(&model);
    let bytes = 4 * (LONG as u64 - 1) + 8;
    assert_eq!(facts.wire(&named(0)), Wire::Fixed(bytes));
    assert!(!facts.lacks(&named(0)).has(Lacks::COPY));
    assert!(facts.lacks(&named(LONG - 1)).has(Lacks::COPY));
}

#[test]
fn what_a_type_lacks_goes_round_in_a_circle() {
    // 0 contains 1 contains 0, and 1 a float.
    let model = model([
        structure([sequence(named(1))]),
        structure([sequence(named(0)), Type::Float]),
        structure([sequence(named(2)), Type::Int]),
    ]);
    let facts = Facts::of(&model);
    for at in [0, 1] {
        assert!(!facts.lacks(&named(at)).has(Lacks::EQ));
        assert!(facts.lacks(&named(at)).has(Lacks::DEFAULT));
    }
    assert!(facts.lacks(&named(2)).has(Lacks::EQ.or(Lacks::ORD)));
    assert!(!facts.lacks(&named(2)).has(Lacks::COPY));
}

#[test]
fn opaque_data_ends_at_a_multiple_of_four() {
    let facts_of = |ty| Facts::of(&model([Shape::Alias(ty)])).wire(&named(0));
    assert_eq!(facts_of(Type::FixedOpaque { len: 5 }), Wire::Fixed(8));
    assert_eq!(facts_of(sequence(Type::Hyper)), Wire::AtLeast(4));
    let element = Box::new(Type::Hyper);
    let endless = Type::FixedArray {
        element,
        len: u32::MAX,
    };
    assert_eq!(facts_of(endless), Wire::AtLeast(u64::from(u32::MAX)));
}

#[test]
fn an_array_is_boxed_from_4097_bytes_on() {
    let model = model([structure([Type::FixedOpaque { len: 1024 }])]);
    let facts = Facts::of(&model);
    let array = |len| Type::FixedArray {
        element: Box::new(named(0)),
        len,
    };
    assert!(!facts.is_boxed(&array(4)));
    assert!(facts.is_boxed(&array(5)));
    assert_eq!(facts.memory(&array(5)).size, 8);
}
