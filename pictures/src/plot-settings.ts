/**
 * What Observable Plot's `plot` takes, without its types: they do not hold where libraries are checked. The sizes are those that are read here.
 */
export interface PlotSettings {
  readonly width?: number;
  readonly height?: number;
  readonly marginLeft?: number;
  readonly [option: string]: unknown;
}
