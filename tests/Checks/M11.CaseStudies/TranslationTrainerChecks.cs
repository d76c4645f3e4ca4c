namespace LLMCourse.Checks.M11;

public sealed class PairsAsTensors()
    : VisibleCheck("M11.E3.batch", "numbers words, and gives each source's unknown words ids of their own", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        WordVocabulary vocabulary = new(Translating.Words("the dog sees a cat"));
        foreach ((string name, string[] pairs) in new (string, string[])[]
        {
            ("one pair", ["the dog sees Tom > dog Tom sees"]),
            ("several lengths", ["a > cat", "the dog > the the dog dog", "Bo sees Al > Al Bo Cy sees"]),
            ("a name twice", ["Bo sees Bo a Al Bo > Al Bo Bo"]), ("names that differ in case", ["Bo sees bo BO > bo BO Bo"]),
            ("the second source's name is not the first's", ["Al sees Bo > Bo", "Bo sees Al > Bo Al", "the > Al"]),
            ("nothing to write yet", ["Bo sees the dog >", "a >"]), ("a target alone has it", ["the dog > Al", "Al Cy > Cy"]),
        })
        {
            TranslationBatch batch = TranslationBatch.From([.. pairs.Select(Translating.Pair)], vocabulary);
            probe.Observe($"{name}: source", batch.Source);
            probe.Observe($"{name}: mask", batch.SourceMask);
            probe.Observe($"{name}: copies", batch.Copies);
            probe.Observe($"{name}: input", batch.Input);
            probe.Observe($"{name}: target", batch.Target);
            probe.Observe($"{name}: unknown words", string.Join('|', batch.UnknownWords.Select(words => string.Join(' ', words))));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("The first unknown word of each source is V, whatever other sources have.");
}

public sealed class WordsFromTwoPlaces()
    : VisibleCheck("M11.E3.mixture", "adds up what the vocabulary and the source's positions give a word", points: 2)
{
    private static readonly (string Name, long[] Shape)[] Cases =
        [("a batch", [3, 4, 6, 5, 2]), ("one word of source", [1, 1, 4, 1, 0]), ("a long source", [2, 2, 5, 12, 3])];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, long[] s) in Cases)
        {
            Tensor logits = 2 * probe.Random.Normal64(s[0], s[1], s[2]), gate = probe.Random.Normal64(s[0], s[1]),
                scores = 2 * probe.Random.Normal64(s[0], s[1], s[3]);
            Tensor copies = probe.Random.Integers(0, s[2] + s[4], s[0], s[3]), mask = probe.Random.Integers(0, 3, s[0], s[3]).gt(0);
            mask[.., 0] = true;
            probe.Observe($"{name}: the mixture", PointerHead.Mix(logits, gate, scores, copies, mask, (int)s[4]));
            probe.Observe($"{name}: logits", logits);
            probe.Observe($"{name}: gate", gate);
            probe.Observe($"{name}: scores", scores);
            probe.Observe($"{name}: copies", copies);
            probe.Observe($"{name}: mask", mask.to(ScalarType.Int64));
        }

        probe.Observe("in float32",
            PointerHead.Mix(probe.Random.Normal(2, 3, 4), probe.Random.Normal(2, 3), probe.Random.Normal(2, 3, 2),
                tensor(new long[,] { { 1, 4 }, { 4, 4 } }), ones(2, 2).gt(0), 1));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string name, long[] s) in Cases)
        {
            TensorObservation got = evidence.Tensor($"{name}: the mixture");
            int v = (int)s[2], length = (int)s[3], all = v + (int)s[4];
            if (!got.Shape.SequenceEqual([s[0], s[1], all]))
                return Verdict.Fail($"{name}: the mixture has another shape than [B, T, V + extra].");
            double[] Values(string what) => [.. evidence.Tensor($"{name}: {what}").Values];
            (double[] logits, double[] gate, double[] scores, double[] copies, double[] mask) =
                (Values("logits"), Values("gate"), Values("scores"), Values("copies"), Values("mask"));
            for (int row = 0; row < s[0] * s[1]; row++)
            {
                int b = row / (int)s[1];
                double[] right = Translating.Mixture(
                    logits.AsSpan(row * v, v), gate[row], scores.AsSpan(row * length, length), copies.AsSpan(b * length, length),
                    mask.AsSpan(b * length, length), (int)s[4]);
                for (int w = 0; w < all; w++)
                    if (!Tolerance.Double.Allows(right[w], got.Values[(row * all) + w]))
                        return Verdict.Fail($"{name}: the log-probability of {(w < v ? "a word of the vocabulary" : "a word that can only be copied")} is wrong.");
            }
        }

        return evidence.EqualsExpected(name => name == "in float32" ? Tolerance.Operator : Tolerance.Double);
    }
}

