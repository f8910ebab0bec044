//! A folder is a test. `UPDATE=1 cargo test --test cases` accepts what the program says today; read that diff.
//!
//! | folder | what it shows |
//! |---|---|
//! | `ok/NAME` | the environment renders to `stdout.yaml`, and the laws below hold |
//! | `examples/NAME` | the same, for what README shows, and for every other destination: `stdout.install.yaml`, `stdout.azure.yaml`, `stdout.target-NAME.yaml`; none if it has nothing to say. What `expectations.yaml` expects of the policy holds |
//! | `err/CODE`, `err/CODE.SITUATION` | the finding `CODE` is reported as `stderr.txt` says, and nothing is printed |
//! | `check/CODE`, `check/CODE.SITUATION` | `check bad.yaml` (or the folder `bad`) reports `CODE` as `stdout.txt` says; its twin `good.yaml` (or `good`) has no finding |
//! | `check/good/NAME` | `check NAME` has no finding |
//! | `cli/NAME` | a command line, in a copy of the folder that it may write to |
//!
//! In each: `env.yaml`, `args` if it is not `render env.yaml` (one argument a line), `stdin` if there is any, `status` if
//! it is not 0 (in `err/`: not 1), `variables` that Argo CD would set (`NAME=value` a line), `stdout.yaml` or `stdout.txt`, `stderr.txt` if there is any.
//!
//! Laws of every `ok` and `examples` case, at no cost to its author: a second run is byte-equal; standard input equals
//! the file; `check` finds no error in what renders; the order of keys in the input changes nothing; the schema for editors accepts the input; JSON and YAML
//! output are the same values; every document passes its schema; `check` finds no mistake in the output, and in an example
//! none in all destinations together. Of every `check` case: what `--fix` mends is gone afterwards, and nothing new has come but notes.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::Validator;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use tiphys::cloud::Cloud;
use tiphys::command::{self, World};
use tiphys::document::{self, Node};
use tiphys::finding::Code;
use tiphys::schema;
use tiphys::source::Sources;

/// The day that certificates are compared with.
const TODAY: &str = "2026-11-24";

/// The schema of the environment file, as an editor knows it.
static EDITOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&tiphys::environment::schema::document()).expect("it is a schema"));

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut trials = Vec::new();
    for kind in ["ok", "examples", "err", "cli"] {
        for folder in folders(&root.join(kind)) {
            let name = format!("{kind}/{}", folder.file_name().expect("a folder has a name").to_string_lossy());
            trials.push(Trial::test(name, move || Case::of(kind, folder).run()));
        }
    }
    for folder in folders(&root.join("check")) {
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        if name == "good" {
            trials.extend(good_material(&folder));
        } else {
            trials.push(Trial::test(format!("check/{name}"), move || Case::of_check(folder).run_check()));
        }
    }
    let cases = root.clone();
    trials.push(Trial::test("every_code_has_a_folder", move || every_code_has_a_folder(&cases)));
    let check = root.join("check");
    trials.push(Trial::test("every_fix_has_a_folder", move || every_fix_has_a_folder(&check)));
    let ok = root.join("ok");
    trials.push(Trial::test("every_cloud_has_a_folder", move || every_cloud_has_a_folder(&ok)));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).map(|entries| entries.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    let mut folders: Vec<PathBuf> = entries;
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// What people write and are right about.
fn good_material(folder: &Path) -> Vec<Trial> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    let trial = |path: PathBuf| {
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let folder = folder.to_path_buf();
        Trial::test(format!("check/good/{name}"), move || has_no_finding(&folder, &name))
    };
    paths.into_iter().map(trial).collect()
}

fn has_no_finding(folder: &Path, path: &str) -> Result<(), Failed> {
    let outcome = Case::outcome(folder, &["check".to_owned(), path.to_owned()], &[]);
    if outcome.status == 0 && outcome.stdout.is_empty() {
        return Ok(());
    }
    Err(format!("{path} is good, and has findings:\n{}{}", outcome.stdout, outcome.stderr).into())
}

fn every_code_has_a_folder(root: &Path) -> Result<(), Failed> {
    let shown: BTreeSet<String> = [folders(&root.join("err")), folders(&root.join("check"))]
        .concat()
        .iter()
        .filter_map(|folder| Some(folder.file_name()?.to_string_lossy().split('.').next()?.to_owned()))
        .filter(|name| name != "good")
        .collect();
    let known: BTreeSet<String> = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let missing: Vec<&String> = known.difference(&shown).collect();
    let unknown: Vec<&String> = shown.difference(&known).collect();
    if missing.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(format!("codes without a folder in err/ or check/: {missing:?}; folders without a code: {unknown:?}").into())
}

