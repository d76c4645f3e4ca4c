"""Training and generation by PyTorch, timed by whoever sends lines: see Works/WorkLoop.cs for the protocol.

    OMP_WAIT_POLICY=PASSIVE /usr/bin/python3 train.py train-small
"""
import json
import os
import resource
import sys
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning waits make small steps three times slower on two cores

import torch

from gpt import Gpt, MEDIUM, SMALL


DEVICE = os.environ.get("BENCH_DEVICE", "cpu")


class Train:
    unit = "tokens"

    def __init__(self, config, batch, steps, bfloat16=False):
        self.config, self.batch, self.steps = config, batch, steps
        self.autocast = torch.autocast(torch.device(DEVICE).type, dtype=torch.bfloat16, enabled=bfloat16)
        self.data = torch.randint(config.vocab, (1_000_000,))
        self.model = Gpt(config).to(DEVICE)
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        vectors = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95))

    def run(self):
        for _ in range(self.steps):
            starts = torch.randint(len(self.data) - self.config.block, (self.batch,))
            ids = torch.stack([self.data[i:i + self.config.block] for i in starts])
            targets = torch.stack([self.data[i + 1:i + 1 + self.config.block] for i in starts])
            with self.autocast:
                loss = self.model(ids.to(DEVICE), targets.to(DEVICE))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            loss.item()
        return self.steps * ids.numel()


class Generate:
    unit = "tokens"

    def __init__(self, config, tokens=256):
        self.config, self.tokens = config, tokens
        self.model = Gpt(config).eval()

    @torch.no_grad()
    def run(self):
        ids = torch.zeros(1, 1, dtype=torch.long)
        for _ in range(self.tokens):
            logits = self.model(ids[:, -self.config.block:])[:, -1, :]
            ids = torch.cat((ids, torch.multinomial(torch.softmax(logits, dim=-1), 1)), dim=1)
        return self.tokens


WORKS = {
    "train-small": lambda: Train(SMALL, batch=12, steps=10),
    "train-medium": lambda: Train(MEDIUM, batch=8, steps=1),
    "train-medium-bf16": lambda: Train(MEDIUM, batch=8, steps=1, bfloat16=True),
    "generate-small": lambda: Generate(SMALL),
    "generate-medium": lambda: Generate(MEDIUM),
}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in WORKS:
        sys.exit("Name one of: " + ", ".join(WORKS) + ".")
    torch.set_num_threads(2)
    torch.manual_seed(1)
    work = WORKS[sys.argv[1]]()
    print(json.dumps({"ready": sys.argv[1], "unit": work.unit}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        units = work.run()
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"units": units, "seconds": seconds, "peakBytes": peak}), flush=True)


if __name__ == "__main__":
    main()
