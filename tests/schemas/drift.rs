//! The generated schemas are what k8s-openapi and the CRDs say today. `UPDATE=1` rewrites them.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tiphys::schema::Schema;

use crate::{crd, kubernetes, layout};

#[test]
fn generated_schemas_are_what_their_sources_say() {
    let generated = kubernetes::generated().into_iter().chain(crd::generated());
    let stale: Vec<&str> =
        generated.filter(|(schema, value)| is_stale(*schema, value)).map(|(schema, _)| schema.file()).collect();
    assert!(stale.is_empty(), "{stale:?} differ from their sources: run `UPDATE=1 cargo test` and read the diff");
}

/// Compares the committed file with `value`, after writing it there when the caller asks for that.
fn is_stale(schema: Schema, value: &Value) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(schema.file());
    let text = layout::text(value);
    if env::var("UPDATE").is_ok_and(|update| update == "1") {
        fs::write(&path, &text).expect("`schemas/` is writable");
    }
    !fs::read_to_string(&path).is_ok_and(|committed| committed == text)
}
