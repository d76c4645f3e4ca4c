"""A decoder-only transformer in idiomatic PyTorch, the peer that training and generation are compared with.

The same shape as the reference's: norms before, learned positions, exact GELU, no biases, tied embeddings.
"""
import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Config:
    layers: int
    heads: int
    width: int
    block: int
    vocab: int = 65


SMALL = Config(layers=4, heads=4, width=128, block=64)
MEDIUM = Config(layers=6, heads=6, width=384, block=256)


class LayerNorm(nn.Module):
    """nn.LayerNorm of this version always has a bias."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads = c.heads
        self.qkv = nn.Linear(c.width, 3 * c.width, bias=False)
        self.proj = nn.Linear(c.width, c.width, bias=False)
        self.register_buffer("hidden", torch.ones(c.block, c.block).triu(1).bool(), persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (part.view(b, t, self.heads, c // self.heads).transpose(1, 2) for part in self.qkv(x).split(c, dim=2))
        scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        scores = scores.masked_fill(self.hidden[:t, :t], float("-inf"))
        y = F.softmax(scores, dim=-1) @ v
        return self.proj(y.transpose(1, 2).contiguous().view(b, t, c))


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.norm1, self.attention = LayerNorm(c.width), Attention(c)
        self.norm2 = LayerNorm(c.width)
        self.up, self.gelu, self.down = nn.Linear(c.width, 4 * c.width, bias=False), nn.GELU(), nn.Linear(4 * c.width, c.width, bias=False)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(self.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.config = c
        self.tokens, self.positions = nn.Embedding(c.vocab, c.width), nn.Embedding(c.block, c.width)
        self.blocks = nn.ModuleList([Block(c) for _ in range(c.layers)])
        self.norm = LayerNorm(c.width)
        self.head = nn.Linear(c.width, c.vocab, bias=False)
        self.tokens.weight = self.head.weight
        for name, p in self.named_parameters():
            if p.dim() >= 2:
                residual = name.endswith(("proj.weight", "down.weight"))
                nn.init.normal_(p, 0.0, 0.02 / math.sqrt(2 * c.layers) if residual else 0.02)

    def forward(self, ids, targets=None):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        if targets is None:
            return self.head(x[:, [-1], :])  # only the last position is needed
        logits = self.head(x)
        return F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))
