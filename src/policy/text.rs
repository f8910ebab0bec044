//! The text of a policy, read as Argo CD's `argocdAdapter.LoadPolicy` and `loadPolicyLine` (util/rbac/rbac.go) do.
//!
//! Each line stands alone: trimmed of Unicode white space, skipped when empty or beginning with `#`, then read as
//! CSV. Argo CD refuses the whole policy at the first bad line and argocd-server stops; here all of them are found.
//!
//! What it keeps true: a text is accepted exactly when Argo CD loads it, also where that surprises: rows that begin
//! with `m`, `e` or `r` are loaded and do nothing, and a `#` after a value belongs to the value.

use std::{fmt, ops::Range};

use crate::policy::{
    Effect, Grouping, Permission,
    csv::{self, CsvError, Field},
};

/// A policy that Argo CD loads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// In the order of the text.
    pub rows: Vec<Row>,
}

/// A row and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it says.
    pub kind: RowKind,
    /// Where it stands.
    pub place: Place,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// A `p` row.
    Permission(Permission),
    /// A `g` row.
    Grouping(Grouping),
    /// Begins with `m`, `e` or `r`, sections of Argo CD's model: loaded, without effect. All its fields.
    Other(Vec<String>),
}

/// Where a row stands in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Of each field, the key first: bytes in the whole text, with the field's quotes.
    pub fields: Vec<Range<usize>>,
}

/// A line that Argo CD refuses, and with it the whole policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Counted from 1.
    pub line: usize,
    /// In bytes, counted from 1 in the line as written.
    pub column: usize,
    /// In bytes, counted from 0 in the whole text.
    pub offset: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A quote that is misplaced or missing.
    Csv(CsvError),
    /// A `p` row without its five values or a `g` row without its two.
    Count {
        /// `p` or `g`.
        key: char,
        /// Values after the key.
        found: usize,
        /// The last value is empty: a comma at the end.
        trailing_comma: bool,
    },
    /// The row begins with this, which is no kind of row.
    Key(String),
}

impl Policy {
    /// Reads a policy. The rows of an overlay key (`policy.<name>.csv`) can be read alone: Argo CD joins the texts by
    /// line feeds.
    ///
    /// # Errors
    /// All lines that Argo CD refuses; one suffices for it to refuse the policy.
    pub fn parse(text: &str) -> Result<Self, Vec<PolicyError>> {
        let (policy, errors) = Self::read(text);
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }

    /// Reads the rows of a text, and the lines that Argo CD refuses; without any, it loads the policy.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<PolicyError>) {
        let mut rows = Vec::new();
        let mut errors = Vec::new();
        let mut offset = 0;
        for (index, written) in text.split('\n').enumerate() {
            let line = Line {
                number: index + 1,
                offset,
                indent: written.len() - written.trim_start().len(),
                content: written.trim(),
            };
            match line.row() {
                Ok(row) => rows.extend(row),
                Err(error) => errors.push(error),
            }
            offset += written.len() + 1;
        }
        (Self { rows }, errors)
    }

    /// The `p` rows.
    pub fn permissions(&self) -> impl Iterator<Item = (&Permission, &Place)> {
        self.rows.iter().filter_map(|row| match &row.kind {
            RowKind::Permission(permission) => Some((permission, &row.place)),
            RowKind::Grouping(_) | RowKind::Other(_) => None,
        })
    }

    /// The `g` rows.
    pub fn groupings(&self) -> impl Iterator<Item = (&Grouping, &Place)> {
        self.rows.iter().filter_map(|row| match &row.kind {
            RowKind::Grouping(grouping) => Some((grouping, &row.place)),
            RowKind::Permission(_) | RowKind::Other(_) => None,
        })
    }
}

/// A line of the text, trimmed.
struct Line<'a> {
    number: usize,
    /// Of the line as written, in the text.
    offset: usize,
    /// Bytes of white space before the content.
    indent: usize,
    content: &'a str,
}

