package plugin

import (
	"context"
	"time"

	pluginclient "github.com/argoproj/argo-cd/v3/cmpserver/apiclient"
	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/util/cmp"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
	"github.com/argoproj/argo-cd/v3/util/tls"
)

// timeout is long for a busy machine; an answer takes a tenth of a second.
const timeout = 60 * time.Second

// application is the Application that deploys a hub.
const application = "hub"

// source is what an Application says of where its manifests are from.
type source struct {
	// repository is one of the repositories, path the folder of the environment file in it.
	repository, path string
	// plugin is the plugin's name; without one, the repo-server finds it.
	plugin string
	// environment is what the Application sets for the plugin, and parameters too, in the newer way.
	environment map[string]string
	parameters  []v1alpha1.ApplicationSourcePluginParameter
	// served is what the cluster serves that the Application deploys to, if that is known.
	served []string
	// tracking is how Argo CD marks what belongs to the Application.
	tracking v1alpha1.TrackingMethod
}

// repoServer calls the repo-server.
func (s *Servers) repoServer(call func(context.Context, apiclient.RepoServerServiceClient) error) error {
	clientset := apiclient.NewRepoServerClientset(s.RepoServer, int(timeout.Seconds()), tls.Configuration{DisableTLS: true})
	connection, client, err := clientset.NewRepoServerClient()
	if err != nil {
		return err
	}
	defer utilio.Close(connection)
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return call(ctx, client)
}

// Manifests asks the repo-server as the application controller does.
func (s *Servers) Manifests(source source) ([]string, error) {
	var manifests []string
	err := s.repoServer(func(ctx context.Context, client apiclient.RepoServerServiceClient) error {
		response, err := client.GenerateManifest(ctx, s.request(source))
		manifests = response.GetManifests()
		return err
	})
	return manifests, err
}

// applicationSource is the part of an Application that names its manifests.
func (s *Servers) applicationSource(source source) *v1alpha1.ApplicationSource {
	plugin := &v1alpha1.ApplicationSourcePlugin{Name: source.plugin, Parameters: source.parameters}
	for name, value := range source.environment {
		plugin.Env = append(plugin.Env, &v1alpha1.EnvEntry{Name: name, Value: value})
	}
	return &v1alpha1.ApplicationSource{RepoURL: s.Repository(source.repository), Path: source.path, TargetRevision: "main", Plugin: plugin}
}

// parameter is a text that an Application sets.
func parameter(name, value string) v1alpha1.ApplicationSourcePluginParameter {
	return v1alpha1.ApplicationSourcePluginParameter{Name: name, String_: &value}
}

// Announced asks the repo-server as the UI does for the Parameters tab.
func (s *Servers) Announced(source source) ([]*apiclient.ParameterAnnouncement, error) {
	var announced []*apiclient.ParameterAnnouncement
	err := s.repoServer(func(ctx context.Context, client apiclient.RepoServerServiceClient) error {
		response, err := client.GetAppDetails(ctx, &apiclient.RepoServerAppDetailsQuery{
			Repo:    &v1alpha1.Repository{Repo: s.Repository(source.repository)},
			Source:  s.applicationSource(source),
			AppName: application,
			NoCache: true,
		})
		announced = response.GetPlugin().GetParametersAnnouncement()
		return err
	})
	return announced, err
}

func (s *Servers) request(source source) *apiclient.ManifestRequest {
	return &apiclient.ManifestRequest{
		Repo:               &v1alpha1.Repository{Repo: s.Repository(source.repository)},
		Revision:           "main",
		NoCache:            true,
		AppLabelKey:        common.LabelKeyAppInstance,
		AppName:            application,
		Namespace:          "argocd",
		ApplicationSource:  s.applicationSource(source),
		ApiVersions:        source.served,
		TrackingMethod:     string(source.tracking),
		ProjectName:        "default",
		ProjectSourceRepos: []string{"*"},
	}
}

// pluginServer calls a plugin's server without the repo-server, and streams a folder to it.
func (s *Servers) pluginServer(name string, call func(context.Context, pluginclient.ConfigManagementPluginServiceClient) error) error {
	connection, client, err := pluginclient.NewConfigManagementPluginClientSet(s.Socket(name)).NewConfigManagementPluginClient()
	if err != nil {
		return err
	}
	defer utilio.Close(connection)
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return call(ctx, client)
}

// Streamed is the objects that the plugin's server makes of a folder of a repository.
func (s *Servers) Streamed(name, folder, repository string) ([]string, error) {
	var manifests []string
	err := s.pluginServer(name, func(ctx context.Context, client pluginclient.ConfigManagementPluginServiceClient) error {
		stream, err := client.GenerateManifest(ctx)
		if err != nil {
			return err
		}
		if err := cmp.SendRepoStream(ctx, folder, repository, stream, nil, nil); err != nil {
			return err
		}
		response, err := stream.CloseAndRecv()
		manifests = response.GetManifests()
		return err
	})
	return manifests, err
}

// Supports tells whether the plugin's server takes the folder for its own.
func (s *Servers) Supports(name, folder, repository string) (bool, error) {
	var supported bool
	err := s.pluginServer(name, func(ctx context.Context, client pluginclient.ConfigManagementPluginServiceClient) error {
		stream, err := client.MatchRepository(ctx)
		if err != nil {
			return err
		}
		if err := cmp.SendRepoStream(ctx, folder, repository, stream, nil, nil); err != nil {
			return err
		}
		response, err := stream.CloseAndRecv()
		supported = response.GetIsSupported()
		return err
	})
	return supported, err
}
