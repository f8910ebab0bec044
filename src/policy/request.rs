//! A question to the policy, as a person asks it: `sync app team-a/shop`.
//!
//! Keeps true: what Argo CD never asks for is no question, so that a slip of the pen is not answered by "no"; short names
//! and a missing object mean what they mean to `argocd admin settings rbac can`
//! (`cmd/argocd/commands/admin/settings_rbac.go`, `resourceMap` and `checkPolicy`).

use std::fmt;

use crate::policy::object::{self, ObjectFault};
use crate::policy::table::{self, ObjectForm, Resource, Unknown};
use crate::value::ArgoVersion;

/// Every application, cluster or repository of every project.
const EVERYTHING: &str = "*/*";

/// Short names of resources.
const ALIASES: &[(&str, &str)] = &[
    ("account", "accounts"),
    ("app", "applications"),
    ("apps", "applications"),
    ("application", "applications"),
    ("appset", "applicationsets"),
    ("appsets", "applicationsets"),
    ("applicationset", "applicationsets"),
    ("cert", "certificates"),
    ("certs", "certificates"),
    ("certificate", "certificates"),
    ("cluster", "clusters"),
    ("extension", "extensions"),
    ("gpgkey", "gpgkeys"),
    ("key", "gpgkeys"),
    ("log", "logs"),
    ("proj", "projects"),
    ("projs", "projects"),
    ("project", "projects"),
    ("repo", "repositories"),
    ("repos", "repositories"),
    ("repository", "repositories"),
];

/// What may be done: an action of a resource, on an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    resource: &'static Resource,
    action: String,
    object: String,
}

/// Why something is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRequest {
    /// The resource or the action.
    Word(Unknown),
    /// The object.
    Object(ObjectFault),
}

impl Request {
    /// Reads a request; without an object, or with `*`, it is about all objects.
    ///
    /// # Errors
    /// What Argo CD of this version never asks for.
    pub fn read(action: &str, resource: &str, object: Option<&str>, version: ArgoVersion) -> Result<Self, NoRequest> {
        let resource = table::resource(full_name(resource)).map_err(NoRequest::Word)?;
        table::check_request(resource, action, version).map_err(NoRequest::Word)?;
        let object = match (resource.object, object.unwrap_or_default()) {
            (ObjectForm::ProjectApplication | ObjectForm::ServerUrl | ObjectForm::RepositoryUrl, "" | "*") => {
                EVERYTHING
            }
            (ObjectForm::Empty, "*") => "",
            (_, object) => object,
        };
        object::check_object(resource.name, if object.is_empty() { "*" } else { object }).map_err(NoRequest::Object)?;
        Ok(Self { resource, action: action.to_owned(), object: object.to_owned() })
    }

    /// The resource.
    pub const fn resource(&self) -> &'static str {
        self.resource.name
    }

    /// The action, with its path if it has one.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The object as Argo CD asks for it.
    pub fn object(&self) -> &str {
        &self.object
    }
}

impl fmt::Display for Request {
    /// `sync applications team-a/shop`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.action, self.resource.name)?;
        if self.object.is_empty() { Ok(()) } else { write!(f, " {}", self.object) }
    }
}

impl NoRequest {
    /// How to put it right.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Word(unknown) => unknown.help(),
            Self::Object(fault) => fault.help(),
        }
    }
}

impl fmt::Display for NoRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(unknown) => unknown.fmt(f),
            Self::Object(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for NoRequest {}

fn full_name(resource: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == resource).map_or(resource, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(action: &str, resource: &str, object: Option<&str>) -> Result<String, String> {
        let request = Request::read(action, resource, object, ArgoVersion::NEWEST);
        request.map(|request| request.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_alias_is_short_for_a_resource_and_is_none_itself() {
        for (alias, name) in ALIASES {
            assert!(table::resource(name).is_ok(), "{name}");
            assert!(table::resource(alias).is_err(), "{alias}");
        }
    }

    #[test]
    fn objects_are_filled_in_as_argo_cd_does() {
        for (action, resource, object, wanted) in [
            ("sync", "app", Some("team-a/shop"), "sync applications team-a/shop"),
            ("get", "apps", None, "get applications */*"),
            ("get", "cluster", Some("*"), "get clusters */*"),
            ("get", "write-repositories", Some(""), "get write-repositories */*"),
            ("get", "proj", None, "get projects"),
            ("get", "proj", Some("*"), "get projects *"),
            ("get", "certs", Some("*"), "get certificates"),
            ("action/apps/Deployment/restart", "app", Some("a/b"), "action/apps/Deployment/restart applications a/b"),
            ("update/*", "app", Some("a/*"), "update/* applications a/*"),
        ] {
            assert_eq!(read(action, resource, object), Ok(wanted.to_owned()));
        }
    }

    #[test]
    fn what_is_never_asked_is_no_request() {
        for (action, resource, object, part) in [
            ("get", "aplications", None, "`aplications` is no resource"),
            ("get", "*", None, "`*` is no resource"),
            ("snyc", "app", None, "`snyc` is no action"),
            ("*", "app", None, "`*` is no action"),
            ("s*", "app", None, "`s*` is no action"),
            ("action", "app", None, "never matches without a path"),
            ("sync/*", "app", None, "`sync` has no path"),
            ("get", "cluster", Some("dev"), "by server URL"),
            ("get", "app", Some("shop"), "the project is missing"),
            ("get", "certs", Some("git.example.com"), "without an object"),
        ] {
            let error = read(action, resource, object).expect_err(action);
            assert!(error.contains(part), "{error}");
        }
    }
}
