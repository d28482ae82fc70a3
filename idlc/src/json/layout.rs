//! JSON for people to read and to compare: a value that fits a line stands on
//! one.

use serde_json::Error;

use super::value::Json;

/// Letters of a line, its indentation included. A place fits.
const WIDTH: usize = 160;

const INDENT: usize = 2;

/// The whole text, with a line end.
pub(super) fn text(value: &Json<'_>) -> Result<String, Error> {
    let mut text = String::new();
    write(value, 0, &mut text)?;
    text.push('\n');
    Ok(text)
}

fn write(value: &Json<'_>, depth: usize, text: &mut String) -> Result<(), Error> {
    let flat = serde_json::to_string(value)?;
    match value {
        Json::List(values) if !fits(&flat, depth) => {
            lines(text, depth, ['[', ']'], values, |value, text| {
                write(value, depth + 1, text)
            })
        }
        Json::Object(fields) if !fits(&flat, depth) => {
            lines(text, depth, ['{', '}'], fields, |(name, value), text| {
                text.push_str(&serde_json::to_string(name)?);
                text.push_str(": ");
                write(value, depth + 1, text)
            })
        }
        _ => {
            text.push_str(&flat);
            Ok(())
        }
    }
}

fn fits(flat: &str, depth: usize) -> bool {
    flat.len() + depth * INDENT <= WIDTH
}

fn lines<T>(
    text: &mut String,
    depth: usize,
    [open, close]: [char; 2],
    parts: &[T],
    mut write: impl FnMut(&T, &mut String) -> Result<(), Error>,
) -> Result<(), Error> {
    text.push(open);
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        line_end(text, depth + 1);
        write(part, text)?;
    }
    line_end(text, depth);
    text.push(close);
    Ok(())
}

fn line_end(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', depth * INDENT));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_broken_and_means_the_same() {
        let long = "x".repeat(WIDTH);
        let value = Json::object([
            ("short", Json::list([1.into(), 2.into()])),
            ("long", Json::list([long.as_str().into(), Json::Null])),
        ]);
        let text = text(&value).unwrap();
        let expected =
            format!("{{\n  \"short\": [1,2],\n  \"long\": [\n    \"{long}\",\n    null\n  ]\n}}\n");
        assert_eq!(text, expected);
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed, serde_json::to_value(&value).unwrap());
    }
}
