// Carries messages between the page and the core's program, in a worker; wasm-bindgen's glue stands above, in the same script.
// The first message is the program and where the rest of it is, or its bytes; each of the others asks with what comes beside them:
// texts, and files that are read here.
{
  const LONG = 4 << 20;
  const tell = (kind, ...rest) => self.postMessage([kind, ...rest]);

  // Progress is told twenty times a second: a page that is told of every step has no time for its frames.
  const PAUSE = 50;
  let told = -PAUSE;
  const reading = (done, of) => {
    const now = performance.now();
    if (now - told < PAUSE) return;
    told = now;
    tell("reading", done, of);
  };

  const bytesOf = async (file) => {
    const bytes = new Uint8Array(file.size);
    const reader = file.stream().getReader();
    for (let at = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return bytes;
      bytes.set(value, at);
      at += value.length;
      if (file.size > LONG) reading(at, file.size);
    }
  };

  const answer = async ([asks, beside]) => {
    const texts = [];
    for (const given of beside) texts.push(given instanceof Blob ? await bytesOf(given) : given);
    const bytes = wasm_bindgen.take(asks, texts, reading);
    self.postMessage(["answer", bytes], [bytes.buffer]);
  };

  let first, rest;
  let isWhole = true;

  const fetched = (file) => {
    const request = new XMLHttpRequest();
    request.open("GET", file, false);
    request.responseType = "arraybuffer";
    request.send();
    return request.response;
  };

  // From bytes that are all there: see start.js.
  const compiled = async (file) => WebAssembly.compile(typeof file === "string" ? await (await fetch(file)).arrayBuffer() : file);

  // What the program calls where it needs its rest: a function that is under way can wait for nothing but an answer at once.
  self.rest = () => {
    isWhole = false;
    if (typeof rest === "string") rest = fetched(rest);
    const module = rest instanceof WebAssembly.Module ? rest : new WebAssembly.Module(rest);
    new WebAssembly.Instance(module, { a: first });
    isWhole = true;
  };

  // The program begins without its rest, which is fetched ahead; what cannot be had now is asked for again where it is needed.
  const begin = async ([program, later]) => {
    rest = later;
    first = await wasm_bindgen({ module_or_path: program });
    tell("ready");
    compiled(later).then((module) => (rest = module)).catch(() => {});
  };

  // A panic arrives as an error with its words; a program that is refused memory can only stop, at an instruction that cannot be
  // reached. Any other trap is a fault of what the browser made of the program.
  const isStop = (error) => error instanceof WebAssembly.RuntimeError && /unreachable/i.test(error.message);

  const isRefused = (error) => error instanceof RangeError || isStop(error);

  const lost = (error) => (isRefused(error) ? "memory" : "error");

  let program;
  self.onmessage = async ({ data }) => {
    const isFirst = !program;
    try {
      program ??= begin(data);
      await program;
      if (!isFirst) await answer(data);
    } catch (error) {
      console.warn(error);
      tell(isFirst || !isWhole ? "failed" : lost(error));
    }
  };
}
