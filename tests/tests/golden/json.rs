//! The syntax tree and the model as JSON.

use std::collections::BTreeSet;
use std::fs;

use idlc::{Config, Dump};
use idlc_tests::{assert_golden, fixture, fixtures};
use serde_json::Value;

/// Of each fixture: what a test says of the files is relative to its folder.
fn dump(path: &str, what: Dump) -> String {
    let mut config = Config::new();
    config.extern_type("label", "crate::Label");
    config
        .dump_file(format!("../fixtures/{path}.x"), what)
        .unwrap()
        .json
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_file_is_dumped_as_expected() {
    for (path, what, golden) in [
        ("json/shop", Dump::Ast, "json/shop.ast.json"),
        ("json/shop", Dump::Model, "json/shop.model.json"),
        ("ok/nested", Dump::Model, "json/nested.model.json"),
    ] {
        assert_golden(&fixture(golden), &dump(path, what));
    }
}

#[test]
fn every_span_is_where_its_name_stands() {
    let mut names = 0;
    for name in fixtures() {
        let tree = value(&dump(&format!("ok/{name}"), Dump::Ast));
        each_object(&tree, &mut |node| {
            let (Some(Value::String(text)), Some(span)) = (node.get("text"), node.get("span"))
            else {
                return;
            };
            let file = fs::read_to_string(span["file"].as_str().unwrap()).unwrap();
            let at = |field: &str| usize::try_from(span[field].as_u64().unwrap()).unwrap();
            assert_eq!(file[at("byte_start")..at("byte_end")], **text);
            let line = file.lines().nth(at("line") - 1).unwrap();
            let rest: String = line.chars().skip(at("column") - 1).collect();
            assert!(rest.starts_with(text.as_str()), "{rest}");
            names += 1;
        });
    }
    assert!(names > 500, "{names}");
}

#[test]
fn every_type_that_is_named_is_defined() {
    for name in fixtures().iter().filter(|name| *name != "external") {
        let model = value(&dump(&format!("ok/{name}"), Dump::Model));
        let types = model["types"].as_array().unwrap();
        let defined: BTreeSet<&str> = types
            .iter()
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        assert_eq!(defined.len(), types.len(), "{name}: two types share a name");
        each_object(&model, &mut |node| {
            let named = match node.get("kind").and_then(Value::as_str) {
                Some("named" | "type") => node["name"].as_str(),
                Some("list") => node["node"].as_str(),
                _ => return,
            };
            let named = named.unwrap();
            assert!(defined.contains(named), "{name}: {named}");
        });
    }
}

#[test]
fn every_field_is_documented() {
    let page = fs::read_to_string(fixture("../docs/json.md")).unwrap();
    let ok = fixtures().into_iter().filter(|name| name != "external");
    let ok = ok.map(|name| format!("ok/{name}"));
    for path in ok.chain(["json/shop".to_owned()]) {
        for what in [Dump::Ast, Dump::Model] {
            each_object(&value(&dump(&path, what)), &mut |node| {
                for (field, value) in node {
                    assert!(page.contains(&format!("`{field}`")), "{field}");
                    if let ("kind", Value::String(kind)) = (field.as_str(), value) {
                        assert!(page.contains(&format!("`{kind}`")), "{kind}");
                    }
                }
            });
        }
    }
}

type Object = serde_json::Map<String, Value>;

fn each_object(value: &Value, visit: &mut impl FnMut(&Object)) {
    match value {
        Value::Object(fields) => {
            visit(fields);
            fields.values().for_each(|value| each_object(value, visit));
        }
        Value::Array(values) => values.iter().for_each(|value| each_object(value, visit)),
        _ => {}
    }
}
