//! Every value of a ConfigMap is a text.
//!
//! The API server refuses anything else (`json: cannot unmarshal bool into Go struct field ConfigMap.data of type
//! string`). The chart makes a text of booleans and numbers; of a map it makes Go's `map[…]`.

use super::{at, makes_texts, values};
use crate::catalogue::{self, Object};
use crate::document::{Content, Entry, Node};
use crate::finding::{Code, Finding};
use crate::material::{Datum, Settings};
use crate::rule::Subject;

/// Reports values that are no texts.
pub fn check<T: Settings>(subject: &Subject<'_, T>, findings: &mut Vec<Finding>) {
    let is_of_chart = makes_texts(subject.item.origin);
    for datum in &subject.reading.data().entries {
        if is_wrong(datum, is_of_chart) {
            let reader =
                if is_of_chart { "the chart makes Go's `map[…]` of it" } else { "a ConfigMap takes texts only" };
            let message = format!("the value of `{}` is {}, and {reader}", datum.key, datum.node.type_name());
            let finding = Finding::new(Code::SettingNotText, at(datum), message).with_help(help(T::OBJECT, datum));
            findings.push(mended(T::OBJECT, datum, finding));
        }
    }
}

fn is_wrong(datum: &Datum, is_of_chart: bool) -> bool {
    match datum.node.content {
        Content::Null | Content::Text(_) => false,
        Content::Boolean(_) | Content::Integer(_) | Content::Number(_) => !is_of_chart,
        Content::List(_) | Content::Map(_) => !is_of_chart || !["annotations", "labels"].contains(&datum.key.as_str()),
    }
}

/// In quotes, a boolean and a whole number mean what they meant; not where Argo CD takes neither.
fn mended(object: Object, datum: &Datum, finding: Finding) -> Finding {
    match (&datum.node.content, datum.setting()) {
        (Content::Boolean(_) | Content::Integer(_), Some(text)) if values::accepts(object, datum, &text) => {
            finding.with_fix(datum.node.span, format!("\"{text}\""))
        }
        _ => finding,
    }
}

fn help(object: Object, datum: &Datum) -> String {
    match &datum.node.content {
        Content::Map(entries) => match leaf(&datum.key, entries).filter(|key| catalogue::find(object, key).is_some()) {
            Some(key) => format!("write the key with its dots: `{key}`"),
            None => "write it as a text: `|` behind the colon, the YAML below".to_owned(),
        },
        Content::List(_) => "write it as a text: `|` behind the colon, the YAML below".to_owned(),
        Content::Boolean(boolean) => format!("put it in quotes: \"{boolean}\""),
        Content::Integer(integer) => format!("put it in quotes: \"{integer}\""),
        _ => "put it in quotes".to_owned(),
    }
}

/// The whole key of the only value in nested maps, if it is one: `admin: {enabled: false}`.
fn leaf(key: &str, entries: &[Entry]) -> Option<String> {
    let [only] = entries else { return None };
    let key = format!("{key}.{}", only.key);
    match &only.value {
        Node { content: Content::Map(entries), .. } => leaf(&key, entries),
        Node { content: Content::List(_), .. } => None,
        _ => Some(key),
    }
}
