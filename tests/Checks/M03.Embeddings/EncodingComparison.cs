namespace LLMCourse.Checks.M03;

/// <summary>
/// Trains the same tiny model with each way to tell positions: on letters that it copies and reverses, looking in both directions, and on a
/// small language, of which it then reads pieces twice as long as in training. Compares the token vectors of two seeds as well.
/// </summary>
public sealed class EncodingComparison : Experiment
{
    private const int LetterSteps = 400, TextSteps = 200, Held = 200;

    /// <summary>Creates the experiment.</summary>
    public EncodingComparison()
        : base("M03.X.encodings", "compares ways to tell positions, and the token vectors of two seeds") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor letters = probe.Random.Integers(0, ToyTask.Letters, Held, ToyTask.Length);
        long[] text = ToyTask.Sentences(probe.Random, 20_000), unseen = ToyTask.Sentences(probe.Random, 6_000);
        int done = 0, runs = ToyModel.Encodings.Count * 4;
        foreach (string encoding in ToyModel.Encodings)
        {
            foreach (string task in (string[])[ToyTask.Copy, ToyTask.Reverse])
            {
                using var model = new ToyModel(task, encoding, $"{Id}/{EncodingFiles.Seeds[0]}");
                probe.Observe($"{encoding}/{task}/loss", model.Train([], LetterSteps, Report($"{task}, {encoding}")));
                probe.Observe($"{encoding}/{task}/accuracy", model.Accuracy(letters));
                done++;
            }

            List<Tensor> tables = [];
            foreach (int seed in EncodingFiles.Seeds)
            {
                using var model = new ToyModel(ToyTask.Text, encoding, $"{Id}/{seed}");
                probe.Observe($"{encoding}/text/{seed}/loss", model.Train(text, TextSteps, Report($"text, {encoding}, seed {seed}")));
                probe.Observe($"{encoding}/text/{seed}/perplexity", model.Perplexity(unseen, ToyTask.Context, 0));
                probe.Observe($"{encoding}/text/{seed}/perplexity beyond", model.Perplexity(unseen, 2 * ToyTask.Context, ToyTask.Context));
                tables.Add(Unit(model.Embeddings));
                done++;
            }

            // Rows of length 1: the rotation that is found then makes the mean cosine as great as any can.
            Tensor rotation = Alignment.Procrustes(tables[0], tables[1]);
            probe.Observe($"{encoding}/alignment/before", MeanCosine(tables[0], tables[1]));
            probe.Observe($"{encoding}/alignment/after", MeanCosine(tables[0].matmul(rotation), tables[1]));
            probe.Observe($"{encoding}/alignment/rsa", Similarity.Rsa(tables[0], tables[1]));
        }

        Action<double> Report(string what)
        {
            int before = done;
            return fraction => probe.Progress((before + fraction) / runs, what);
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return EncodingFiles.Render(evidence, LetterSteps, TextSteps);
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return EncodingFiles.Review(files);
    }

    private static Tensor Unit(Tensor table) => table / table.norm(1).unsqueeze(1);

    private static double MeanCosine(Tensor a, Tensor b) => Similarity.Cosine(a, b).diagonal().mean().item<float>();
}