/// A code that says that `--fix` mends it is mended in some case.
fn every_fix_has_a_folder(check: &Path) -> Result<(), Failed> {
    let cases = folders(check).into_iter().filter(|folder| !folder.ends_with("good")).map(Case::of_check);
    let mut mended = BTreeSet::new();
    for case in cases {
        let findings = case.findings(&case.folder)?;
        mended.extend(findings.iter().filter(|finding| is_fixable(finding)).map(|finding| finding["code"].to_string()));
    }
    let declared = Code::ALL.iter().filter(|code| code.has_fix()).map(|code| format!("\"{code}\""));
    let never: Vec<String> = declared.filter(|code| !mended.contains(code)).collect();
    if never.is_empty() { Ok(()) } else { Err(format!("no case is mended of {never:?}").into()) }
}

fn has_fix(finding: &Value) -> bool {
    finding["code"].as_str().and_then(|code| code.parse::<Code>().ok()).is_some_and(Code::has_fix)
}

fn is_fixable(finding: &Value) -> bool {
    finding["fixable"] == true
}

/// What a finding is, wherever it stands.
fn kind(finding: &Value) -> (String, String) {
    let message = finding["message"].as_str().unwrap_or_default();
    let message = message.split(" (line ").next().unwrap_or_default();
    (finding["code"].to_string(), message.to_owned())
}

fn every_cloud_has_a_folder(ok: &Path) -> Result<(), Failed> {
    for cloud in Cloud::all() {
        let folder = ok.join(format!("cloud-{}", cloud.as_str().to_lowercase()));
        if !folder.is_dir() {
            return Err(format!("{cloud} has no folder {}", folder.display()).into());
        }
    }
    Ok(())
}

/// What a run printed, and how it ended.
#[derive(Debug, PartialEq)]
struct Outcome {
    status: u8,
    stdout: String,
    stderr: String,
}

struct Case {
    kind: &'static str,
    folder: PathBuf,
    arguments: Vec<String>,
}

impl Case {
    fn of(kind: &'static str, folder: PathBuf) -> Self {
        let written = fs::read_to_string(folder.join("args")).ok();
        let arguments = written.map_or_else(
            || vec!["render".to_owned(), "env.yaml".to_owned()],
            |text| text.lines().map(str::to_owned).collect(),
        );
        Self { kind, folder, arguments }
    }

    /// A case of `check`: the material is `bad.yaml` or the folder `bad`.
    fn of_check(folder: PathBuf) -> Self {
        let written = fs::read_to_string(folder.join("args")).ok();
        let bad = if folder.join("bad").is_dir() { "bad" } else { "bad.yaml" };
        let arguments = written
            .map_or_else(|| vec!["check".to_owned(), bad.to_owned()], |text| text.lines().map(str::to_owned).collect());
        Self { kind: "check", folder, arguments }
    }

    fn run_check(&self) -> Result<(), Failed> {
        let outcome = Self::outcome(&self.folder, &self.arguments, &self.stdin());
        self.compare(&outcome)?;
        let name = self.folder.file_name().expect("a folder has a name").to_string_lossy();
        let code = name.split('.').next().unwrap_or_default();
        if !outcome.stdout.contains(&format!("[{code}]")) {
            return Err(format!("the finding `{code}` is not reported:\n{}", outcome.stdout).into());
        }
        let twins: Vec<&str> =
            ["good", "good.yaml"].into_iter().filter(|twin| self.folder.join(twin).exists()).collect();
        let [twin] = twins[..] else { return Err("it needs one twin that is right: good.yaml or good".into()) };
        has_no_finding(&self.folder, twin)?;
        self.check_fixes()
    }

    /// The findings of a case of `check`, in a folder with its files.
    fn findings(&self, folder: &Path) -> Result<Vec<Value>, Failed> {
        let arguments = [&self.arguments[..], &["--format".to_owned(), "json".to_owned()]].concat();
        let outcome = Self::outcome(folder, &arguments, &self.stdin());
        Ok(serde_json::Deserializer::from_str(&outcome.stdout).into_iter().collect::<Result<_, _>>()?)
    }

