import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobResult } from "./job.js";
import { journalLine, openJournal, readJournalLine } from "./journal.js";
import { takeLease } from "./lease.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-journal-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const result = (test: number): JobResult => ({
  metric: "accuracy",
  trainRows: 3,
  testRows: 1,
  name: "NTK, λ = 0.1",
  test,
  train: 1,
  testError: 0.1,
  trainError: 1 / 3,
  size: 9,
  certificate: null,
});

function written(name: string, count: number): string {
  const path = join(folder, name);
  const journal = openJournal(path);
  for (let k = 0; k < count; k++) journal.append(`job${k}`, result(k / 7));
  journal.close();
  return path;
}

describe("the journal", () => {
  it("gives back what was appended, bit for bit, and nothing twice", () => {
    const path = written("plain.jsonl", 5);
    const again = openJournal(path);
    expect(again.damage).toEqual([]);
    expect([...again.results]).toEqual(Array.from({ length: 5 }, (_, k) => [`job${k}`, result(k / 7)]));
    expect(again.append("job3", result(0))).toBe(false);
    again.close();
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(5);
  });

  it("survives being cut at every byte of its last line", () => {
    const whole = readFileSync(written("cut.jsonl", 3));
    const second = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let length = second; length <= whole.length; length += 11) {
      const path = join(folder, `cut-${length}.jsonl`);
      writeFileSync(path, whole.subarray(0, length));
      const journal = openJournal(path);
      const complete = length >= whole.length - 1;
      expect([...journal.results.keys()]).toEqual(complete ? ["job0", "job1", "job2"] : ["job0", "job1"]);
      journal.append("job2", result(2 / 7));
      journal.close();
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it("reports a changed line, sets it aside and forgets its job", () => {
    const path = written("changed.jsonl", 4);
    const lines = readFileSync(path, "utf8").split("\n");
    lines[1] = lines[1].replace('"test":0.14', '"test":0.94');
    writeFileSync(path, lines.join("\n"));
    const journal = openJournal(path);
    expect(journal.damage).toEqual([`${path}: line 2 is damaged; its job will be run again`]);
    expect([...journal.results.keys()]).toEqual(["job0", "job2", "job3"]);
    journal.close();
    expect(readFileSync(`${path}.damaged`, "utf8")).toBe(`${lines[1]}\n`);
    const third = openJournal(path);
    expect(third.damage).toEqual([]);
    third.close();
  });

  it("an empty file and one of zeros are no obstacle", () => {
    const path = join(folder, "zeros.jsonl");
    writeFileSync(path, "");
    openJournal(path).close();
    appendFileSync(path, Buffer.alloc(100));
    const journal = openJournal(path);
    expect(journal.damage).toHaveLength(1);
    expect(journal.results.size).toBe(0);
    journal.close();
    truncateSync(path);
  });
});

describe("what no job measures", () => {
  it("is no line of the journal, whatever its checksum", () => {
    const odd: unknown[] = [5, "<script>", [], {}, null, { ...result(1), test: "1" }, { ...result(1), size: -1 }];
    odd.push({ ...result(1), certificate: { program: "x", relativeGap: -1, coverage: "complete" } });
    for (const each of odd) expect(readJournalLine(journalLine("job", each as JobResult))).toBeUndefined();
    expect(readJournalLine(journalLine("job", result(1)))).toEqual({ job: "job", result: result(1) });
  });
});

describe("the lease", () => {
  it("is held by one, given back, and taken over from a process that is gone", () => {
    const path = join(folder, "lease");
    const release = takeLease(path);
    expect(() => takeLease(path)).toThrow(/another coordinator works on \(process \d+ on /);
    release();
    expect(existsSync(path)).toBe(false);
    // No process has this number: the largest that Linux gives is 2^22.
    const { host } = holderIn(path);
    writeFileSync(path, JSON.stringify({ host, process: 2 ** 22 + 1 }));
    takeLease(path)();
    // In a container each process is the first one.
    writeFileSync(path, JSON.stringify({ host, process: process.pid }));
    takeLease(path)();
    // A process of that number runs, but it has given no sign of life for long.
    writeFileSync(path, JSON.stringify({ host, process: 1 }));
    utimesSync(path, 0, 0);
    takeLease(path)();
    writeFileSync(path, "damaged");
    takeLease(path)();
  });
});

function holderIn(path: string): { host: string } {
  const release = takeLease(path);
  const holder = JSON.parse(readFileSync(path, "utf8"));
  release();
  return holder;
}
