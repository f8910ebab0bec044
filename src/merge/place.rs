//! Where in a patch we are: a chain of steps on the stack that becomes a JSON pointer only when something is wrong.

use super::MergeError;

/// A place in a patch.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The patch itself.
    Root,
    /// A field of the map at the place above.
    Field(&'a Place<'a>, &'a str),
    /// An item of the list at the place above.
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The JSON pointer of RFC 6901: `/spec/containers/0`, with `~` and `/` in names escaped.
    pub(super) fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Field(parent, name) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }

    /// An error at this place.
    pub(super) fn error(&self, message: impl Into<String>, help: impl Into<String>) -> MergeError {
        MergeError { pointer: self.pointer(), message: message.into(), help: Some(help.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_names_and_counts_items() {
        let annotations = Place::Field(&Place::Root, "annotations");
        let name = Place::Field(&annotations, "a~b/c");
        assert_eq!(Place::Root.pointer(), "");
        assert_eq!(Place::Item(&name, 3).pointer(), "/annotations/a~0b~1c/3");
    }
}
