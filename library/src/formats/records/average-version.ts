/** What tells the version of an average's record. */
interface Versioned {
  readonly calibration?: unknown;
  readonly intervals?: unknown;
  readonly centres?: unknown;
  readonly members: readonly {
    readonly kind: string;
    readonly weight?: number | undefined;
    readonly kernel?: { readonly kind: string };
  }[];
}

/** The first version whose readers know all that the record has. */
export function versionOf({ members, calibration, intervals, centres }: Versioned): 1 | 2 | 3 {
  if (centres !== undefined) return 3;
  const isNew = ({ kind, weight, kernel }: Versioned["members"][number]) =>
    weight !== undefined || kind === "trained" || kernel?.kind === "laplace" || kernel?.kind === "metric";
  return calibration === undefined && intervals === undefined && !members.some(isNew) ? 1 : 2;
}
