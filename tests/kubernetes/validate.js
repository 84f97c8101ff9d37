// Reads YAML from standard input and holds each document against the schema that Kubernetes has for its kind.
const { readFileSync } = require("fs");
const { parseAllDocuments } = require("yaml");

// The schemas let pass what they do not know, a misspelt field for one. What validation never looks at is unknown to them.
function watched(value, path, unseen) {
    if (value === null || typeof value !== "object") return value;
    const inner = Array.isArray(value) ? [] : {};
    for (const [key, child] of Object.entries(value)) {
        const at = `${path}/${key}`;
        if (!Array.isArray(value)) unseen.add(at);
        const seen = watched(child, at, unseen);
        Object.defineProperty(inner, key, { enumerable: true, get: () => (unseen.delete(at), seen) });
    }
    return inner;
}

let failed = false;
for (const document of parseAllDocuments(readFileSync(0, "utf8"))) {
    if (document.errors.length > 0) throw document.errors[0];
    const manifest = document.toJS();
    const name = `${manifest.kind} ${manifest.metadata.name}`;
    const unseen = new Set();
    try {
        const schema = require(`kubernetes-models/${manifest.apiVersion}`)[manifest.kind];
        const { metadata, ...fields } = watched(manifest, "", unseen);
        const model = new schema({});
        Object.assign(model, { metadata });
        for (const key of Object.keys(fields)) Object.defineProperty(model, key, Object.getOwnPropertyDescriptor(fields, key));
        model.validate();
        if (unseen.size > 0) throw new Error(`unknown: ${[...unseen].join(", ")}`);
        console.log(`valid ${name}`);
    } catch (error) {
        failed = true;
        console.log(`${name}: ${error.message}`);
    }
}
process.exit(failed ? 1 : 0);
