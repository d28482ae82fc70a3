//! The classic form of a file means the same on the wire.

use idlc::model::{
    ConstantValue, DiscriminantKind, Field, Item, Label, Model, Procedure, Shape, Type, TypeId,
};
use idlc_tests::{fixture, fixtures};
use std::fmt::Write as _;
use std::fs;

use super::text::config;

#[test]
fn the_classic_form_of_a_file_means_the_same() {
    for name in fixtures() {
        let file = format!("{name}.x");
        let text = fs::read_to_string(fixture("ok").join(&file)).unwrap();
        let config = config(&name);
        let model = config.check(&file, &text).unwrap().model;
        let classic = model.to_classic();
        let again = config.check(&file, &classic);
        let again = again
            .unwrap_or_else(|error| panic!("{error}\n{classic}"))
            .model;
        assert_eq!(meaning(&again), meaning(&model), "{classic}");
    }
}

#[test]
fn the_classic_form_of_a_classic_form_is_itself() {
    for name in ["program", "unions", "lists"] {
        let file = format!("{name}.x");
        let text = fs::read_to_string(fixture("ok").join(&file)).unwrap();
        let classic = |text: &str| config(name).check(&file, text).unwrap().model.to_classic();
        let once = without_comments(&classic(&text));
        assert_eq!(without_comments(&classic(&once)), once);
    }
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").unwrap().1.trim_start();
    }
    kept + rest
}

/// What a file means on the wire, and nothing of how it says so.
fn meaning(model: &Model) -> String {
    let mut constants = Vec::new();
    let mut text = String::new();
    for item in &model.items {
        match item {
            Item::Constant(constant) => constants.push(match &constant.value {
                ConstantValue::Integer(number) => number.to_string(),
                ConstantValue::Text(text) => text.clone(),
            }),
            Item::Type(_) => {}
            Item::Interface(interface) => {
                let (program, version) = (interface.program, interface.version);
                writeln!(text, "program {program} version {version}").unwrap();
                // A classic version has a null procedure where it has no other.
                let procedures = interface.procedures.iter().filter(|it| it.number != 0);
                for procedure in procedures {
                    writeln!(text, "{}", signature(procedure, model)).unwrap();
                }
            }
        }
    }
    text + &constants.join(" ")
}

fn signature(procedure: &Procedure, model: &Model) -> String {
    let wire = |ty: &Type| wire(ty, model, &mut Vec::new());
    let arguments: Vec<String> = procedure.arguments.iter().map(|it| wire(&it.ty)).collect();
    let returned: Vec<String> = procedure.returned().map(wire).collect();
    let result = match (&procedure.raises, group(&returned)) {
        (Some(error), value) => format!("Bool {{1: {value}, 0: {}}}", wire(error)),
        (None, value) => value,
    };
    let number = procedure.number;
    format!("{number}: {} -> {result}", arguments.join(", "))
}

/// Values one after another; one alone is the same with or without a struct.
fn group(parts: &[String]) -> String {
    match parts {
        [only] => only.clone(),
        parts => format!("({})", parts.join(", ")),
    }
}

/// `open` are the types around this one.
fn wire(ty: &Type, model: &Model, open: &mut Vec<TypeId>) -> String {
    let bound = |max: &Option<u32>| max.map_or(String::new(), |max| max.to_string());
    match ty {
        Type::Named(id) | Type::List { node: id } if open.contains(id) => {
            let depth = open.iter().rev().position(|other| other == id).unwrap();
            format!("^{depth}")
        }
        Type::Named(id) => {
            open.push(*id);
            let text = shape(&model.definition(*id).unwrap().shape, model, open);
            open.pop();
            text
        }
        Type::List { node } => {
            open.push(*node);
            let text = shape(&model.definition(*node).unwrap().shape, model, open);
            open.pop();
            format!("list of {text}")
        }
        Type::Optional { target, .. } => format!("{}?", wire(target, model, open)),
        Type::Array { element, max } => {
            format!("{}<{}>", wire(element, model, open), bound(max))
        }
        Type::FixedArray { element, len } => format!("{}[{len}]", wire(element, model, open)),
        Type::Quadruple => "opaque[16]".to_owned(),
        // What stands for a struct without fields.
        Type::FixedOpaque { len: 0 } => "()".to_owned(),
        Type::FixedOpaque { len } => format!("opaque[{len}]"),
        Type::Opaque { max } => format!("opaque<{}>", bound(max)),
        Type::String { max } => format!("string<{}>", bound(max)),
        primitive => format!("{primitive:?}"),
    }
}

fn shape(shape: &Shape, model: &Model, open: &mut Vec<TypeId>) -> String {
    let mut wire_of = |field: Option<&Field>| {
        field.map_or_else(|| "()".to_owned(), |field| wire(&field.ty, model, open))
    };
    match shape {
        Shape::Alias(target) => wire(target, model, open),
        Shape::Extern { path } => path.clone(),
        Shape::Enum(values) => {
            let values: Vec<String> = values.iter().map(|it| it.value.to_string()).collect();
            format!("enum {{{}}}", values.join(", "))
        }
        Shape::Struct(it) => {
            let fields = it.fields.iter().map(|field| wire_of(Some(field)));
            group(&fields.collect::<Vec<_>>())
        }
        Shape::Union(it) => {
            let discriminant = wire_of(Some(&it.discriminant));
            let mut cases = Vec::new();
            for arm in &it.arms {
                let label = label(arm.label, it.kind, model);
                cases.push(format!("{label}: {}", wire_of(arm.field.as_ref())));
            }
            if let Some(default) = &it.default {
                cases.push(format!("default: {}", wire_of(default.field.as_ref())));
            }
            format!("{discriminant} {{{}}}", cases.join(", "))
        }
    }
}

/// A label's number.
fn label(label: Label, kind: DiscriminantKind, model: &Model) -> i64 {
    match (label, kind) {
        (Label::Enumerator(index), DiscriminantKind::Enum(id)) => {
            match &model.definition(id).unwrap().shape {
                Shape::Enum(values) => values[index].value.into(),
                other => panic!("{other:?}"),
            }
        }
        (Label::Enumerator(index), kind) => panic!("value {index} of {kind:?}"),
        (Label::Bool(yes), _) => yes.into(),
        (Label::Number(number), _) => number,
    }
}
