import type { ChartColours } from "@halfspace/pictures";

/** The colours of a page that stands alone, light and dark by the reader's own choice, and black on white on paper. */
export const pageColours = `
:root { color-scheme: light dark; --page: #faf9f6; --card: white; --ink: #1b1d22; --quiet: #5c5f68; --line: #e3e1da; --proof: #0b6b3a }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #14161a; --card: #1d2026; --ink: #eceae4; --quiet: #a9adb8; --line: #363a43; --proof: #5fd39a }
}
@media print { :root { --page: white } }
`;

/** Those of its charts. */
export const chartColours: ChartColours = { ground: "var(--card)", ink: "var(--ink)", quiet: "var(--quiet)" };
