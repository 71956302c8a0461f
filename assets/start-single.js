// Starts the programs that are inside this file, gzip in base64; the module of wasm-bindgen's glue for the page stands above, in
// the same script, and the core's script is a text of its own.
const unpacked = async (id) => {
  const packed = document.getElementById(id);
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  packed.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
};

const core = URL.createObjectURL(new Blob([document.getElementById("core-script").textContent], { type: "text/javascript" }));
const program = Promise.all(["core-program", "core-rest"].map(unpacked));
program.catch(() => {});

globalThis.startCore = () => {
  const worker = new Worker(core);
  const failed = () => worker.dispatchEvent(new MessageEvent("message", { data: ["failed"] }));
  program.then((parts) => worker.postMessage(parts)).catch(failed);
  return worker;
};

try {
  await __wbg_init({ module_or_path: await unpacked("program") });
} catch (error) {
  console.warn(error);
  delete document.documentElement.dataset.opens;
  document.getElementById("start-problem").hidden = false;
}
