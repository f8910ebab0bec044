package identity

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"tiphys/tests/conformance/manifest"
)

// one decodes the object of that kind and name.
func one(objects []manifest.Object, kind, name string, into any) error {
	for _, object := range objects {
		if object.Kind() == kind && object.Name() == name {
			return decode(object, into)
		}
	}
	return fmt.Errorf("there is no %s %s", kind, name)
}

// decode reads the fields that the type has; a boolean is no string, and case counts.
func decode(from, into any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return kjson.UnmarshalCaseSensitivePreserveInts(text, into)
}

func decodeYAML(text string, into any) error {
	document, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		return err
	}
	return kjson.UnmarshalCaseSensitivePreserveInts(document, into)
}

func deepCopy(object manifest.Object) manifest.Object { return runtime.DeepCopyJSON(object) }
