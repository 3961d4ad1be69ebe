import { describe, expect, test } from "vitest";
import { describeColumns } from "./column-types.js";
import { momentIn } from "./dates.js";
import { encode } from "./encode.js";
import { featureNames, readEncoding, readingFor } from "./encoding.js";
import { learnEncoding } from "./learn-encoding.js";
import { readTable } from "./read-table.js";
import { trainingRowsOf } from "./rows-again.js";
import { splitTable } from "./split-table.js";
import { selectRows } from "./table.js";

const target = { name: "y", position: 2, columnCount: 2, task: "regression" as const };
const csv = (name: string, cells: readonly string[]) =>
  `${name},b\n${cells.map((cell, row) => `"${cell}",${row % 3}.5`).join("\n")}\n`;
const learned = async (name: string, cells: readonly string[], type?: "date" | "month-first") => {
  const table = await readTable(csv(name, cells), type ? { columns: [{ name, type }] } : {});
  const encoding = learnEncoding(table, { target });
  const { values, columns } = encode(encoding, table);
  return {
    table,
    encoding,
    days: Array.from(cells, (_, row) => values[row * columns]),
    notes: encoding.notes.join(" "),
  };
};

describe("dates become days since the first", () => {
  test.each<[string, string, string[], number[]]>([
    ["ISO", "date", ["2020-01-03", "2020-01-01", "2020-02-01"], [2, 0, 31]],
    ["ISO with times", "at", ["2020-01-01T12:00:00Z", "2020-01-01 00:00", "2020-01-02T06:00"], [0.5, 0, 1.25]],
    ["slashes, year first", "d", ["2020/1/3", "2020/1/1"], [2, 0]],
    ["months", "month", ["2020-02", "2020-01"], [31, 0]],
    ["quarters", "quarter", ["2020-Q2", "2020-Q1"], [91, 0]],
    ["day first, by a 31", "d", ["01/02/2020", "31/01/2020"], [1, 0]],
    ["month first, by a 31", "d", ["02/01/2020", "01/31/2020"], [1, 0]],
    ["German", "Datum", ["3.1.2020", "01.01.2020", "13.1.2020"], [2, 0, 12]],
    ["two digits of the year", "d", ["13/1/69", "14/1/69"], [0, 1]],
    ["American hours", "d", ["1/31/2020 12:00 AM", "1/31/2020 06:00 PM"], [0, 0.75]],
    ["names of months", "d", ["5 Jan 2020", "01 Jan 2020", "3-Feb-2020"], [4, 0, 33]],
    ["American names", "d", ["January 5, 2020", "Jan 1, 2020"], [4, 0]],
    ["weekdays and names", "d", ["Sunday, 5 January 2020", "Wed, 1 Jan 2020"], [4, 0]],
    ["zones", "t", ["2020-01-01T01:00:00+01:00", "2020-01-01T12:00:00Z", "2020-01-01T07:00:00-0500"], [0, 0.5, 0.5]],
    ["seconds by name", "created_at", ["1577836800", "1577923200"], [0, 1]],
    ["milliseconds by name", "timestamp", ["1577836800000", "1577880000000"], [0, 0.5]],
    ["eight digits by name", "date", ["20200101", "20200301"], [0, 60]],
    ["missing", "d", ["2020-01-01", "2020-01-03", "-", "2020-01-05"], [0, 2, 2, 4]],
  ])("%s", async (_, name, cells, days) => {
    const found = await learned(name, cells);
    expect(describeColumns(found.table)[0].type).toBe("date");
    expect(found.days).toEqual(days);
    expect(found.notes).toMatch(/holds dates \(.*\), read as days since/);
  });

  test.each<[string, string, string[]]>([
    ["numbers of another name", "price", ["1577836800", "1577923200"]],
    ["durations", "elapsed_time", ["1577836800", "1577923200"]],
    ["days that do not exist", "d", ["2020-02-30", "2020-13-01"]],
    ["versions", "v", ["1.2.3", "4.5.6"]],
    ["clock times", "t", ["12:30", "13:45"]],
  ])("no dates: %s", async (_, name, cells) => {
    expect(describeColumns(await readTable(csv(name, cells)))[0].type).not.toBe("date");
  });

  test("what may be either is said, found the same in any order, and overruled", async () => {
    const cells = ["03/02/2020", "05/06/2020", "01/07/2020"];
    const either = await learned("d", cells);
    expect(either.notes).toContain("(day first)");
    expect(either.notes).toContain("type d=month-first");
    expect((await learned("d", cells.toReversed())).days).toEqual(either.days.toReversed());
    expect((await learned("d", cells, "month-first")).days).toEqual([55, 120, 0]);
    const monthly = await learned("d", ["1/1/2020", "2/1/2020", "3/1/2020"]);
    expect(monthly.notes).toContain("(month first)");
  });

  test("a few cells that are no dates are named", async () => {
    const cells = Array.from({ length: 30 }, (_, row) =>
      row === 4 ? "soon" : `2020-01-${String(row + 1).padStart(2, "0")}`,
    );
    expect((await learned("d", cells)).notes).toContain('"soon" in row 5');
  });
});

