// Prints the digests of `digestsIn` as JSON: in Node and Bun as they are, in Deno with `run --allow-read --allow-env`.
import * as halfspace from "../../library/dist/bundle/index.js";
import * as numerics from "../../library/dist/bundle/numerics.js";
import { digestsIn } from "./engine.js";

console.log(JSON.stringify(await digestsIn(halfspace, numerics)));
