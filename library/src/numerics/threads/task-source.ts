/** What a thread of `startTask` does, as source text, for the reason that worker-source.ts has. */
export const taskSource = `
const { parentPort, workerData } = require("node:worker_threads");
const say = (message) => parentPort.postMessage(message);
const answering = import(workerData.href).then((module) => module.answering(workerData.data));
answering.then(() => say({ ready: true }), (error) => say({ failed: String(error) }));
parentPort.on("message", async (question) => {
  try {
    say({ answer: await (await answering)(question) });
  } catch (error) {
    say({ failed: String(error) });
  }
});
`;
