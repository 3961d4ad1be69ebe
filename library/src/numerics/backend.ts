/** The part of a numeric core that kernels and dense problems need: products, factors, kernel matrices, and masks of gates. */
export interface DenseBackend {
  /** Masks 1{x_jᵀg_i ≥ 0} of all gates. inputs n×d, gates d×p (one gate a column). Returns p · maskWords(n) words. */
  packMasks(inputs: Float64Array, n: number, d: number, gates: Float64Array, p: number): Uint32Array;

  /** In place: the lower triangle of a (n×n) becomes L with LLᵀ = a; the strict upper triangle is left as it is. False if a is not positive definite. */
  cholesky(a: Float64Array, n: number): boolean;
  /** In place: b (n×m) becomes L⁻¹b. */
  solveLower(l: Float64Array, n: number, b: Float64Array, m: number): void;
  /** In place: b (n×m) becomes L⁻ᵀb. */
  solveLowerTransposed(l: Float64Array, n: number, b: Float64Array, m: number): void;
  /** out[j] = ((LLᵀ)⁻¹)_jj, length n. */
  inverseDiagonal(l: Float64Array, n: number, out: Float64Array): void;
  /** out (m×m, both triangles) = vᵀv for v n×m. */
  gramOfColumns(v: Float64Array, n: number, m: number, out: Float64Array): void;
  /** out (n×n, both triangles) = v vᵀ for v n×m. */
  gramOfRows(v: Float64Array, n: number, m: number, out: Float64Array): void;
  /** out (n×m) = a (n×k) · b (k×m). */
  multiply(a: Float64Array, n: number, k: number, b: Float64Array, m: number, out: Float64Array): void;

  /** out (n×m) = H(a_i, b_j) of (10), (π − arccos(aᵀb/‖a‖‖b‖)) aᵀb / 2π; 0 for a zero row. a has n points, b m; passing b = a saves half the work. */
  ntkMatrix(a: Points, b: Points, out: Float64Array): void;
  /** out (n×m) = exp(−gamma ‖a_i − b_j‖²). a has n points, b m; passing b = a saves half the work. */
  gaussianMatrix(a: Points, b: Points, gamma: number, out: Float64Array): void;
}

/**
 * What the numeric core can do. Plain JavaScript, SIMD WebAssembly (with one thread or several) and the system's
 * OpenBLAS each do it.
 *
 * Every routine is synchronous and works on flat, row-major Float64Arrays. Masks are bits: gate i owns the words
 * `masks[i * words .. (i + 1) * words)` with `words = maskWords(sampleCount)`; bit j & 31 of word j >> 5 is M[j, i] of maths section
 * "conventions"; bits past the last sample are zero. `gates` arguments are indices of masks.
 */
export interface NumericsBackend extends DenseBackend {
  readonly name: "javascript" | "wasm" | "native";
  readonly threads: number;

  /** Prepares the products with D_iX for one table and one set of masks; data may be kept resident until `dispose`. */
  maskedProducts(inputs: Float64Array, n: number, d: number, masks: Uint32Array, p: number): MaskedProducts;

  /**
   * Climbs sign·φ over the unit sphere from every row of starts (count×d, overwritten by the unit ends), each with its sign ±1; the
   * method is in pricing/climbing/local-maxima.ts.
   */
  ascend(table: AscentTable, starts: Float64Array, signs: Float64Array, effort: AscentEffort): Ascended;
  /**
   * Sums over gates along walks that change a point b into a point x player by player, and backwards at the same time (explanation/additive-games.ts).
   * out has two numbers for each step s of a walk but its last and each output k, at 2(sK + k): Σ_j 1{t_j ≥ 0} p_jk with the walk's players up to
   * s at x and all others at b; and the same with these players at b and all others at x. What stands at last steps is undefined.
   */
  walkGates(table: WalkTable, to: WalkEnd, walks: Walks, out: Float64Array): void;
}

/** m gates, an even number, whose t_j and jumps p_jk are sums over d columns, and B points where walks begin. */
export interface WalkTable {
  readonly units: number;
  readonly inputs: number;
  readonly outputs: number;
  /** d×m: what one unit of a column adds to every t. */
  readonly gates: Float64Array;
  /** K×d×m: what it adds to every p. */
  readonly jumps: Float64Array;
  /** P + 1: player i has the columns groups[i] ≤ c < groups[i + 1]. */
  readonly groups: Int32Array;
  /** B×d */
  readonly points: Float64Array;
  /** B×(1 + K)×m: t and the p of every point. */
  readonly starts: Float64Array;
}

/** x (d numbers) with its t and p, (1 + K)×m. */
export interface WalkEnd {
  readonly point: Float64Array;
  readonly activations: Float64Array;
}

