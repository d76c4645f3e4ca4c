using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M08;

/// <summary>What the checks of multiple choice share.</summary>
internal static class Choices
{
    private const string Corpus =
        "the answer is the river. the answer is the mountain. question: where is the water? answer: in the river, not in the mountains. "
        + "question: who is it? answer: it is a singer or a river singer. question: how high is the mountain? answer: the mountain is high.";

    public static Tolerance Tolerance { get; } = new(1e-9, 1e-9, "logits are float32, but all sums are of float64");

    /// <summary>A tokenizer whose tokens are whole words with the space before them.</summary>
    public static BytePairTokenizer Tokenizer() =>
        new(BytePairTrainer.Train(Corpus, 300, new BytePairTrainerOptions { SpecialTokens = ["<|endoftext|>"] }), SplitRule.Gpt2);

    /// <summary>Draws choices with one context.</summary>
    public static EncodedPair[] Draw(CheckRandom random, int vocabulary, int context, params int[] lengths)
    {
        int[] shared = FunctionModel.Tokens(random, vocabulary, context);
        return [.. lengths.Select(
            length => new EncodedPair(shared, FunctionModel.Tokens(random, vocabulary, length), (int)random.NextInteger(1, 30)))];
    }

    public static void Observe(Probe probe, string name, ChoiceScores scores)
    {
        probe.Observe($"{name}: scores", scores.Values);
        probe.Observe($"{name}: best", scores.Best);
    }

    public static void Observe(Probe probe, string name, EncodedPair pair)
    {
        probe.Observe($"{name}: context", (IEnumerable<int>)pair.Context);
        probe.Observe($"{name}: continuation", (IEnumerable<int>)pair.Continuation);
    }

    /// <summary>Draws a batch: logits, ids, the lengths of the contexts and of the rows. Behind its
    /// length a row has what padding may have.</summary>
    public static (Tensor Logits, Tensor Ids, int[] Contexts, int[] Lengths) Batch(CheckRandom random, int vocabulary,
        params (int Context, int Length)[] rows)
    {
        int longest = rows.Max(row => row.Length) + 1;
        Tensor logits = random.Normal(rows.Length, longest, vocabulary), ids = random.Integers(0, vocabulary, rows.Length, longest);
        for (int i = 0; i < rows.Length; i++)
        {
            // The last logits of a row are about its padding, so they may be anything, too.
            logits[i].narrow(0, rows[i].Length - 1, longest - rows[i].Length + 1).fill_(i % 2 == 0 ? float.NaN : float.PositiveInfinity);
            ids[i].narrow(0, rows[i].Length, longest - rows[i].Length).fill_(i % 3 == 0 ? -100L : vocabulary + 5L);
        }

        return (logits, ids, [.. rows.Select(row => row.Context)], [.. rows.Select(row => row.Length)]);
    }
}

