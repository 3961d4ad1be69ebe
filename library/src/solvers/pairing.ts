import { InputError } from "../errors.js";
import type { Loss } from "../losses/loss.js";

/**
 * Which programs a solver takes, said once more where it begins: types say it to the compiler, and programs in plain JavaScript have none. Does
 * not do: what only the default solver of a program decides.
 */

/** What of a program must fit. */
interface Paired {
  readonly form: string;
  readonly loss: Pick<Loss, "name" | "curvature">;
}

/** What a solver takes. */
export interface Pairing {
  readonly forms: readonly string[];
  /** Of its losses; all when left out. */
  readonly curvatures?: readonly Loss["curvature"][];
}

/** Losses with a gradient everywhere. */
export const smooth: readonly Loss["curvature"][] = ["constant", "diagonal", "coupled"];

/** The program. @throws InputError for one of another form, or with a loss that the solver cannot work with */
export function paired<Program extends Paired>(
  solver: string,
  program: Program,
  { forms, curvatures }: Pairing,
): Program {
  const { form, loss } = program;
  if (!forms.includes(form)) {
    const [got, expected] = [`a program of the form "${form}" for ${solver}`, `the form ${forms.join(" or ")}`];
    throw new InputError({ code: "wrong-program", argument: "program", got, expected });
  }
  if (curvatures && !curvatures.includes(loss.curvature)) {
    const expected = curvatures.length === 1 ? "squared loss" : "a loss with a gradient everywhere";
    throw new InputError({ code: "unsupported-loss", argument: "loss", got: `${loss.name} for ${solver}`, expected });
  }
  return program;
}
