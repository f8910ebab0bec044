//! How a generated schema is written: what fits in a line stands in one line, the rest one entry a line.

use serde_json::Value;

const WIDTH: usize = 110;

/// Writes a JSON value as text that ends with a newline.
pub fn text(value: &Value) -> String {
    format!("{}\n", laid_out(value, 0, 0))
}

/// Lays out a value that starts in column `column` of a line that is indented by `indent`.
fn laid_out(value: &Value, indent: usize, column: usize) -> String {
    let line = one_line(value);
    if column + line.len() < WIDTH || !(value.is_object() || value.is_array()) {
        return line;
    }
    let inner = indent + 2;
    let (open, entries, close): (char, Vec<String>, char) = if let Value::Object(map) = value {
        let entry = |(key, value): (&String, &Value)| {
            let key = format!("{}: ", Value::from(key.as_str()));
            let value = laid_out(value, inner, inner + key.len());
            format!("{key}{value}")
        };
        ('{', map.iter().map(entry).collect(), '}')
    } else {
        let items = value.as_array().into_iter().flatten();
        ('[', items.map(|item| laid_out(item, inner, inner)).collect(), ']')
    };
    let (inner, outer) = (" ".repeat(inner), " ".repeat(indent));
    format!("{open}\n{inner}{}\n{outer}{close}", entries.join(&format!(",\n{inner}")))
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| format!("{}: {}", Value::from(key.as_str()), one_line(value));
            format!("{{{}}}", map.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}
