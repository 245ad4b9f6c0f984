"""The peer of the overlap bench: the same comparison with scikit-learn.

    python benches/overlap_peer.py DOCUMENTS one|fields WEIGHTS NEAREST OUT

Written the way a person who knows scikit-learn would: character TF-IDF, then all pairs by a product of sparse matrices in
blocks of rows, and the highest of each row by `argpartition`. `one` compares all texts of a document as one; `fields` has
a vector for each field, summed by weight, as Henkaku compares programs. Folding the texts counts as it does for ours;
reading the file and starting Python do not. Writes each document's nearest and prints the seconds as JSON.
"""

import json
import pathlib
import sys
import time
import unicodedata

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.preprocessing import normalize

BLOCK = 500


def fold(text):
    """Width, case and compatibility forms folded, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def one_vector(documents):
    texts = [fold("".join(fields)) for fields in documents]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), lowercase=False, sublinear_tf=True, dtype=np.float32)
    return vectorizer.fit_transform(texts)


def vector_of_fields(documents, weights):
    columns = [[fold(text) for text in column] for column in zip(*documents)]
    counter = CountVectorizer(analyzer="char", ngram_range=(2, 2), lowercase=False, dtype=np.float32)
    # One vocabulary for all fields: every text is read once and the rows of each field are cut out again.
    counts = counter.fit_transform([text for column in columns for text in column])
    rows = len(documents)
    counts = [counts[place * rows:(place + 1) * rows] for place in range(len(columns))]
    rarity = TfidfTransformer(norm=None).fit(sum(counts)).idf_.astype(np.float32)
    total = None
    for weight, field in zip(weights, counts):
        field = field.copy()
        field.data = (1 + np.log(field.data)) * rarity[field.indices]
        field = normalize(field) * weight
        total = field if total is None else total + field
    return normalize(total).tocsr()


def nearest(vectors, count):
    """The highest of each row of the product with itself, without the row's own document."""
    other = vectors.T.tocsr()
    places, scores = [], []
    for begin in range(0, vectors.shape[0], BLOCK):
        block = (vectors[begin:begin + BLOCK] @ other).toarray()
        rows = np.arange(block.shape[0])
        block[rows, begin + rows] = -1
        top = np.argpartition(-block, count, axis=1)[:, :count]
        score = np.take_along_axis(block, top, axis=1)
        order = np.argsort(-score, axis=1, kind="stable")
        places.append(np.take_along_axis(top, order, axis=1))
        scores.append(np.take_along_axis(score, order, axis=1))
    return np.vstack(places), np.vstack(scores)


def main():
    path, way, weights, count, out = sys.argv[1:6]
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    keys, documents = zip(*((line.split("\t")[0], line.split("\t")[1:]) for line in lines))
    begun = time.perf_counter()
    weights = [float(weight) for weight in weights.split(",")]
    vectors = one_vector(documents) if way == "one" else vector_of_fields(documents, weights)
    vectorised = time.perf_counter()
    places, scores = nearest(vectors, int(count))
    ended = time.perf_counter()
    with open(out, "w", encoding="utf-8") as file:
        for key, row, score in zip(keys, places, scores):
            file.write(key + "\t" + "\t".join(f"{keys[place]}:{value:.6f}" for place, value in zip(row, score)) + "\n")
    print(json.dumps({"seconds": ended - begun, "vectors": vectorised - begun, "pairs": ended - vectorised}))


main()
