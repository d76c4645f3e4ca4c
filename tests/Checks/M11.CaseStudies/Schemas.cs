using System.Text;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M11;

/// <summary>Tokens, and models of random logits.</summary>
internal static class Schemas
{
    public static readonly string[] Levels = ["low", "lower", "high priority"];

    /// <summary>Every byte is a token; behind them longer ones, an empty one and the end.</summary>
    public static List<ReadOnlyMemory<byte>> Tokens(params string[] more)
    {
        List<ReadOnlyMemory<byte>> tokens = [.. Enumerable.Range(0, 256).Select(b => (ReadOnlyMemory<byte>)new[] { (byte)b })];
        tokens.AddRange(more.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text)));
        tokens.Add(Array.Empty<byte>());
        tokens.Add(Encoding.ASCII.GetBytes("x"));
        return tokens;
    }

    public static IReadOnlyList<ExtractionField> Fields() =>
    [
        new ExtractionField("name", ExtractionKind.Text) { MaxLength = 3 },
        new ExtractionField("level", ExtractionKind.Choice) { Choices = Levels },
        new ExtractionField("length in m", ExtractionKind.Quantity, true) { Unit = "m", MaxLength = 1 },
    ];

    public static SchemaConstraint Make(IReadOnlyList<ExtractionField>? fields = null)
    {
        List<ReadOnlyMemory<byte>> tokens = Tokens();
        return new SchemaConstraint(fields ?? Fields(), tokens, tokens.Count - 1);
    }

    /// <summary>Reads bytes one by one: how many come through, and whether the object is then whole.</summary>
    public static string Read(ITokenConstraint constraint, IReadOnlyList<byte> bytes)
    {
        for (int i = 0; i < bytes.Count; i++)
        {
            try
            {
                constraint.Accept(bytes[i]);
            }
            catch (ArgumentException)
            {
                return $"stops at {Scripting.Number(i)}{(constraint.IsComplete ? ", whole" : "")}";
            }
        }

        return constraint.IsComplete ? "whole" : "goes on";
    }

    /// <summary>Which of the tokens are left.</summary>
    public static string Left(ITokenConstraint constraint, int tokens, int remaining)
    {
        float[] logits = new float[tokens];
        constraint.Mask(logits, remaining);
        List<string> left = [];
        for (int id = 0, from = -1; id <= tokens; id++)
        {
            bool isLeft = id < tokens && !float.IsNegativeInfinity(logits[id]);
            if (isLeft && from < 0) from = id;
            if (isLeft || from < 0) continue;
            left.Add(from == id - 1 ? Name(from) : $"{Name(from)}..{Name(id - 1)}");
            from = -1;
        }

        return string.Join(' ', left);
    }

    /// <summary>Lets random logits write an object.</summary>
    public static byte[] Write(CheckRandom random, ITokenConstraint constraint, IReadOnlyList<ReadOnlyMemory<byte>> tokens, int most)
    {
        List<byte> text = [];
        float[] logits = new float[tokens.Count];
        for (int remaining = most; remaining > 0 && !constraint.IsComplete; remaining--)
        {
            for (int id = 0; id < logits.Length; id++) logits[id] = (float)random.NextDouble();
            constraint.Mask(logits, remaining);
            int best = 0;
            for (int id = 1; id < logits.Length; id++)
                if (logits[id] > logits[best]) best = id;
            if (float.IsNegativeInfinity(logits[best])) break;
            constraint.Accept(best);
            text.AddRange(tokens[best].Span);
        }

        return [.. text];
    }

    private static string Name(int id) => id is > 32 and < 127 ? $"{(char)id}" : $"#{Scripting.Number(id)}";
}
