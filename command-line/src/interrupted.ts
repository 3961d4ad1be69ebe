/** The reason of an abort by Ctrl-C. */
export class Interrupted extends Error {}
