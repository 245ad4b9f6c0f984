"""What both peers share: the words of the source as codes, and the bigrams their search is indexed by."""

import re
import unicodedata

OBLIGATIONS = {"義務": "mandatory", "努力義務": "best-effort", "できる規定": "permitted", "義務なし": "none"}
DIRECTIONS = {
    "拡充": "expand", "継続": "continue", "改善": "improve", "縮小": "reduce", "統合": "merge", "廃止": "abolish",
}


def bigrams(texts):
    """The pairs of neighbouring characters of folded texts, each pair once, divided by spaces."""
    pairs = set()
    for text in texts:
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text).lower()
        text = re.sub(r"\s+", "", text)
        pairs.update(map("".join, zip(text, text[1:])))
    return " ".join(pairs)
