#!/usr/bin/env python3
"""Prints src/catalogue/keys.tsv: every key of Argo CD's ConfigMaps, out of Argo CD's own source.

    scripts/settings-catalogue.py 3.4=DIR 3.5=DIR 3.6=DIR > src/catalogue/keys.tsv

DIR is a folder of the Go module cache (`go mod download -json github.com/argoproj/argo-cd/v3@v3.6.1` prints it).
`cargo test --test documents` runs this over the versions of tests/go-modules.txt; UPDATE=1 accepts what it prints.

A row has the object, the key (`*` ends a family), the form of its value, and the first and last version that has it
(`-` for the oldest and the newest that are known). Keys of argocd-cm are those that util/settings reads, those of
argocd-cmd-params-cm what the manifests hand to containers; both, and what only the documented samples have.
Forms are found where the value is read:

    flag      true or false in any case; anything else counts as left out (env.ParseBoolFromEnv)
    boolean   what strconv.ParseBool takes; anything else is an error
    on        only `true` turns it on
    off       only `false` turns it off
    integer, number
    duration  1h30m, or one number with s, m, h or d (env.ParseDurationFromEnv)
    span      one number with s, m, h or d, nothing else (timeutil.ParseDuration)
    list, map a text that is itself YAML
    text      anything else
"""

import pathlib
import re
import sys

CM, PARAMS, SECRET, RBAC = "argocd-cm", "argocd-cmd-params-cm", "argocd-secret", "argocd-rbac-cm"

# Families, by the constant or the pattern that reads them; their tails are names that people choose.
FAMILIES = [
    (CM, "accounts.*", "text"),  # accounts.go, parseAccounts
    (CM, "extension.config.*", "map"),  # getExtensionConfigs
    (CM, "kustomize.buildOptions.*", "text"),  # GetKustomizeSettings
    (CM, "kustomize.path.*", "text"),
    (CM, "kustomize.version.*", "text"),
    (RBAC, "policy.*.csv", "text"),  # rbac.go, PolicyCSV
    (SECRET, "accounts.*.password", "text"),  # accounts.go, parseAccounts
    (SECRET, "accounts.*.passwordMtime", "text"),
    (SECRET, "accounts.*.tokens", "text"),
]

# What only the samples document as a value's form, or what is read where no pattern below sees it.
FORMS = {
    "additionalUrls": "list",
    "application.links": "list",
    "dex.config": "map",
    "extension.config": "map",
    "helm.enable": "on",
    "jsonnet.enable": "on",
    "kustomize.enable": "on",
    "oidc.config": "map",
    "project.links": "list",
    "resource.links": "list",
}


def constants(text):
    """The string constants of a Go text."""
    return dict(re.findall(r'^\s*(?:const\s+)?(\w+)\s*(?:string\s*)?=\s*"([^"\n]*)"', text, re.M))


def go_files(root, *folders):
    for folder in folders:
        for path in sorted((root / folder).rglob("*.go")):
            if not path.name.endswith("_test.go"):
                yield path.read_text(encoding="utf-8")


def form_in_code(key_constant, text):
    """The form of a key of argocd-cm, from where its constant is used."""
    name = re.escape(key_constant)
    data = rf"\.Data\[\s*{name}\s*\]"
    patterns = [
        ("boolean", rf"strconv\.ParseBool\(\s*\w+{data}"),
        ("on", rf'{data} == "true"'),
        ("off", rf'{data} != "false"'),
        ("on", rf'{data} != "true"'),
        ("span", rf"timeutil\.ParseDuration\(\w+{data}"),
        ("integer", rf"strconv\.(?:ParseInt|Atoi)\(\w+{data}"),
    ]
    for form, pattern in patterns:
        if re.search(pattern, text):
            return form
    # if value, ok := cm.Data[key]; ok { … reads value … }
    for match in re.finditer(rf"(\w+), \w+ := \w+{data}; [^{{\n]+{{\n((?:[^\n]*\n){{1,6}})", text):
        value, body = re.escape(match[1]), match[2]
        read = [
            ("boolean", rf"strconv\.ParseBool\({value}\)"),
            ("span", rf"timeutil\.ParseDuration\({value}\)"),
            ("integer", rf"strconv\.ParseInt\({value}"),
            ("off", rf'{value} != "false"'),
            ("yaml", rf"yaml\.Unmarshal\(\[\]byte\({value}\), &(\w+)\)"),
        ]
        for form, pattern in read:
            found = re.search(pattern, body)
            if found and form != "yaml":
                return form
            if found:
                target = re.escape(found[1])
                is_list = re.search(rf"{target} := make\(\[\]|var {target} \[\]", text)
                return "list" if is_list else "map"
    return "text"


