package envfile

import "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

// AzureServerApplication is the audience of tokens for every AKS API server.
// https://learn.microsoft.com/azure/aks/kubelogin-authentication
const AzureServerApplication = "6dae42f8-4368-4678-94ff-3960e28e3630"

// CloudFacts is what moves with the cloud.
type CloudFacts struct {
	// EnvironmentName is kubelogin's word for the cloud.
	EnvironmentName string
	// AuthorityHost is the Azure SDK's, the one that exchanges the token.
	AuthorityHost string
	// Issuer stands before the tenant in tokens of the v2.0 endpoint.
	Issuer string
	// Graph is the Microsoft Graph endpoint; empty where Argo CD's default is right.
	Graph string
}

// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
// https://learn.microsoft.com/graph/deployments
var clouds = map[string]CloudFacts{
	"AzurePublicCloud": {
		EnvironmentName: "AzurePublicCloud",
		AuthorityHost:   cloud.AzurePublic.ActiveDirectoryAuthorityHost,
		Issuer:          "https://login.microsoftonline.com/",
	},
	"AzureUSGovernmentCloud": {
		EnvironmentName: "AzureUSGovernmentCloud",
		AuthorityHost:   cloud.AzureGovernment.ActiveDirectoryAuthorityHost,
		Issuer:          "https://login.microsoftonline.us/",
		Graph:           "https://graph.microsoft.us/v1.0",
	},
	"AzureChinaCloud": {
		EnvironmentName: "AzureChinaCloud",
		AuthorityHost:   cloud.AzureChina.ActiveDirectoryAuthorityHost,
		Issuer:          "https://login.partner.microsoftonline.cn/",
		Graph:           "https://microsoftgraph.chinacloudapi.cn/v1.0",
	},
}

func (e *Environment) CloudFacts() CloudFacts { return clouds[e.Cloud] }
