//! The lines of a JSON file that holds one object, in the layout of the emitter whatever the file's own.

use serde_json::{Map, Value};

use super::{Piece, SHOWN};

/// The object's `kind`; `None` if it is no object or says none.
pub(super) fn kind(text: &str) -> Option<String> {
    object(text)?.get("kind").map(Value::to_string)
}

/// The object in pieces; `None` if the text is not one JSON object.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    let object = object(text)?;
    let mut pieces = vec![shown("{")];
    for (number, (key, value)) in (1..).zip(&object) {
        let comma = if number == object.len() { "" } else { "," };
        match value {
            value if SHOWN.contains(&key.as_str()) => {
                let text = format!("{}: {value:#}{comma}", quoted(key));
                pieces.extend(text.lines().map(|line| shown(&format!("  {line}"))));
            }
            Value::Object(values) => hide(key, values, comma, &mut pieces),
            value => pieces.push(hidden(key.clone(), format!("  {}: ", quoted(key)), value)),
        }
    }
    pieces.push(shown("}"));
    Some(pieces)
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

fn hide(key: &str, values: &Map<String, Value>, comma: &str, pieces: &mut Vec<Piece>) {
    pieces.push(shown(&format!("  {}: {{", quoted(key))));
    pieces.extend(
        values.iter().map(|(inner, value)| hidden(format!("{key}/{inner}"), format!("    {}: ", quoted(inner)), value)),
    );
    pieces.push(shown(&format!("  }}{comma}")));
}

fn shown(line: &str) -> Piece {
    Piece::Shown(line.to_owned())
}

fn hidden(key: String, label: String, value: &Value) -> Piece {
    Piece::Hidden { key, label, value: value.to_string() }
}

fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}
