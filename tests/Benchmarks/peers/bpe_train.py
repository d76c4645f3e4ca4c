"""Trains byte-pair encodings in plain Python: the peer of bpe-train-small and bpe-train-large.

Usage: python3 bpe_train.py bpe-train-small | bpe-train-large. Speaks the line protocol of Works/WorkLoop.cs.
Needs Debian's python3-regex. It merges like the C# trainer: GPT-2's split, incremental pair counts, of equally frequent pairs the
lexicographically greatest. The pieces that hold a pair are looked up, and their pairs are counted anew.
"""
import collections
import json
import os
import resource
import sys
import time

import regex

import bpe_text

SPLIT = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def train(text, vocabulary_size):
    """Returns the merges as pairs of bytes."""
    pieces = collections.Counter(match.group() for match in SPLIT.finditer(text.decode("utf-8", "replace")))
    words = [[bytes([b]) for b in piece.encode()] for piece in pieces]
    times = list(pieces.values())
    counts, where = collections.defaultdict(int), collections.defaultdict(set)
    for index, word in enumerate(words):
        for pair in zip(word, word[1:]):
            counts[pair] += times[index]
            where[pair].add(index)

    merges = []
    while len(merges) < vocabulary_size - 256 and counts:
        best = max(counts, key=lambda pair: (counts[pair], pair))
        merges.append(best)
        joined = best[0] + best[1]
        for index in where.pop(best):
            word, count = words[index], times[index]
            for pair in zip(word, word[1:]):
                counts[pair] -= count
                if counts[pair] == 0:
                    del counts[pair]
            merged, i = [], 0
            while i < len(word):
                if i + 1 < len(word) and word[i] == best[0] and word[i + 1] == best[1]:
                    merged.append(joined)
                    i += 2
                else:
                    merged.append(word[i])
                    i += 1
            words[index] = merged
            for pair in zip(merged, merged[1:]):
                counts[pair] += count
                where[pair].add(index)
    return merges


def main():
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name == "bpe-train-small":
        text, size = bpe_text.small(), 500
    elif name == "bpe-train-large":
        text, size = bpe_text.large(int(os.environ.get("BPE_BYTES") or 10_000_000)), 8000
    else:
        print("Name one of: bpe-train-large, bpe-train-small.", file=sys.stderr)
        return 2
    print(json.dumps({"ready": name, "unit": "bytes"}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        merges = train(text, size)
        seconds = time.perf_counter() - begun
        if len(merges) != size - 256:
            raise RuntimeError(f"There are {len(merges)} merges, not the {size - 256} asked for.")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"units": len(text), "seconds": seconds, "peakBytes": peak}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