impl Line<'_> {
    /// The row on this line; none on an empty line and on a comment.
    fn row(&self) -> Result<Option<Row>, PolicyError> {
        if self.content.is_empty() || self.content.starts_with('#') {
            return Ok(None);
        }
        let fields = csv::read_line(self.content).map_err(|error| self.error(error.column, Fault::Csv(error)))?;
        let start = self.offset + self.indent;
        let place = Place {
            line: self.number,
            fields: fields.iter().map(|field| start + field.span.start..start + field.span.end).collect(),
        };
        let kind = row_kind(fields).map_err(|fault| self.error(1, fault))?;
        Ok(Some(Row { kind, place }))
    }

    /// An error at a column of the content, counted from 1.
    fn error(&self, column: usize, fault: Fault) -> PolicyError {
        PolicyError {
            line: self.number,
            column: self.indent + column,
            offset: self.offset + self.indent + column - 1,
            fault,
        }
    }
}

/// Sorts the fields of a line by its key. The model of Argo CD (assets/model.conf) has the sections r, p, g, e and m.
fn row_kind(fields: Vec<Field>) -> Result<RowKind, Fault> {
    let values: Vec<String> = fields.into_iter().map(|field| field.value).collect();
    match values.as_slice() {
        [key, subject, resource, action, object, effect] if key == "p" => Ok(RowKind::Permission(Permission {
            subject: subject.clone(),
            resource: resource.clone(),
            action: action.clone(),
            object: object.clone(),
            effect: Effect::from(effect.as_str()),
        })),
        [key, subject, role] if key == "g" => {
            Ok(RowKind::Grouping(Grouping { subject: subject.clone(), role: role.clone() }))
        }
        [key, rest @ ..] => match key.as_str() {
            "p" => Err(count_fault('p', rest)),
            "g" => Err(count_fault('g', rest)),
            "m" | "e" | "r" => Ok(RowKind::Other(values)),
            _ => Err(Fault::Key(key.clone())),
        },
        [] => Err(Fault::Key(String::new())),
    }
}

fn count_fault(key: char, values: &[String]) -> Fault {
    Fault::Count { key, found: values.len(), trailing_comma: values.last().is_some_and(String::is_empty) }
}

impl PolicyError {
    /// Whether the row would be right without the comma at its end.
    #[must_use]
    pub fn is_trailing_comma(&self) -> bool {
        matches!(&self.fault, Fault::Count { key, found, trailing_comma: true } if *found == value_count(*key) + 1)
    }

    /// How to put it right.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.fault {
            Fault::Csv(_) => {
                "put the whole value in double quotes, write a quote inside it twice, and let a comma follow at once"
                    .to_owned()
            }
            Fault::Count { .. } if self.is_trailing_comma() => "remove the comma at the end".to_owned(),
            Fault::Count { key: 'g', .. } => {
                "write `g, <user or group>, <role>`, with double quotes around a value that has a comma".to_owned()
            }
            Fault::Count { .. } => "write `p, <role>, <resource>, <action>, <object>, <allow or deny>`, with double \
                 quotes around a value that has a comma, such as `\"{get,sync}\"`"
                .to_owned(),
            Fault::Key(key) => key_help(key),
        }
    }
}

/// Values after the key of a `p` or `g` row.
fn value_count(key: char) -> usize {
    if key == 'g' { 2 } else { 5 }
}

/// What someone meant who began a row like this.
fn key_help(key: &str) -> String {
    let setting = ["policy.default", "policy.matchMode", "scopes"]
        .into_iter()
        .find(|setting| key.starts_with(&format!("{setting}:")));
    if let Some(setting) = setting {
        return format!("`{setting}` is a key of its own beside `policy.csv` in argocd-rbac-cm; move it there");
    }
    let bare = key.trim_start_matches(['-', ' ']).split([':', ' ']).next().unwrap_or_default();
    match bare.to_ascii_lowercase().as_str() {
        kind @ ("p" | "g") => format!("begin the row with `{kind},`"),
        _ => "begin a row with `p,` or `g,` and a comment with `#`".to_owned(),
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Csv(error) => write!(formatter, "{error}"),
            Fault::Count { key, found, .. } => {
                let expected = value_count(*key);
                write!(formatter, "a `{key}` row has {expected} values after `{key}`, this one has {found}")
            }
            Fault::Key(key) if key.is_empty() => formatter.write_str("a row begins with an empty value"),
            Fault::Key(key) => write!(formatter, "`{key}` begins no row of a policy"),
        }
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests;
