/** The messages of an Arrow file, before any of its columns is made. */
declare module "@uwdata/flechette/src/decode/decode-ipc.js" {
  interface ArrowBatch {
    readonly nodes: readonly { readonly length: number }[];
  }
  export function decodeIPC(bytes: Uint8Array): { readonly dictionaries: readonly { readonly data: ArrowBatch }[] };
}
