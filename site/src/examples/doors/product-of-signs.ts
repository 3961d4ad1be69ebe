// The product of two signs, and whether a network has learned it
import { generateGates } from "halfspace";
import { productOfSigns, type Recognition, recogniseFourNeurons } from "halfspace/theory";

// Rows of ±1 in ten columns; the target is the product of the first two (Example 12.5).
const { inputs, targets } = productOfSigns(40, 10, 1);
console.log(targets[0] === inputs.values[0] * inputs.values[1]); // → true
const { network } = await generateGates({ inputs, targets, lambda: 0.1, maxStarts: 50 });
const found: Recognition = recogniseFourNeurons(network);
console.log(found.neurons.length); // → 4
