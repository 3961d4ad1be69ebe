/** What tells the version of an average's record. */
interface Versioned {
  readonly calibration?: unknown;
  readonly intervals?: unknown;
  readonly members: readonly {
    readonly kind: string;
    readonly weight?: number | undefined;
    readonly kernel?: { readonly kind: string };
  }[];
}

/** 1 where a reader of before knows all that the record has, else 2. */
export function versionOf({ members, calibration, intervals }: Versioned): 1 | 2 {
  const isNew = ({ kind, weight, kernel }: Versioned["members"][number]) =>
    weight !== undefined || kind === "trained" || kernel?.kind === "laplace" || kernel?.kind === "metric";
  return calibration === undefined && intervals === undefined && !members.some(isNew) ? 1 : 2;
}
