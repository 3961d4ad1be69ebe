/** What can be reproduced, in the order of the help; without loading any of it. */
export const reproductionNames = [
  "figure-1",
  "figure-2",
  "table-1",
  "theorem-6-1",
  "lecture-12",
  "x1x2",
  "gate-strategies",
  "tabular",
] as const;
