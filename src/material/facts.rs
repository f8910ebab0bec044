//! What rules may know about a run besides what they judge.

use crate::value::ArgoVersion;
use crate::value::date::Date;

/// How material comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// As several files, or all files of a folder: what belongs together may be judged together.
    Files,
    /// As one file that was named: nothing follows from what it leaves out.
    SoleFile,
    /// By standard input: often what `kubectl get` printed, which nobody commits.
    Stream,
    /// As what tiphys renders: what was said about the environment file is not said again.
    Rendered,
}

/// What is known about a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The Argo CD version, if something in the input or the command line says it.
    pub version: Option<ArgoVersion>,
    /// Today.
    pub today: Date,
    /// How the material came in.
    pub input: Input,
    /// Whether the user says that the input is never all there is (`--partial`).
    pub is_partial: bool,
    /// Whether there is a kustomization in the input.
    pub has_kustomization: bool,
    /// Whether anything in the input speaks of argocd-vault-plugin, which fills `<…>` in before things are applied.
    pub has_vault_plugin: bool,
}

/// Whether a text speaks of argocd-vault-plugin: its annotations, its name, its paths.
pub fn names_vault_plugin(text: &str) -> bool {
    ["argocd-vault-plugin", "avp.kubernetes.io/", "<path:"].iter().any(|mark| text.contains(mark))
}

impl Facts {
    /// Facts about a run of today, nothing else being known.
    pub const fn of_day(today: Date) -> Self {
        Self {
            version: None,
            today,
            input: Input::Files,
            is_partial: false,
            has_kustomization: false,
            has_vault_plugin: false,
        }
    }

    /// The version that rules assume.
    pub fn assumed_version(&self) -> ArgoVersion {
        self.version.unwrap_or(ArgoVersion::NEWEST)
    }
}

impl Default for Facts {
    fn default() -> Self {
        Self::of_day(Date::from_days_since_epoch(0))
    }
}
