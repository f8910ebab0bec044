package envfile

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// withBase reads a document and puts it over the one that it extends. Relative paths become absolute first: each means
// the folder of the file that says it.
func withBase(path string) (map[string]any, error) {
	document, err := readMap(path)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(path)
	for _, target := range mapsIn(document["targets"]) {
		absoluteCA(target, folder)
	}
	if patterns, ok := document["targetFiles"].([]any); ok {
		for i, pattern := range patterns {
			patterns[i] = filepath.Join(folder, pattern.(string))
		}
	}
	base, ok := document["extends"].(string)
	delete(document, "extends")
	if !ok {
		return document, nil
	}
	below, err := withBase(filepath.Join(folder, base))
	if err != nil {
		return nil, err
	}
	targets := mergedByName(mapsIn(below["targets"]), mapsIn(document["targets"]))
	merged := merged(below, document)
	merged["targets"] = targets
	return merged, nil
}

func readMap(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	document := map[string]any{}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return document, nil
}

// absoluteCA resolves a `ca` that is a path; inline certificates and `system` name no file and stay.
func absoluteCA(target map[string]any, folder string) {
	ca, _ := target["ca"].(string)
	path := filepath.Join(folder, ca)
	if info, err := os.Stat(path); ca != "" && err == nil && info.Mode().IsRegular() {
		target["ca"] = path
	}
}

func addTargetFiles(document map[string]any) error {
	patterns, _ := document["targetFiles"].([]any)
	delete(document, "targetFiles")
	targets := list(document["targets"])
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern.(string))
		if err != nil {
			return err
		}
		for _, path := range paths {
			found, err := targetsOf(path)
			if err != nil {
				return err
			}
			targets = append(targets, found...)
		}
	}
	document["targets"] = targets
	return nil
}

// targetsOf reads a file with one target or a list of targets.
func targetsOf(path string) ([]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var content any
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	targets, ok := content.([]any)
	if !ok {
		targets = []any{content}
	}
	for _, target := range mapsIn(targets) {
		absoluteCA(target, filepath.Dir(path))
	}
	return targets, nil
}

func applyDefaults(document map[string]any) {
	defaults, _ := document["defaults"].(map[string]any)
	delete(document, "defaults")
	targets := list(document["targets"])
	for i, target := range mapsIn(targets) {
		targets[i] = merged(defaults, target)
	}
}

// merged puts one map over another: maps merge deeply, everything else is replaced.
func merged(below, above map[string]any) map[string]any {
	result := maps.Clone(below)
	if result == nil {
		result = map[string]any{}
	}
	for key, value := range above {
		belowMap, isMap := result[key].(map[string]any)
		aboveMap, areMaps := value.(map[string]any)
		if isMap && areMaps {
			result[key] = merged(belowMap, aboveMap)
		} else {
			result[key] = value
		}
	}
	return result
}

// mergedByName merges targets of the same name; others follow.
func mergedByName(below, above []map[string]any) []any {
	result := []any{}
	position := map[any]int{}
	for _, target := range append(below, above...) {
		at, known := position[target["name"]]
		if known {
			result[at] = merged(result[at].(map[string]any), target)
			continue
		}
		position[target["name"]] = len(result)
		result = append(result, target)
	}
	return result
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// mapsIn is the maps in a list.
func mapsIn(value any) []map[string]any {
	var found []map[string]any
	for _, item := range list(value) {
		if item, ok := item.(map[string]any); ok {
			found = append(found, item)
		}
	}
	return found
}
