//! The text of `oidc.config`, from types.
//!
//! Fields: argo-cd `util/settings/settings.go`, `OIDCConfig`. A text that Argo CD cannot read makes the sign-in button
//! disappear and says nothing, so every value has its own type here: `azure.useWorkloadIdentity` is a boolean.

use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::emit;
use crate::environment::Sso;
use crate::value::TenantId;

/// What the button says: `LOG IN VIA MICROSOFT ENTRA ID`.
const NAME: &str = "Microsoft Entra ID";

/// The text, as YAML.
///
/// The scopes are said because Argo CD's default has `groups`, which Entra refuses (AADSTS650053). `User.Read` is not
/// among them: the app registration has the permission, and Entra adds it to the token (argo-cd
/// `docs/operator-manual/user-management/microsoft.md`).
pub fn text(sso: &Sso, tenant: &TenantId, cloud: Cloud) -> String {
    emit::yaml_value(&json!({
        "name": NAME,
        "issuer": cloud.issuer(tenant),
        "clientID": sso.client_id.as_str(),
        "azure": azure(sso, cloud),
        "requestedIDTokenClaims": {"groups": {"essential": true}},
        "requestedScopes": ["openid", "profile", "email"],
    }))
}

fn azure(sso: &Sso, cloud: Cloud) -> Value {
    let mut azure = json!({"useWorkloadIdentity": true});
    if sso.groups_overage {
        azure["enableUserGroupOverageClaim"] = true.into();
        // Left out, it is the public cloud's (`AzureGraphAPIEndpoint`); other hosts than those of the clouds are refused.
        if cloud != Cloud::Public {
            azure["graphApiEndpoint"] = format!("{}/v1.0", cloud.facts().graph).into();
        }
    }
    azure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sso(groups_overage: bool) -> Sso {
        Sso { client_id: "55555555-5555-4555-8555-555555555555".parse().expect("a client id"), groups_overage }
    }

    #[test]
    fn it_is_what_argo_cd_documents() {
        let tenant = "11111111-1111-4111-8111-111111111111".parse().expect("a tenant");
        let expected = "\
name: Microsoft Entra ID
issuer: https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0
clientID: \"55555555-5555-4555-8555-555555555555\"
azure:
  useWorkloadIdentity: true
requestedIDTokenClaims:
  groups:
    essential: true
requestedScopes:
- openid
- profile
- email
";
        assert_eq!(text(&sso(false), &tenant, Cloud::Public), expected);
    }

    #[test]
    fn only_other_clouds_name_their_graph() {
        assert_eq!(azure(&sso(true), Cloud::Public).get("graphApiEndpoint"), None);
        let china = azure(&sso(true), Cloud::China);
        assert_eq!(china["graphApiEndpoint"], "https://microsoftgraph.chinacloudapi.cn/v1.0");
        assert_eq!(china["enableUserGroupOverageClaim"], true);
        assert_eq!(azure(&sso(false), Cloud::China), json!({"useWorkloadIdentity": true}));
    }
}
