//! serde and arrays that are too long for its own traits.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_str, to_string};
use std::fmt::Debug;

use super::modules::serde_arrays::{Block, Deep, Part, Point};

#[track_caller]
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> String {
    let json = to_string(value).unwrap();
    assert_eq!(&from_str::<T>(&json).unwrap(), value);
    json
}

fn block() -> Block {
    Block {
        short_one: [1; 32],
        bytes: [2; 64],
        numbers: [-3; 100],
        sums: vec![[4; 64]].try_into().unwrap(),
        more: vec![[5; 64], [6; 64]].try_into().unwrap(),
        last: Some([7; 64]),
        grid: [[8; 64], [9; 64]],
        path: [Point { x: 1, y: 2 }; 33],
        boxed: Box::new([10; 1000]),
        names: std::array::from_fn(|at| at.to_string()),
    }
}

#[test]
fn a_long_array_is_written_and_read_wherever_it_stands() {
    let json = comes_back(&block());
    assert!(json.contains(&format!("\"bytes\":[{}2]", "2,".repeat(63))));
    comes_back(&Block {
        last: None,
        ..block()
    });
    comes_back(&Part::Case1([1; 64]));
    comes_back(&Part::Case2([[2; 64]; 2]));
    comes_back(&Part::Default(3, [4; 50]));
    comes_back(&Deep::Default(false, vec![[5; 64]]));
}

#[test]
fn an_array_of_another_length_is_refused() {
    let json = to_string(&Part::Case1([1; 64])).unwrap();
    let short = json.replacen("[1,", "[", 1);
    let error = from_str::<Part>(&short).unwrap_err();
    assert!(error.to_string().contains("64"), "{error}");
    let long = json.replacen("[1,", "[1,1,", 1);
    assert!(from_str::<Part>(&long).is_err());
}

#[test]
fn a_bound_holds_for_long_elements_too() {
    let four = vec![[0; 64]; 4].try_into().unwrap();
    let json = to_string(&Block {
        more: four,
        ..block()
    });
    let json = json.unwrap().replace("\"sums\"", "\"less\"");
    let json = json
        .replace("\"more\"", "\"sums\"")
        .replace("\"less\"", "\"more\"");
    let error = from_str::<Block>(&json).unwrap_err();
    assert!(error.to_string().contains('3'), "{error}");
}
