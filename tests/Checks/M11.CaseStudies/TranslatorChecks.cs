namespace LLMCourse.Checks.M11;

public sealed class PenaltyOfLength() : Check("M11.E3.penalty", "divides by ((5 + length)/6)^α")
{
    public override void Probe(Probe probe)
    {
        foreach (double alpha in new[] { 0, 0.6, 1, 2.5 })
            probe.Observe($"alpha {alpha}", new[] { 1, 2, 7, 40 }.Select(length => BeamTranslator.LengthPenalty(length, alpha)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class BestOfAll()
    : Check("M11.E3.beam", "finds the best of all translations where the beam is wide, and the greedy one where it is 1", points: 3)
{
    private static readonly double[] Alphas = [0, 0.6, 2];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tables = nn.functional.log_softmax(1.5 * probe.Random.Normal64(6, 5, 5), 2);
        probe.Observe("tables", tables);
        foreach (double alpha in Alphas)
            Translating.Observe(probe, $"wide, alpha {alpha}",
                BeamTranslator.Search(Translating.Chain(tables), 6, new BeamOptions { Width = 300, Alpha = alpha, MaxLength = 5 }));
        foreach (int width in new[] { 1, 2, 3 })
            Translating.Observe(probe, $"width {width}",
                BeamTranslator.Search(Translating.Chain(tables), 6, new BeamOptions { Width = width, MaxLength = 12 }));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double[] tables = [.. evidence.Tensor("tables").Values];
        for (int i = 0; i < 6; i++)
        {
            ReadOnlySpan<double> table = tables.AsSpan(25 * i, 25);
            foreach (double alpha in Alphas)
            {
                (string words, double score) = Translating.Exhaustive(table, 5, alpha, 5);
                if (evidence.Text($"wide, alpha {alpha}: words {i}") != words
                    || !Tolerance.Double.Allows(score, evidence.Number($"wide, alpha {alpha}: score {i}")))
                    return Verdict.Fail("A beam that is wide enough for everything does not find the best of all translations.");
            }
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class CallsOfASearch()
    : Check("M11.E3.calls", "asks once a step for what goes on, and stops as soon as nothing can win", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tables = nn.functional.log_softmax(2 * probe.Random.Normal64(4, 5, 5), 2);
        foreach ((int width, double alpha, int longest) in new[] { (1, 0.6, 6), (2, 0, 8), (2, 1, 8), (3, 0.6, 8), (4, 3, 5) })
        {
            List<string> calls = [];
            BeamTranslator.Search(
                Translating.Chain(tables, (prefixes, rows) =>
                {
                    long[] all = prefixes.contiguous().flatten().data<long>().ToArray();
                    calls.Add(string.Join(' ',
                        rows.Select(
                            (row, i) => $"{row}:{string.Concat(all.Skip(i * (int)prefixes.shape[1]).Take((int)prefixes.shape[1]))}")));
                }),
                4,
                new BeamOptions { Width = width, Alpha = alpha, MaxLength = longest });
            probe.Observe($"width {width}, alpha {alpha}, at most {longest}: calls", calls.Count);
            probe.Observe($"width {width}, alpha {alpha}, at most {longest}: what they ask", string.Join('\n', calls));
        }

        // Word 3 goes on with just the score that the end has: it can become no greater.
        Tensor tie = full(new long[] { 1, 5, 5 }, double.NegativeInfinity, ScalarType.Float64);
        tie[0, 1, 2] = tie[0, 1, 3] = tie[0, 3, 2] = -1;
        int asked = 0;
        BeamTranslator.Search(Translating.Chain(tie, (_, _) => asked++), 1, new BeamOptions { Width = 2, Alpha = 0, MaxLength = 5 });
        probe.Observe("what goes on can only come up to the best: calls", asked);
    }
}

public sealed class EdgesOfASearch()
    : Check("M11.E3.edges", "ranks equal ones by their order, never takes what cannot be, and gives an unfinished one for want of another")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor equal = full(new long[] { 2, 5, 5 }, Math.Log(0.2), ScalarType.Float64);
        Translating.Observe(probe, "all are equal, width 3",
            BeamTranslator.Search(Translating.Chain(equal), 2, new BeamOptions { Width = 3, MaxLength = 4 }));
        Translating.Observe(probe, "all are equal, width 1",
            BeamTranslator.Search(Translating.Chain(equal), 1, new BeamOptions { Width = 1, MaxLength = 3 }));
        Tensor late = equal.clone();
        late[.., .., 2] = -1e3;
        Translating.Observe(probe, "the end is far",
            BeamTranslator.Search(Translating.Chain(late), 2, new BeamOptions { Width = 2, Alpha = 0, MaxLength = 3 }));
        Translating.Observe(probe, "the end is far, and others are scarce",
            BeamTranslator.Search(Translating.Chain(late), 2, new BeamOptions { Width = 7, Alpha = 0, MaxLength = 1 }));
        Tensor only = full(new long[] { 1, 5, 5 }, double.NegativeInfinity, ScalarType.Float64);
        only[0, 1, 4] = only[0, 4, 3] = only[0, 3, 2] = -0.5;
        Translating.Observe(probe, "one way alone",
            BeamTranslator.Search(Translating.Chain(only), 1, new BeamOptions { Width = 4, Alpha = 1, MaxLength = 9 }));
        Translating.Observe(probe, "one way alone, too long",
            BeamTranslator.Search(Translating.Chain(only), 1, new BeamOptions { Width = 4, Alpha = 1, MaxLength = 2 }));
        // The same score, the one short and the other long: 1 + 1 is 2.
        Tensor tie = full(new long[] { 1, 5, 5 }, double.NegativeInfinity, ScalarType.Float64);
        tie[0, 1, 2] = -2;
        tie[0, 1, 3] = tie[0, 3, 2] = tie[0, 1, 4] = tie[0, 4, 2] = -1;
        Translating.Observe(probe, "as likely as a shorter one",
            BeamTranslator.Search(Translating.Chain(tie), 1, new BeamOptions { Width = 3, Alpha = 0, MaxLength = 5 }));
        tie[0, 4, 2] = -0.5;
        Translating.Observe(probe, "likelier than a shorter one",
            BeamTranslator.Search(Translating.Chain(tie), 1, new BeamOptions { Width = 3, Alpha = 0, MaxLength = 5 }));
        probe.Observe("no sentence", BeamTranslator.Search(Translating.Chain(tie), 0, new BeamOptions()).Count);
        Translating.Observe(probe, "in float32",
            BeamTranslator.Search(Translating.Chain(nn.functional.log_softmax(probe.Random.Normal(1, 5, 5), 2)), 1,
                new BeamOptions { Width = 2, MaxLength = 6 }));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name.StartsWith("in float32", StringComparison.Ordinal) ? Tolerance.Operator : Tolerance.Double);
}

public sealed class TranslationsTogether()
    : Check("M11.E3.translate", "translates each sentence as it would alone, with words of its own source", points: 2)
{
    private static readonly string[] Sentences =
        ["the dog sees Al", "Bo", "Cy Di the Cy Ed a", "a cat", "Al sees Bo the the dog Fy", "sees"];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        WordVocabulary vocabulary = new(Translating.Words("the dog sees a cat"));
        foreach ((ulong seed, double gate) in new (ulong, double)[] { (1, 0), (2, -2), (3, -12), (4, 12) })
        {
            Translator translator = new(Translating.Model(probe, vocabulary.Count, seed, gate), vocabulary);
            foreach (int width in new[] { 1, 3 })
            {
                BeamOptions options = new() { Width = width, MaxLength = 7 };
                IReadOnlyList<Translation> all = translator.Translate(Translating.Sources(Sentences), options);
                for (int i = 0; i < Sentences.Length; i++)
                {
                    Translation alone = translator.Translate([Translating.Words(Sentences[i])], options)[0];
                    probe.Observe($"model {seed}, width {width}: {i}", string.Join(' ', all[i].Words));
                    probe.Observe($"model {seed}, width {width}: {i} is the same alone", alone.Words.SequenceEqual(all[i].Words));
                    probe.Observe($"model {seed}, width {width}: {i}, score", all[i].Score);
                    probe.Observe($"model {seed}, width {width}: {i}, finished", all[i].IsFinished);
                }
            }

            probe.Observe($"model {seed}: no sentence", translator.Translate([], new BeamOptions()).Count);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Rows of one sentence need that sentence's memory, mask and copies; ids from V on are unknown words to the decoder and the source's own words in the answer.");
}

public sealed class TranslatorRefusals() : Check("M11.E3.refusals", "refuses what does not fit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        WordVocabulary vocabulary = new(["a", "b"]);
        void Refuses(string name, Action call) => probe.ObserveThrows<ArgumentException>(name, call);
        void Accepts(string name, Action call) => probe.ObserveAccepts(name, call);
        Refuses("no pair", () => TranslationBatch.From([], vocabulary));
        Refuses("a source without words", () => TranslationBatch.From([Translating.Pair("a > b"), Translating.Pair(" > b")], vocabulary));

        void Mix(long[]? logits = null, long[]? gate = null, long[]? scores = null, long[]? copies = null, long[]? mask = null,
            int extra = 1, long id = 0, bool hide = false, long? hidden = null)
        {
            Tensor ids = full(copies ?? [2, 4], id, ScalarType.Int64), shown = ones(mask ?? [2, 4]).gt(0);
            if (hide) shown[1] = false;
            if (hidden is { } behind)
            {
                ids[1, 3] = behind;
                shown[1, 3] = false;
            }

            PointerHead.Mix(zeros(logits ?? [2, 3, 5]), zeros(gate ?? [2, 3]), zeros(scores ?? [2, 3, 4]), ids, shown, extra);
        }

        Accepts("what fits", () => Mix());
        Accepts("the last id", () => Mix(id: 5));
        Accepts("nothing extra", () => Mix(extra: 0, id: 4));
        Refuses("logits of two axes", () => Mix(logits: [2, 3]));
        Refuses("scores of two axes", () => Mix(scores: [2, 3]));
        Refuses("a gate of another length", () => Mix(gate: [2, 4]));
        Refuses("a gate of another batch", () => Mix(gate: [1, 3]));
        Refuses("scores of another batch", () => Mix(scores: [1, 3, 4]));
        Refuses("scores of another length", () => Mix(scores: [2, 1, 4]));
        Refuses("copies of another batch", () => Mix(copies: [1, 4]));
        Refuses("copies of another length", () => Mix(copies: [2, 3]));
        Refuses("a mask of another length", () => Mix(mask: [2, 1]));
        Refuses("a mask of another batch", () => Mix(mask: [1, 4]));
        Refuses("an id too large", () => Mix(id: 6));
        Refuses("an id below 0", () => Mix(id: -1));
        Accepts("the last id at padding", () => Mix(hidden: 5));
        Refuses("an id too large at padding", () => Mix(hidden: 6));
        Refuses("a negative number of extra ids", () => Mix(extra: -1));
        Refuses("a source of padding alone", () => Mix(hide: true));

        void Loss(int words = 5, double smoothing = 0, long[]? shape = null, long[]? target = null, long id = 1) =>
            TranslationLoss.Of(zeros(shape ?? [2, 3, 5]), full(target ?? [2, 3], id, ScalarType.Int64), words, smoothing);
        Accepts("a loss that fits", () => Loss(1, 0.99));
        Refuses("a loss of two axes", () => Loss(3, shape: [2, 3]));
        Refuses("targets of another length", () => Loss(target: [2, 2]));
        Refuses("targets of another batch", () => Loss(target: [1, 3]));
        Refuses("no words", () => Loss(0));
        Refuses("more words than there are", () => Loss(6));
        foreach (double smoothing in new[] { -0.1, 1, double.NaN }) Refuses($"smoothing {smoothing}", () => Loss(smoothing: smoothing));
        Refuses("padding alone", () => Loss(id: 0));

        Refuses("step 0", () => TranslationTrainer.LearningRate(0, 1, 1));
        Refuses("width 0", () => TranslationTrainer.LearningRate(1, 0, 1));
        Refuses("warm-up 0", () => TranslationTrainer.LearningRate(1, 1, 0));
        Refuses("batches of no pair", () => TranslationTrainer.Batches(0, 1, 1, 0));
        Refuses("batches of size 0", () => TranslationTrainer.Batches(1, 0, 1, 0));
        Refuses("a negative number of batches", () => TranslationTrainer.Batches(1, 1, -1, 0));

        TranslatorModel model = Translating.Model(probe, vocabulary.Count, 1, 0);
        SentencePair[] pairs = [Translating.Pair("a > b")];
        TranslationOptions few = new() { Steps = 1, BatchSize = 1, Warmup = 1 };
        Accepts("options that fit", () => TranslationTrainer.Train(model, pairs, vocabulary, few));
        Refuses("nothing to learn from", () => TranslationTrainer.Train(model, [], vocabulary, few));
        Refuses("another vocabulary", () => TranslationTrainer.Train(model, pairs, new WordVocabulary(["a"]), few));
        foreach ((string name, TranslationOptions options) in new (string, TranslationOptions)[]
        {
            ("no steps", few with { Steps = 0 }), ("no batch", few with { BatchSize = 0 }), ("no warm-up", few with { Warmup = 0 }),
            ("smoothing of 1", few with { LabelSmoothing = 1 }),
            ("smoothing below 0", few with { LabelSmoothing = -0.01 }), ("a rate of 0", few with { RateFactor = 0 }),
            ("an infinite rate", few with { RateFactor = double.PositiveInfinity }),
            ("a norm of 0", few with { MaxGradientNorm = 0 }), ("a norm that is not a number", few with { MaxGradientNorm = double.NaN }),
            ("an infinite norm", few with { MaxGradientNorm = double.PositiveInfinity }),
        })
        {
            Refuses($"training with {name}", () => TranslationTrainer.Train(model, pairs, vocabulary, options));
        }

        Refuses("length 0", () => BeamTranslator.LengthPenalty(0, 1));
        foreach (double alpha in new[] { -0.1, double.NaN, double.PositiveInfinity })
            Refuses($"alpha {alpha}", () => BeamTranslator.LengthPenalty(1, alpha));
        Func<Tensor, IReadOnlyList<int>, Tensor> chain = Translating.Chain(zeros(1, 3, 3));
        Accepts("a search that fits", () => BeamTranslator.Search(chain, 1, new BeamOptions { Width = 1, MaxLength = 1 }));
        Refuses("a negative number of sentences", () => BeamTranslator.Search(chain, -1, new BeamOptions()));
        Refuses("a search of width 0", () => BeamTranslator.Search(chain, 1, new BeamOptions { Width = 0 }));
        Refuses("a search of length 0", () => BeamTranslator.Search(chain, 1, new BeamOptions { MaxLength = 0 }));
        Refuses("a search with a negative alpha", () => BeamTranslator.Search(chain, 1, new BeamOptions { Alpha = -1 }));
        Refuses("a translator with another vocabulary", () => _ = new Translator(model, new WordVocabulary(["a"])));
        Refuses("a sentence without words",
            () => new Translator(model, vocabulary).Translate(Translating.Sources("a", " "), new BeamOptions()));
    }
}

public sealed class TranslatorLeaks() : Check("M11.E3.leaks", "leaves no tensor behind, and gradients as they were")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        WordVocabulary vocabulary = new(Translating.Words("a b c"));
        SentencePair[] pairs = [Translating.Pair("a b Al > Al c"), Translating.Pair("b > c")];
        Tensor logits = probe.Random.Normal(1, 2, 4), gate = probe.Random.Normal(1, 2), scores = probe.Random.Normal(1, 2, 2);
        Tensor copies = tensor(new long[,] { { 1, 4 } }), mask = tensor(new[,] { { true, true } }),
            target = tensor(new long[,] { { 1, 3 } });
        probe.ObserveLeak("a mixture", () => PointerHead.Mix(logits, gate, scores, copies, mask, 1));
        probe.ObserveLeak("a loss", () => TranslationLoss.Of(logits, target, 4, 0.1));
        TranslatorModel model = Translating.Model(probe, vocabulary.Count, 1, -1);
        Translator translator = new(model, vocabulary);
        probe.ObserveLeak("a translation", () =>
        {
            translator.Translate(Translating.Sources("a Al b", "Bo"), new BeamOptions { Width = 2, MaxLength = 4 });
            return zeros(1);
        });
        Tensor tables = probe.Random.Normal(1, 6, 6);
        probe.ObserveLeak("a search", () =>
        {
            BeamTranslator.Search(Translating.Chain(tables), 1, new BeamOptions { Width = 2, MaxLength = 3 });
            return zeros(1);
        });
        probe.ObserveGrowth("a step of training",
            steps =>
                TranslationTrainer.Train(model, pairs, vocabulary, new TranslationOptions { Steps = steps, BatchSize = 2, Warmup = 5 }));
        probe.Observe("gradients are on afterwards", is_grad_enabled());
    }
}

public sealed class ATrainedTranslator : Check
{
    public ATrainedTranslator()
        : base("M11.E3.learns", "translates held-out sentences after 300 steps, unknown names among them", points: 2)
    {
        Needs = ["M11.E3.mixture", "M11.E3.loss", "M11.E3.translate"];
        IsTrained = true;
        TimeLimit = TimeSpan.FromSeconds(60);
    }

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        ParallelGrammar grammar = new(isSmall: true);
        WordVocabulary vocabulary = new(grammar.Words);
        (IReadOnlyList<SentencePair> train, IReadOnlyList<SentencePair> heldOut) = grammar.Split(seed: 1, train: 1000, heldOut: 60);
        TranslatorModel model = probe.Owns(new TranslatorModel(vocabulary.Count, width: 32, layers: 1, heads: 4, seed: 3));
        probe.Progress(0.1, "training");
        IReadOnlyList<double> losses =
            TranslationTrainer.Train(model, train, vocabulary, new TranslationOptions { Steps = 300, Warmup = 60 });
        IReadOnlyList<Translation> found =
            new Translator(model, vocabulary).Translate([.. heldOut.Select(pair => pair.Source)], new BeamOptions { MaxLength = 20 });
        probe.Observe("loss at the end", losses.TakeLast(20).Average());
        probe.Observe("BLEU",
            TextScores.Bleu([.. heldOut.Select(pair => pair.Target)], [.. found.Select(translation => translation.Words)]));
        bool IsName(string word) => char.IsUpper(word[0]);
        probe.Observe("names", heldOut.Zip(found)
            .Sum(both => both.First.Source.Where(IsName).Count(both.Second.Words.Contains))
                / (double)heldOut.Sum(pair => pair.Source.Count(IsName)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double bleu = evidence.Number("BLEU"), names = evidence.Number("names");
        if (!(bleu >= 60))
            return Verdict.Fail($"BLEU of held-out sentences is {bleu:F0}; at least 60 is asked for.",
                hint: "Does the loss of training fall below 1.2? If so, look at the search; otherwise at batches and steps.");
        return names >= 0.6
            ? Verdict.Pass
            : Verdict.Fail($"{100 * names:F0} % of the unknown names are copied; at least 60 % are asked for.");
    }
}