    /// What `--fix` mends is gone afterwards and nothing new has come but notes; the code of it says that it is mended.
    fn check_fixes(&self) -> Result<(), Failed> {
        let before = self.findings(&self.folder)?;
        let fixable: Vec<&Value> = before.iter().filter(|finding| is_fixable(finding)).collect();
        if let Some(silent) = fixable.iter().find(|finding| !has_fix(finding)) {
            return Err(format!("a fix is offered, and the code does not say so: {silent}").into());
        }
        if fixable.is_empty() || self.arguments.iter().any(|argument| argument == "-") {
            return Ok(());
        }
        let copy = tempfile::tempdir()?;
        copy_folder(&self.folder, copy.path())?;
        let arguments = [&self.arguments[..], &["--fix".to_owned()]].concat();
        // Of two fixes of one place the second is made by the second run.
        for _ in 0..2 {
            Self::outcome(copy.path(), &arguments, &[]);
        }
        let after = self.findings(copy.path())?;
        let allowed = |wanted: &Value| {
            let is_it = |finding: &&Value| kind(finding) == kind(wanted);
            before.iter().filter(is_it).count() - fixable.iter().copied().filter(is_it).count()
        };
        let is_left = |finding: &&Value| {
            // What is read now may be worth a note.
            let is_new = finding["severity"] != "note";
            is_fixable(finding)
                || is_new && after.iter().filter(|other| kind(other) == kind(finding)).count() > allowed(finding)
        };
        match after.iter().find(is_left) {
            Some(left) => Err(format!("`--fix` leaves or makes a finding: {left}").into()),
            None => Ok(()),
        }
    }

    fn run(&self) -> Result<(), Failed> {
        if self.kind == "cli" {
            return self.run_in_a_copy();
        }
        let outcome = Self::outcome(&self.folder, &self.arguments, &self.stdin());
        self.compare(&outcome)?;
        match self.kind {
            "err" => self.check_finding(&outcome),
            "examples" => {
                self.check_laws(&outcome)?;
                self.check_expectations()?;
                self.run_other_destinations(&outcome)
            }
            _ => self.check_laws(&outcome),
        }
    }

    /// What an example expects of its RBAC policy.
    fn check_expectations(&self) -> Result<(), Failed> {
        if !self.folder.join("expectations.yaml").exists() {
            return Ok(());
        }
        let arguments = ["can", "test", "expectations.yaml", "-f", "env.yaml"].map(str::to_owned);
        let outcome = Self::outcome(&self.folder, &arguments, &[]);
        if outcome.status == 0 { Ok(()) } else { Err(outcome.stderr.into()) }
    }

    /// What an example says to everyone but the hub.
    fn run_other_destinations(&self, hub: &Outcome) -> Result<(), Failed> {
        let mut files = BTreeSet::from(["stdout.yaml".to_owned()]);
        for destination in other_destinations(&documents(&hub.stdout)?)? {
            let file = format!("stdout.{}.yaml", destination.replace('/', "-"));
            let arguments = [&self.arguments[..], &["--for".to_owned(), destination]].concat();
            let case = Self { kind: self.kind, folder: self.folder.clone(), arguments };
            let outcome = Self::outcome(&case.folder, &case.arguments, &[]);
            compare_file(&case.folder.join(&file), &outcome.stdout, "")?;
            if !outcome.stderr.contains("[nothing-to-render]") {
                case.check_laws(&outcome)?;
            }
            files.insert(file);
        }
        let printed = stdout_files(&self.folder)?;
        self.check_finds_no_mistake(&printed.iter().cloned().collect::<Vec<_>>(), &[])?;
        match printed.difference(&files).next() {
            Some(file) => Err(format!("{file} belongs to no destination").into()),
            None => Ok(()),
        }
    }

    /// A command line may write; each line of `args` that is `--` begins another run in the same copy.
    fn run_in_a_copy(&self) -> Result<(), Failed> {
        let copy = tempfile::tempdir()?;
        copy_folder(&self.folder, copy.path())?;
        let mut last = None;
        for arguments in self.arguments.split(|argument| argument == "--") {
            last = Some(Self::outcome(copy.path(), arguments, &self.stdin()));
        }
        let mut outcome = last.ok_or("no arguments")?;
        outcome.stdout += &written_files(&self.folder, copy.path())?;
        self.compare(&outcome)
    }

    fn stdin(&self) -> Vec<u8> {
        fs::read(self.folder.join("stdin")).unwrap_or_default()
    }

    fn outcome(folder: &Path, arguments: &[String], stdin: &[u8]) -> Outcome {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = World {
            stdin: &mut &*stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            folder: folder.to_path_buf(),
            today: TODAY.parse().expect("it is a date"),
            may_colour: false,
            variables: variables(folder),
        };
        let command_line = std::iter::once("tiphys").chain(arguments.iter().map(String::as_str)).map(OsString::from);
        let status = command::run(command_line, &mut world) as u8;
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Outcome { status, stdout: text(stdout), stderr: text(stderr) }
    }

