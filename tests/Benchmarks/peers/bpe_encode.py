"""Encodes the novel with GPT-2's vocabulary in plain Python: the peer of bpe-encode.

Usage: python3 bpe_encode.py bpe-encode. Speaks the line protocol of Works/WorkLoop.cs. Needs Debian's python3-regex.
Like OpenAI's first encoder it splits by the regular expression and remembers each piece that it has merged.
"""
import json
import os
import resource
import sys
import time

import regex

import bpe_text

SPLIT = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
MERGES = os.path.join(os.path.dirname(bpe_text.BOOK), "gpt2-merges.txt")


def vocabulary():
    """Returns the ids of tokens and the ranks of pairs, both by bytes."""
    printing = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    order = printing + [b for b in range(256) if b not in printing]
    character = {chr(b): b for b in printing}
    character.update({chr(256 + i): b for i, b in enumerate(order[len(printing) :])})
    ids, ranks = {bytes([b]): i for i, b in enumerate(order)}, {}
    with open(MERGES, encoding="utf-8") as file:
        for line in file.read().split("\n")[1:-1]:
            left, right = (bytes(character[c] for c in part) for part in line.split(" "))
            ranks[left, right] = len(ranks)
            ids[left + right] = 256 + len(ranks) - 1
    return ids, ranks


def merge(parts, ranks):
    while len(parts) > 1:
        best = min(zip(parts, parts[1:]), key=lambda pair: ranks.get(pair, 1 << 30))
        if best not in ranks:
            break
        merged, i = [], 0
        while i < len(parts):
            if i + 1 < len(parts) and (parts[i], parts[i + 1]) == best:
                merged.append(parts[i] + parts[i + 1])
                i += 2
            else:
                merged.append(parts[i])
                i += 1
        parts = merged
    return parts


def main():
    if sys.argv[1:] != ["bpe-encode"]:
        print("Name one of: bpe-encode.", file=sys.stderr)
        return 2
    ids, ranks = vocabulary()
    text, cache = bpe_text.book().decode(), {}

    def encode():
        tokens = []
        for match in SPLIT.finditer(text):
            piece = match.group()
            known = cache.get(piece)
            if known is None:
                known = cache[piece] = [ids[part] for part in merge([bytes([b]) for b in piece.encode()], ranks)]
            tokens.extend(known)
        return tokens

    encode()
    print(json.dumps({"ready": "bpe-encode", "unit": "bytes"}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        tokens = encode()
        seconds = time.perf_counter() - begun
        if len(tokens) != 317_756:
            raise RuntimeError(f"There are {len(tokens)} tokens, not the 317756 that tiktoken makes.")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"units": len(text.encode()), "seconds": seconds, "peakBytes": peak}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
