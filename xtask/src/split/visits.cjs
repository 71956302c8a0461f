// Answers what visits ask first with a marked program, and prints the numbers of the functions that ran.
// node visits.cjs <glue> <marked program> <visits>
const { readFileSync } = require("node:fs");

const [glue, program, visits] = process.argv.slice(2).map((file) => readFileSync(file));
globalThis.self = globalThis;

const ran = new Set();
const visit = async (module, messages) => {
  const core = new Function(`${glue}; return wasm_bindgen`)();
  const exports = await core({ module_or_path: module });
  for (const [asks, texts] of messages) core.take(Buffer.from(asks, "base64"), texts, () => {});
  for (const [name, mark] of Object.entries(exports)) if (mark instanceof WebAssembly.Global && mark.value === 1) ran.add(name);
};

(async () => {
  const module = await WebAssembly.compile(program);
  for (const messages of JSON.parse(visits)) await visit(module, messages);
  console.log([...ran].join(" "));
})();
