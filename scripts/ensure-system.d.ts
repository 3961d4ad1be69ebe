/** The path of a Chromium on this machine, if there is one. */
export function findChromium(): string | undefined;
/** The path of redis-server on this machine, if there is one. */
export function findRedis(): string | undefined;
/** The folder with postgres and initdb on this machine; undefined where there is none. */
export function findPostgres(): string | undefined;
