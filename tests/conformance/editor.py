#!/usr/bin/env python3
"""The editor's view: a validator that is not ours reads `schemas/environment.json`.

Proves: it accepts the environment file of every case that renders, and refuses every case whose mistake is one of form.
Cannot prove: that an editor shows it well. A schema that is spoilt on purpose must change the verdict on some case.

Needs `check-jsonschema` (which brings `jsonschema` and `ruamel.yaml`); `.ci/run` installs it.
"""

import copy
import json
import pathlib
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


def wrong_verdicts(schema, files):
    validator = jsonschema.Draft7Validator(schema)
    return [name for name, file, is_right in files if validator.is_valid(file) != is_right]


def main():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    files = list(cases())
    wrong = wrong_verdicts(SCHEMA, files)
    for name in wrong:
        print(f"{name}: the schema {'refuses' if not name.startswith('err/') else 'accepts'} it")
    unnoticed = [defect for defect, schema in DEFECTS.items() if not wrong_verdicts(schema, files)]
    for defect in unnoticed:
        print(f"no case notices that {defect}")
    failed = len(wrong) + len(unnoticed)
    print(f"{len(files) + len(DEFECTS) - failed} passed, {failed} failed")
    return 1 if failed or len(files) < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