public sealed class EncodeAPair()
    : VisibleCheck("M08.E2.encode", "encodes the whole text, and splits it at the context's own number of tokens", points: 2)
{
    public override void Probe(Probe probe)
    {
        BytePairTokenizer tokenizer = Choices.Tokenizer();
        foreach ((string name, string context, string continuation) in new[]
        {
            ("a leading space", "question: who is it? answer:", " the river singer"),
            ("no space between", "the answer is (", "the mountain)"),
            ("a line break", "question: how high?\n", "answer: high"),
            ("no context", "", "the river"),
            ("no context, a space", "", " river"),
            ("punctuation", "answer: the river", ", not the mountain."),
            ("a word that goes on", "the moun", "tains are high"),
            ("characters of four bytes", "🙂 answer:", " 𝒜🙂"),
            ("accents", "où est la rivière ?", " là-bas"),
            ("a special token as text", "answer:<|endoftext|>", " <|endoftext|> river"),
        })
            Choices.Observe(probe, name, MultipleChoice.Encode(tokenizer, context, continuation));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Encode the joined text with EncodeOrdinary; only the number of tokens comes from the context alone.");
}

public sealed class EncodeSpaces() : Check("M08.E2.spaces", "moves white space from the end of the context to the continuation")
{
    public override void Probe(Probe probe)
    {
        BytePairTokenizer tokenizer = Choices.Tokenizer();
        foreach ((string name, string context, string continuation) in new[]
        {
            ("one space", "the answer is ", "river"),
            ("two spaces", "the answer is  ", "the river"),
            ("a space on both sides", "the answer is ", " river"),
            ("a line break", "question:\n", "river"),
            ("a line break as on Windows", "question:\r\n", "the mountain"),
            ("a tab and a no-break space", "answer:\t\u00a0", "high"),
            ("nothing but white space", " \n ", "river"),
        })
            Choices.Observe(probe, name, MultipleChoice.Encode(tokenizer, context, continuation));
    }
}

public sealed class EncodeBytes() : Check("M08.E2.bytes", "counts the bytes of the continuation without white space at its beginning")
{
    public override void Probe(Probe probe)
    {
        BytePairTokenizer tokenizer = Choices.Tokenizer();
        foreach ((string name, string context, string continuation) in new[]
        {
            ("a space before it", "answer:", " river"),
            ("a space in the context", "answer: ", "river"),
            ("both", "answer: ", "\n\u2003river"),
            ("a space behind it", "answer:", " river "),
            ("a space in it", "answer:", " the river"),
            ("accents", "answer:", " là-bas"),
            ("characters of four bytes", "answer:", " 𝒜🙂"),
            ("a line break as on Windows", "answer:", "\r\nno\r\nway"),
            ("a word that the context began", "the moun", "tains are high"),
            ("a token of which the context has a part", "the ans", "wer: é"),
        })
            probe.Observe(name, MultipleChoice.Encode(tokenizer, context, continuation).Bytes);
    }
}

public sealed class EncodeRefused() : Check("M08.E2.no-continuation", "refuses continuations without a token or of white space alone")
{
    public override void Probe(Probe probe)
    {
        BytePairTokenizer tokenizer = Choices.Tokenizer();
        probe.ObserveThrows<ArgumentException>("merges with the context",
            () => MultipleChoice.Encode(tokenizer, "the answer is the rive", "r"));
        probe.ObserveThrows<ArgumentException>("merges into fewer tokens than the context has",
            () => MultipleChoice.Encode(tokenizer, "the mountai", "n"));
        probe.ObserveThrows<ArgumentException>("merges into as many tokens as the context has",
            () => MultipleChoice.Encode(tokenizer, "the answer i", "s"));
        probe.ObserveThrows<ArgumentException>("a whole word that comes to be", () => MultipleChoice.Encode(tokenizer, "answe", "r"));
        probe.ObserveThrows<ArgumentException>("empty", () => MultipleChoice.Encode(tokenizer, "the answer", ""));
        probe.ObserveThrows<ArgumentException>("white space", () => MultipleChoice.Encode(tokenizer, "the answer", " \r\n\u00a0"));
        probe.ObserveThrows<ArgumentException>("both empty", () => MultipleChoice.Encode(tokenizer, "", ""));
        probe.ObserveThrows<ArgumentException>("no tokenizer", () => MultipleChoice.Encode(null!, "the", " river"));
        probe.ObserveThrows<ArgumentException>("null as context", () => MultipleChoice.Encode(tokenizer, null!, " river"));
        probe.ObserveThrows<ArgumentException>("null as continuation", () => MultipleChoice.Encode(tokenizer, "the", null!));
        probe.ObserveAccepts("one character", () => MultipleChoice.Encode(tokenizer, "the answer is", " x"));
    }
}

public sealed class ScoreSums() : VisibleCheck("M08.E2.sum", "adds up ln P of the continuation's tokens", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(21, 12, 3);
        Choices.Observe(probe, "one token each",
            MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 6, 1, 1, 1, 1), ChoiceNorm.Sum));
        Choices.Observe(probe, "several", MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 4, 3, 1, 7, 2), ChoiceNorm.Sum));
        Choices.Observe(probe, "one token of context",
            MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 1, 2, 2), ChoiceNorm.Sum));
        Choices.Observe(probe, "contexts of their own",
            MultipleChoice.Score(model, [new([3, 1], [4, 5], 2), new([3, 2, 7], [4, 5], 2), new([9], [4, 5], 2)], ChoiceNorm.Sum));
        Choices.Observe(probe, "one choice", MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 5, 4), ChoiceNorm.Sum));
        FunctionModel steep = FunctionModel.OfAll(5, 12, 4000);
        Choices.Observe(probe, "logits that overflow",
            MultipleChoice.Score(steep, Choices.Draw(probe.Random, 12, 5, 4, 1, 2), ChoiceNorm.Sum));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Choices.Tolerance)
        .WithHint("The logits after the context's last token are about the continuation's first.");
}

