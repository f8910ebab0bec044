//! A command runs what it says.
//!
//! argo-cd `cmpserver/plugin/plugin.go`, `runCommand`: the words are handed to the program as they are. A shell is one only
//! if it is called as one, and of its words behind `-c` the first is the script.

use super::Subject;
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::Plugin;
use crate::value::shown;

const SHELLS: [&str; 5] = ["ash", "bash", "dash", "sh", "zsh"];

/// The commands of a plugin.
pub fn all(spec: &Node) -> impl Iterator<Item = &Node> {
    let find = spec.get("discover").and_then(|discover| discover.get("find"));
    let dynamic = spec.get("parameters").and_then(|parameters| parameters.get("dynamic"));
    [spec.get("init"), spec.get("generate"), find, dynamic].into_iter().flatten()
}

/// Reports commands that run something else.
pub fn check(subject: &Subject<'_, Plugin>, findings: &mut Vec<Finding>) {
    for command in subject.reading.spec.iter().flat_map(all) {
        let texts = |key: &str| command.get(key).map_or(&[][..], Node::items).iter();
        let words: Vec<(&Node, &str)> =
            texts("command").chain(texts("args")).filter_map(|word| Some((word, word.text()?))).collect();
        findings.extend(fault(&words));
    }
}

fn fault(words: &[(&Node, &str)]) -> Option<Finding> {
    let ((node, program), rest) = words.split_first()?;
    let name = program.rsplit('/').next().unwrap_or(program);
    if name.contains(char::is_whitespace) {
        let message = format!("{} is looked up as one program, blanks and all", shown(program));
        let finding = Finding::new(Code::PluginCommand, Place::Text(node.span), message);
        return Some(finding.with_help("write each word as an item of its own: `[sh, -c, …]`"));
    }
    if SHELLS.contains(&name) { behind_script(name, rest) } else { unexpanded(rest) }
}

/// A word behind the script, which is a parameter of it and no part.
fn behind_script(shell: &str, words: &[(&Node, &str)]) -> Option<Finding> {
    let at =
        words.iter().position(|(_, word)| word.starts_with('-') && word.ends_with('c') && !word.starts_with("--"))?;
    let (_, script) = words.get(at + 1)?;
    let (node, next) = words.get(at + 2)?;
    let uses_parameters = ["$0", "$1", "$@", "$*", "${"].iter().any(|parameter| script.contains(parameter));
    if uses_parameters || script.contains('\n') || next.starts_with("--") && *next == "--" {
        return None;
    }
    let message = format!("`{shell} -c` runs {} only; this word is no part of it", shown(script));
    let finding = Finding::new(Code::PluginCommand, Place::Text(node.span), message);
    Some(finding.with_help("write the whole script as one item"))
}

/// A variable where no shell puts its value in.
fn unexpanded(words: &[(&Node, &str)]) -> Option<Finding> {
    let is_variable = |word: &str| {
        ["$ARGOCD_", "${ARGOCD_", "$PARAM_", "${PARAM_", "$KUBE_", "${KUBE_"].iter().any(|start| word.contains(start))
    };
    let (node, word) = words.iter().find(|(_, word)| is_variable(word) && !word.contains('\n'))?;
    let message = format!("nothing puts a value in for {}: no shell reads this command", shown(word));
    let finding = Finding::new(Code::PluginCommand, Place::Text(node.span), message);
    Some(finding.with_help("let the program read the variable, or call it by `[sh, -c, …]`"))
}
