//! The shard of the application controller that serves a target.

use std::fmt;

use serde_json::{Value, json};

use super::Malformed;

/// The number of a shard, from 0.
///
/// Argo CD accepts a negative number and then never reconciles the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    number: u32,
}

impl Shard {
    /// Returns the number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// Returns the JSON Schema of the written form, a YAML integer.
    #[must_use]
    pub fn schema() -> Value {
        json!({
            "description": "the shard of the application controller that serves the target, from 0",
            "type": "integer",
            "minimum": 0,
            "maximum": u32::MAX,
            "examples": [0],
        })
    }
}

impl TryFrom<i64> for Shard {
    type Error = Malformed;

    fn try_from(number: i64) -> Result<Self, Malformed> {
        match u32::try_from(number) {
            Ok(number) => Ok(Self { number }),
            Err(_) if number < 0 => Err(Malformed::new(format!("`{number}` is not a shard"))
                .with_help("shards count from 0; Argo CD never reconciles a negative one")),
            Err(_) => Err(Malformed::new(format!("`{number}` is not a shard"))
                .with_help("a shard is smaller than the number of controller replicas")),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn accepted_shards_pass_the_schema_and_others_do_not(number in any::<i64>()) {
            let validator = jsonschema::draft7::new(&Shard::schema()).expect("the schema compiles");
            for number in [number, number % 100, number % (1 << 33)] {
                let shard = Shard::try_from(number);
                prop_assert_eq!(shard.is_ok(), validator.is_valid(&json!(number)));
            }
        }
    }

    #[test]
    fn a_negative_shard_is_told_what_it_would_do() {
        let malformed = Shard::try_from(-1).expect_err("refused");
        assert!(malformed.help.expect("help").contains("never reconciles"));
        assert_eq!(Shard::try_from(0).expect("a shard").to_string(), "0");
    }
}
