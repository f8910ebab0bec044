//! The two macros behind the value types, so that all of them have the same face.

/// Implements `as_str` and `Display` for a struct that keeps its text in the field `text`.
macro_rules! as_written {
    ($name:ident) => {
        impl $name {
            /// Returns the value as it is written into outputs.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

/// Declares a value type that is nothing but its checked text.
///
/// `parse` turns the written form into the kept form, `schema` describes the written form.
macro_rules! newtype {
    ($(#[$attribute:meta])* $name:ident, $(code = $code:ident,)? $(code_of = $code_of:expr,)? parse = $parse:expr, schema = $schema:expr $(,)?) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            text: String,
        }

        as_written!($name);

        impl std::str::FromStr for $name {
            type Err = $crate::value::Malformed;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let parse: fn(&str) -> Result<String, Self::Err> = $parse;
                parse(text).map(|text| Self { text })
            }
        }

        impl $crate::value::Text for $name {
            $(const CODE: $crate::finding::Code = $crate::finding::Code::$code;)?

            $(fn code_of(text: &str) -> $crate::finding::Code {
                let code_of: fn(&str) -> $crate::finding::Code = $code_of;
                code_of(text)
            })?

            fn schema() -> serde_json::Value {
                $schema
            }
        }
    };
}
