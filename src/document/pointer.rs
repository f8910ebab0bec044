//! JSON pointers (RFC 6901): the symbolic places of findings.
//!
//! [`At`] is the cheap form that a reader carries down the tree; it becomes a [`Pointer`] only for a finding.

use std::borrow::Cow;
use std::fmt;

/// A place in a document: `/targets/3/ca`; the whole document is the empty pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The place of a key or index below this one.
    #[must_use]
    pub fn join(&self, step: impl fmt::Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{step}", self.0))
    }

    /// The place that leads from the document's root through these keys.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a str>) -> Self {
        steps.into_iter().fold(Self::default(), |pointer, step| pointer.join(step))
    }

    /// A pointer in its written form.
    pub fn from_written(written: impl Into<String>) -> Self {
        Self(written.into())
    }

    /// The steps from the root, unescaped.
    pub fn steps(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|step| {
            if step.contains('~') { Cow::from(step.replace("~1", "/").replace("~0", "~")) } else { Cow::from(step) }
        })
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place one step nearer to the root; the root is its own.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or_else(String::new, |(parent, _)| parent.to_owned()))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place on the way down a tree, linked to the one above it.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// The document.
    Root,
    /// The value of a key.
    Key(&'a At<'a>, &'a str),
    /// An item of a list.
    Index(&'a At<'a>, usize),
}

impl<'a> At<'a> {
    /// The place of a key below this one.
    #[must_use]
    pub const fn key(&'a self, key: &'a str) -> Self {
        Self::Key(self, key)
    }

    /// The place of an item below this one.
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Self {
        Self::Index(self, index)
    }

    /// The pointer.
    pub fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::default(),
            Self::Key(above, key) => above.pointer().join(key),
            Self::Index(above, index) => above.pointer().join(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_survive_the_written_form() {
        let pointer = Pointer::of(["labels", "a/b~c", "0"]);
        assert_eq!(pointer.as_str(), "/labels/a~1b~0c/0");
        assert_eq!(pointer.steps().collect::<Vec<_>>(), ["labels", "a/b~c", "0"]);
        assert_eq!(pointer.parent().as_str(), "/labels/a~1b~0c");
        assert_eq!(At::Root.key("labels").key("a/b~c").index(0).pointer(), pointer);
        assert_eq!(Pointer::default().steps().count(), 0);
    }
}
