// Predict raw rows from a model file, without the packages that train
import { type Label, type Predictor, type Row, readModel } from "@halfspace/predict";
import { readTable, splitTable } from "@halfspace/tables";
import { toModelFile, train } from "halfspace";

// What `halfspace fit` does: a table, a model, a file.
const rooms = await readTable(
  "area,district,price\n30,north,90\n40,south,80\n50,north,150\n60,south,120\n80,north,240\n90,south,180\n",
);
const { record, train: rows } = splitTable(rooms, "price", { holdout: 0, seed: 1 });
const file = toModelFile(await train({ ...rows, gates: 20, lambdaFraction: 0.01 }), {
  table: record,
});

// In the page: the text of the file, and rows as the page has them.
const model: Predictor = await readModel(file);
const flat: Row = { area: 70, district: "north" };
const [price]: (number | Label | number[])[] = model.predict([flat]);
console.log(model.columns.join(", ")); // → area, district
console.log(Math.round(Number(price)), "to be paid"); // → 210 to be paid
