using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M09;

/// <summary>Tokenizers, turns and sequences for the checks of fine-tuning data.</summary>
internal static class Conversations
{
    /// <summary>The special tokens of the course's models.</summary>
    public static readonly string[] Special = ["<|begin|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"];

    /// <summary>Makes a tokenizer with some merges, so that the space before a text matters.</summary>
    public static BytePairTokenizer Tokenizer(IEnumerable<string> special) => new(
        BytePairTrainer.Train("the cat and the hat, the end and the user: the cat sat", 300,
            new BytePairTrainerOptions { SpecialTokens = [.. special] }), SplitRule.Gpt2);

    /// <summary>Reads turns from lines such as "user: text".</summary>
    public static ChatTurn[] Turns(string text) => [.. text.Split('\n').Select(line => line.Split(": ", 2)).Select(parts => new ChatTurn(
        parts[0] switch { "system" => ChatRole.System, "user" => ChatRole.User, "assistant" => ChatRole.Assistant, _ => ChatRole.Tool },
        parts[1]))];

    /// <summary>Draws sequences of 0 to <paramref name="longest"/> tokens, none of which is
    /// learned at its first token but by chance.</summary>
    public static SftSequence[] Draw(CheckRandom random, int count, int longest,
        int shortest = 0) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        int length = (int)random.NextInteger(shortest, longest + 1);
        return new SftSequence([.. Enumerable.Range(0, length).Select(_ => (int)random.NextInteger(1, 500))],
            [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() < 0.5)]);
    })];

    /// <summary>Makes a sequence from a text such as "12|345": token by token, learned behind the bar.</summary>
    public static SftSequence Sequence(string text)
    {
        int bar = text.IndexOf('|', StringComparison.Ordinal);
        string digits = text.Remove(bar, 1);
        return new SftSequence([.. digits.Select(c => c - '0')], [.. digits.Select((_, i) => i >= bar)]);
    }

    /// <summary>Observes all of a batch.</summary>
    public static void Observe(Probe probe, string name, SftBatch batch)
    {
        probe.Observe($"{name}: ids", batch.Ids);
        probe.Observe($"{name}: labels", batch.Labels);
        probe.Observe($"{name}: documents", batch.Documents);
        probe.Observe($"{name}: positions", batch.Positions);
        probe.Observe($"{name}: dropped", (double)batch.Dropped);
    }

    /// <summary>Observes what a batch is made from, for a judge that makes it anew.</summary>
    public static void Observe(Probe probe, string name, SftSequence[] sequences)
    {
        probe.Observe($"{name}: lengths", sequences.Select(sequence => sequence.Ids.Count));
        probe.Observe($"{name}: tokens", sequences.SelectMany(sequence => sequence.Ids));
        probe.Observe($"{name}: marks", sequences.SelectMany(sequence => sequence.Learned.Select(learned => learned ? 1 : 0)));
    }
}
