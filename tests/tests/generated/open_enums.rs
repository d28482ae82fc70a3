//! Open enums: a number that the file has no name for is a value.

use idlc_xdr::{DecodeErrorKind, from_slice, to_vec};

use super::modules::open_enums::{Color, Covered, Exact, Level, Paint, Pixel};

#[test]
fn a_number_without_a_name_comes_back_as_it_came() {
    let bytes = [0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 77, 0, 0, 0, 1, 0, 0, 0, 0];
    let pixel: Pixel = from_slice(&bytes).unwrap();
    assert_eq!(pixel.hue, Color(9));
    assert_eq!(pixel.depth, [Level(77)]);
    assert_eq!(pixel.fill, [Color::Green, Color::Red]);
    assert_eq!(to_vec(&pixel), bytes);
}

#[test]
fn a_value_is_matched_as_the_variant_of_a_closed_enum() {
    let temperature = |color: Color| match color {
        Color::Red => 1,
        Color::Green | Color::COLOR_NAVY => 2,
        Color(7) => 3,
        _ => 4,
    };
    let colors = [Color::Red, Color::Blue, Color(7), Color(-1)];
    assert_eq!(colors.map(temperature), [1, 2, 3, 4]);
}

#[test]
fn a_number_and_a_value_become_each_other() {
    assert_eq!(Color::from(1), Color::Green);
    assert_eq!(i32::from(Color(5)), 5);
    assert_eq!(Color::default(), Color::Red);
}

#[test]
fn debug_shows_a_name_as_a_closed_enum_does_and_else_the_number() {
    assert_eq!(format!("{:?}", Color::Blue), "Blue");
    assert_eq!(format!("{:?}", Color::COLOR_NAVY), "Blue");
    assert_eq!(format!("{:?}", Color(7)), "Color(7)");
    assert_eq!(Level::Type.name(), Some("Type"));
    assert_eq!(Level(0).name(), None);
}

#[test]
fn a_discriminant_without_a_name_takes_the_default_arm() {
    let bytes = [0, 0, 0, 9, 0, 0, 0, 1, 5, 0, 0, 0];
    let paint: Paint = from_slice(&bytes).unwrap();
    assert_eq!(paint, Paint::Default(Color(9), vec![5]));
    assert_eq!(to_vec(&paint), bytes);
    let covered: Covered = from_slice(&[0, 0, 0, 9, 0, 0, 0, 1]).unwrap();
    assert_eq!(covered, Covered::Default(Level(9), 1));
    let known: Covered = from_slice(&[0, 0, 0, 8]).unwrap();
    assert_eq!(known, Covered::Type);
}

#[test]
fn a_discriminant_without_an_arm_is_an_error() {
    let error = from_slice::<Exact>(&[0, 0, 0, 9]).unwrap_err();
    let type_name = "exact";
    assert_eq!(
        error.kind(),
        &DecodeErrorKind::UnknownDiscriminant {
            type_name,
            value: 9
        }
    );
}

#[test]
fn serde_has_the_name_or_else_the_number() {
    let pixel = Pixel {
        hue: Color::Blue,
        depth: vec![Level::High, Level(9)].try_into().unwrap(),
        fill: [Color(-5), Color::Red],
    };
    let json = r#"{"hue":"Blue","depth":["High",9],"fill":[-5,"Red"]}"#;
    assert_eq!(serde_json::to_string(&pixel).unwrap(), json);
    assert_eq!(serde_json::from_str::<Pixel>(json).unwrap(), pixel);
    let unknown = serde_json::from_str::<Color>("\"Purple\"").unwrap_err();
    assert!(unknown.to_string().contains("`Red` `Green`"), "{unknown}");
    assert!(serde_json::from_str::<Color>("2147483648").is_err());
}
