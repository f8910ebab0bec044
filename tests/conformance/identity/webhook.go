package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"

	"github.com/Azure/azure-workload-identity/pkg/webhook"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"tiphys/tests/conformance/envfile"
)

const (
	useLabel         = webhook.UseWorkloadIdentityLabel
	clientAnnotation = webhook.ClientIDAnnotation
	audience         = webhook.DefaultAudience
)

// admitted is the pod as Azure's webhook leaves it: nothing is done to a pod without the label, which the webhook's
// registration selects.
func (e exchange) admitted() (corev1.Pod, error) {
	pod := e.pod.Pod
	if pod.Labels[useLabel] != "true" {
		return pod, nil
	}
	before, err := json.Marshal(pod)
	if err != nil {
		return pod, err
	}
	response, err := answerOfWebhook(e.environment, e.pod.account, before)
	if err != nil {
		return pod, err
	}
	if !response.Allowed {
		return pod, fmt.Errorf("the webhook refuses the pod: %s", response.Result.Message)
	}
	operations, err := json.Marshal(response.Patches)
	if err != nil {
		return pod, err
	}
	patch, err := jsonpatch.DecodePatch(operations)
	if err != nil {
		return pod, err
	}
	after, err := patch.Apply(before)
	if err != nil {
		return pod, err
	}
	if e.stage.OlderWebhook {
		after = []byte(ofOlderWebhook.Replace(string(after)))
	}
	pod = corev1.Pod{}
	return pod, json.Unmarshal(after, &pod)
}

// ofOlderWebhook moves the token file to where the webhook had it before 1.6. Nothing but the place differs for a pod
// without volumes of that name; the older code does not build with today's libraries.
var ofOlderWebhook = strings.NewReplacer(
	webhook.VolumeMountPath+"/"+webhook.TokenFilePath, "/var/run/secrets/azure/tokens/azure-identity-token",
	webhook.VolumeMountPath, "/var/run/secrets/azure/tokens",
	webhook.TokenFilePath, "azure-identity-token",
)

// webhookMutex guards the process' variables and the webhook's own global ones.
var webhookMutex sync.Mutex

// answerOfWebhook asks the webhook as it is configured on the hub: with the hub's cloud and tenant.
func answerOfWebhook(environment *envfile.Environment, account corev1.ServiceAccount, pod []byte) (admission.Response, error) {
	webhookMutex.Lock()
	defer webhookMutex.Unlock()
	os.Setenv("AZURE_ENVIRONMENT", environment.Cloud)
	os.Setenv("AZURE_TENANT_ID", environment.TenantID)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"gitVersion": "v1.34.0"}`)
	}))
	defer server.Close()
	accounts := oneAccount{account: account}
	mutator, err := webhook.NewPodMutator(accounts, accounts, "", scheme.Scheme, &rest.Config{Host: server.URL}, "", "")
	if err != nil {
		return admission.Response{}, err
	}
	return mutator.Handle(context.Background(), admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		Namespace: account.Namespace,
		Object:    runtime.RawExtension{Raw: pod},
	}}), nil
}

// oneAccount is a cluster with one service account.
type oneAccount struct {
	client.Client
	account corev1.ServiceAccount
}

func (c oneAccount) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	if key != client.ObjectKeyFromObject(&c.account) {
		return fmt.Errorf("there is no service account %s", key)
	}
	c.account.DeepCopyInto(into.(*corev1.ServiceAccount))
	return nil
}
