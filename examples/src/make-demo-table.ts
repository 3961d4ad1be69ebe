/**
 * Makes the demo table `examples/data/pumps.csv`: the electric power drawn by 800 imaginary centrifugal pumps.
 *
 *   P = (ρ g Q H / η + seal loss) / η_motor · (1 + 2 % noise)
 *
 * Q is the flow and H the head that the pump's diameter D and speed n give at that flow (affinity laws: the best flow grows
 * as n D³, the head as (n D)²); the efficiency η falls off on either side of the best flow, with age and with a thick fluid;
 * ρ depends on the fluid and its temperature. Head and efficiency are not in the table: the network has to find them.
 * A few cells are missing at random, one fluid is rare, and the pump's tag carries nothing: as tables are.
 * Only + − × ÷ √ are used, so the file comes out the same byte for byte on any machine.
 *
 * Run `node examples/dist/make-demo-table.js` to write the file again.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toCsv } from "@halfspace/tables";
import { type RandomGenerator, randomGenerator } from "halfspace";
import { between, pick } from "./draws.js";

/** Density at 20 °C in kg/m³, the factor on the efficiency, and how often the fluid occurs. */
const fluids = [
  { name: "water", density: 998, efficiency: 1, share: 0.5 },
  { name: "seawater", density: 1025, efficiency: 0.995, share: 0.18 },
  { name: "glycol mix", density: 1060, efficiency: 0.95, share: 0.16 },
  { name: "light oil", density: 850, efficiency: 0.9, share: 0.155 },
  { name: "caustic soda", density: 1330, efficiency: 0.88, share: 0.005 },
];

/** Loss of the shaft seal in kW at 1450 rpm. */
const seals = [
  { name: "packing", loss: 0.6, share: 0.3 },
  { name: "single mechanical", loss: 0.2, share: 0.5 },
  { name: "double mechanical", loss: 0.45, share: 0.2 },
];

const motors = [
  { name: "IE1", efficiency: 0.85, share: 0.2 },
  { name: "IE2", efficiency: 0.885, share: 0.3 },
  { name: "IE3", efficiency: 0.92, share: 0.35 },
  { name: "IE4", efficiency: 0.94, share: 0.15 },
];

const columnNames = [
  "pump",
  "flow_m3_per_h",
  "impeller_mm",
  "speed_rpm",
  "fluid",
  "temperature_C",
  "seal",
  "motor_class",
  "age_years",
  "power_kW",
];

/** Share of missing cells by column; the tag, the flow and the target are always known. */
const missingShare: Record<string, number> = {
  impeller_mm: 0.02,
  fluid: 0.02,
  temperature_C: 0.06,
  seal: 0.04,
  motor_class: 0.03,
  age_years: 0.08,
};

const gravity = 9.81;

/** The demo table as CSV text. Same seed and row count, same bytes. */
export function makeDemoTable(seed = 2022, rowCount = 800): string {
  const random = randomGenerator(seed);
  const rows = Array.from({ length: rowCount }, (_, row) => makePump(random, row));
  return toCsv({ columnNames, columns: columnNames.map((_, column) => rows.map((cells) => cells[column])) });
}

function makePump(random: RandomGenerator, row: number): (string | null)[] {
  const diameter = Math.round(between(random, 200, 320));
  const speed = 10 * Math.round(between(random, 120, 240));
  const fluid = pick(random, fluids);
  const temperature = Math.round(between(random, 5, 80));
  const seal = pick(random, seals);
  const motor = pick(random, motors);
  const age = Math.round(10 * between(random, 0, 20)) / 10;

  const metres = diameter / 1000;
  const bestFlow = (0.06 * speed * metres * metres * metres) / 60;
  const relativeFlow = between(random, 0.4, 1.3);
  const flow = bestFlow * relativeFlow;
  const tipSpeed = (Math.PI * metres * speed) / 60;
  const head = ((tipSpeed * tipSpeed) / gravity) * (0.62 - 0.14 * relativeFlow * relativeFlow);
  const offBest = 1 - 0.55 * (relativeFlow - 1) * (relativeFlow - 1);
  const efficiency = (0.82 - 0.012 / Math.sqrt(bestFlow)) * offBest * (1 - 0.006 * age) * fluid.efficiency;
  const density = fluid.density * (1 - 0.0005 * (temperature - 20));
  const shaftPower = (density * gravity * flow * head) / efficiency / 1000 + (seal.loss * speed) / 1450;
  const power = (shaftPower / motor.efficiency) * (1 + 0.02 * random.gaussian());

  const cells = [
    `P-${String(row + 1).padStart(4, "0")}`,
    (3600 * flow).toFixed(1),
    String(diameter),
    String(speed),
    fluid.name,
    String(temperature),
    seal.name,
    motor.name,
    age.toFixed(1),
    power.toFixed(2),
  ];
  return cells.map((cell, column) => (random.uniform() < (missingShare[columnNames[column]] ?? 0) ? null : cell));
}

/** Where the committed table lies. */
export const demoTableFile = join(import.meta.dirname, "..", "data", "pumps.csv");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(demoTableFile, makeDemoTable());
