/** Whether bytes begin with a mark: formats are told by their first bytes, whatever a file is called. */
export const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);
