/** The reason of an abort by Ctrl-C, with what it leaves. */
export class Interrupted extends Error {
  constructor(readonly left = "nothing was written") {
    super("interrupted");
  }
}
