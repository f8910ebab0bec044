package conformance

import (
	"context"
	"fmt"
	"maps"

	"github.com/golang-jwt/jwt/v5"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	applisters "github.com/argoproj/argo-cd/v3/pkg/client/listers/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/server/rbacpolicy"
	"github.com/argoproj/argo-cd/v3/util/assets"
	"github.com/argoproj/argo-cd/v3/util/rbac"
	"github.com/argoproj/argo-cd/v3/util/settings"
)

// baseObjects are the ConfigMaps and the Secret that every installation has, without a setting, with the label by which
// the settings manager finds them, and ours merged in.
func baseObjects(namespace string, installation Installation) []runtime.Object {
	found := []runtime.Object{&corev1.Secret{
		ObjectMeta: partOf(namespace, common.ArgoCDSecretName),
		Data:       map[string][]byte{"server.secretkey": []byte("only for this run")},
	}}
	for _, name := range []string{common.ArgoCDConfigMapName, common.ArgoCDRBACConfigMapName, "argocd-cmd-params-cm"} {
		found = append(found, &corev1.ConfigMap{
			ObjectMeta: partOf(namespace, name),
			Data:       maps.Clone(installation[name]),
		})
	}
	return found
}

func partOf(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: map[string]string{"app.kubernetes.io/part-of": "argocd"}}
}

// settingsManager is Argo CD's, before a cluster that has the installation and the given objects. It runs until the
// context ends.
func settingsManager(ctx context.Context, namespace string, installation Installation, others ...runtime.Object) (*settings.SettingsManager, *fake.Clientset) {
	clientset := fake.NewClientset(append(baseObjects(namespace, installation), others...)...)
	return settings.NewSettingsManager(ctx, clientset, namespace), clientset
}

// enforcer is Argo CD's with the built-in policy and what argocd-rbac-cm says, wired as `server/server.go` does.
func enforcer(namespace string, installation Installation, projects []*v1alpha1.AppProject) (*rbac.Enforcer, *rbacpolicy.RBACPolicyEnforcer, error) {
	clientset := fake.NewClientset(baseObjects(namespace, installation)...)
	enf := rbac.NewEnforcer(clientset, namespace, common.ArgoCDRBACConfigMapName, nil)
	if err := enf.SetBuiltinPolicy(assets.BuiltinPolicyCSV); err != nil {
		return nil, nil, fmt.Errorf("built-in policy: %w", err)
	}
	claims := rbacpolicy.NewRBACPolicyEnforcer(enf, lister(namespace, projects))
	enf.SetClaimsEnforcerFunc(claims.EnforceClaims)
	// The policy is loaded before the informer starts, which nothing here needs.
	stopped, stop := context.WithCancel(context.Background())
	stop()
	err := enf.RunPolicyLoader(stopped, func(configMap *corev1.ConfigMap) error {
		scopes, err := scopesOf(configMap.Data)
		claims.SetScopes(scopes)
		return err
	})
	return enf, claims, err
}

// scopesOf reads `scopes` as `rbacPolicyLoader` in `server/server.go` does; nil means Argo CD's default.
func scopesOf(data map[string]string) ([]string, error) {
	text := data[rbac.ConfigMapScopesKey]
	if text == "" {
		return nil, nil
	}
	scopes := []string{}
	err := yaml.Unmarshal([]byte(text), &scopes)
	return scopes, err
}

func lister(namespace string, projects []*v1alpha1.AppProject) applisters.AppProjectNamespaceLister {
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, project := range projects {
		_ = indexer.Add(project)
	}
	return applisters.NewAppProjectLister(indexer).AppProjects(namespace)
}

// token is the claims of a signed-in user.
func token(subject string, others map[string]any) jwt.MapClaims {
	claims := jwt.MapClaims{"sub": subject, "iss": "argocd"}
	maps.Copy(claims, others)
	return claims
}
