/** What a platform's threads must offer (helpers-node.ts, helpers-browser.ts). */
export interface Platform {
  usefulThreads(): number;
  startHelper(data: object, onFailure: (error: Error) => void): Helper;
  /** As `usefulThreads`, for threads that run a module of their own. */
  usefulTasks(): number;
  startTask(module: string, data: unknown, events: TaskEvents): Task | undefined;
}

/** A module that answers questions on a thread of its own. */
export interface Task {
  send(question: unknown): void;
  terminate(): void;
}

export interface TaskEvents {
  onReady(): void;
  onAnswer(answer: unknown): void;
  /** The thread has ended, or never began. */
  onFailure(): void;
}

export interface Helper {
  terminate(): void;
}
