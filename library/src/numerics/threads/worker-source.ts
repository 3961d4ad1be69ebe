/**
 * What a helper thread does, as source text: no file then has to be found beside the library, whoever bundled it. A
 * helper takes a slot, which says that it is ready. Whenever the slot's counter changes, it takes parts of the job
 * until none is left. A negative counter ends it.
 *
 * Control block, 32-bit words: 0 helpers ready, 1 parts not done yet, 2 whether a part failed, 3 kernel, 4 parts nobody has taken yet (0 or less:
 * none), 16 + slot the counters. Text of a failure from byte 256 (code units, the first their number). Doubles from byte 512: 32 for each part, the
 * first the number of arguments, later the result; an argument that is NaN stands for the thread's own scratch.
 */
export const workerSource = `(({ modules, memory, control, names, scratches }) => {
  const words = new Int32Array(control);
  const text = new Uint16Array(control, 256, 128);
  const kernels = {};
  for (const module of modules) Object.assign(kernels, new WebAssembly.Instance(module, { env: { memory } }).exports);
  const slot = Atomics.add(words, 0, 1);
  const scratch = scratches[slot];
  const own = 16 + slot;
  let seen = 0;
  for (;;) {
    for (let spin = 0; spin < 4000 && Atomics.load(words, own) === seen; spin++);
    while (Atomics.load(words, own) === seen) Atomics.wait(words, own, seen, 30000);
    seen = Atomics.load(words, own);
    if (seen < 0) return;
    for (let part; (part = Atomics.sub(words, 4, 1) - 1) >= 0; ) {
      const values = new Float64Array(control, 512 + part * 256, 32);
      try {
        const list = Array.from(values.subarray(1, 1 + values[0]), (value) => (value === value ? value : scratch));
        values[0] = Number(kernels[names[words[3]]](...list) ?? 0);
      } catch (error) {
        if (Atomics.exchange(words, 2, 1) === 0) {
          const message = String(error).slice(0, 127);
          text[0] = message.length;
          for (let k = 0; k < message.length; k++) text[k + 1] = message.charCodeAt(k);
        }
      }
      if (Atomics.sub(words, 1, 1) === 1) Atomics.notify(words, 1);
    }
  }
})`;
