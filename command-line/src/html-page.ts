import { pageColours } from "./page-colours.js";

/** A page that stands alone: no scripts, nothing from elsewhere. @param title of the window, as it may stand in HTML */
export function htmlPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

/** The style of every page that is written: light and dark, wide and narrow. */
const style = `${pageColours}
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 Inter, "Segoe UI", system-ui, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 1100px; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
h1 { font-size: clamp(1.4rem, 1rem + 1.8vw, 2.1rem); line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; margin: .25rem 0 1.5rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem }
.quiet { color: var(--quiet) }
.certificate { border-left: 4px solid var(--proof); padding-left: 1rem }
.certificate h2 { margin-top: 0; color: var(--proof) }
.certificate p { margin: .25rem 0 }
.wide { overflow-x: auto; background: linear-gradient(90deg, var(--page) 40%, transparent) local left / 2rem 100% no-repeat, linear-gradient(270deg, var(--page) 40%, transparent) local right / 2rem 100% no-repeat, linear-gradient(90deg, var(--line), transparent) left / .8rem 100% no-repeat, linear-gradient(270deg, var(--line), transparent) right / .8rem 100% no-repeat }
table { border-collapse: collapse }
th, td { text-align: right; padding: .3rem 1.25rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: 400 }
tbody th, thead th:first-child { text-align: left }
.pictures { columns: 30rem 2; column-gap: 1rem }
.group { break-inside: avoid; padding-bottom: 1rem }
.group h3 { margin-top: 0 }
figure { margin: 0 0 1rem; break-inside: avoid; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .5rem }
figure svg { display: block; width: 100%; height: auto }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem; margin: 0 }
dt { color: var(--quiet) }
dd { margin: 0; overflow-wrap: anywhere }
.numbers { display: inline-block; margin: .25rem .5rem .5rem; color: var(--quiet); font-size: .8125rem }
@page { size: A4; margin: 14mm }
@media print {
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  h1 { font-size: 16pt }
  h2, h3 { break-after: avoid }
  tr, .certificate { break-inside: avoid }
  th, td { padding-right: .7rem }
  .pictures { columns: 2; column-gap: 6mm }
  .numbers { display: none }
  .wide { background: none }
}
@media (max-width: 600px) { table { font-size: .8rem } th, td { padding-right: .5rem } dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
`;
