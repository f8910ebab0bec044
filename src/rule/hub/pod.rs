//! One of Argo CD's pods, with all that the input says of it: the workload and every patch.

use crate::document::{Content, Entry, Node};
use crate::material::{Component, Container, Item, Mount, Token, Workload, is_at_or_below, names_argo_cd};

use super::{TOKEN_FILE, USE, is_open};

/// The pods of one workload.
#[derive(Debug)]
pub struct Pod<'m> {
    /// Which of Argo CD's it is.
    pub component: Option<&'static Component>,
    /// The workload, as each item has it.
    pub fragments: Vec<Workload<'m>>,
}

/// What the webhook up to 1.5 calls its volume and its token (azure-workload-identity `pkg/webhook/consts.go`).
pub const WEBHOOK_NAME: &str = "azure-identity-token";

impl<'m> Pod<'m> {
    /// The pods of Argo CD, in the order in which they are first met.
    pub fn all_of(items: &'m [Item]) -> Vec<Self> {
        let mut pods: Vec<Self> = Vec::new();
        for workload in items.iter().filter_map(Workload::of) {
            match pods.iter_mut().find(|pod| pod.key() == workload.key()) {
                Some(pod) => pod.fragments.push(workload),
                None => pods.push(Self { component: workload.component, fragments: vec![workload] }),
            }
        }
        pods
    }

    fn key(&self) -> &str {
        self.fragments.first().map_or("", Workload::key)
    }

    /// What the workload is called.
    pub fn name(&self) -> &'m str {
        self.fragments.first().map_or("", |fragment| fragment.item.name())
    }

    /// Whether the whole object is in the input.
    pub fn is_whole(&self) -> bool {
        self.fragments.iter().any(Workload::is_whole)
    }

    /// Whether something says how the webhook should take it.
    pub fn has_label(&self) -> bool {
        self.fragments.iter().any(|fragment| fragment.pod_label(USE).is_some())
    }

    /// Whether the webhook gives it a token.
    pub fn is_labelled(&self) -> bool {
        self.fragments.iter().any(|fragment| fragment.pod_label(USE).is_some_and(|l| l.value.text() == Some("true")))
    }

    /// The accounts that it runs as: those that are written, else the one of the installation.
    pub fn account_names(&self) -> Vec<&'m str> {
        let mut written: Vec<_> = self.fragments.iter().filter_map(|fragment| fragment.account()?.text()).collect();
        if written.is_empty() {
            written.extend(self.component.map(|component| component.name));
        }
        written
    }

    /// Whether it is one of Argo CD's own, and runs as an account.
    pub fn runs_as(&self, account: &str) -> bool {
        self.component.is_some() && self.account_names().contains(&account)
    }

    /// Its containers, of all fragments.
    pub fn containers(&self) -> impl Iterator<Item = Container<'m>> {
        self.fragments.iter().flat_map(Workload::containers)
    }

    /// What is mounted in a container of that name.
    pub fn mounts_of(&self, container: &str) -> Vec<Mount<'m>> {
        self.containers().filter(|known| known.name_text() == container).flat_map(|known| known.mounts()).collect()
    }

    /// Whether there is a volume of that name.
    pub fn has_volume(&self, name: &str) -> bool {
        self.fragments.iter().any(|fragment| fragment.volume_names().any(|volume| volume == name))
    }

    /// Whether every volume of that name is one into which nothing is put: an empty folder, or a projection of nothing.
    pub fn is_empty_volume(&self, name: &str) -> bool {
        let named = |volume: &&Node| volume.get("name").and_then(Node::text) == Some(name);
        self.fragments.iter().flat_map(Workload::volumes).filter(named).all(is_empty)
    }

    /// The tokens that its own volumes hold.
    pub fn tokens(&self) -> impl Iterator<Item = Token<'m>> {
        self.fragments.iter().flat_map(Workload::tokens)
    }

    /// Those of them that are for Entra: by audience, by the webhook's names, or because Azure's variable leads to them.
    pub fn azure_tokens(&self) -> Vec<Token<'m>> {
        self.tokens().filter(|token| self.is_for_azure(token)).collect()
    }

    fn is_for_azure(&self, token: &Token<'m>) -> bool {
        let audience = token.source.get("audience").and_then(Node::text).unwrap_or_default();
        audience.to_ascii_lowercase().contains("azureadtokenexchange")
            || token.volume_name() == WEBHOOK_NAME
            || token.path() == Some(WEBHOOK_NAME)
            || self.token_files().any(|(container, _, file)| self.leads_to(container.name_text(), file, token))
    }

    fn leads_to(&self, container: &str, file: &str, token: &Token<'m>) -> bool {
        let mounts = self.mounts_of(container);
        mounts.iter().any(|mount| mount.volume_name() == token.volume_name() && mount.holds(file))
    }

    /// Whether it opens connections to targets with an identity.
    pub fn shows_identity(&self) -> bool {
        self.component.is_some_and(|component| component.shows_identity)
    }

    /// Where Azure's variable leads, in each container that has it written out.
    pub fn token_files(&self) -> impl Iterator<Item = (Container<'m>, &'m Node, &'m str)> {
        let file = |container: Container<'m>| {
            let node = container.value(TOKEN_FILE)?;
            let text = node.text().filter(|text| !is_open(text))?;
            Some((container, node, text))
        };
        self.containers().filter_map(file)
    }

    /// Where a volume is mounted, in any of its containers.
    pub fn mounts_of_volume(&self, volume: &str) -> Vec<Mount<'m>> {
        self.containers().flat_map(|container| container.mounts()).filter(|m| m.volume_name() == volume).collect()
    }
}

/// Whether nothing is put into a volume. One without a source is an empty folder (kubernetes `pkg/apis/core/v1/defaults.go`).
fn is_empty(volume: &Node) -> bool {
    let sources = volume.get("projected").and_then(|projected| projected.get("sources")).map_or(&[][..], Node::items);
    let is_source = |entry: &Entry| entry.value.content != Content::Null;
    let mut others =
        volume.entries().iter().filter(|entry| !["name", "emptyDir", "projected"].contains(&entry.key.as_str()));
    !others.any(is_source) && sources.iter().flat_map(Node::entries).all(|entry| !is_source(entry))
}

/// Whether one of two paths is the other, or in it.
pub fn overlap(one: &str, other: &str) -> bool {
    is_at_or_below(one, other) || is_at_or_below(other, one)
}

/// Whether a name is that of an account for Argo CD.
pub fn is_for_argo_cd(namespace: &str, name: &str) -> bool {
    names_argo_cd(namespace) || names_argo_cd(name)
}