public sealed class ScoreLengths() : Check("M08.E2.lengths", "divides by the continuation's tokens or bytes", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(22, 12, 3);
        for (int i = 0; i < 4; i++)
        {
            EncodedPair[] choices = Choices.Draw(probe.Random, 12, 5, 1 + i, 4, 2, 6 - i);
            foreach (ChoiceNorm norm in new[] { ChoiceNorm.Token, ChoiceNorm.Byte })
                Choices.Observe(probe, $"question {i}, {norm}", MultipleChoice.Score(model, choices, norm));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Choices.Tolerance);
}

public sealed class ScoreMutualInformation()
    : Check("M08.E2.pmi", "sets each sum against the one after the unconditional context", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(23, 12, 3);
        for (int i = 0; i < 3; i++)
            Choices.Observe(probe, $"question {i}",
                MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 5, 1 + i, 4, 2), ChoiceNorm.Pmi,
                    FunctionModel.Tokens(probe.Random, 12, 1 + i)));

        // After a question, token 1 is impossible; after 5, tokens 1 and 2 are.
        var strict = new FunctionModel(6, 8, (ids, logits) =>
        {
            logits.Clear();
            logits[1] = float.NegativeInfinity;
            if (ids[0] == 5) logits[2] = float.NegativeInfinity;
        });
        Choices.Observe(probe, "impossible with and without the question",
            MultipleChoice.Score(strict, [new([0], [1], 1), new([0], [3], 1)], ChoiceNorm.Pmi, [5]));
        Choices.Observe(probe, "impossible without the question",
            MultipleChoice.Score(strict, [new([0], [3], 1), new([0], [2], 1)], ChoiceNorm.Pmi, [5]));
        Choices.Observe(probe, "nothing is possible",
            MultipleChoice.Score(strict, [new([0], [1], 1), new([5], [2], 1)], ChoiceNorm.Pmi, [0]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Choices.Tolerance);
}

public sealed class ScoreTies() : Check("M08.E2.ties", "takes the first of equal choices")
{
    public override void Probe(Probe probe)
    {
        var uniform = new FunctionModel(8, 16, (_, logits) => logits.Clear());
        EncodedPair[] choices = [new([0], [1, 2, 3], 6), new([0], [4], 2), new([0], [5, 6], 4), new([0], [7], 2)];
        foreach (ChoiceNorm norm in Enum.GetValues<ChoiceNorm>())
            probe.Observe($"{norm}", MultipleChoice.Score(uniform, choices, norm, [1]).Best);
        probe.Observe("the same choice",
            MultipleChoice.Score(FunctionModel.OfAll(9, 8, 2), [choices[1], choices[1], choices[1]], ChoiceNorm.Sum).Best);
        var none = new FunctionModel(8, 16, (_, logits) =>
        {
            logits.Fill(float.NegativeInfinity);
            logits[0] = 0;
        });
        probe.Observe("all impossible", MultipleChoice.Score(none, choices, ChoiceNorm.Sum).Best);
        probe.Observe("all impossible: their scores", MultipleChoice.Score(none, choices, ChoiceNorm.Sum).Values);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Choices.Tolerance);
}

