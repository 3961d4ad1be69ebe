import { MessageChannel } from "node:worker_threads";
// The package itself; where the studio's workers say "comlink", the bundle gives them this file.
import { type Endpoint, expose as exposeOn, wrap } from "comlink";
// @ts-expect-error Its declarations are not exported under this name.
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";

export { proxy } from "comlink";

/** What the studio's workers offered, each behind a channel of messages, as the page has it behind its own. */
export const offered: unknown[] = [];

export function expose(work: unknown): void {
  const { port1, port2 } = new MessageChannel();
  exposeOn(work, nodeEndpoint(port1) as Endpoint);
  offered.push(wrap(nodeEndpoint(port2) as Endpoint));
}
