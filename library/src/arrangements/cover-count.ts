/**
 * How many masks n points in general position in rank r have: 2·Σ_{k<r} C(n−1, k) (Cover 1965). For any other n nonzero points of
 * rank r it is an upper bound. One mask when there is no nonzero point. Infinity where a double cannot hold it.
 * @returns the number of masks, exact up to 2⁵³
 */
export function coverCount(pointCount: number, rank: number): number {
  if (pointCount === 0 || rank === 0) return 1;
  let sum = 0;
  for (let k = 0; k < Math.min(rank, pointCount); k++) sum += binomial(pointCount - 1, k);
  return 2 * sum;
}

/** C(n, k) as a double. */
export function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}
