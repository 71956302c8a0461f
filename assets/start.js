// Starts the program that trunk built: its module and its WebAssembly are named on this script's own element.
const { glue, wasm } = document.querySelector("script[data-wasm]").dataset;

try {
  const program = await import(new URL(glue, document.baseURI));
  await program.default({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  const problem = document.getElementById("start-problem");
  if (problem) problem.hidden = false;
  throw error;
}

// From the second visit on the page needs no network. Without the worker (a plain `trunk serve`) nothing is lost but that.
navigator.serviceWorker?.register("sw.js").catch(() => {});
