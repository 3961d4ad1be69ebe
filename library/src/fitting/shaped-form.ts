import { gatedNetworkOf } from "../models/gated-model.js";
import { shapedGatesOf, shapedProgramInSteps } from "../programs/shaped-program.js";
import type { NetworkForm } from "./plain-form.js";

/** Networks of every shape: other activations, more layers, patches. */
export const shapedForm: NetworkForm = {
  state: shapedProgramInSteps,
  gatesOf: shapedGatesOf,
  networkOf: gatedNetworkOf,
};
