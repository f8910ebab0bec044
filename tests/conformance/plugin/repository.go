package plugin

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// repositories are what of testdata is in each: small ones, because every file is streamed with every request. Variants of a
// mistake, which have a dot in their name, are left out.
var repositories = map[string][]string{
	"right": {"certs", "examples/*", "ok/*"},
	"wrong": {"certs", "err/*", "ok/base"},
}

// makeRepository commits copies of folders of testdata to a new git repository, where they have the same paths.
func makeRepository(folder, testdata string, patterns []string) error {
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(testdata, pattern))
		if err != nil {
			return err
		}
		for _, path := range found {
			name, err := filepath.Rel(testdata, path)
			if err != nil || strings.Contains(name, ".") {
				continue
			}
			if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(path)); err != nil {
				return err
			}
		}
	}
	return commit(folder)
}

// addRepository commits files of the test's own, by their paths; what begins with `-> ` is a link.
func (s *Servers) addRepository(name string, files map[string]string) error {
	folder := filepath.Join(s.folder, name)
	for path, text := range files {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if destination, isLink := strings.CutPrefix(text, "-> "); isLink {
			if err := os.Symlink(destination, path); err != nil {
				return err
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return commit(folder)
}

func commit(folder string) error {
	for _, arguments := range [][]string{
		{"init", "--quiet", "--initial-branch=main"},
		{"add", "--all", "--force"},
		{"-c", "user.name=judge", "-c", "user.email=judge@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message=testdata"},
	} {
		command := exec.Command("git", arguments...)
		command.Dir = folder
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", arguments[0], err, output)
		}
	}
	return nil
}
