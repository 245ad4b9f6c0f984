"""The peer of the bench of comments: the same texts grouped with scikit-learn.

    python benches/comments_peer.py CSV GROUPS OUT

Written the way a person who knows scikit-learn would: character TF-IDF of each text, then k-means in small batches with as many
groups as ours found, which it cannot find by itself. Reading the file and starting Python do not count. Writes the group of each
comment, a line each, and prints the seconds as JSON.
"""

import csv
import json
import pathlib
import sys
import time
import unicodedata

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer


def main():
    source, groups, out = sys.argv[1:]
    with open(source, encoding="utf-8-sig", newline="") as file:
        texts = [row["意見"] for row in csv.DictReader(file)]
    start = time.monotonic()
    folded = ["".join(unicodedata.normalize("NFKC", text).lower().split()) for text in texts]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), lowercase=False, sublinear_tf=True, dtype=np.float32)
    vectors = vectorizer.fit_transform(folded)
    labels = MiniBatchKMeans(n_clusters=int(groups), random_state=1, n_init=1).fit_predict(vectors)
    seconds = time.monotonic() - start
    pathlib.Path(out).write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
