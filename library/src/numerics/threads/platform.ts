/** What a platform's threads must offer (helpers-node.ts, helpers-browser.ts). */
export interface Platform {
  usefulThreads(): number;
  startHelper(data: object, onFailure: (error: Error) => void): Helper;
}

export interface Helper {
  terminate(): void;
}
