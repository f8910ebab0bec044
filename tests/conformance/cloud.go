package conformance

import "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

// azureServerApplication is the audience of tokens for every AKS API server.
// https://learn.microsoft.com/azure/aks/kubelogin-authentication
const azureServerApplication = "6dae42f8-4368-4678-94ff-3960e28e3630"

// cloudFacts is what moves with the cloud.
type cloudFacts struct {
	// environmentName is kubelogin's word for the cloud.
	environmentName string
	// authorityHost is the Azure SDK's, the one that exchanges the token.
	authorityHost string
	// issuer stands before the tenant in tokens of the v2.0 endpoint.
	issuer string
	// graph is the Microsoft Graph endpoint; empty where Argo CD's default is right.
	graph string
}

// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
// https://learn.microsoft.com/graph/deployments
var clouds = map[string]cloudFacts{
	"AzurePublicCloud": {
		environmentName: "AzurePublicCloud",
		authorityHost:   cloud.AzurePublic.ActiveDirectoryAuthorityHost,
		issuer:          "https://login.microsoftonline.com/",
	},
	"AzureUSGovernmentCloud": {
		environmentName: "AzureUSGovernmentCloud",
		authorityHost:   cloud.AzureGovernment.ActiveDirectoryAuthorityHost,
		issuer:          "https://login.microsoftonline.us/",
		graph:           "https://graph.microsoft.us/v1.0",
	},
	"AzureChinaCloud": {
		environmentName: "AzureChinaCloud",
		authorityHost:   cloud.AzureChina.ActiveDirectoryAuthorityHost,
		issuer:          "https://login.partner.microsoftonline.cn/",
		graph:           "https://microsoftgraph.chinacloudapi.cn/v1.0",
	},
}

func (e *Environment) cloudFacts() cloudFacts { return clouds[e.Cloud] }
