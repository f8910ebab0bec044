//! `schemas/environment.json` is what `tiphys schema` prints.

use crate::assert_current;

#[test]
fn the_file_is_what_the_verb_prints() {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = tiphys::command::World {
        stdin: &mut &b""[..],
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: crate::repository(""),
        today: "2026-11-24".parse().expect("a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let status = tiphys::command::run(["tiphys", "schema"].map(Into::into), &mut world);
    assert_eq!(status as u8, 0, "{}", String::from_utf8_lossy(&stderr));
    assert_current("schemas/environment.json", &String::from_utf8(stdout).expect("output is UTF-8"));
}