    /// Compares with the files of the folder, or writes them.
    fn compare(&self, outcome: &Outcome) -> Result<(), Failed> {
        let usual_status = if self.kind == "err" { "1" } else { "0" };
        let is_text =
            self.folder.join("stdout.txt").exists() || self.arguments.first().is_none_or(|verb| verb != "render");
        let stdout = if is_text { "stdout.txt" } else { "stdout.yaml" };
        // What a warning is about is on standard error; what is rendered all the same is another case's business.
        let keeps_stdout = self.kind != "err";
        let files = [
            ("status", outcome.status.to_string(), usual_status),
            (stdout, if keeps_stdout { outcome.stdout.clone() } else { String::new() }, ""),
            ("stderr.txt", outcome.stderr.clone(), ""),
        ];
        files.iter().try_for_each(|(file, found, usual)| compare_file(&self.folder.join(file), found, usual))
    }

    fn check_finding(&self, outcome: &Outcome) -> Result<(), Failed> {
        let name = self.folder.file_name().expect("a folder has a name").to_string_lossy();
        let code = name.split('.').next().unwrap_or_default();
        if !outcome.stderr.contains(&format!("[{code}]")) {
            return Err(format!("the finding `{code}` is not reported:\n{}", outcome.stderr).into());
        }
        if outcome.status == 1 && !outcome.stdout.is_empty() {
            return Err("something was printed in spite of an error".into());
        }
        Ok(())
    }

    fn check_laws(&self, first: &Outcome) -> Result<(), Failed> {
        if first.status != 0 {
            return Err(format!("it does not render:\n{}", first.stderr).into());
        }
        let second = Self::outcome(&self.folder, &self.arguments, &self.stdin());
        same("a second run", &second.stdout, &first.stdout)?;
        let documents = documents(&first.stdout)?;
        check_schemas(&documents)?;
        if self.arguments.iter().any(|argument| argument == "patch") {
            return Ok(());
        }
        let json =
            Self::outcome(&self.folder, &[&self.arguments[..], &["-o".into(), "json".into()]].concat(), &self.stdin());
        let in_json: Vec<Value> =
            serde_json::Deserializer::from_str(&json.stdout).into_iter().collect::<Result<_, _>>()?;
        if !self.arguments.iter().any(|argument| argument == "-o") && in_json != documents {
            return Err("JSON and YAML output are not the same values".into());
        }
        self.check_finds_no_mistake(&["-".to_owned()], first.stdout.as_bytes())?;
        self.check_input_laws(first)
    }

    /// The rules for what others write, over objects that belong together.
    fn check_finds_no_mistake(&self, paths: &[String], stdin: &[u8]) -> Result<(), Failed> {
        let outcome = Self::outcome(&self.folder, &[&["check".to_owned()], paths].concat(), stdin);
        if outcome.status == 0 {
            return Ok(());
        }
        Err(format!("`check` finds mistakes in the output:\n{}{}", outcome.stdout, outcome.stderr).into())
    }

    /// The environment by standard input, and with its keys turned around, is the same environment.
    fn check_input_laws(&self, first: &Outcome) -> Result<(), Failed> {
        if !self.arguments.iter().any(|argument| argument == "env.yaml") {
            return Ok(());
        }
        let by_stdin: Vec<String> =
            self.arguments.iter().map(|a| if a == "env.yaml" { "-".to_owned() } else { a.clone() }).collect();
        let written = fs::read(self.folder.join("env.yaml"))?;
        let checked = Self::outcome(&self.folder, &["check".to_owned(), "env.yaml".to_owned()], &[]);
        if checked.status != 0 {
            return Err(format!("it renders, and `check` finds errors in it:\n{}", checked.stdout).into());
        }
        same("standard input", &Self::outcome(&self.folder, &by_stdin, &written).stdout, &first.stdout)?;
        let text = String::from_utf8(written)?;
        let [environment] = &documents_of(&text)?[..] else { return Err("env.yaml is one document".into()) };
        if let Some(error) = EDITOR.iter_errors(environment).next() {
            return Err(format!("the schema that editors use refuses it: {error}").into());
        }
        let turned = turned_around(environment).to_string();
        same("another order of keys", &Self::outcome(&self.folder, &by_stdin, turned.as_bytes()).stdout, &first.stdout)
    }
}