describe("what turns round", () => {
  const hourly = Array.from({ length: 24 * 40 }, (_, hour) => new Date(Date.UTC(2020, 0, 1, hour)).toISOString());
  const daily = Array.from({ length: 800 }, (_, day) =>
    new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
  );

  test.each<[string, (month: number) => string, string[]]>([
    ["months", (month) => `${2000 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`, ["month"]],
    ["first days of months", (month) => `${(month % 12) + 1}/1/${2000 + Math.floor(month / 12)}`, ["month"]],
    ["years", (year) => `${1950 + year}-01-01`, []],
    ["days", (day) => `2020-01-${String((day % 28) + 1).padStart(2, "0")}`, ["weekday"]],
  ])("the weekday of %s counts only where days are told", async (_, write, circles) => {
    const { encoding } = await learned(
      "date",
      Array.from({ length: 48 }, (_, row) => write(row)),
    );
    expect(encoding.columns[0]).toMatchObject({ type: "date", circles });
  });

  test("circles of what the training rows span, with the bits of a table", async () => {
    const { encoding, table } = await learned("t", hourly);
    expect(featureNames(encoding)).toEqual([
      "t (days)",
      "t weekday sine",
      "t weekday cosine",
      "t hour sine",
      "t hour cosine",
      "b",
    ]);
    const { values, columns } = encode(encoding, table);
    for (let row = 0; row < table.rowCount; row += 7) {
      const [, weekSine, weekCosine, hourSine, hourCosine] = values.subarray(row * columns);
      expect(weekSine).toBeCloseTo(Math.sin((2 * Math.PI * new Date(hourly[row]).getUTCDay()) / 7), 14);
      expect(weekCosine).toBeCloseTo(Math.cos((2 * Math.PI * new Date(hourly[row]).getUTCDay()) / 7), 14);
      expect(hourSine).toBeCloseTo(Math.sin((2 * Math.PI * (row % 24)) / 24), 14);
      expect(hourCosine).toBeCloseTo(Math.cos((2 * Math.PI * (row % 24)) / 24), 14);
    }
    const long = await learned("d", daily);
    expect(featureNames(long.encoding).slice(1, 5)).toEqual([
      "d month sine",
      "d month cosine",
      "d weekday sine",
      "d weekday cosine",
    ]);
    const months = encode(long.encoding, long.table);
    expect(months.values[40 * months.columns + 1]).toBeCloseTo(0.5, 14);
  });

  test("is the same at a prediction, from the model file", async () => {
    const { encoding } = await learned("d", daily.slice(0, 400));
    const copy = readEncoding(JSON.parse(JSON.stringify(encoding)));
    const fresh = await readTable('d,b\n"2019-12-31",1\n2023-03-01,2\n,3\n', readingFor(copy));
    const { values, columns } = encode(copy, fresh);
    expect([values[0], values[columns], values[2 * columns]]).toEqual([-1, 1155, 199.5]);
    const word = await readTable("d,b\nsoon,1\n", readingFor(copy));
    expect(() => encode(copy, word)).toThrow('got "soon" in column "d", row 1; expected a date (year first)');
  });
});

describe("a split by date", () => {
  const shuffled = Array.from({ length: 40 }, (_, row) => {
    const day = (row * 17) % 40;
    return `${new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)},${day % 7},${day}`;
  });

  test("keeps the latest rows for the test, and finds the training rows again", async () => {
    const table = await readTable(`date,b,y\n${shuffled.join("\n")}\n`);
    const { record, train, test: last } = splitTable(table, "y", { holdout: 0.25, seed: 1, splitBy: "date" });
    expect(train.targets).toEqual(Array.from({ length: 30 }, (_, day) => day));
    expect(last?.targets).toEqual(Array.from({ length: 10 }, (_, day) => 30 + day));
    expect(trainingRowsOf(table, JSON.parse(JSON.stringify(record)))).toEqual(train);
    const byNumber = splitTable(table, "y", { holdout: 0.25, seed: 1, splitBy: "y" });
    expect(byNumber.test?.targets).toEqual(last?.targets);
    const reversed = selectRows(
      table,
      Array.from({ length: 40 }, (_, row) => 39 - row),
    );
    expect(splitTable(reversed, "y", { holdout: 0.25, seed: 1, splitBy: "date" }).train).toEqual(train);
  });

  test("needs a column of dates or numbers", async () => {
    const table = await readTable("w,b,y\na,1,2\nb,2,3\na,3,4\nb,4,6\n");
    const by = (splitBy: string) => () => splitTable(table, "y", { holdout: 0.25, seed: 1, splitBy });
    expect(by("w")).toThrow(/splitBy: got "w", which holds neither dates nor numbers/);
    expect(by("none")).toThrow(/no such column/);
  });
});

test("moments are the calendar's", () => {
  for (let day = -40_000; day < 40_000; day += 977) {
    const date = new Date(day * 86_400_000);
    const iso = date.toISOString().slice(0, 10);
    const [year, month, dayOfMonth] = iso.split("-");
    expect(momentIn(iso, "iso")).toBe(date.getTime());
    expect(momentIn(`${dayOfMonth}.${month}.${year}`, "day-first")).toBe(date.getTime());
    expect(momentIn(`${month}/${dayOfMonth}/${year}`, "month-first")).toBe(date.getTime());
  }
});
