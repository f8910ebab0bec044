//! `--fix`: the files that findings change, written in place or shown as a diff.
//!
//! Keeps true: a file is replaced in one step, and only if it still holds what was judged; its byte-order mark stays.

use super::Checked;
use crate::command::root::Root;
use crate::command::{Failure, Status, World, entry, write_out};
use crate::fix;
use crate::source::Files;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Prints what would change; the run fails if anything would.
pub fn print(checked: &Checked, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut diffs = String::new();
    for (id, new) in fix::apply(&checked.findings, &checked.sources) {
        let source = checked.sources.get(id);
        let diff = similar::TextDiff::from_lines(source.text(), &new);
        diffs += &diff.unified_diff().header(source.name(), source.name()).to_string();
    }
    write_out(world, &diffs)?;
    Ok(if diffs.is_empty() { Status::Success } else { Status::Findings })
}

/// Writes what changes; whether anything did.
pub fn write(checked: &Checked, root: &Root, world: &mut World<'_>) -> Result<bool, Failure> {
    let mut count = 0;
    for (id, new) in fix::apply(&checked.findings, &checked.sources) {
        let source = checked.sources.get(id);
        let cannot = |why: String| Failure::CouldNot(format!("mend {}: {why}", source.name()));
        // A file that only an environment file names is not the user's to have mended.
        let Some((_, path)) = checked.files.iter().find(|(known, _)| *known == id) else { continue };
        let bytes = root.read(path).map_err(|error| cannot(entry::reason(error)))?;
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        if text != source.text().as_bytes() {
            return Err(cannot("it has changed meanwhile".to_owned()));
        }
        let mark = &bytes[..bytes.len() - text.len()];
        root.replace(path, &[mark, new.as_bytes()].concat()).map_err(|error| cannot(error.to_string()))?;
        count += 1;
    }
    if count > 0 {
        let _ = writeln!(world.stderr, "{count} file{} mended", if count == 1 { "" } else { "s" });
    }
    Ok(count > 0)
}
