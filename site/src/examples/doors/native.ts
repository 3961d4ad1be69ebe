// A numeric core on the system's OpenBLAS
import { InputError } from "halfspace";
import { type NativeBackendOptions, nativeBackend } from "halfspace/native";
import { useBackend } from "halfspace/numerics";

const options: NativeBackendOptions = {};
try {
  useBackend(nativeBackend(options));
  useBackend();
} catch (error) {
  // Without koffi or OpenBLAS it says so, and the usual core stays.
  if (!(error instanceof InputError && error.code === "native-unavailable")) throw error;
}
console.log(typeof nativeBackend); // → function
