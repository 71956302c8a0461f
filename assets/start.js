// Fetches both programs at once and starts them: the page's takes over what is painted, the core's goes to a worker. Their files
// are named on this script's own element. The worker fetches the rest of its program itself.
{
  const { glue, wasm, core, coreWasm, rest } = document.currentScript.dataset;
  const at = (file) => new URL(file, document.baseURI);

  const compiled = async (file) => {
    const response = await fetch(at(file));
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    // Not while it comes: Firefox 140 never ends over a streamed program that is cut short, nor over any other after it. And a server
    // that does not know the kind of the file is no reason to fail.
    return WebAssembly.compile(await response.arrayBuffer());
  };

  const page = compiled(wasm);
  const program = compiled(coreWasm);
  program.catch(() => {});

  globalThis.startCore = () => {
    const worker = new Worker(at(core));
    const failed = () => worker.dispatchEvent(new MessageEvent("message", { data: ["failed"] }));
    program.then((module) => worker.postMessage([module, at(rest).href])).catch(failed);
    return worker;
  };

  const parsed = new Promise((resolve) => document.addEventListener("readystatechange", resolve, { once: true }));

  const start = async () => {
    const [module, program] = await Promise.all([import(at(glue)), page, parsed]);
    await module.default({ module_or_path: program });
  };
  start().catch(async (error) => {
    console.warn(error);
    await parsed;
    delete document.documentElement.dataset.opens;
    document.getElementById("start-problem").hidden = false;
  });

  // From the second visit on the page needs no network; its files are fetched once more for that, after the programs have come.
  // Without the worker (a plain `trunk serve`) nothing is lost but that.
  const keep = () => navigator.serviceWorker?.register("sw.js").catch(() => {});
  Promise.allSettled([page, program]).then(keep);
}
