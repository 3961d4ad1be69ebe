import type { CommandDefinition } from "../command.js";
import { card } from "./card/index.js";
import { explain } from "./explain/index.js";
import { exportModel } from "./export.js";
import { fit } from "./fit/index.js";
import { inspect } from "./inspect.js";
import { predict } from "./predict/index.js";
import { range } from "./range/index.js";
import { reproduce } from "./reproduce/index.js";
import { studio } from "./studio.js";
import { sweep } from "./sweep/index.js";
import { verify } from "./verify.js";
import { worker } from "./worker.js";

/** Every command, in the order of the help. */
export const commands: readonly CommandDefinition[] = [
  fit,
  predict,
  explain,
  range,
  verify,
  inspect,
  card,
  exportModel,
  studio,
  reproduce,
  sweep,
  worker,
];