fn same(what: &str, found: &str, wanted: &str) -> Result<(), Failed> {
    if found == wanted {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(wanted, found);
    Err(format!("{what} gives something else\n{}", diff.unified_diff()).into())
}

/// Compares with a file, which is absent for what is usual; or writes it.
fn compare_file(path: &Path, found: &str, usual: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE").is_some() {
        return update(path, found, usual);
    }
    let wanted = fs::read_to_string(path).unwrap_or_else(|_| usual.to_owned());
    if wanted.trim_end() == found.trim_end() {
        return Ok(());
    }
    let file = path.file_name().expect("a file has a name").to_string_lossy();
    let diff = similar::TextDiff::from_lines(wanted.as_str(), found);
    let diff = diff.unified_diff().header(&file, "found").to_string();
    Err(format!("{file} differs; UPDATE=1 accepts it\n{diff}").into())
}

fn update(path: &Path, found: &str, usual: &str) -> Result<(), Failed> {
    if found.trim_end() == usual {
        if path.exists() {
            fs::remove_file(path)?;
        }
        return Ok(());
    }
    let line_break = if found.ends_with('\n') { "" } else { "\n" };
    Ok(fs::write(path, format!("{found}{line_break}"))?)
}

/// Everyone but the hub: its cluster Secrets name the targets.
fn other_destinations(hub: &[Value]) -> Result<Vec<String>, Failed> {
    let mut destinations = vec!["install".to_owned(), "azure".to_owned()];
    for name in
        hub.iter().filter(|object| object["kind"] == "Secret").filter_map(|secret| secret["data"]["name"].as_str())
    {
        destinations.push(format!("target/{}", String::from_utf8(STANDARD.decode(name)?)?));
    }
    Ok(destinations)
}

/// What Argo CD sets for a plugin.
fn variables(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("variables")).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The files of a folder that hold what was printed.
fn stdout_files(folder: &Path) -> Result<BTreeSet<String>, Failed> {
    let names: Result<Vec<_>, _> = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect();
    let names = names?.into_iter().map(|name| name.to_string_lossy().into_owned());
    Ok(names.filter(|name| name.starts_with("stdout.")).collect())
}

/// The documents of an output, read back by our own reader.
fn documents(stdout: &str) -> Result<Vec<Value>, Failed> {
    if stdout.starts_with('{') {
        return Ok(serde_json::Deserializer::from_str(stdout).into_iter().collect::<Result<_, _>>()?);
    }
    if stdout.starts_with("#!") {
        return Ok(Vec::new());
    }
    stdout.split("\n---\n").map(|text| Ok(documents_of(text)?.remove(0))).collect()
}

fn documents_of(text: &str) -> Result<Vec<Value>, Failed> {
    let mut sources = Sources::default();
    let id = sources.add("text", Path::new("text"), text.as_bytes().to_vec())?;
    let mut findings = Vec::new();
    let node: Option<Node> = document::parse(sources.get(id), id, &mut findings);
    node.map(|node| vec![node.to_value()]).ok_or_else(|| format!("not read back: {findings:?}").into())
}

fn check_schemas(documents: &[Value]) -> Result<(), Failed> {
    for document in documents {
        let text = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or_default();
        if let Some(schema) = schema::for_object(text("apiVersion"), text("kind")) {
            let errors = schema::errors(schema, document);
            if !errors.is_empty() {
                return Err(format!("{errors:?}").into());
            }
        }
    }
    Ok(())
}

/// The same value with the keys of every map in the opposite order.
fn turned_around(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(turned_around).collect(),
        Value::Object(map) => Value::Object(map.iter().rev().map(|(k, v)| (k.clone(), turned_around(v))).collect()),
        other => other.clone(),
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failed> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The files that a run wrote, each with its text.
fn written_files(before: &Path, after: &Path) -> Result<String, Failed> {
    let mut text = String::new();
    let mut stack = vec![PathBuf::new()];
    let mut files = BTreeSet::new();
    while let Some(folder) = stack.pop() {
        for entry in fs::read_dir(after.join(&folder))? {
            let path = folder.join(entry?.file_name());
            if after.join(&path).is_dir() {
                stack.push(path);
            } else if fs::read(after.join(&path)).ok() != fs::read(before.join(&path)).ok() {
                files.insert(path);
            }
        }
    }
    for file in files {
        text.push_str("==> ");
        text.push_str(&file.to_string_lossy());
        text.push('\n');
        text.push_str(&fs::read_to_string(after.join(&file))?);
    }
    Ok(text)
}
