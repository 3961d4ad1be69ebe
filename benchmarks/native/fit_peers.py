# scikit-learn at its defaults as contenders of bench fit, one process a call:
#   fit_peers.py KIND fit TRAIN TARGET TASK MODEL
#   fit_peers.py KIND predict TEST TARGET TASK MODEL OUT
# KIND is linear, trees or network. The peak memory goes into the file that HALFSPACE_PEAK_MEMORY names.
import os
import pickle
import resource
import sys
import warnings

import pandas as pd
from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

words, numbers = make_column_selector(dtype_include=object), make_column_selector(dtype_exclude=object)


def one_hot():
    of_words = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="missing"), OneHotEncoder(handle_unknown="ignore")
    )
    of_numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return make_column_transformer((of_words, words), (of_numbers, numbers))


def ordinal():
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return make_column_transformer((codes, words), ("passthrough", numbers))


def model_of(kind, task):
    classes = task == "classification"
    if kind == "linear":
        return make_pipeline(one_hot(), LogisticRegression(max_iter=1000) if classes else Ridge())
    if kind == "trees":
        return make_pipeline(ordinal(), HistGradientBoostingClassifier() if classes else HistGradientBoostingRegressor())
    # A target far from unit size is scaled: a person who fits a network does so.
    network = MLPClassifier() if classes else TransformedTargetRegressor(MLPRegressor(), transformer=StandardScaler())
    return make_pipeline(one_hot(), network)


def main(kind, what, path, target, task, model, *out):
    warnings.filterwarnings("ignore")
    table = pd.read_csv(path, dtype={target: str} if task == "classification" else None)
    inputs = table.drop(columns=target)
    if what == "fit":
        fitted = model_of(kind, task).fit(inputs, table[target])
        with open(model, "wb") as file:
            pickle.dump(fitted, file)
        return
    with open(model, "rb") as file:
        fitted = pickle.load(file)
    predictions = pd.DataFrame({"prediction": fitted.predict(inputs)})
    if task == "classification":
        names = [f"probability of {name}" for name in fitted.classes_]
        predictions = predictions.join(pd.DataFrame(fitted.predict_proba(inputs), columns=names))
    predictions.to_csv(out[0], index=False)


def peak_kilobytes():
    # As in peak-memory.ts.
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as lines:
            for line in lines:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


main(*sys.argv[1:])
if "HALFSPACE_PEAK_MEMORY" in os.environ:
    with open(os.environ["HALFSPACE_PEAK_MEMORY"], "w") as file:
        file.write(str(peak_kilobytes()))
