/** Answers of a census, and whether the income is high. */
import type { RandomGenerator } from "halfspace";
import {
  between,
  type MadeCell,
  numbered,
  pick,
  positivePart,
  squaredDraw,
  type TableMaker,
  tableMaker,
} from "./made-table.js";

/** The words of each text column, the commonest first, and how fast their shares fall. */
const workplaces = numbered("workplace", 8);
const schools = numbered("school", 16);
const maritalStates = ["married", "never", "divorced", "separated", "widowed", "absent", "forces"];
const trades = numbered("trade", 14);
const roles = ["husband", "wife", "own-child", "unmarried", "apart", "relative"];
const origins = numbered("origin", 5);
const countries = numbered("country", 41);

/** What a trade adds, and what each year of school adds in it: the two columns count together. */
interface Trade {
  readonly base: number;
  readonly slope: number;
}

/**
 * Six numbers and eight text columns (the school repeats a number, as in the census itself), a quarter of the rows high.
 * The score has hinges in age and hours, products of school and trade and of sex and marriage, and steps at rare gains;
 * Gaussian noise on it decides close rows, so that accuracy cannot exceed about 0.86.
 */
export const people: TableMaker = tableMaker({
  columnNames: [
    ...["age", "workplace", "weight", "school", "school_years", "marital", "trade", "role", "origin", "sex"],
    ...["gain", "loss", "hours", "country", "income"],
  ],
  seed: 1441,
  draw: (random) => {
    const worth = trades.map((): Trade => ({ base: 0.5 * random.gaussian(), slope: between(random, 0.02, 0.3) }));
    const countryWorth = countries.map((_, k) => (k === 0 ? 0 : 0.3 * random.gaussian()));
    return () => {
      const person = drawPerson(random);
      const score = scoreOf(person, worth, countryWorth);
      const name = (value: number) => (value > 0 ? "high" : "low");
      return {
        cells: cellsOf(random, person),
        target: name(score + 1.3 * random.gaussian()),
        withoutNoise: name(score),
      };
    };
  },
});

type Person = ReturnType<typeof drawPerson>;

function drawPerson(random: RandomGenerator) {
  const age = Math.round(Math.min(90, 17 + 7 * squaredDraw(random) + 14 * Math.abs(random.gaussian())));
  const male = random.uniform() < 0.67;
  const marital = age < 25 && random.uniform() < 0.8 ? 1 : falling(random, maritalStates.length, 0.6);
  const years = Math.min(16, Math.max(1, Math.round(10 + 2.6 * random.gaussian())));
  const married = marital === 0;
  const trade = Math.min(13, falling(random, 14, 0.85) + (years > 12 ? 0 : random.integer(4)));
  const gain = random.uniform() < 0.03 + (years > 12 ? 0.08 : 0.03) ? Math.round(300 + 6000 * squaredDraw(random)) : 0;
  return {
    ...{ age, male, married, marital, years, trade, gain },
    role: married ? (male ? 0 : 1) : age < 24 ? 2 : 2 + random.integer(4),
    workplace: falling(random, workplaces.length, 0.4),
    loss: random.uniform() < 0.047 ? Math.round(1000 + 900 * random.uniform()) : 0,
    hours: Math.round(Math.min(99, Math.max(1, 40 + (random.uniform() < 0.45 ? 0 : 13 * random.gaussian())))),
    country: random.uniform() < 0.9 ? 0 : falling(random, countries.length, 0.92),
  };
}

/** @returns 0 … count − 1, each `ratio` times as often as the one before */
function falling(random: RandomGenerator, count: number, ratio: number): number {
  for (let k = 0; k < count - 1; k++) if (random.uniform() > ratio) return k;
  return random.integer(count);
}

function scoreOf(person: Person, worth: readonly Trade[], countryWorth: readonly number[]): number {
  const { age, male, married, years, trade, workplace, hours, gain, loss, country } = person;
  const life = 0.06 * positivePart(age - 25) - 0.11 * positivePart(age - 48) - 0.12 * positivePart(30 - age);
  const work = worth[trade].base + worth[trade].slope * (years - 10) + 0.08 * positivePart(years - 12);
  const time = 0.03 * positivePart(hours - 38) * (workplace === 1 ? 0.2 : 1) - 0.05 * positivePart(38 - hours);
  const home = married ? (male ? 1 : 1.3) + 0.01 * hours : male ? -0.5 : -0.9;
  const money = (gain > 5000 ? 4 : gain > 0 ? -0.3 : 0) + (loss > 1500 ? 0.8 : 0);
  return -2.1 + life + work + time + home + money + countryWorth[country];
}

/** As written down: the weight and the origin say nothing, and some answers are missing, that of the trade with that of the workplace. */
function cellsOf(random: RandomGenerator, person: Person): MadeCell[] {
  const silent = random.uniform() < 0.056;
  const weight = Math.round(20000 + 90000 * (squaredDraw(random) + random.uniform()));
  const head = [String(person.age), silent ? null : workplaces[person.workplace], String(weight)];
  const school = [schools[person.years - 1], String(person.years)];
  const family = [maritalStates[person.marital], silent ? null : trades[person.trade], roles[person.role]];
  const origin = pick(random, origins, [85, 10, 3, 1, 1]);
  const rest = [
    origin,
    person.male ? "male" : "female",
    String(person.gain),
    String(person.loss),
    String(person.hours),
  ];
  return [...head, ...school, ...family, ...rest, random.uniform() < 0.018 ? null : countries[person.country]];
}
