import { ProtobufWriter } from "./onnx-protobuf.js";

export type Precision = "single" | "double";

/** Element types of ONNX tensors (TensorProto.DataType). */
export const elementTypes = { single: 1, double: 11, int64: 7, boolean: 9, text: 8 } as const;

/** A dimension of an input or output: a number, or a name for one that varies. */
export type Dimension = number | string;

/** What an operator is told beside its inputs: whole numbers from 0, lists of them, and lists of words. */
export type Attribute = number | readonly number[] | readonly string[];

/** Operator set 17 and file version 8: what runtimes of the last years read; "ai.onnx.ml" for words only. */
const operatorSet = 17;
const wordOperators = { domain: "ai.onnx.ml", version: 2 } as const;
const irVersion = 8;

/** An ONNX graph under construction: every call adds one node and gives the name of its output. */
export class OnnxGraph {
  readonly #names = new Set<string>(outputNames);
  #hasWords = false;
  readonly #nodes: ProtobufWriter[] = [];
  readonly #constants: ProtobufWriter[] = [];
  readonly #inputs: ProtobufWriter[] = [];
  readonly #outputs: ProtobufWriter[] = [];
  #count = 0;

  /**
   * @param precision of what it computes
   * @param outside of the numbers that it takes and gives
   */
  constructor(
    readonly precision: Precision,
    readonly outside: Precision = precision,
  ) {}

  /**
   * An input of the whole graph; where the name is an output's, taken, or empty (which stands for no input), " (input)" is put behind it. Runtimes
   * end a name at its first NUL, so that none is left in it.
   * @returns the name of the value, of numbers in the graph's own precision
   */
  input(name: string, shape: readonly Dimension[], type?: number): string {
    let free = name.replaceAll("\0", "\ufffd");
    while (free === "" || this.#names.has(free)) free += " (input)";
    this.#names.add(free);
    this.#inputs.push(valueInfo(free, type ?? elementTypes[this.outside], shape));
    return type === undefined ? this.#cast(free, this.precision) : free;
  }

  /** Names a value as an output of the whole graph; without a type it is of numbers. */
  output(name: string, value: string, shape: readonly Dimension[], type?: number): void {
    this.#add("Identity", [type === undefined ? this.#cast(value, this.outside) : value], {}, name);
    this.#outputs.push(valueInfo(name, type ?? elementTypes[this.outside], shape));
  }

  #cast(value: string, precision: Precision): string {
    return this.precision === this.outside ? value : this.apply("Cast", [value], { to: elementTypes[precision] });
  }

  /** A constant tensor of the graph's precision (or of the one given), row-major. */
  numbers(name: string, shape: readonly number[], values: ArrayLike<number>, precision = this.precision): string {
    const size = precision === "single" ? 4 : 8;
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (let k = 0; k < values.length; k++) {
      if (size === 4) view.setFloat32(4 * k, values[k], true);
      else view.setFloat64(8 * k, values[k], true);
    }
    return this.#constant(name, shape, elementTypes[precision], rawData(view));
  }

  /** A constant tensor of whole numbers: shapes, axes, indices. */
  wholeNumbers(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    for (let k = 0; k < values.length; k++) view.setBigInt64(8 * k, BigInt(values[k]), true);
    return this.#constant(name, shape, elementTypes.int64, rawData(view));
  }

  /** A constant list of words. */
  words(name: string, values: readonly string[]): string {
    const data = new ProtobufWriter();
    for (const value of values) data.text(6, value);
    return this.#constant(name, [values.length], elementTypes.text, data);
  }

  /** One operator; the name of its output. */
  apply(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.#add(operator, inputs, attributes, this.#freeName(operator.toLowerCase()));
  }

  /** [rows, 1] of whole numbers: the place that each word of [rows, 1] has in `places`, −1 for all others. */
  placesOfWords(words: string, places: ReadonlyMap<string, number>): string {
    this.#hasWords = true;
    const attributes = { keys_strings: [...places.keys()], values_int64s: [...places.values()] };
    return this.#add("LabelEncoder", [words], attributes, this.#freeName("places"), wordOperators.domain);
  }

  /** A value name that nothing else has. */
  #freeName(stem: string): string {
    let name: string;
    do name = `${stem}_${++this.#count}`;
    while (this.#names.has(name));
    this.#names.add(name);
    return name;
  }

  /** The bytes of the file. Metadata are plain texts for whoever opens it. */
  finish(metadata: Readonly<Record<string, string>>): Uint8Array {
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, "halfspace");
    for (const constant of this.#constants) graph.message(5, constant);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    const model = new ProtobufWriter()
      .integer(1, irVersion)
      .text(2, "halfspace")
      .message(7, graph)
      .message(8, new ProtobufWriter().text(1, "").integer(2, operatorSet));
    if (this.#hasWords) {
      model.message(8, new ProtobufWriter().text(1, wordOperators.domain).integer(2, wordOperators.version));
    }
    for (const [key, value] of Object.entries(metadata)) {
      model.message(14, new ProtobufWriter().text(1, key).text(2, value));
    }
    return model.finish();
  }

  #add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    output: string,
    domain?: string,
  ) {
    const node = new ProtobufWriter();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, `make_${output}`).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attributeOf(name, value));
    if (domain) node.text(7, domain);
    this.#nodes.push(node);
    return output;
  }

  /** @param data the field of a tensor that holds its values */
  #constant(name: string, shape: readonly number[], type: number, data: ProtobufWriter): string {
    const unique = this.#freeName(name);
    this.#constants.push(new ProtobufWriter().integers(1, shape).integer(2, type).text(8, unique).append(data));
    return unique;
  }
}

/** Names of the outputs of a graph, which no input may take. */
const outputNames = ["output", "class", "label", "probabilities"] as const;

const rawData = ({ buffer }: DataView): ProtobufWriter =>
  new ProtobufWriter().bytes(9, new Uint8Array(buffer as ArrayBuffer));

/** AttributeProto: its name, its value in the field of its kind, and the kind. */
function attributeOf(name: string, value: Attribute): ProtobufWriter {
  const attribute = new ProtobufWriter().text(1, name);
  if (typeof value === "number") return attribute.integer(3, value).integer(20, 2);
  if (value.every((each) => typeof each === "number")) return attribute.integers(8, value).integer(20, 7);
  for (const word of value as readonly string[]) attribute.text(9, word);
  return attribute.integer(20, 8);
}

function valueInfo(name: string, type: number, shape: readonly Dimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const dimension of shape) {
    const entry = new ProtobufWriter();
    if (typeof dimension === "number") entry.integer(1, dimension);
    else entry.text(2, dimension);
    dimensions.message(1, entry);
  }
  const tensor = new ProtobufWriter().integer(1, type).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
