//! The words of the environment file: values of which there are few.

use super::shape::words;

words! {
    /// The kind of a tiphys file.
    pub enum Kind {
        /// An environment file.
        Environment = "Environment",
    }
}

words! {
    /// The version of the contract.
    pub enum ApiVersion {
        /// The first.
        V1Alpha1 = "tiphys/v1alpha1",
    }
}

words! {
    /// Who installed Argo CD, and so owns its settings.
    pub enum Install {
        /// The Microsoft.ArgoCD cluster extension.
        Extension = "extension",
        /// The community's Helm chart argo-cd.
        Helm = "helm",
        /// Argo CD's own manifests.
        Manifests = "manifests",
    }
}

words! {
    /// What ends TLS before argocd-server.
    pub enum IngressType {
        /// Gateway API by App Routing (`approuting-istio`).
        Gateway = "gateway",
        /// App Routing's NGINX, which gets no fixes after November 2026.
        Nginx = "nginx",
    }
}

words! {
    /// What Argo CD may do with a Secret or AppProject that left the file.
    pub enum Prune {
        /// Ask a person first.
        Confirm = "confirm",
        /// Remove it.
        Allow = "allow",
    }
}

words! {
    /// How the token of Argo CD's pods gets to them.
    pub enum Token {
        /// By the workload identity webhook of AKS.
        Webhook = "webhook",
        /// By a projected volume of our own.
        Projected = "projected",
    }
}

words! {
    /// Whether a policy row allows or denies.
    pub enum Effect {
        /// Allows.
        Allow = "allow",
        /// Denies, whatever else the same subject is allowed.
        Deny = "deny",
    }
}