/** Walk w begins at the point places[w] and moves the players steps[offsets[w]] … steps[offsets[w + 1] − 1] in this order. */
export interface Walks {
  readonly places: Int32Array;
  readonly steps: Int32Array;
  readonly offsets: Int32Array;
}

/** Points as the rows of a row-major array; every matrix is one. */
export interface Points {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Where to climb φ(u) = Σ_j z_j(x_jᵀu)₊. */
export interface AscentTable {
  /** n×d row-major. */
  readonly x: Float64Array;
  readonly n: number;
  readonly d: number;
  /** n */
  readonly z: Float64Array;
}

export interface AscentEffort {
  /** Linearisations of the convex part. */
  readonly outer: number;
  /** Passes of coordinate descent over the kinks, each time. */
  readonly passes: number;
}

export interface Ascended {
  /** sign·φ at each end. */
  readonly values: Float64Array;
  /** Rows with x_jᵀu = 0 up to the ascent's accuracy, fewer than d for each end; none where there are more. */
  readonly kinks: readonly Int32Array[];
}

/** Products with the masked operator [D_1X … D_pX] (never formed). K is the number of outputs, a block is d×K row-major. */
export interface MaskedProducts {
  /** out[i] = ‖offset + XᵀD_iz‖_F for every gate i; z n×K, offset d×K (zero when absent). The pricing pass. */
  norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void;
  /** out[a] = XᵀD_{gates[a]}z, gates.length × (d·K). */
  transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void;
  /** out (n×K) = Σ_a D_{gates[a]}X blocks[a]. */
  forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void;
  /** out (n × gates.length) with columns v_a = D_{gates[a]}X blocks[a]; one output. */
  columns(blocks: Float64Array, gates: Int32Array, out: Float64Array): void;
  /** out (n×n, both triangles) = Σ_a weights[a] D_aXXᵀD_a = (XXᵀ) ∘ (M diag(weights) Mᵀ). */
  weightedGram(weights: Float64Array, gates: Int32Array, out: Float64Array): void;
  /** out[a] = Σ over rows first ≤ j < last of M[j, gates[a]] · rowWeights[j] · x_jx_jᵀ, gates.length × (d·d); weights 1 when absent. */
  blockGrams(gates: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void;
  /** Moves of one gate's block at a time, in coordinates that are rotated: D_iX Q instead of D_iX. */
  blockMoves(options: BlockMovesOptions): BlockMoves;
  dispose(): void;
}

export interface BlockMovesOptions {
  /** K */
  readonly outputs: number;
  /** Whether the outputs of a row share their curvature, as in softmax. */
  readonly coupled: boolean;
  /** Q, d×d orthogonal; the identity when absent. */
  readonly rotation?: Float64Array;
}

/**
 * A quadratic model of the loss that stays in the core's memory while blocks are moved one by one:
 *
 *     −rᵀu + ½ Σ_j u_jᵀW_ju_j,   W_j = diag(p_j), coupled: diag(p_j) − p_jp_jᵀ/Σp_j
 *
 * as a function of the change u (n×K) of the predictions; r is kept as what it is after the moves so far.
 */
export interface BlockMoves {
  /** Q, d×d; undefined for the identity. */
  readonly rotation: Float64Array | undefined;
  /** Products with all of [D_1XQ … D_pXQ]. */
  readonly products: Pick<MaskedProducts, "forward" | "transpose">;
  /** Begins a model: r and p, n×K each. */
  load(residual: Float64Array, curvature: Float64Array): void;
  /** out (d×K) = QᵀXᵀD_ir. */
  correlate(gate: number, out: Float64Array): void;
  /** out (d×K) = the diagonal of QᵀXᵀD_iWD_iXQ. */
  curvatures(gate: number, out: Float64Array): void;
  /** Σ_j u_jᵀW_ju_j of u = D_iXQδ for a step δ (d×K), which is kept for `take`. */
  probe(gate: number, step: Float64Array): number;
  /** Moves by t times the step that was probed last. */
  take(t: number): void;
  /** out (K) = Σ_j r_j. */
  sums(out: Float64Array): void;
  /** Moves the constant of every output: r_j −= W_jδ for all rows, δ (K). Not part of the u that `read` gives. */
  shift(step: Float64Array): void;
  /** r after the moves so far, and all of their u, n×K each. */
  read(residual: Float64Array, change: Float64Array): void;
  dispose(): void;
}

/**
 * The 32-bit words that a mask of n rows occupies; rows are padded to a multiple of 64.
 * @returns an even number
 */
export function maskWords(n: number): number {
  return 2 * Math.ceil(n / 64);
}