public sealed class ScoreSharedContexts()
    : Check("M08.E2.shared", "has a shared context read once, and gives the numbers of a model that remembers nothing", points: 2)
{
    private static readonly string[] Names = ["sums", "mutual information", "one choice"];

    public override void Probe(Probe probe)
    {
        foreach ((string name, ChoiceNorm norm,
            int[] lengths) in new[] { (Names[0], ChoiceNorm.Sum, new[] { 3, 1, 5, 2 }), (Names[1], ChoiceNorm.Pmi, [2, 4, 1, 3]),
                (Names[2], ChoiceNorm.Byte, [4]) })
        {
            FunctionModel model = FunctionModel.OfAll(31, 12, 3, 128);
            EncodedPair[] choices = Choices.Draw(probe.Random, 12, 80, lengths);
            int[] alone = FunctionModel.Tokens(probe.Random, 12, 30);
            ChoiceScores scores = MultipleChoice.Score(model, choices, norm, alone);
            int contexts = norm == ChoiceNorm.Pmi ? 2 : 1;
            probe.Observe($"{name}: contexts were read again",
                model.Calls.Sum(call => call.Read) > 80 + ((contexts - 1) * 30) + (contexts * lengths.Sum()));
            probe.Observe($"{name}: scores", scores.Values);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in Names)
        {
            if (evidence.Flag($"{name}: contexts were read again"))
                return Verdict.Fail("A context that all choices share is read more than once.",
                    hint: "A model remembers the tokens of its last call only: do not ask about another context in between.");
        }

        return evidence.EqualsExpected(Choices.Tolerance);
    }
}

public sealed class ScoreLongContexts() : Check("M08.E2.long", "leaves out the oldest tokens where the context is too long")
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(41, 12, 3, 10);
        foreach (int context in new[] { 8, 9, 10, 25 })
            Choices.Observe(probe, $"{context} tokens of context",
                MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, context, 1, 3, 10, 9), ChoiceNorm.Sum));
        Choices.Observe(probe, "a long unconditional context",
            MultipleChoice.Score(model, Choices.Draw(probe.Random, 12, 2, 1, 3), ChoiceNorm.Pmi,
                FunctionModel.Tokens(probe.Random, 12, 14)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Choices.Tolerance)
        .WithHint("What counts is what the model is shown: the last token of a continuation is not.");
}

