import { gzipSync } from "node:zlib";
import { readModel } from "@halfspace/predict";
import { readTable, splitTable, toCsv } from "@halfspace/tables";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { strToU8, zipSync } from "fflate";
import { fromAverageFile, fromModelFile, toModelFile, train, verifyModel } from "halfspace";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect } from "vitest";
import { each, refused } from "./attacks.js";

/**
 * Hostile inputs, a test each: files, tables, records, addresses and names that somebody made to break something. They are refused in one line, or
 * harmless. Those that take a process, a server or a queue are in test/command-line, test/sweeps, test/faults and test/browser.
 */

const rows = Array.from({ length: 14 }, (_, j) => [Math.sin(j), Math.cos(3 * j), j % 4]);
const targets = rows.map(([a, b]) => Math.abs(a) - b);
let file = "";
let kernelFile = "";
let convolutionFile = "";
beforeAll(async () => {
  const small = { inputs: rows, targets, gates: 5, lambdaFraction: 0.1 };
  file = toModelFile(await train(small));
  kernelFile = toModelFile((await train({ inputs: rows, targets, model: "ntk" })) as never);
  const patches = { height: 1, width: 3, filterHeight: 1, filterWidth: 2 };
  convolutionFile = toModelFile(await train({ ...small, patches }));
});

// biome-ignore lint/suspicious/noExplicitAny: a file as somebody may have changed it
type Record_ = any;

/** The model file after a change of its record. */
const changed = (change: (record: Record_) => void, of = () => file) => {
  const record = JSON.parse(of());
  change(record);
  return fromModelFile(JSON.stringify(record));
};

/** Whatever was changed: verification refuses it, or says that it is not verified. */
function mustNotVerify(change: (record: Record_) => void): void {
  const found = (() => {
    try {
      return verifyModel(changed(change), rows, targets);
    } catch (error) {
      expect(["InputError", "FormatError"]).toContain((error as Error).name);
      return { verified: false };
    }
  })();
  expect(found.verified).toBe(false);
}

describe("model files", () => {
  each(
    {
      nothing: () => fromModelFile(""),
      "no JSON": () => fromModelFile("{"),
      "a list": () => fromModelFile("[]"),
      "lists within lists without end": () => fromModelFile(`${"[".repeat(1e5)}`),
      "lists within lists, closed": () => fromModelFile(`{"format": ${"[".repeat(1e5)}${"]".repeat(1e5)}}`),
      "a number beyond the doubles": () => fromModelFile(file.replace(/"lambda": [\d.e-]+/, '"lambda": 1e999')),
      "a later version": () => changed((r) => (r.version = 2 ** 53)),
      "gates of more rows than numbers": () => changed((r) => (r.gates.rows = 1e9)),
      "gates of rows times columns beyond memory": () =>
        changed((r) => Object.assign(r.gates, { rows: 2 ** 40, columns: 2 ** 40 })),
      "negative rows": () => changed((r) => (r.gates.rows = -3)),
      "half a row": () => changed((r) => (r.gates.rows = 1.5)),
      "words for numbers": () => changed((r) => (r.gates.values[0] = "0")),
      "nothing for numbers": () => changed((r) => (r.gates.values[0] = null)),
      "a block that there is not": () => changed((r) => (r.point.which[0] = 10 ** 6)),
      "a block before the first": () => changed((r) => (r.point.which[0] = -1)),
      "a block twice": () => changed((r) => r.point.which.splice(0, 2, r.point.which[0], r.point.which[0])),
      "fewer weights than blocks": () => changed((r) => r.point.blocks.pop()),
      "more columns than were trained on": () => changed((r) => (r.featureCount = 1e12)),
      "columns without a mean": () => changed((r) => r.reduction.columns.shift.pop()),
      "an object with a length for a list": () => changed((r) => (r.reduction.columns.shift = { length: 1e9 })),
      "an unknown model": () => changed((r) => (r.model = "toString")),
      "padding beyond memory": () =>
        changed(
          (r) => (r.shape.padding = 1e9),
          () => convolutionFile,
        ),
      "a stride of 0": () =>
        changed(
          (r) => (r.shape.stride = 0),
          () => convolutionFile,
        ),
      "an image of no height": () =>
        changed(
          (r) => (r.shape.height = 0),
          () => convolutionFile,
        ),
      "labels of objects": () => changed((r) => (r.labels = [{ toString: "x" }, {}])),
      "a table that is none": () => readModel(JSON.stringify({ ...JSON.parse(file), table: { encoding: [] } })),
      "an average without members": () => fromAverageFile(JSON.stringify({ ...JSON.parse(kernelFile), members: [] })),
    },
    refused,
  );

  each(
    {
      "that write to a prototype": () => {
        const polluted = file.replace(
          "{",
          '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}},',
        );
        try {
          fromModelFile(polluted);
        } catch (error) {
          expect((error as Error).name).toBe("FormatError");
        }
        expect(({} as Record_).polluted).toBeUndefined();
      },
      "whose claims are better than they are": () => {
        const model = changed((r) => {
          r.certificate.primalObjective *= 0.5;
          r.certificate.dualObjective *= 0.5;
          r.certificate.relativeGap = 0;
          r.certificate.dualityGap = 0;
        });
        expect(verifyModel(model, rows, targets).verified).toBe(false);
      },
      "whose loss is unknown, or called as a part of a prototype": () => {
        for (const name of ["perfect", "constructor", "__proto__"]) mustNotVerify((r) => (r.loss = name));
      },
      "whose gap is below 0": () => mustNotVerify((r) => (r.certificate.relativeGap = -1)),
      "that say complete of what is sampled": () => {
        const model = changed((r) => (r.certificate.coverage = "complete"));
        expect(verifyModel(model, rows, targets).verified).toBe(false);
      },
    },
    (attack) => attack(),
  );
});

