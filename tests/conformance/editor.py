#!/usr/bin/env python3
"""The editor's view: validators that are not ours read `schemas/environment.json`.

Proves: each accepts the environment file of every case that renders, and refuses every case whose mistake is one of form.
Cannot prove: that an editor shows it well. A schema that is spoilt on purpose must change each one's verdict on some case.

Needs `check-jsonschema` (which brings `jsonschema` and `ruamel.yaml`), Node.js, and `ajv` in `target/ci-tools`; `.ci/run`
installs them.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys

import jsonschema
import ruamel.yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "schemas/environment.json").read_text())
# The codes of mistakes that a schema can see: a key, a type, a word, the form of a value.
FORM = (
    "arm-id empty-subject malformed-guid malformed-name malformed-value not-an-environment reserved-subject server-url "
    "unknown-key unknown-word wrong-type"
).split()


def without(schema, keys):
    """The schema without these keywords, at every depth; properties that are called so stay."""
    if isinstance(schema, list):
        return [without(item, keys) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in keys}
    for key, value in kept.items():
        named = key in ("properties", "definitions") and isinstance(value, dict)
        kept[key] = {name: without(inner, keys) for name, inner in value.items()} if named else without(value, keys)
    return kept


def with_property(name, value):
    schema = copy.deepcopy(SCHEMA)
    schema["properties"][name] = value
    return schema


# Schemas that are wrong, each in one way; some case must notice.
DEFECTS = {
    "unknown keys are let through": without(SCHEMA, ["additionalProperties"]),
    "forms are not looked at": without(SCHEMA, ["pattern"]),
    "words are not looked at": without(SCHEMA, ["enum"]),
    "types are not looked at": without(SCHEMA, ["type"]),
    "what no value may be is let through": without(SCHEMA, ["not"]),
    "a tenant is a number": with_property("tenantId", {"type": "integer"}),
    "there are no overlays": with_property("overlays", False),
    "a file has one target at most": with_property("targets", {**SCHEMA["properties"]["targets"], "maxItems": 1}),
}


def cases():
    """Each case: its name, its environment file, whether a schema must accept it."""
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    for kind in ("ok", "examples", "err"):
        for folder in sorted((ROOT / "testdata" / kind).iterdir()):
            if not (folder / "env.yaml").is_file() or (kind == "err" and folder.name.split(".")[0] not in FORM):
                continue
            yield f"{kind}/{folder.name}", reader.load((folder / "env.yaml").read_text()), kind != "err"


def by_jsonschema(schemas, files):
    """For each schema, which of the files the validator of `check-jsonschema` accepts."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    validators = {name: jsonschema.Draft7Validator(schema) for name, schema in schemas.items()}
    return {name: [validator.is_valid(file) for file in files] for name, validator in validators.items()}


def by_ajv(schemas, files):
    """The same by `ajv`, which reads the same files as JSON."""
    told = subprocess.run(
        ["node", ROOT / "tests/conformance/editor.js"],
        input=json.dumps({"schemas": schemas, "files": files}, allow_nan=False),
        env={**os.environ, "NODE_PATH": str(ROOT / "target/ci-tools/node_modules")},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(told.stdout)


def judge(validator):
    """What a validator says wrongly, and which defects it does not notice."""
    names, files, wanted = zip(*cases())
    verdicts = validator({"": SCHEMA, **DEFECTS}, files)
    findings = [
        f"{name}: the schema {'accepts' if accepted else 'refuses'} it"
        for name, accepted, is_right in zip(names, verdicts[""], wanted)
        if accepted != is_right
    ]
    findings += [f"no case notices that {defect}" for defect in DEFECTS if verdicts[defect] == list(wanted)]
    return findings, len(names) + len(DEFECTS)


def main():
    passed = failed = 0
    for name, validator in {"check-jsonschema": by_jsonschema, "ajv": by_ajv}.items():
        findings, judged = judge(validator)
        for finding in findings:
            print(f"{name}: {finding}")
        failed += len(findings)
        passed += judged - len(findings)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