public sealed class ScoreArguments()
    : Check("M08.E2.bad-arguments",
        "refuses choices without tokens, tokens that are not in the vocabulary, and norms without what they need")
{
    public override void Probe(Probe probe)
    {
        var model = new CarelessModel(5);
        EncodedPair good = new([0, 4], [1, 4], 2);
        // The norm is written into each call: a lambda that captures an enum of the module would keep the checks' types from loading.
        void throws(string name, Action call) => probe.ObserveThrows<ArgumentException>(name, call);
        throws("no choice", () => MultipleChoice.Score(model, [], ChoiceNorm.Sum));
        throws("no context", () => MultipleChoice.Score(model, [good, new([], [1], 1)], ChoiceNorm.Sum));
        throws("no continuation", () => MultipleChoice.Score(model, [good, new([1], [], 1)], ChoiceNorm.Token));
        throws("a context's token beyond the vocabulary",
            () => MultipleChoice.Score(model, [good, new([0, 5, 1], [1], 1)], ChoiceNorm.Sum));
        throws("a negative token", () => MultipleChoice.Score(model, [new([-1, 0], [1], 1)], ChoiceNorm.Sum));
        throws("a token beyond the vocabulary in what the model is not shown",
            () => MultipleChoice.Score(model, [new([5, .. new int[20]], [1], 1)], ChoiceNorm.Sum));
        throws("a continuation's last token beyond the vocabulary",
            () => MultipleChoice.Score(model, [good, new([0], [1, 5], 1)], ChoiceNorm.Sum));
        throws("a continuation's negative token", () => MultipleChoice.Score(model, [good, new([0], [-1, 2], 1)], ChoiceNorm.Sum));
        throws("a continuation longer than the model's context",
            () => MultipleChoice.Score(model, [new([0], new int[17], 1)], ChoiceNorm.Sum));
        throws("no bytes", () => MultipleChoice.Score(model, [good, good with { Bytes = 0 }], ChoiceNorm.Byte));
        throws("a negative number of bytes", () => MultipleChoice.Score(model, [good, good with { Bytes = -1 }], ChoiceNorm.Byte));
        throws("no unconditional context", () => MultipleChoice.Score(model, [good], ChoiceNorm.Pmi));
        throws("an empty unconditional context", () => MultipleChoice.Score(model, [good], ChoiceNorm.Pmi, []));
        throws("an unconditional context's token beyond the vocabulary", () => MultipleChoice.Score(model, [good], ChoiceNorm.Pmi, [5]));
        throws("an unconditional context's negative token", () => MultipleChoice.Score(model, [good], ChoiceNorm.Pmi, [-1]));
        probe.ObserveThrows<ArgumentException>("no model", () => MultipleChoice.Score(null!, [good], ChoiceNorm.Sum));
        probe.ObserveThrows<ArgumentException>("no list of choices", () => MultipleChoice.Score(model, null!, ChoiceNorm.Sum));
        probe.ObserveAccepts("a continuation as long as the model's context",
            () => MultipleChoice.Score(model, [new([0], new int[16], 1)], ChoiceNorm.Sum));
        probe.ObserveAccepts("contexts longer than the model's",
            () => MultipleChoice.Score(model, [new(new int[20], [1], 1)], ChoiceNorm.Pmi, new int[25]));
        probe.Observe("the most that the model was shown", model.Most); // it takes whatever it is shown
        probe.ObserveAccepts("bytes that nobody asks for",
            () => MultipleChoice.Score(model, [good with { Bytes = 0 }], ChoiceNorm.Pmi, [4]));
        probe.ObserveAccepts("an unconditional context that nobody asks for",
            () => MultipleChoice.Score(model, [good with { Bytes = 1 }], ChoiceNorm.Byte, []));
    }
}

