/**
 * Reads NDJSON: one value per line. Passes on values in batches as they arrive. Between batches the browser can draw and handle input,
 * however much data there is.
 */
export async function readLines(
  body: ReadableStream<Uint8Array>,
  onBatch: (values: readonly unknown[]) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (;;) {
    const {done, value = ''} = await reader.read();
    const lines = `${rest}${value}`.split('\n');
    rest = lines.pop() ?? '';
    await deliver(lines, onBatch);
    if (done) return;
  }
}

/** How long values are parsed before the browser gets a turn. */
const SLICE_MS = 4;

/** Number of lines to parse between checks of the clock. */
const STEP = 64;

let sliceEndsAt = 0;

async function deliver(
  lines: readonly string[],
  onBatch: (values: readonly unknown[]) => void,
): Promise<void> {
  for (let at = 0; at < lines.length; at += STEP) {
    if (performance.now() > sliceEndsAt) {
      await nextTask();
      sliceEndsAt = performance.now() + SLICE_MS;
    }
    const step = lines.slice(at, at + STEP).filter(line => line !== '');
    if (step.length > 0) onBatch(step.map(line => JSON.parse(line) as unknown));
  }
}

/** Resolves in a new task of the event loop. Unlike a timer, a message is not delayed. */
async function nextTask(): Promise<void> {
  const {port1, port2} = new MessageChannel();
  await new Promise(resolve => {
    port1.addEventListener('message', resolve, {once: true});
    port1.start();
    port2.postMessage(undefined);
  });
  port1.close();
}
