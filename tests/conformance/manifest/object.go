// Package manifest reads objects as kubectl and the API server do.
package manifest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// Object is a Kubernetes object of any kind.
type Object map[string]any

// Kind is empty where there is none.
func (o Object) Kind() string { kind, _ := o["kind"].(string); return kind }

// Name is empty where there is none.
func (o Object) Name() string { return o.metadata("name") }

// Namespace is empty where there is none.
func (o Object) Namespace() string { return o.metadata("namespace") }

func (o Object) metadata(key string) string {
	metadata, _ := o["metadata"].(map[string]any)
	value, _ := metadata[key].(string)
	return value
}

// Read splits a stream into its documents.
func Read(stream string) ([]Object, error) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(stream)))
	var found []Object
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		var one Object
		if err := DecodeYAML(string(document), &one); err != nil {
			return nil, err
		}
		if one != nil {
			found = append(found, one)
		}
	}
}

// Decode turns one form into another, strictly.
func Decode(from, into any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return decodeJSON(text, into)
}

// DecodeYAML reads one document as kubectl and the API server do.
func DecodeYAML(text string, into any) error {
	document, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		return err
	}
	return decodeJSON(document, into)
}

// decodeJSON is the API server's decoder: a boolean is no string, and case counts. The YAML package would let both pass.
func decodeJSON(text []byte, into any) error {
	unknown, err := kjson.UnmarshalStrict(text, into)
	return errors.Join(append(unknown, err)...)
}
