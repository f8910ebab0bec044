// The editor's view by `ajv`, whose patterns are JavaScript's, as in the editors: `editor.py` starts it.
//
// In: JSON with `schemas`, by name, and `files`, a list. Out: for each schema, which of the files it accepts.
// A keyword that ajv does not know is an error, so that a misspelt schema is no lenient one.
const Ajv = require("ajv");
const { schemas, files } = JSON.parse(require("fs").readFileSync(0, "utf8"));

const verdicts = {};
for (const [name, schema] of Object.entries(schemas)) {
  const accepts = new Ajv({ strictSchema: true, strictTypes: false }).compile(schema);
  verdicts[name] = files.map((file) => accepts(file));
}
console.log(JSON.stringify(verdicts));
