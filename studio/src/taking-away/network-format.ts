/** The files a trained network can be taken away as. */
export type NetworkFormat = "model" | "onnx" | "js";

/** How a file's name ends. */
export const endings: Readonly<Record<NetworkFormat, string>> = { model: ".model.json", onnx: ".onnx", js: ".mjs" };
