"""The texts of the byte-pair works; Works/BpeText.cs makes the same, byte for byte."""
import os

BOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "data", "moby-dick.txt")
MASK = (1 << 64) - 1


class SplitMix64:
    """Steele, Lea and Flood 2014, figure 17."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) * limit) >> 64


def book():
    with open(BOOK, "rb") as file:
        return file.read()


def small():
    return book()[:130_000]


def large(length):
    """English-like text whose vocabulary keeps growing: words that follow each other in the novel, one in 25 with another's end."""
    words = book().decode("latin-1").split(" ")
    followers = {}
    for i in range(len(words) - 1):
        followers.setdefault(words[i], []).append(i + 1)
    random = SplitMix64(1)
    parts, size, word = [], 0, words[0]
    while size < length:
        written = word
        if random.below(25) == 0:
            other = words[random.below(len(words))]
            written = word[: (len(word) + 1) // 2] + other[len(other) // 2 :]
        parts.append(written)
        size += len(written) + 1
        following = followers.get(word)
        word = words[following[random.below(len(following))]] if following else words[0]
    return (" ".join(parts) + " ")[:length].encode("latin-1")
