//! `doctor`: error messages and logs in, ranked causes out.

use std::fmt::Write as _;

use super::entry::Entry;
use super::{Failure, Status, World};
use crate::cli::Doctor;
use crate::doctor::{self, Diagnosis};

/// Runs the verb; it fails where nothing was recognised.
pub fn run(arguments: &Doctor, world: &mut World<'_>) -> Result<Status, Failure> {
    let mut is_recognised = false;
    for file in &arguments.files {
        let entry = Entry::read(file, None, world)?;
        let found = doctor::diagnose(&String::from_utf8_lossy(&entry.bytes));
        is_recognised |= !found.is_empty();
        super::write_out(world, &report(&entry.name, &found))?;
    }
    Ok(if is_recognised { Status::Success } else { Status::Findings })
}

fn report(file: &str, found: &[Diagnosis]) -> String {
    if found.is_empty() {
        return format!("{file}: no message in it is one that tiphys knows\n");
    }
    let mut out = String::new();
    for (diagnosis, number) in found.iter().zip(1..) {
        let _ = writeln!(out, "{number}. {}\n   {}", diagnosis.symptom.name, place(file, diagnosis));
        let _ = writeln!(out, "     {}", diagnosis.shown);
        for (label, text) in [("cause", diagnosis.symptom.cause), ("remedy", diagnosis.symptom.remedy)] {
            let _ = writeln!(out, "   {label}: {text}");
        }
        let _ = writeln!(out, "{}   source: {}\n", rules(diagnosis), diagnosis.symptom.source);
    }
    out
}

fn place(file: &str, diagnosis: &Diagnosis) -> String {
    let more = match diagnosis.count {
        0 | 1 => String::new(),
        2 => " and 1 more line".to_owned(),
        count => format!(" and {} more lines", count - 1),
    };
    format!("{file}:{}{more}", diagnosis.line)
}

/// The codes that find the cause before it is in production.
fn rules(diagnosis: &Diagnosis) -> String {
    let codes: Vec<&str> = diagnosis.symptom.codes.iter().map(|code| code.as_str()).collect();
    if codes.is_empty() {
        String::new()
    } else {
        format!("   found by: {} (`tiphys explain CODE`)\n", codes.join(", "))
    }
}
