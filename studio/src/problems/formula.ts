/** A formula of a person's own, compiled by hand: no code of theirs is ever run as code. */
export type Formula = (variables: Readonly<Record<string, number>>) => number;

const functions: Record<string, (...values: number[]) => number> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  min: Math.min,
  max: Math.max,
};
const constants: Record<string, number> = { pi: Math.PI, e: Math.E };

/**
 * Numbers, + − * / ^, brackets, sin, cos, tan, exp, log, sqrt, abs, sign, floor, min, max, pi, e and the variables given. 3x is 3·x.
 * @throws Error saying what is wrong, for the person who typed it
 */
export function parseFormula(text: string, variables: readonly string[]): Formula {
  return new FormulaParser(text, variables).formula();
}

/** One method a rule of the grammar, from sums, which bind least, down to numbers and names. */
class FormulaParser {
  readonly #tokens: readonly string[];
  readonly #variables: readonly string[];
  #position = 0;

  constructor(text: string, variables: readonly string[]) {
    this.#tokens = text.toLowerCase().match(/\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|[a-z]+\d*|[-+*/^(),]|\S/g) ?? [];
    this.#variables = variables;
  }

  formula(): Formula {
    const formula = this.#sum();
    if (this.#position < this.#tokens.length) throw new Error(`“${this.#next}” is not expected there.`);
    return formula;
  }

  get #next(): string | undefined {
    return this.#tokens[this.#position];
  }

  #take(token: string): boolean {
    if (this.#next !== token) return false;
    this.#position++;
    return true;
  }

  #sum(): Formula {
    let left = this.#product();
    for (;;) {
      const [first, sign] = [left, this.#take("+") ? 1 : this.#take("-") ? -1 : 0];
      if (sign === 0) return left;
      const second = this.#product();
      left = (values) => first(values) + sign * second(values);
    }
  }

  #product(): Formula {
    let left = this.#signed();
    for (;;) {
      const first = left;
      if (this.#take("/")) {
        const second = this.#signed();
        left = (values) => first(values) / second(values);
      } else if (this.#take("*") || /^[a-z(]/.test(this.#next ?? "")) {
        const second = this.#signed();
        left = (values) => first(values) * second(values);
      } else return left;
    }
  }

  #signed(): Formula {
    if (!this.#take("-")) return this.#power();
    const inner = this.#signed();
    return (values) => -inner(values);
  }

  #power(): Formula {
    const base = this.#atom();
    if (!this.#take("^")) return base;
    const exponent = this.#signed();
    return (values) => base(values) ** exponent(values);
  }

  #atom(): Formula {
    const token = this.#next;
    this.#position++;
    if (token === undefined) throw new Error("The formula ends too early.");
    if (token === "(") return this.#closed(this.#sum());
    if (/^[\d.]/.test(token)) return () => Number(token);
    if (this.#variables.includes(token)) return (values) => values[token];
    if (Object.hasOwn(constants, token)) return () => constants[token];
    if (Object.hasOwn(functions, token) && this.#take("(")) return this.#call(functions[token]);
    const known = [...this.#variables, ...Object.keys(functions), ...Object.keys(constants)].join(", ");
    throw new Error(`“${token}” is not known here; known are ${known}.`);
  }

  #call(apply: (...values: number[]) => number): Formula {
    const inputs = [this.#sum()];
    while (this.#take(",")) inputs.push(this.#sum());
    return this.#closed((values) => apply(...inputs.map((input) => input(values))));
  }

  #closed(inner: Formula): Formula {
    if (!this.#take(")")) throw new Error("A bracket is not closed.");
    return inner;
  }
}
