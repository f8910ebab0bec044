package cluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// serverFields are what the server writes, and kubectl's note of what it applied.
var serverFields = []string{
	"metadata.uid", "metadata.resourceVersion", "metadata.generation", "metadata.creationTimestamp", "metadata.managedFields",
	"metadata.namespace", "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration", "status",
}

// Difference lists what is in one snapshot and not in the other, field by field: `+ Kind name: path = value`, `-` with
// the value that was there, and both for a change. What the server writes does not count.
func Difference(before, after Snapshot) []string {
	was, is := before.leaves(), after.leaves()
	var found []string
	for key, value := range was {
		if is[key] != value {
			found = append(found, fmt.Sprintf("- %s = %s", key, value))
		}
	}
	for key, value := range is {
		if was[key] != value {
			found = append(found, fmt.Sprintf("+ %s = %s", key, value))
		}
	}
	slices.SortFunc(found, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return found
}

// leaves is every field that has no fields, as `Kind name: path` and JSON.
func (s Snapshot) leaves() map[string]string {
	found := map[string]string{}
	for key, one := range s {
		addLeaves(found, key+": ", "", map[string]any(one))
	}
	return found
}

func addLeaves(found map[string]string, object, path string, value any) {
	if slices.Contains(serverFields, path) {
		return
	}
	children := childrenOf(value)
	for _, name := range slices.Sorted(maps.Keys(children)) {
		below := name
		if path != "" {
			below = path + "." + name
		}
		addLeaves(found, object, below, children[name])
	}
	if len(children) == 0 && !isEmptyCollection(value) {
		found[object+path] = shown(value)
	}
}

// childrenOf is the fields of a map and the items of a list, which are named by what Kubernetes merges them by.
func childrenOf(value any) map[string]any {
	switch value := value.(type) {
	case map[string]any:
		return value
	case []any:
		children := map[string]any{}
		for i, item := range value {
			children[fmt.Sprintf("[%s]", nameOfItem(value, i))] = item
		}
		return children
	}
	return nil
}

// nameOfItem is the item's field that differs from those of all others, or else its position.
func nameOfItem(items []any, position int) string {
	for _, field := range []string{"mountPath", "name"} {
		var names []string
		for _, item := range items {
			item, _ := item.(map[string]any)
			if name, ok := item[field].(string); ok && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) == len(items) {
			return names[position]
		}
	}
	return fmt.Sprint(position)
}

// isEmptyCollection: the server drops empty maps and lists, and adds some.
func isEmptyCollection(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return len(value) == 0
	case []any:
		return len(value) == 0
	}
	return value == nil
}

func shown(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
