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
  const tokens = text.toLowerCase().match(/\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|[a-z]+\d*|[-+*/^(),]|\S/g) ?? [];
  let position = 0;
  const peek = () => tokens[position];
  const take = (token: string) => peek() === token && ++position > 0;

  function sum(): Formula {
    let left = product();
    for (;;) {
      const [first, sign] = [left, take("+") ? 1 : take("-") ? -1 : 0];
      if (sign === 0) return left;
      const second = product();
      left = (values) => first(values) + sign * second(values);
    }
  }

  function product(): Formula {
    let left = signed();
    for (;;) {
      const first = left;
      if (take("/")) {
        const second = signed();
        left = (values) => first(values) / second(values);
      } else if (take("*") || /^[a-z(]/.test(peek() ?? "")) {
        const second = signed();
        left = (values) => first(values) * second(values);
      } else return left;
    }
  }

  function signed(): Formula {
    if (!take("-")) return power();
    const inner = signed();
    return (values) => -inner(values);
  }

  function power(): Formula {
    const base = atom();
    if (!take("^")) return base;
    const exponent = signed();
    return (values) => base(values) ** exponent(values);
  }

  function atom(): Formula {
    const token = peek();
    position++;
    if (token === undefined) throw new Error("The formula ends too early.");
    if (token === "(") return closed(sum());
    if (/^[\d.]/.test(token)) return () => Number(token);
    if (variables.includes(token)) return (values) => values[token];
    if (Object.hasOwn(constants, token)) return () => constants[token];
    if (Object.hasOwn(functions, token) && take("(")) return call(functions[token]);
    const known = [...variables, ...Object.keys(functions), ...Object.keys(constants)].join(", ");
    throw new Error(`“${token}” is not known here; known are ${known}.`);
  }

  function call(apply: (...values: number[]) => number): Formula {
    const inputs = [sum()];
    while (take(",")) inputs.push(sum());
    return closed((values) => apply(...inputs.map((input) => input(values))));
  }

  function closed(inner: Formula): Formula {
    if (!take(")")) throw new Error("A bracket is not closed.");
    return inner;
  }

  const formula = sum();
  if (position < tokens.length) throw new Error(`“${peek()}” is not expected there.`);
  return formula;
}