public sealed class MixtureOfExtremes()
    : Check("M11.E3.mixture-extremes", "stays finite and exact where the gate is shut and scores are great")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor copies = tensor(new long[,] { { 4, 1, 1, 0 } }), mask = tensor(new[,] { { true, true, true, false } });
        foreach (float gate in new[] { 1e4f, -1e4f, 60, -60, 0 })
        {
            foreach (float score in new[] { 0, 300f, -1e4f })
            {
                Tensor mixed = PointerHead.Mix(tensor(new[, ,] { { { 0f, -200, 3, 1e3f } } }), tensor(new[,] { { gate } }),
                    tensor(new[, ,] { { { score, 0f, 1, 1e4f } } }), copies, mask, 2);
                probe.Observe($"gate {gate}, score {score}", mixed);
                probe.Observe($"gate {gate}, score {score}: all are finite", mixed.isfinite().all().item<bool>());
            }
        }

        probe.Observe("all scores far below 0, but that of padding", PointerHead.Mix(tensor(new[, ,] { { { 0f, -200, 3, 1 } } }),
            tensor(new[,] { { -60f } }), tensor(new[, ,] { { { -2e10f, -2e10f, -2e10f, 0 } } }), copies, mask, 2));
        Tensor[] leaves = [.. new[] { probe.Random.Normal(2, 2, 4), tensor(new[,] { { 1e4f, -1e4f }, { 90, -90 } }), 200
            * probe.Random.Normal(2, 2, 3) }.Select(x => x.requires_grad_())];
        PointerHead.Mix(leaves[0], leaves[1], leaves[2], tensor(new long[,] { { 4, 1, 1 }, { 5, 0, 2 } }),
            tensor(new[,] { { true, true, false }, { true, true, true } }), 2).sum().backward();
        for (int i = 0; i < 3; i++)
            probe.Observe($"gradient {i} is finite", leaves[i].grad is { } gradient && gradient.isfinite().all().item<bool>());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("log σ(g) by logsigmoid, the sum by logaddexp; the copied part is held above the floor before its logarithm is taken.");
}

public sealed class GradientsOfTheMixture() : Check("M11.E3.mixture-gradient", "passes gradients to logits, gate and scores")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [2 * probe.Random.Normal64(2, 2, 3), probe.Random.Normal64(2, 2), probe.Random.Normal64(2, 2, 4)];
        Tensor copies = tensor(new long[,] { { 3, 1, 3, 0 }, { 2, 2, 4, 0 } }),
            mask = tensor(new[,] { { true, true, true, false }, { true, true, true, true } });
        Tensor weights = probe.Random.Normal64(2, 2, 5);
        weights[0, .., 4] = 0; // nobody can copy it there
        Tensor Value(Tensor[] at) => (PointerHead.Mix(at[0], at[1], at[2], copies, mask, 2) * weights).sum();
        Tensor[] leaves = [.. inputs.Select(x => x.clone().requires_grad_())];
        Value(leaves).backward();
        for (int k = 0; k < 3; k++)
        {
            probe.Observe($"gradient {k}", leaves[k].grad);
            Tensor differences = zeros_like(inputs[k]).flatten();
            for (int i = 0; i < differences.numel(); i++)
            {
                double At(double step)
                {
                    Tensor[] moved = [.. inputs.Select(x => x.clone())];
                    Tensor flat = moved[k].view(-1);
                    flat[i] = flat[i] + step;
                    return Value(moved).item<double>();
                }

                differences[i] = (At(1e-5) - At(-1e-5)) / 2e-5;
            }

            probe.Observe($"differences {k}", differences);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int k = 0; k < 3; k++)
        {
            double[] gradient = [.. evidence.Tensor($"gradient {k}").Values], differences = [.. evidence.Tensor($"differences {k}").Values];
            for (int i = 0; i < differences.Length; i++)
                if (!Tolerance.Gradient.Allows(differences[i], gradient[i]))
                    return Verdict.Fail($"The gradient of {new[] { "logits", "gate", "scores" }[k]} is not that of the value.");
        }

        return evidence.EqualsExpected(Tolerance.Gradient);
    }
}

