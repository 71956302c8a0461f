// The page's program once more, for large pastes; the page gives its files in this worker's name.
const [glue, wasm] = self.name.split(" ").map((file) => new URL(file, self.location.href));
const program = await import(glue);
await program.default({ module_or_path: wasm });
