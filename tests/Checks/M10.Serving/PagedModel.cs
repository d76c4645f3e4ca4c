namespace LLMCourse.Checks.M10;

/// <summary>A model that stores tokens in slots and hashes what it reads back through the tables: a
/// wrong table or start gives other words.</summary>
internal sealed class PagedModel(int blocks, int size, int words)
{
    private readonly int[] _slots = Enumerable.Repeat(-1, blocks * size).ToArray();

    public List<string> Log { get; } = [];

    public int Calls { get; private set; }

    /// <summary>Gets what was wrong with the rows, first of all.</summary>
    public string? Fault { get; private set; }

    public int MostTokens { get; private set; }

    public int MostRows { get; private set; }

    public List<long> Order { get; } = [];

    public Func<IReadOnlyList<int>, float[]>? Logits { get; init; }

    public static float[] Hash(IEnumerable<int> tokens, int words)
    {
        ulong hash = 88172645463325252;
        foreach (int token in tokens) hash = ((hash ^ (ulong)(token + 2)) * 6364136223846793005) + 1442695040888963407;
        float[] logits = new float[words];
        for (int word = 0; word < words; word++)
        {
            ulong mixed = (hash + ((ulong)word * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
            logits[word] = (float)((mixed ^ (mixed >> 29)) >> 44) / (1 << 18);
        }

        return logits;
    }

    public IReadOnlyList<float[]> Forward(IReadOnlyList<StepRow> rows)
    {
        Calls++;
        MostRows = Math.Max(MostRows, rows.Count);
        MostTokens = Math.Max(MostTokens, rows.Sum(row => row.Tokens.Count));
        HashSet<int> owned = [];
        foreach (StepRow row in rows)
        {
            Log.Add($"{row.Id}: {string.Join(' ', row.Tokens)} from {row.Start} in {string.Join(' ', row.Table)}");
            if (!Order.Contains(row.Id)) Order.Add(row.Id);
            foreach (int block in row.Table)
                if (block < 0 || block >= blocks || !owned.Add(block))
                    Fault ??= $"call {Calls}: block {block} of request {row.Id} does not exist or belongs to another";
            if (row.Table.Count * size < row.Start + row.Tokens.Count)
            {
                Fault ??= $"call {Calls}: the blocks of request {row.Id} are too few for its tokens";
                return [.. rows.Select(_ => new float[words])];
            }

            for (int i = 0; i < row.Tokens.Count; i++) _slots[Slot(row, row.Start + i)] = row.Tokens[i];
        }

        List<float[]> all = [];
        foreach (StepRow row in rows)
        {
            int[] read = [.. Enumerable.Range(0, row.Start + row.Tokens.Count).Select(position => _slots[Slot(row, position)])];
            all.Add(Logits is null ? Hash(read, words) : Logits(read));
        }

        return all;
    }

    private int Slot(StepRow row, int position) => (Math.Clamp(row.Table[position / size], 0, blocks - 1) * size) + (position % size);
}