def settings_keys(root):
    """The keys of argocd-cm and argocd-secret that util/settings reads."""
    text = "\n".join(go_files(root, "util/settings"))
    for name, key in constants(text).items():
        if not re.fullmatch(r"[a-zA-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*", key):
            continue
        if re.search(rf"[sS]ecret\.Data\[{name}\]", text):
            yield SECRET, key, "text"
        elif re.search(rf"(?:[cC][mM]\.Data|cmData)\[\s*{name}\s*\]|cmData, {name}\b", text) or name.endswith("DeepLinks"):
            yield CM, key, form_in_code(name, text)
    for key in re.findall(r'ApplicationSourceType\w+:\s+"(\w+\.enable)"', text):
        yield CM, key, "on"
    # The tails of families that Argo CD itself closes.
    kinds = re.search(r"switch customizationType \{(.*?)default:", text, re.S)[1]
    forms = {"ignoreDifferences": "map", "ignoreResourceUpdates": "map", "knownTypeFields": "list", "actions": "map"}
    for kind in re.findall(r'case "(\w+)":', kinds):
        form = "boolean" if kind == "useOpenLibs" else forms.get(kind, "text")
        yield CM, f"resource.customizations.{kind}.*", form
    for arch in re.search(r'archType := range \[\]string\{([^}]*)\}', text)[1].split(","):
        yield CM, "help.download." + arch.strip().strip('"'), "text"


def rbac_keys(root):
    text = (root / "util/rbac/rbac.go").read_text(encoding="utf-8")
    for key in re.findall(r'ConfigMap\w+Key\s*=\s*"([\w.]+)"', text):
        yield RBAC, key, "text"


def environment_forms(root):
    """The form of each environment variable, from the function that reads it."""
    texts = list(go_files(root, "cmd", "common", "util", "controller", "server", "reposerver", "applicationset", "cmpserver"))
    named = {}
    for text in texts:
        named.update(constants(text))
    readers = {
        "ParseBoolFromEnv": "flag",
        "ParseNumFromEnv": "integer",
        "ParseInt64FromEnv": "integer",
        "ParseFloatFromEnv": "number",
        "ParseFloat64FromEnv": "number",
        "ParseDurationFromEnv": "duration",
    }
    forms = {}
    for text in texts:
        for reader, name in re.findall(r'env\.(Parse\w+FromEnv)\(\s*(?:\w+\.)?("?\w+"?)', text):
            variable = name.strip('"') if name.startswith('"') else named.get(name, name)
            if reader in readers:
                forms[variable] = readers[reader]
    return forms


def manifest_keys(root):
    """The keys that the manifests hand to containers."""
    forms = environment_forms(root)
    for path in sorted((root / "manifests").glob("*install*.yaml")) + sorted((root / "manifests/ha").glob("*install*.yaml")):
        text = path.read_text(encoding="utf-8")
        reference = r"- name: (\w+)\n\s+valueFrom:\n\s+configMapKeyRef:\n\s+key: (\S+)\n\s+name: (\S+)"
        for variable, key, name in re.findall(reference, text):
            if name in (CM, PARAMS):
                yield name, key, forms.get(variable, "text")


def sample_keys(root):
    """The keys of the documented samples."""
    for name in (CM, PARAMS):
        text = (root / f"docs/operator-manual/{name}.yaml").read_text(encoding="utf-8")
        # Behind a `#`, only what has a dot is a key; other words with a colon are prose.
        key = r"^  (?:# (?=\w+\.))?([a-zA-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*):(?: |$)"
        for found in re.findall(key, text.partition("\ndata:\n")[2], re.M):
            yield name, found


def is_in_family(name, key):
    prefixes = [row[1][:-1] for row in FAMILIES if row[0] == name and row[1].endswith(".*")]
    return name == CM and key.startswith(("resource.customizations.", *prefixes))


def keys_of(root):
    """The keys of one version, each with its form."""
    found = {(name, key): form for name, key, form in FAMILIES}
    certain = [settings_keys(root), rbac_keys(root), manifest_keys(root)]
    for name, key, form in (row for rows in certain for row in rows):
        found.setdefault((name, key), FORMS.get(key, form))
    for name, key in sample_keys(root):
        if not is_in_family(name, key):
            found.setdefault((name, key), FORMS.get(key, "text"))
    return found


def main(arguments):
    versions = [argument.partition("=")[::2] for argument in arguments]
    by_version = {version: keys_of(pathlib.Path(folder)) for version, folder in versions}
    names = [version for version, _ in versions]
    rows = []
    for name, key in sorted(set().union(*by_version.values())):
        having = [version for version in names if (name, key) in by_version[version]]
        form = by_version[having[-1]][name, key]
        since = "-" if having[0] == names[0] else having[0]
        until = "-" if having[-1] == names[-1] else having[-1]
        rows.append("\t".join((name, key, form, since, until)))
    print("# Generated by scripts/settings-catalogue.py: object, key, form, first and last version.")
    print("\n".join(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
