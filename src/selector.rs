//! Label selectors, as kubectl writes them: `env=prod,team in (a, b),!legacy`.
//!
//! Semantics of Kubernetes' `labels.Parse` (apimachinery `pkg/labels/selector.go`): all requirements hold; `!=` and
//! `notin` hold where the label is absent.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::value::{LabelKey, LabelValue, Malformed, shown};

/// A label selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: LabelKey,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Exists,
    Absent,
    In(Vec<LabelValue>),
    NotIn(Vec<LabelValue>),
}

impl Selector {
    /// Whether labels meet every requirement.
    pub fn matches(&self, labels: &BTreeMap<LabelKey, LabelValue>) -> bool {
        self.0.iter().all(|requirement| {
            let value = labels.get(&requirement.key);
            match &requirement.test {
                Test::Exists => value.is_some(),
                Test::Absent => value.is_none(),
                Test::In(values) => value.is_some_and(|value| values.contains(value)),
                Test::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
            }
        })
    }
}

impl FromStr for Selector {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        split(text).into_iter().map(requirement).collect::<Result<_, _>>().map(Self)
    }
}

/// The requirements: commas separate them, except between parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn requirement(text: &str) -> Result<Requirement, Malformed> {
    if let Some(key) = text.strip_prefix('!') {
        return Ok(Requirement { key: key.trim().parse()?, test: Test::Absent });
    }
    for (operator, is_equal) in [("!=", false), ("==", true), ("=", true)] {
        if let Some((key, value)) = text.split_once(operator) {
            let values = vec![value.trim().parse()?];
            return Ok(Requirement { key: key.trim().parse()?, test: set(values, is_equal) });
        }
    }
    let Some((key, rest)) = text.split_once(char::is_whitespace) else {
        return Ok(Requirement { key: text.parse()?, test: Test::Exists });
    };
    let rest = rest.trim();
    let (rest, is_in) = match (rest.strip_prefix("notin"), rest.strip_prefix("in")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return Err(malformed(text)),
    };
    let list = rest.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).ok_or_else(|| malformed(text))?;
    let values = list.split(',').map(|value| value.trim().parse()).collect::<Result<_, _>>()?;
    Ok(Requirement { key: key.parse()?, test: set(values, is_in) })
}

fn set(values: Vec<LabelValue>, is_in: bool) -> Test {
    if is_in { Test::In(values) } else { Test::NotIn(values) }
}

fn malformed(text: &str) -> Malformed {
    Malformed::new(format!("{} is no requirement on labels", shown(text)))
        .with_help("write `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)` or `key notin (a,b)`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels = labels.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect();
        selector.parse::<Selector>().unwrap().matches(&labels)
    }

    #[test]
    fn requirements_are_those_of_kubernetes() {
        let labels = [("env", "prod"), ("team", "a")];
        for yes in
            ["env=prod", "env==prod,team in (a, b)", "env", "!legacy", "legacy!=x", "team notin (b)", "x notin (y)"]
        {
            assert!(matches(yes, &labels), "{yes}");
        }
        for no in ["env=dev", "!env", "legacy", "team in (b,c)", "env!=prod", "env=prod,legacy", "team notin (a)"] {
            assert!(!matches(no, &labels), "{no}");
        }
        for wrong in ["", "env like x", "env in a", "=x", "a b=c", "env in (a"] {
            assert!(wrong.parse::<Selector>().is_err(), "{wrong:?}");
        }
    }
}
