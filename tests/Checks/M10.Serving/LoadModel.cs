using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M10;

/// <summary>A model that keeps tokens where others keep keys and values, and says what follows from those that it reads back. A step takes
/// a fixed time, and more for each token that it is fed.</summary>
internal sealed class LoadModel(int blocks, int blockSize)
{
    public const int Words = 64;

    private readonly int[] _slots = Enumerable.Repeat(-1, blocks * blockSize).ToArray();

    /// <summary>What a step takes: the weights are read once, however many sequences there are.</summary>
    public static TimeSpan Cost(int tokens) => TimeSpan.FromMilliseconds(20) + (TimeSpan.FromMilliseconds(0.25) * tokens);

    public static string Text(IEnumerable<int> tokens) =>
        string.Join(' ', tokens.Select(token => FormattableString.Invariant($"w{token}")));

    public static int[] Tokens(string text) =>
        [.. text.Split(' ').Select(word => int.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Writes a reply without blocks, batches or schedulers.</summary>
    public static string Reply(int[] prompt, int count, double temperature, ulong seed)
    {
        List<int> tokens = [.. prompt];
        Xoshiro256 random = new(seed);
        for (int i = 0; i < count; i++)
        {
            float[] logits = PagedModel.Hash(tokens, Words);
            float greatest = logits.Max();
            if (temperature == 0)
            {
                tokens.Add(Array.IndexOf(logits, greatest));
                continue;
            }

            double[] weights = [.. logits.Select(logit => Math.Exp((logit - greatest) / temperature))];
            double left = random.NextDouble() * weights.Sum();
            int token = 0;
            for (; token < Words - 1 && left >= weights[token]; token++) left -= weights[token];
            tokens.Add(token);
        }

        return Text(tokens.Skip(prompt.Length));
    }

    public IReadOnlyList<float[]> Forward(IReadOnlyList<StepRow> rows)
    {
        foreach (StepRow row in rows)
            for (int i = 0; i < row.Tokens.Count; i++) _slots[Slot(row, row.Start + i)] = row.Tokens[i];
        return [.. rows.Select(row =>
            PagedModel.Hash(Enumerable.Range(0, row.Start + row.Tokens.Count).Select(position => _slots[Slot(row, position)]), Words))];
    }

    private int Slot(StepRow row, int position) => (row.Table[position / blockSize] * blockSize) + (position % blockSize);
}
