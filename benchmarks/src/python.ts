/** The Python that references run on; HALFSPACE_PYTHON names one that has scikit-learn. */
export const python = process.env.HALFSPACE_PYTHON ?? "python3";
