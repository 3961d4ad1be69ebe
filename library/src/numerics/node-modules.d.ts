/** The few names of Node that helpers-node.ts and native-node.ts need; the library is compiled without Node's types. */
declare module "node:worker_threads" {
  export const isMainThread: boolean;
  export class Worker {
    constructor(source: string, options: { eval: boolean; workerData: object; execArgv: string[]; env: object });
    on(event: "error", listener: (error: Error) => void): void;
    on(event: "message", listener: (message: { ready: true } | { answer: unknown } | { failed: string }) => void): void;
    postMessage(message: unknown): void;
    unref(): void;
    terminate(): Promise<number>;
  }
}

declare module "node:os" {
  export function availableParallelism(): number;
}

declare module "node:module" {
  export function createRequire(path: string): (name: string) => unknown;
}

interface ImportMeta {
  readonly url: string;
}