public sealed class BatchLikelihoods() : Check("M08.E2.batch", "gives each row of a padded batch the number that it has alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using var scope = NewDisposeScope();
        foreach ((string name, (int Context, int Length)[] rows) in new[]
        {
            ("rows of one length", new[] { (3, 6), (3, 6) }),
            ("rows of many lengths", [(1, 2), (4, 9), (6, 7), (1, 9), (2, 5)]),
            ("one row", [(2, 4)]),
        })
        {
            (Tensor logits, Tensor ids, int[] contexts, int[] lengths) = Choices.Batch(probe.Random, 7, rows);
            Tensor before = logits.clone(), shown = ids.clone();
            Tensor together = MultipleChoice.LogLikelihoods(logits, ids, contexts, lengths);
            probe.Observe($"{name}: together", together);
            probe.Observe($"{name}: what was given is as it was", allclose(logits, before, 0, 0, equal_nan: true) && ids.equal(shown).all().item<bool>());
            for (int i = 0; i < rows.Length; i++)
            {
                Tensor alone = MultipleChoice.LogLikelihoods(logits[i].narrow(0, 0, lengths[i]).unsqueeze(0),
                    ids[i].narrow(0, 0, lengths[i]).unsqueeze(0), [contexts[i]], [lengths[i]]);
                probe.Observe($"{name}: row {i} alone", alone);
            }
        }

        probe.Observe("several rows of two tokens",
            MultipleChoice.LogLikelihoods(probe.Random.Normal(3, 2, 7), probe.Random.Integers(0, 7, 3, 2), [1, 1, 1], [2, 2, 2]));
        probe.Observe("logits that overflow",
            MultipleChoice.LogLikelihoods(200 * probe.Random.Normal(2, 5, 7), probe.Random.Integers(0, 7, 2, 5), [1, 2], [5, 4]));
        probe.Observe("a vocabulary of one token",
            MultipleChoice.LogLikelihoods(probe.Random.Normal(1, 4, 1), zeros([1, 4], ScalarType.Int64), [2], [3]));

        // Rows without padding, as a caller may pass them: not contiguous.
        Tensor many = probe.Random.Normal(7, 5, 3).transpose(0, 2), tokens = probe.Random.Integers(0, 7, 5, 3).transpose(0, 1);
        probe.Observe("not contiguous", MultipleChoice.LogLikelihoods(many, tokens, [1, 2, 4], [5, 5, 5]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Layer)
        .WithHint("Padding may hold NaN and ids that do not exist, and 0 · NaN is NaN: choose, do not multiply.");
}

public sealed class BatchArguments()
    : Check("M08.E2.bad-batches", "refuses batches whose shapes, lengths or tokens do not fit, and leaks no tensor")
{
    public override void Probe(Probe probe)
    {
        using var scope = NewDisposeScope();
        (Tensor logits, Tensor ids, int[] contexts, int[] lengths) = Choices.Batch(probe.Random, 5, (1, 3), (2, 4));
        void throws(string name, Tensor x, Tensor tokens, int[] before, int[] all) =>
            probe.ObserveThrows<ArgumentException>(name, () => MultipleChoice.LogLikelihoods(x, tokens, before, all));
        throws("no context", logits, ids, [0, 2], lengths);
        throws("nothing but context", logits, ids, [3, 2], lengths);
        throws("longer than the tensor", zeros(2, 5, 5), zeros([2, 5], ScalarType.Int64), contexts, [3, 6]);
        throws("too few lengths", logits, ids, contexts, [3]);
        throws("too many lengths", logits, ids, contexts, [3, 4, 3]);
        throws("too many contexts", logits, ids, [1, 2, 1], lengths);
        throws("logits of two axes", logits[0], ids, contexts, lengths);
        throws("logits of float64", logits.to(ScalarType.Float64), ids, contexts, lengths);
        throws("ids of int32", logits, ids.to(ScalarType.Int32), contexts, lengths);
        throws("ids of another length", logits, ids.narrow(1, 0, 4), contexts, [3, 3]);
        throws("ids of another number of rows", logits, ids.narrow(0, 0, 1), contexts, lengths);
        throws("ids that are longer", logits, zeros([2, 6], ScalarType.Int64), contexts, lengths);
        throws("ids of more rows", logits, zeros([3, 5], ScalarType.Int64), contexts, lengths);
        foreach (long[] tokens in new long[][] { [0, 5, 1], [0, 1, 5], [0, -1, 1], [0, 1, -100] })
            throws($"the tokens {string.Join(", ", tokens)} among five", zeros(1, 3, 5), tensor(tokens, [1, 3]), [1], [3]);
        throws("a token beyond the vocabulary", logits, full([2, 5], 5L, ScalarType.Int64), contexts, lengths);
        throws("a negative token", logits, full([2, 5], -1L, ScalarType.Int64), contexts, lengths);
        probe.ObserveThrows<ArgumentException>("no logits", () => MultipleChoice.LogLikelihoods(null!, ids, contexts, lengths));
        probe.ObserveThrows<ArgumentException>("no ids", () => MultipleChoice.LogLikelihoods(logits, null!, contexts, lengths));
        probe.ObserveThrows<ArgumentException>("no lengths", () => MultipleChoice.LogLikelihoods(logits, ids, contexts, null!));
        probe.ObserveThrows<ArgumentException>("no lengths of contexts", () => MultipleChoice.LogLikelihoods(logits, ids, null!, lengths));
        probe.ObserveAccepts("the greatest and the least token",
            () => MultipleChoice.LogLikelihoods(zeros(1, 3, 5), tensor(new long[] { 0, 4, 0 }, [1, 3]), [1], [3]));
        Tensor common = probe.Random.Integers(0, 5, 2, 5), all = probe.Random.Normal(2, 5, 5);
        probe.Observe("padding of common tokens", MultipleChoice.LogLikelihoods(all, common, contexts, lengths));
        probe.ObserveLeak("tensors left", () => MultipleChoice.LogLikelihoods(all, common, contexts, lengths));
    }
}
