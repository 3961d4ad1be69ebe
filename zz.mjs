import { chapters } from "./site/dist/reference/doors.js";
const want = process.argv[2];
for (const c of chapters()) { if (!new RegExp(want).test(c.address)) continue; console.log("=====", c.address);
 for (const e of c.entries) if (e.kind!=="type") console.log(e.declaration.replace(/\/\*\*[\s\S]*?\*\//g,"").replace(/\s+/g," ").slice(0,420)); }
