// The page's program once more, for large pastes; the page names its files in this worker's own address.
const { searchParams, href } = new URL(self.location.href);
const program = await import(new URL(searchParams.get("glue"), href));
await program.default({ module_or_path: new URL(searchParams.get("wasm"), href) });