/** A workbook of one sheet with the given parts. */
const workbook = (parts: Record<string, string>) => {
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const usual = {
    "xl/workbook.xml": `<workbook xmlns:r="${relations}"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
  };
  return zipSync(
    Object.fromEntries(Object.entries({ ...usual, ...parts }).map(([name, text]) => [name, strToU8(text)])),
  );
};

const parquet = (change: (bytes: Uint8Array) => void) => {
  const data = Array.from({ length: 40 }, (_, k) => k % 3);
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "x", data, type: "INT32" }] }));
  change(bytes);
  return readTable(bytes);
};
const arrow = (change: (bytes: Uint8Array) => void) => {
  const bytes = (tableToIPC(tableFromArrays({ x: [1, 2, 3] }), { format: "stream" }) as Uint8Array).slice();
  change(bytes);
  return readTable(bytes);
};
const laughs = `<!DOCTYPE x [<!ENTITY a "${"ha".repeat(50)}">${Array.from({ length: 9 }, (_, k) => `<!ENTITY b${k} "${`&b${k - 1};`.repeat(10)}">`).join("")}]>`;

describe("tables", () => {
  each(
    {
      nothing: () => readTable(""),
      "names alone": () => readTable("a,b\n"),
      zeros: () => readTable(new Uint8Array(1e6)),
      "a quote that is not closed, in five megabytes": () => readTable(`a,b\n"${"x,\n".repeat(1.6e6)}`),
      "one line of eighty megabytes": () => readTable(`[{"a": "${"x".repeat(8e7)}"}]`),
      "JSON that never closes": () => readTable(`[${"[".repeat(1e5)}`),
      "numbers beyond the doubles": () => readTable('[{"a": 1e999}, {"a": 2}]'),
      "gzip that breaks off": () => readTable(gzipSync("a,b\n1,2\n").subarray(0, 20)),
      "gzip of gzip of nothing": () => readTable(gzipSync(gzipSync(gzipSync("")))),
      "gzip whose checksum is wrong": () => {
        const bytes = new Uint8Array(gzipSync("a,b\n1,2\n3,4\n"));
        bytes[bytes.length - 6] ^= 1;
        return readTable(bytes);
      },
      "Zstandard that is none": () =>
        readTable(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, ...new Uint8Array(50).fill(255)])),
      "Parquet of its mark alone": () => readTable(strToU8("PAR1PAR1")),
      "Parquet whose end lies before its beginning": () =>
        parquet((b) => b.set([0xff, 0xff, 0xff, 0x7f], b.length - 8)),
      "Parquet whose head is noise": () => parquet((b) => b.fill(0xff, b.length - 40, b.length - 8)),
      "Arrow of its mark alone": () => readTable(strToU8("ARROW1")),
      "Arrow whose message is longer than the file": () => arrow((b) => b.set([0xff, 0xff, 0xff, 0x7f], 4)),
      "Arrow whose message is shorter than nothing": () => arrow((b) => b.set([0x00, 0x00, 0x00, 0x80], 4)),
      "a zip that is no workbook": () => readTable(zipSync({ "a.txt": strToU8("hello") })),
      "a zip that breaks off": () => readTable(workbook({}).subarray(0, 60)),
      "a workbook whose sheet lies outside": () =>
        readTable(
          workbook({
            "xl/_rels/workbook.xml.rels":
              '<Relationships><Relationship Id="rId1" Target="../../../../etc/passwd"/></Relationships>',
          }),
        ),
      "a workbook of entities within entities": () =>
        readTable(
          workbook({
            "xl/worksheets/sheet1.xml": `${laughs}<worksheet><sheetData><row><c><v>&b8;</v></c></row></sheetData></worksheet>`,
          }),
        ),
      "a workbook whose cell lies in column ten million": () =>
        readTable(
          workbook({
            "xl/worksheets/sheet1.xml":
              '<worksheet><sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>',
          }),
        ),
      "an ARFF without attributes": () => readTable("@relation x\n@data\n1,2\n"),
      "an ARFF whose attribute goes on for ever": () =>
        readTable(`@relation x\n@attribute a {${"b,".repeat(1e5)}\n@data\n1\n`),
    },
    refused,
  );

  each(
    {
      "with a column that is called __proto__": async () => {
        const table = await readTable('{"__proto__": 1, "y": 2}\n{"__proto__": 3, "y": 5}\n{"__proto__": 4, "y": 1}\n');
        expect(table.columnNames).toContain("__proto__");
      },
      "with columns that are called as methods": async () => {
        const table = await readTable("constructor,toString,y\n1,2,3\n2,5,1\n7,1,9\n8,2,2\n");
        const split = splitTable(table, "y", { holdout: 0, seed: 1 });
        expect(split.record.encoding.columns.map(({ name }) => name)).toEqual(["constructor", "toString"]);
      },
      "with fifty thousand columns": async () => {
        const names_ = Array.from({ length: 50_000 }, (_, k) => `c${k}`).join(",");
        const table = await readTable(`${names_}\n${"1,".repeat(49_999)}1\n`);
        expect(table.columnNames).toHaveLength(50_000);
      },
      "whose cells are formulas: written with an apostrophe when it is asked": async () => {
        const table = await readTable('"a","b"\n"=cmd|calc","@x"\n"+1+1","-2+3"\n', { header: true });
        expect(toCsv(table, { spreadsheetSafe: true })).toBe("a,b\n'=cmd|calc,'@x\n'+1+1,'-2+3\n");
      },
      "with half a character": async () => {
        expect((await readTable("a,b\n\ud800,1\nx,2\n")).rowCount).toBe(2);
      },
      "with bytes of no encoding": async () => {
        const bytes = Uint8Array.from([97, 44, 98, 10, 0xff, 0xfe, 0x80, 44, 49, 10, 120, 44, 50, 10]);
        expect((await readTable(bytes)).rowCount).toBe(2);
      },
      "a megabyte of zeros in a thousand bytes of gzip": async () => {
        const table = await readTable(gzipSync(`a,b\n${"0,1\n".repeat(250_000)}`));
        expect(table.rowCount).toBe(250_000);
      },
    },
    (attack) => attack(),
  );
});
