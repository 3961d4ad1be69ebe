import { chapters } from "./site/dist/reference/doors.js";
const names = new Set(process.argv.slice(2));
for (const c of chapters()) for (const e of c.entries) if (names.has(e.name)) console.log(c.door, e.declaration.replace(/\/\*\*[\s\S]*?\*\//g,"").replace(/\n\s*\n/g,"\n").replace(/\s+/g," "));
