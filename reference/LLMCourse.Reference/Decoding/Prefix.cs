namespace LLMCourse.Reference.Decoding;

/// <summary>The tokens whose keys and values a model holds, and how much of them a new text shares.</summary>
/// <param name="capacity">The greatest number of tokens.</param>
internal sealed class Prefix(int capacity)
{
    private readonly int[] _ids = new int[capacity];

    /// <summary>Gets the number of tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Forgets all tokens from a position on.</summary>
    public void RollBack(int length) => Length = Math.Min(Length, length);

    /// <summary>Adds tokens behind the held ones.</summary>
    public void Append(ReadOnlySpan<int> ids)
    {
        ids.CopyTo(_ids.AsSpan(Length));
        Length += ids.Length;
    }

    /// <summary>How many of the first tokens are the held ones, at most <paramref name="most"/>.</summary>
    public int Shared(ReadOnlySpan<int> ids, int most) => Math.Min(most, _ids.AsSpan(0, Length).CommonPrefixLength(ids));

    /// <summary>Checks a call of <see cref="ILogits.Next"/> or <see cref="IManyLogits.Next"/>.</summary>
    /// <exception cref="ArgumentException">The tokens or the room for logits do not fit the model.</exception>
    public static void Check(ILogits model, ReadOnlySpan<int> ids, int count, ReadOnlySpan<float> logits)
    {
        Check(model, ids);
        if (count < 1 || count > ids.Length)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Predictions can be made after 1 to {ids.Length} of the tokens.");
        if (logits.Length != (long)count * model.VocabularySize)
            throw new ArgumentException(
                $"logits holds {logits.Length} values; it must hold {(long)count * model.VocabularySize}, {count} times the vocabulary.",
                nameof(logits));
    }

    /// <summary>Checks the tokens of a call.</summary>
    /// <exception cref="ArgumentException">They do not fit the model.</exception>
    public static void Check(ILogits model, ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
            throw new ArgumentException("ids is empty; give at least one token.", nameof(ids));
        if (ids.Length > model.ContextLength)
            throw new ArgumentException(
                $"ids has {ids.Length} tokens, but the context length is {model.ContextLength}; keep the last {model.ContextLength}.",
                nameof(ids));
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)model.VocabularySize)
                throw new ArgumentException(
                    $"ids has {id}, but tokens go from 0 to {model.VocabularySize - 1}; check that the tokenizer is the model's.",
                    nameof(ids));
        }
    }
}