public sealed class LossOfATranslation() : VisibleCheck("M11.E3.loss", "is the smoothed cross-entropy of real targets", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logProbs = nn.functional.log_softmax(2 * probe.Random.Normal64(3, 5, 7), 2), target = probe.Random.Integers(1, 7, 3, 5);
        target[0, 3..] = 0;
        target[2, 1..] = 0;
        probe.Observe("log-probabilities", logProbs);
        probe.Observe("target", target);
        foreach (double smoothing in new[] { 0, 0.1, 0.5 })
            foreach (int words in new[] { 7, 5, 1 })
                probe.Observe($"{words} words, smoothing {smoothing}",
                    TranslationLoss.Of(logProbs, target, words, smoothing).item<double>());
        Tensor broken = logProbs.clone();
        broken[0, 3] = double.NegativeInfinity;
        broken[2, 2] = double.NaN;
        Tensor learned = broken.requires_grad_();
        Tensor loss = TranslationLoss.Of(learned, target, 5, 0.2);
        loss.backward();
        probe.Observe("anything at padding", loss.item<double>());
        probe.Observe("gradients", learned.grad);
        probe.Observe("without smoothing by default", TranslationLoss.Of(logProbs, target, 5).item<double>());
        probe.Observe("in float32", TranslationLoss.Of(logProbs.to(ScalarType.Float32), target, 7, 0.1));
        Tensor one = nn.functional.log_softmax(probe.Random.Normal64(1, 1, 3), 2);
        probe.Observe("one word", TranslationLoss.Of(one, ones(1, 1, dtype: ScalarType.Int64), 2, 0.3).item<double>());
    }

    public override Verdict Judge(Evidence evidence)
    {
        double[] p = [.. evidence.Tensor("log-probabilities").Values], target = [.. evidence.Tensor("target").Values];
        foreach (double smoothing in new[] { 0, 0.1, 0.5 })
        {
            foreach (int words in new[] { 7, 5, 1 })
            {
                double sum = 0;
                int count = 0;
                for (int i = 0; i < target.Length; i++)
                {
                    if (target[i] == 0) continue;
                    count++;
                    sum -= (1 - smoothing) * p[(7 * i) + (int)target[i]];
                    for (int w = 0; w < words; w++) sum -= smoothing * p[(7 * i) + w] / words;
                }

                if (!Tolerance.Double.Allows(sum / count, evidence.Number($"{words} words, smoothing {smoothing}")))
                    return Verdict.Fail($"The loss is wrong {(smoothing > 0 ? "with" : "without")} smoothing.",
                        hint: "A mean over the targets that are not padding; ε is spread over the vocabulary's words alone.");
            }
        }

        return evidence.EqualsExpected(name => name == "in float32" ? Tolerance.Operator : Tolerance.Double);
    }
}

public sealed class RatesOfUpdates() : VisibleCheck("M11.E3.rate", "rises over the warm-up and falls with the square root of the step")
{
    public override void Probe(Probe probe)
    {
        foreach ((int width, int warmup) in new[] { (512, 4000), (64, 100), (1, 1), (48, 7) })
            probe.Observe($"width {width}, warm-up {warmup}",
                new[] { 1, 2, warmup, warmup + 1, 100_000 }.Select(step => TranslationTrainer.LearningRate(step, width, warmup)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class OrderOfPairs() : Check("M11.E3.order", "sees every pair once an epoch, in the order that the seed gives")
{
    public override void Probe(Probe probe)
    {
        foreach ((int count, int size, int steps,
            ulong seed) in new[] { (10, 4, 8, 1UL), (6, 6, 3, 2UL), (5, 9, 2, 3UL), (1, 1, 2, 4UL), (7, 2, 5, ulong.MaxValue),
                (3, 1, 0, 6UL), (3, 1, 3, 6UL) })
            probe.Observe($"{count} pairs, {size} at a time, {steps} steps",
                string.Join(" / ", TranslationTrainer.Batches(count, size, steps, seed).Select(batch => string.Join(' ', batch))));
    }
}

public sealed class StepsOfTraining() : Check("M11.E3.steps", "makes the updates of Adam with gradients from zero, shortened", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        WordVocabulary vocabulary = new(Translating.Words("a b c d e f"));
        SentencePair[] pairs =
            [.. new[] { "a b > d e", "b c Al > Al f", "c > f", "a Bo c > d Bo f", "b b > e e", "Cy > Cy" }.Select(Translating.Pair)];
        foreach ((string name, TranslationOptions options) in new[]
        {
            ("plain", new TranslationOptions { Steps = 5, BatchSize = 4, Warmup = 3, MaxGradientNorm = 1e6, Seed = 5 }),
            ("gradients are shortened",
                new TranslationOptions { Steps = 5, BatchSize = 2, Warmup = 2, MaxGradientNorm = 1e-8, LabelSmoothing = 0 }),
            ("half the rate", new TranslationOptions { Steps = 4, BatchSize = 6, Warmup = 1, RateFactor = 0.5, LabelSmoothing = 0.3 }),
        })
        {
            TranslatorModel model = Translating.Model(probe, vocabulary.Count, 7, gate: 0);
            model.eval();
            probe.Observe($"{name}: losses", TranslationTrainer.Train(model, pairs, vocabulary, options));
            probe.Observe($"{name}: it is still in evaluation mode", !model.training);
            probe.Observe($"{name}: losses of going on",
                TranslationTrainer.Train(model, pairs, vocabulary, options with { Steps = 2, Seed = 9 }));

            // Gradients that somebody left there are not those of the first step.
            (1e3 * model.Encode(tensor(new long[,] { { 4, 5 } }), ones(1, 2).gt(0)).sum()).backward();
            probe.Observe($"{name}: losses beside old gradients",
                TranslationTrainer.Train(model, pairs, vocabulary, options with { Steps = 3, Seed = 2 }));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(2e-3, 0, "Adam's first updates turn rounding into steps where a gradient is almost 0"));
}
