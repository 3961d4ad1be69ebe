import { ProtobufWriter } from "./onnx-protobuf.js";

export type Precision = "single" | "double";

/** Element types of ONNX tensors (TensorProto.DataType). */
export const elementTypes = { single: 1, double: 11, int64: 7, boolean: 9 } as const;

/** A dimension of an input or output: a number, or a name for one that varies. */
export type Dimension = number | string;

/** Operator set 17 and file version 8: what runtimes of the last years read. */
const operatorSet = 17;
const irVersion = 8;

/** An ONNX graph under construction: every call adds one node and gives the name of its output. */
export class OnnxGraph {
  readonly #nodes: ProtobufWriter[] = [];
  readonly #constants: ProtobufWriter[] = [];
  readonly #inputs: ProtobufWriter[] = [];
  readonly #outputs: ProtobufWriter[] = [];
  #count = 0;

  constructor(readonly precision: Precision) {}

  input(name: string, shape: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, elementTypes[this.precision], shape));
    return name;
  }

  /** Names a value as an output of the whole graph. */
  output(name: string, value: string, shape: readonly Dimension[], type: number = elementTypes[this.precision]): void {
    this.#add("Identity", [value], {}, name);
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A constant tensor of the graph's precision, row-major. */
  numbers(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    const size = this.precision === "single" ? 4 : 8;
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (let k = 0; k < values.length; k++) {
      if (size === 4) view.setFloat32(4 * k, values[k], true);
      else view.setFloat64(8 * k, values[k], true);
    }
    return this.#constant(name, shape, elementTypes[this.precision], view);
  }

  /** A constant tensor of whole numbers: shapes, axes, indices. */
  wholeNumbers(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    for (let k = 0; k < values.length; k++) view.setBigInt64(8 * k, BigInt(values[k]), true);
    return this.#constant(name, shape, elementTypes.int64, view);
  }

  /** One operator; the name of its output. */
  apply(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, number>> = {}): string {
    return this.#add(operator, inputs, attributes, `${operator.toLowerCase()}_${++this.#count}`);
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
    for (const [key, value] of Object.entries(metadata)) {
      model.message(14, new ProtobufWriter().text(1, key).text(2, value));
    }
    return model.finish();
  }

  #add(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, number>>, output: string) {
    const node = new ProtobufWriter();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, `make_${output}`).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      node.message(5, new ProtobufWriter().text(1, name).integer(3, value).integer(20, 2));
    }
    this.#nodes.push(node);
    return output;
  }

  #constant(name: string, shape: readonly number[], type: number, { buffer }: DataView): string {
    const unique = `${name}_${++this.#count}`;
    this.#constants.push(
      new ProtobufWriter()
        .integers(1, shape)
        .integer(2, type)
        .text(8, unique)
        .bytes(9, new Uint8Array(buffer as ArrayBuffer)),
    );
    return unique;
  }
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
