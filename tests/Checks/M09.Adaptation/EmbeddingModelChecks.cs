namespace LLMCourse.Checks.M09;

public sealed class EmbeddedTexts()
    : Check("M09.E6.vectors", "hashes words and their parts to signs, weighs them, and scales to length 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] corpus = ["the cat sat on the mat", "a dog", "", "the the the", "Çat and dog", "cats and dogs"];
        foreach (int dimension in new[] { 1, 7, 64, 65, 200 })
        {
            foreach (ulong seed in new ulong[] { 0, 9, 0x1_0000_0009 })
            {
                EmbeddingModel model = new(dimension, seed);
                probe.Observe($"dimension {Chunking.Number(dimension)}, seed {seed}, not fitted",
                    model.Encode("The cat's cat, a dog").AsEnumerable());
                model.Fit(corpus);
                probe.Observe($"dimension {Chunking.Number(dimension)}, seed {seed}, fitted",
                    model.Encode("The cat's cat, a dog and a zebra: été").AsEnumerable());
                model.Fit(["zebra", "zebra cat"]);
                probe.Observe($"dimension {Chunking.Number(dimension)}, seed {seed}, fitted again",
                    model.Encode("The zebra").AsEnumerable());
            }
        }

        EmbeddingModel usual = new();
        probe.Observe("the default dimension", usual.Dimension);
        probe.Observe("one letter", usual.Encode("x").AsEnumerable());
        probe.Observe("letters of two code units", usual.Encode("\U00010400\U00010401x").AsEnumerable());
        probe.Observe("no words", usual.Encode(" ?! ").AsEnumerable());
        probe.ObserveThrows<ArgumentException>("dimension 0", () => new EmbeddingModel(0));
        probe.ObserveThrows<ArgumentException>("no text", () => usual.Encode(null!));
        probe.ObserveThrows<ArgumentException>("no texts", () => usual.Fit(null!));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-6, 0, "float32 carries 7 digits of numbers below 1"))
            .WithHint("Work out one word of one letter by hand: it has the feature ^x$ twice, once as a word and once as a run of three characters.");
}

public sealed class EmbeddedAngles()
    : Check("M09.E6.angles", "keeps the angles of the weighted features, as Johnson and Lindenstrauss promise", points: 2)
{
    private const int Dimension = 1024;

    public override void Probe(Probe probe)
    {
        string[] texts = [.. Texts()];
        EmbeddingModel model = new(Dimension, 3);
        model.Fit(texts);
        for (int i = 0; i < texts.Length; i++) probe.Observe($"vector {Chunking.Number(i + 1)}", model.Encode(texts[i]).AsEnumerable());
    }

    public override Verdict Judge(Evidence evidence)
    {
        Dictionary<string, double>[] exact = Weights([.. Texts()]);
        for (int i = 0; i < exact.Length; i++)
        {
            IReadOnlyList<double> vector = evidence.Tensor($"vector {Chunking.Number(i + 1)}").Values;
            double length = Math.Sqrt(vector.Sum(x => x * x));
            if (vector.Count != Dimension || Math.Abs(length - 1) > 1e-5)
                return Verdict.Fail(FormattableString.Invariant(
                    $"`vector {i + 1}` has {vector.Count} numbers and the length {length:0.#####}; it should have {Dimension} and 1."));
            for (int j = 0; j < i; j++)
            {
                double got = vector.Zip(evidence.Tensor($"vector {Chunking.Number(j + 1)}").Values, (x, y) => x * y).Sum();
                double expected = exact[i].Sum(pair => pair.Value * exact[j].GetValueOrDefault(pair.Key)) / Norm(exact[i]) / Norm(exact[j]);

                // The standard deviation is at most (1 - cos²)/√D; five of it, and a little for equal texts.
                double allowed = (5 * (1 - (expected * expected)) / Math.Sqrt(Dimension)) + 0.01;
                if (!(Math.Abs(got - expected) <= allowed))
                    return Verdict.Fail(FormattableString.Invariant(
                        $"The cosine of vectors {j + 1} and {i + 1} is {got:0.###}, that of their weighted features {expected:0.###}; a projection to {Dimension} signs changes it by at most {allowed:0.###}."));
            }
        }

        return Verdict.Pass;
    }

    private IEnumerable<string> Texts()
    {
        CheckRandom random = CheckRandom.For(Id + " texts");
        return Enumerable.Range(0, 16).Select(_ => Searching.Text(random) + " cat");
    }

    private static double Norm(Dictionary<string, double> weights) => Math.Sqrt(weights.Values.Sum(x => x * x));

    private static Dictionary<string, double>[] Weights(string[] texts)
    {
        List<string>[] features =
            [.. texts.Select(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts).ToList())];
        return [.. features.Select(list => list.GroupBy(feature => feature)
            .ToDictionary(group => group.Key,
                group => group.Count() * (Math.Log((1.0 + texts.Length) / (1 + features.Count(other => other.Contains(group.Key)))) + 1)))];
    }

    private static IEnumerable<string> Parts(string word)
    {
        string framed = "^" + word + "$";
        return Enumerable.Range(0, framed.Length - 2).Select(i => framed[i..(i + 3)]).Append(framed);
    }
}

public sealed class EmbeddedMeaning()
    : Check("M09.E6.nearest", "puts texts of like words nearer than others, also where words are inflected or misspelt")
{
    private static readonly (string Query, string Near, string Far)[] Triples =
    [
        ("How do I reset my password?", "Resetting a forgotten password", "Opening hours of the swimming pool"),
        ("train timetable", "Time tables of trains", "A recipe for apple pie"),
        ("Kubernetes instalation", "Installing kubernetes", "Watering house plants"),
        ("cafe creme", "Café crème at noon", "Car insurance"),
        ("the colour of a house", "house colours", "the height of a tower"),
        ("refund policy", "Which policies hold for refunds", "Which stations hold the record"),
    ];

    public override void Probe(Probe probe)
    {
        EmbeddingModel model = new(256, 1);
        model.Fit(Triples.SelectMany(triple => new[] { triple.Query, triple.Near, triple.Far }));
        for (int i = 0; i < Triples.Length; i++)
        {
            float[] query = model.Encode(Triples[i].Query);
            probe.Observe($"'{Triples[i].Query}' and what is near",
                query.Zip(model.Encode(Triples[i].Near), (x, y) => (double)x * y).Sum());
            probe.Observe($"'{Triples[i].Query}' and what is far", query.Zip(model.Encode(Triples[i].Far), (x, y) => (double)x * y).Sum());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string query, string near, string far) in Triples)
        {
            if (!(evidence.Number($"'{query}' and what is near") > evidence.Number($"'{query}' and what is far") + 0.1))
                return Verdict.Fail($"\"{query}\" is not clearly nearer to \"{near}\" than to \"{far}\".");
        }

        return Verdict.Pass;
    }
}
