import { InputError } from "halfspace";

/** What the file system says went wrong. */
interface SystemError {
  readonly code?: string | undefined;
  readonly message: string;
}

/**
 * The error of a file that cannot be read, by the error of the file system.
 * @returns an error of code "unreadable-file", which names the path and what is wrong with it
 */
export function unreadableFile(argument: string, path: string, { code, message }: SystemError): InputError {
  const found =
    code === "ENOENT"
      ? "where there is no file"
      : code === "EISDIR"
        ? "which is a folder"
        : code === "EACCES"
          ? "which may not be read (permission denied)"
          : /string length|string longer|File size/.test(message)
            ? "which is larger than a text can be (512 MB)"
            : `which cannot be read: ${message}`;
  return new InputError({ code: "unreadable-file", argument, got: `${path}, ${found}`, expected: "a file" });
}
