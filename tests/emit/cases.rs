//! Every object that a case in `testdata/` prints is read by every reader as we meant it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::reader::Reader;

/// The streams of objects that the cases print.
fn streams() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let folders = ["ok", "examples"].map(|kind| fs::read_dir(root.join(kind)).expect("the folder is there"));
    let files = folders.into_iter().flatten().flatten().filter(|case| case.path().is_dir());
    let files = files.flat_map(|case| fs::read_dir(case.path()).expect("a case is a folder").flatten());
    let is_stream = |path: &PathBuf| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        name == "stdout.yaml" || name.starts_with("stdout.target-")
    };
    files.map(|file| file.path()).filter(is_stream).collect()
}

/// The documents of a stream as our own reader reads them, if all of them are objects with a name.
fn objects(stream: &str) -> Option<Vec<Value>> {
    let documents = Reader::Saphyr.read(stream).expect("the library is always there");
    let is_object = |document: &Value| document.get("kind").is_some() && document.pointer("/metadata/name").is_some();
    documents.iter().all(is_object).then_some(documents)
}

#[test]
fn every_reader_reads_what_the_cases_print() {
    let mut whole = String::new();
    let mut meant = Vec::new();
    for path in streams() {
        let text = fs::read_to_string(&path).expect("it can be read");
        if text.starts_with('{') || text.starts_with("#!") {
            continue;
        }
        let Some(objects) = objects(&text) else { continue };
        whole.push_str("---\n");
        whole.push_str(&text);
        meant.extend(objects);
    }
    assert!(meant.len() > 50, "only {} objects were found", meant.len());
    for reader in Reader::ALL {
        let Some(read) = reader.read(&whole) else { continue };
        assert_eq!(read.len(), meant.len(), "{reader:?}");
        for (read, meant) in read.iter().zip(&meant) {
            assert_eq!(&without_empty_annotations(read.clone()), meant, "{reader:?}");
        }
    }
}

/// kubectl was asked to annotate, and the annotation was taken out again; an object without others keeps an empty map.
fn without_empty_annotations(mut object: Value) -> Value {
    let is_empty = |annotations: &Value| annotations.as_object().is_some_and(Map::is_empty);
    if object.pointer("/metadata/annotations").is_some_and(is_empty)
        && let Some(metadata) = object["metadata"].as_object_mut()
    {
        metadata.shift_remove("annotations");
    }
    object
}
