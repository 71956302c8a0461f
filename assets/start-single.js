// Starts the program that is inside this file, gzip in base64; wasm-bindgen's module stands above, in the same script.
const packed = document.getElementById("program");
try {
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const wasm = await new Response(unpacked).arrayBuffer();
  packed.remove();
  await __wbg_init({ module_or_path: wasm });
} catch (error) {
  const problem = document.getElementById("start-problem");
  if (problem) problem.hidden = false;
  throw error;
}
