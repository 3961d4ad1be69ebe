/**
 * What a helper thread does, as source text, so that no file has to be found beside the library, whoever bundled it. It takes a slot, says it is
 * ready by that, and runs the kernel named in its slot whenever the slot's counter changes; a negative counter ends it.
 *
 * Control block, 32-bit words: 0 helpers ready, 1 parts done, 2 slot of a failed part (0 none), 3 kernel, 16 + slot the counters. Doubles from byte
 * 512: 32 for each slot, the first the number of arguments, later the result. Text of a failure from byte 256 (code units, the first their number).
 */
export const workerSource = `(({ module, memory, control, names }) => {
  const words = new Int32Array(control);
  const text = new Uint16Array(control, 256, 128);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const slot = Atomics.add(words, 0, 1);
  const own = 16 + slot;
  const values = new Float64Array(control, 512 + slot * 256, 32);
  let seen = 0;
  for (;;) {
    for (let spin = 0; spin < 4000 && Atomics.load(words, own) === seen; spin++);
    while (Atomics.load(words, own) === seen) Atomics.wait(words, own, seen, 30000);
    seen = Atomics.load(words, own);
    if (seen < 0) return;
    try {
      const result = kernels[names[words[3]]](...values.subarray(1, 1 + values[0]));
      values[0] = result === undefined ? 0 : result;
    } catch (error) {
      if (Atomics.compareExchange(words, 2, 0, slot + 1) === 0) {
        const message = String(error).slice(0, 127);
        text[0] = message.length;
        for (let k = 0; k < message.length; k++) text[k + 1] = message.charCodeAt(k);
      }
    }
    Atomics.add(words, 1, 1);
    Atomics.notify(words, 1);
  }
})`;
