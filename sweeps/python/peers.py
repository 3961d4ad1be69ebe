# One model of scikit-learn or XGBoost on the rows of a folder: peers.py FOLDER
# asked.json says which, train.f64 and test.f64 hold the rows, and the answer is one line of JSON.
# A model "peer-NAME-tuned" is the best of 20 random settings by four folds of the training rows.
import json
import resource
import sys
import warnings

import numpy as np
from scipy.stats import loguniform, randint
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, RandomizedSearchCV, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR


def scaled(model):
    return make_pipeline(StandardScaler(), model)


# A target far from unit size is scaled: a person who fits these does so.
def scaled_target(model):
    return TransformedTargetRegressor(scaled(model), transformer=StandardScaler())


def linear(classes, seed):
    if classes:
        return scaled(LogisticRegression(max_iter=1000)), {"logisticregression__C": loguniform(1e-3, 1e3)}
    return scaled(Ridge()), {"ridge__alpha": loguniform(1e-3, 1e4)}


def forest(classes, seed):
    kind = RandomForestClassifier if classes else RandomForestRegressor
    settings = {
        "n_estimators": randint(100, 400),
        "max_features": ["sqrt", 0.3, 0.5, 0.8, 1.0],
        "min_samples_leaf": randint(1, 10),
    }
    return kind(random_state=seed), settings


def boosting(classes, seed):
    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    settings = {
        "learning_rate": loguniform(0.02, 0.3),
        "max_iter": randint(50, 400),
        "max_leaf_nodes": randint(4, 48),
        "min_samples_leaf": randint(5, 40),
        "l2_regularization": loguniform(1e-4, 10),
    }
    return kind(random_state=seed), settings


def xgboost(classes, seed):
    from xgboost import XGBClassifier, XGBRegressor

    kind = XGBClassifier if classes else XGBRegressor
    settings = {
        "learning_rate": loguniform(0.02, 0.3),
        "n_estimators": randint(50, 500),
        "max_depth": randint(2, 9),
        "min_child_weight": loguniform(1, 20),
        "subsample": [0.6, 0.8, 1.0],
        "colsample_bytree": [0.5, 0.75, 1.0],
        "reg_lambda": loguniform(0.1, 10),
    }
    return kind(random_state=seed, n_jobs=1), settings


def network(classes, seed):
    settings = {
        "hidden_layer_sizes": [(50,), (100,), (200,), (100, 100)],
        "alpha": loguniform(1e-5, 1),
        "learning_rate_init": loguniform(3e-4, 1e-2),
        "max_iter": [200, 500],
    }
    if classes:
        return scaled(MLPClassifier(random_state=seed)), under("mlpclassifier", settings)
    return scaled_target(MLPRegressor(random_state=seed)), under("regressor__mlpregressor", settings)


def support_vectors(classes, seed):
    settings = {"C": loguniform(0.1, 1000), "gamma": loguniform(1e-4, 1)}
    if classes:
        return scaled(SVC()), under("svc", settings)
    return scaled_target(SVR()), under("regressor__svr", {**settings, "epsilon": loguniform(0.01, 0.3)})


def under(name, settings):
    return {f"{name}__{key}": value for key, value in settings.items()}


kinds = {
    "linear": linear,
    "forest": forest,
    "boosting": boosting,
    "xgboost": xgboost,
    "network": network,
    "support-vectors": support_vectors,
}


def tuned(model, settings, classes, seed):
    folds = (StratifiedKFold if classes else KFold)(4, shuffle=True, random_state=seed)
    return RandomizedSearchCV(model, settings, n_iter=20, cv=folds, random_state=seed, error_score="raise")


# XGBoost takes no class numbers with gaps, which rare classes leave.
def fit(model, inputs, targets, classes):
    if not classes:
        return model.fit(inputs, targets), None
    present, places = np.unique(targets, return_inverse=True)
    return model.fit(inputs, places), present


def probabilities_of(fitted, inputs, present, classes):
    if not hasattr(fitted, "predict_proba"):
        return None
    full = np.zeros((len(inputs), classes))
    full[:, present] = fitted.predict_proba(inputs)
    return full.tolist()


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def answer(folder):
    with open(f"{folder}/asked.json") as file:
        asked = json.load(file)
    classes, seed = asked["classes"], asked["seed"]
    inputs, unseen = (np.fromfile(f"{folder}/{part}.f64").reshape(-1, asked["columns"]) for part in ("train", "test"))
    name = asked["model"].removeprefix("peer-")
    is_tuned = name.endswith("-tuned")
    model, settings = kinds[name.removesuffix("-tuned")](classes, seed)
    begin = processor_seconds()
    searched = tuned(model, settings, classes, seed) if is_tuned else model
    fitted, present = fit(searched, inputs, np.array(asked["targets"]), classes)
    seconds = processor_seconds() - begin
    named = (lambda values: present[values.astype(int)]) if classes else (lambda values: values)
    return {
        "train": named(fitted.predict(inputs)).tolist(),
        "test": named(fitted.predict(unseen)).tolist(),
        "probabilities": probabilities_of(fitted, unseen, present, classes) if classes else None,
        "setting": json.dumps(fitted.best_params_, default=str) if is_tuned else "at its defaults",
        "seconds": seconds,
    }


warnings.filterwarnings("ignore")
print(json.dumps(answer(sys.argv[1])))
