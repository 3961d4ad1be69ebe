import { type Claim, measuredText, type NumberTable, type Reproduced, type Reproduction } from "./reproduction.js";

/** One HTML page without scripts or anything from outside: the pictures, the claims, the tables, what was chosen. */
export function reproductionPage({ title, statement }: Omit<Reproduction, "run">, reproduced: Reproduced): string {
  const { pictures, claims, tables, notes, sheets = [] } = reproduced;
  const held = claims.filter(({ holds }) => holds).length;
  const figures = pictures.map(
    ({ name, caption }) =>
      `<figure><img src="${fileLink(name)}.svg" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)} <a href="${fileLink(name)}.png">PNG</a></figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(statement)}</p>
<div class="figures">
${figures.join("\n")}
</div>
<h2>Claims: ${held} of ${claims.length} hold</h2>
${claimTable(claims)}
${tables.map(numberTable).join("\n")}
<h2>Notes</h2>
<ul>
${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("\n")}
</ul>
<p>Every number behind this page: <a href="numbers.json">numbers.json</a>, <a href="results.json">results.json</a>${sheets.map(({ name }) => `, <a href="${fileLink(name)}">${escapeHtml(name)}</a>`).join("")}.</p>
</main>
</body>
</html>
`;
}

function claimTable(claims: readonly Claim[]): string {
  const rows = claims.map((claim) => {
    const { name, expected, holds } = claim;
    return `<tr><td class="${holds ? "holds" : "fails"}">${holds ? "holds" : "fails"}</td><td>${escapeHtml(name)}</td><td>${escapeHtml(expected)}</td><td>${escapeHtml(measuredText(claim))}</td></tr>`;
  });
  return `<div class="wide"><table><thead><tr><th></th><th>claim</th><th>expected</th><th>measured</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function numberTable({ title, columns, rows }: NumberTable): string {
  const word = (k: number) => (rows.length > 0 && isWord(String(rows[0][k])) ? ' class="word"' : "");
  const head = columns.map((column, k) => `<th${word(k)}>${escapeHtml(column)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(tableCell).join("")}</tr>`);
  return `<h2>${escapeHtml(title)}</h2><div class="wide"><table class="numbers"><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** Words to the left, numbers to the right. */
function tableCell(cell: string | number): string {
  const text = String(cell);
  return `<td${isWord(text) ? ' class="word"' : ""}>${escapeHtml(text)}</td>`;
}

const isWord = (text: string): boolean => /^[a-z]/i.test(text);

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** A file beside the page, whatever its name. */
const fileLink = (name: string): string => `./${encodeURIComponent(name)}`;

const style = `
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; margin: 0; background: #fff; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 26px; line-height: 1.2; } h2 { font-size: 19px; margin-top: 36px; }
p, ul { max-width: 46em; }
.figures { display: flex; flex-wrap: wrap; gap: 20px; }
figure { margin: 0; flex: 1 1 480px; max-width: 720px; } img { width: 100%; height: auto; border: 1px solid #ddd; border-radius: 6px; }
figcaption { font-size: 14px; color: #444; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; } th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
.numbers th, .numbers td { text-align: right; font-variant-numeric: tabular-nums; } .numbers td { white-space: nowrap; }
.numbers .word { text-align: left; }
.holds { color: #00664a; font-weight: 600; } .fails { color: #a63a00; font-weight: 600; }
a { color: #00578a; }
`;
