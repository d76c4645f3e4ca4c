"""Lets two programs that speak the protocol of Works/WorkLoop.cs take turns, and prints a table of ratios.

    /usr/bin/python3 compare.py --rounds 20 train-small -- dotnet LLMCourse.Benchmarks.dll work -- /usr/bin/python3 train.py

Each round runs both, the first one in turns, so that whatever else the machine does falls on both alike. Rounds of warm-up are
left out. Printed are the median of the rounds' ratios and its quartiles, the median speeds, and the peak memory.
"""
import argparse
import json
import statistics
import subprocess
import sys


def split(words):
    parts = [[]]
    for word in words:
        if word == "--":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def main():
    options, *commands = split(sys.argv[1:])
    parser = argparse.ArgumentParser()
    parser.add_argument("work")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    settings = parser.parse_args(options)
    if len(commands) != 2:
        parser.error("give two commands, each after --")

    sides = [subprocess.Popen(c + [settings.work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for c in commands]
    unit = [json.loads(side.stdout.readline()) for side in sides][0]["unit"]
    speeds, peaks = ([], []), [0, 0]
    for round_ in range(settings.warmup + settings.rounds):
        for i in ((0, 1) if round_ % 2 == 0 else (1, 0)):
            sides[i].stdin.write("\n")
            sides[i].stdin.flush()
            answer = json.loads(sides[i].stdout.readline())
            peaks[i] = answer["peakBytes"]
            if round_ >= settings.warmup:
                speeds[i].append(answer["units"] / answer["seconds"])
    for side in sides:
        side.stdin.close()
        side.wait()

    ratios = [a / b for a, b in zip(*speeds)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    ours, theirs = (statistics.median(s) for s in speeds)
    print(f"| {settings.work} | {ours:,.0f} | {theirs:,.0f} | {middle:.2f} ({low:.2f} to {high:.2f}) | "
          f"{peaks[0] / 2**20:.0f} | {peaks[1] / 2**20:.0f} | {peaks[0] / peaks[1]:.2f} | {unit}/s, {settings.rounds} rounds |")


if __name__ == "__main__":
    main()
